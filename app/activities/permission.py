"""The code on a guardian's paper: who has it may answer for one child and one activity.

It is worked out rather than stored, cannot be guessed, and ends when the activity begins.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime

from app.activities.models import Activity
from app.core.personal import keyring

LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
READ_AS = str.maketrans("OILU", "011V")
LENGTH = 12


def slip_code(activity_id: int, child_id: int) -> str:
    """12 digits and letters (60 bits) that only this installation can make."""
    made = keyring().index("guardian-slip", f"{activity_id}:{child_id}")
    return base64.b32encode(made).decode().translate(LETTERS)[:LENGTH]


def printed(code: str) -> str:
    """In groups of four, as it is typed from paper."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def is_slip_code(activity_id: int, child_id: int, code: str) -> bool:
    typed = "".join(one for one in code.upper() if one.isalnum()).translate(READ_AS)
    return hmac.compare_digest(slip_code(activity_id, child_id).encode(), typed.encode())


def is_open(activity: Activity, now: datetime) -> bool:
    return activity.state == "published" and now < activity.starts_at
