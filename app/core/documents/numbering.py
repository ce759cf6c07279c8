"""Serial numbers without gaps, one row of numbers per kind, division and year."""

from __future__ import annotations

import secrets

from sqlalchemy import Integer, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, database, in_transaction, session
from app.core.regioncode import Level, at_level

# Crockford's base 32: no I, L, O, U, which are misread or form words.
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 6
MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


class Counter(Base):
    """The last number given; locked by whoever takes the next until her transaction ends."""

    __tablename__ = "document_counter"

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    scope: Mapped[str] = mapped_column(String(12), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer, nullable=False)


def next_serial(*, prefix: str, region_code: str, year: int) -> str:
    """CN-430626-2026-000123: kind, county, year, number.

    Taken inside the running transaction: if that fails the number goes to the next one.
    """
    if not in_transaction():
        raise RuntimeError("a serial is taken inside transaction() only")
    county = at_level(region_code, Level.COUNTY)[:6]
    dialect = sqlite if database().is_sqlite else postgresql
    # One statement creates the row, counts and locks: two first documents of a year cannot race.
    insert = dialect.insert(Counter).values(kind=prefix, scope=county, year=year, last=1)
    statement = insert.on_conflict_do_update(
        index_elements=[Counter.kind, Counter.scope, Counter.year],
        set_={"last": Counter.last + 1},
    ).returning(Counter.last)
    number = session().scalar(statement)
    return f"{prefix}-{county}-{year}-{number:06d}"


def new_check_code() -> str:
    """Printed beside the serial: who has only a number, which anyone can count up, has no code."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def normalise_serial(typed: str) -> str:
    """What a person types from paper; full-width forms come from Chinese keyboards."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in typed)
    return narrow.strip().upper()


def same_check_code(typed: str, code: str) -> bool:
    cleaned = normalise_serial(typed).translate(MISREAD)
    return secrets.compare_digest(cleaned.encode(), code.encode())
