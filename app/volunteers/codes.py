"""Application codes: eight letters and digits, 40 bits, kept only as a blind index.

A code is derived from a random token that the applicant's browser keeps from the moment it opened
the form. So it can be shown even if the answer to her form was lost on the line, and it is neither
in an address nor in the database.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b32encode

from app.core.personal import keyring

LENGTH = 8
# What people type for the letters that base32 has.
LOOKALIKES = str.maketrans("018", "OLB", " -\u3000")


def new_token() -> str:
    return secrets.token_urlsafe(16)


def code_of(token: str) -> str:
    mac = hmac.new(keyring().derive("application-code"), token.encode(), "sha256").digest()
    return b32encode(mac[:5]).decode()


def normalise(typed: str) -> str:
    """What was copied from paper: small letters, spaces, and 0, 1, 8 for O, L, B."""
    return typed.upper().translate(LOOKALIKES)


def shown(code: str) -> str:
    return f"{code[:4]} {code[4:]}"
