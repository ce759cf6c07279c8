from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, select

from app.core import regioncode
from app.core.clock import today
from app.core.db import session
from app.programmes import presets
from app.programmes.models import Programme
from app.programmes.reading import read
from app.programmes.rules import ProgrammeRules


def rules_for(region_code: str, on: date | None = None) -> ProgrammeRules:
    """The rules that hold in a division on a day (today): its own, else the nearest from above.

    Where nobody has adopted any, and for no division at all (""), the shipped Yueyang preset.
    """
    programme = programme_for(region_code, on) if region_code else None
    if programme is None:
        return presets.load(presets.DEFAULT)
    return read(
        presets.completed(programme.preset, programme.rules),
        programme_id=programme.id,
        version=programme.version,
        valid_from=programme.valid_from,
    )


def programme_for(region_code: str, on: date | None = None) -> Programme | None:
    path = [regioncode.COUNTRY, *regioncode.ancestors(region_code), region_code]
    query = select(Programme).where(
        Programme.region_code.in_(path), Programme.valid_from <= (on or today())
    )
    # Codes on one path sort as their levels do.
    newest = query.order_by(Programme.region_code.desc(), Programme.version.desc())
    return session().scalars(newest.limit(1)).first()


def versions_on_path(region_code: str) -> Sequence[Programme]:
    """What was decided for the region and above it, the nearest and newest first."""
    path = [regioncode.COUNTRY, *regioncode.ancestors(region_code), region_code]
    query = select(Programme).where(Programme.region_code.in_(path))
    return (
        session()
        .scalars(query.order_by(Programme.region_code.desc(), Programme.version.desc()))
        .all()
    )


def version_numbers(programme_ids: Iterable[int | None]) -> dict[int | None, int]:
    """For each id of a version that was adopted, its number."""
    query = select(Programme.id, Programme.version).where(Programme.id.in_(set(programme_ids)))
    return dict(session().execute(query).all())


def latest_version(region_code: str) -> int:
    """0 where the region has no rules of its own."""
    query = select(func.max(Programme.version)).where(Programme.region_code == region_code)
    return session().scalar(query) or 0
