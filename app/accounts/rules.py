"""Pure decisions: user names, phones, passwords; how long to wait; who gives which role."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import phonenumbers
from flask_babel import lazy_gettext as _l

from app.core import regioncode
from app.core.access.actors import Actor, Grant
from app.core.errors import Problem
from app.core.regioncode import COUNTRY
from app.policy import Role

USERNAME = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9._-]{1,39}")
MIN_PASSWORD = 12
MAX_PASSWORD = 256
PLAIN_ENOUGH = 8
"""So many characters must be left of a password once the words of the trade are taken out."""
CONTEXT = ("妇联", "爱心妈妈", "工作站", "aixin", "fulian", "mama", "station")

ACTIVATION_VALID = timedelta(days=14)
RESET_VALID = timedelta(days=3)
SHEET_CODES = 10
# Without the characters that are mistaken for others in print.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

EVERY_ROLE = frozenset(Role)
GIVES: dict[str, frozenset[Role]] = {
    Role.ADMIN: EVERY_ROLE,
    # Nobody appoints who audits her, and an administrator comes from the server's console.
    Role.CHAIR: EVERY_ROLE - {Role.ADMIN, Role.AUDITOR},
    # A volunteer's account follows from her approval.
    Role.REVIEWER: frozenset({Role.VOLUNTEER}),
    Role.STAFF: frozenset({Role.VOLUNTEER}),
}


def gives(actor: Actor, grant: Grant) -> bool:
    """Whether the actor may give this role in this region, or take it away."""
    return any(
        grant.role in GIVES.get(own.role, ())
        and regioncode.covers(own.region_code, grant.region_code)
        for own in actor.grants
    )


def manages(actor: Actor, user_id: int, grants: Iterable[Grant], home: str | None) -> bool:
    """Whether the actor may act on the whole account: reset, end, lock.

    Only where every role in it is hers to give: a reset would hand her the others as well. An
    account without a role is that of the administrator of its `home`, where it held the last one.
    """
    held = list(grants)
    if actor.user_id == user_id:
        return False
    return all(gives(actor, grant) for grant in held) if held else administers(actor, home)


def administers(actor: Actor, home: str | None) -> bool:
    """Without a home: only who administers the whole country."""
    return any(
        own.role == Role.ADMIN and regioncode.covers(own.region_code, home or COUNTRY)
        for own in actor.grants
    )


def plain(text: str) -> str:
    """Full-width letters and digits as half-width, lower case, no white space around."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def is_username(text: str) -> bool:
    return USERNAME.fullmatch(text) is not None


def normalise_phone(text: str) -> str | None:
    """11 digits for a mainland number, E.164 for another, None for what is no number."""
    try:
        number = phonenumbers.parse(plain(text), "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    if number.country_code == 86:
        return phonenumbers.national_significant_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_code(text: str) -> str:
    """A printed or shown code as it is compared: without spaces and hyphens, upper case."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(folded.replace("-", "").split())


def group_code(code: str) -> str:
    """ABCD-EFGH-JKMN"""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def password_problems(
    password: str, *, context: Sequence[str], common: Collection[str]
) -> list[Problem]:
    """What speaks against a password. `context`: the person's own names and numbers."""
    if len(password) < MIN_PASSWORD:
        text = _l(
            "This one has %(given)s characters; it takes %(count)s.",
            given=len(password),
            count=MIN_PASSWORD,
        )
        return [_refused("password_short", text)]
    if len(password) > MAX_PASSWORD:
        return [_refused("password_long", _l("At most %(count)s characters.", count=MAX_PASSWORD))]
    folded = plain(password)
    if folded in common or folded.strip("0123456789!@#$%^&*.-_ ") in common:
        return [_refused("password_common", _l("This password is one of those tried first."))]
    if _is_monotonous(folded):
        return [_refused("password_common", _l("This is too easy to guess: it only repeats."))]
    rest = folded
    for word in sorted({plain(word) for word in (*CONTEXT, *context)}, key=len, reverse=True):
        if len(word) > 1:
            rest = rest.replace(word, "")
    if len(rest) < PLAIN_ENOUGH:
        text = _l(
            "Names, phone numbers and words of the station are guessed first. Add other words."
        )
        return [_refused("password_context", text)]
    return []


def _refused(code: str, message: Any) -> Problem:
    return Problem(code, message, field="password")


def _is_monotonous(text: str) -> bool:
    """aaaa…, abcabc…, 123456789012, 987654321098"""
    if any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 5)):
        return True
    steps = {
        (ord(b) - ord(a)) % 10 if (a + b).isdecimal() else ord(b) - ord(a)
        for a, b in pairwise(text)
    }
    return steps in ({1}, {-1}, {9})
