"""Whether a child stands on the sealed roster of its village: clauses over Child."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from app.children.models import Child
from app.children.rosters.models import RosterEntry, RosterVersion

SEALED = "sealed"


def is_latest_sealed() -> ColumnElement[bool]:
    """Of a version: sealed, and none of its village sealed after it."""
    later = aliased(RosterVersion)
    newest = (
        select(func.max(later.number))
        .where(later.region_code == RosterVersion.region_code, later.state == SEALED)
        .correlate(RosterVersion)
        .scalar_subquery()
    )
    return (RosterVersion.state == SEALED) & (RosterVersion.number == newest)


def on_sealed_roster() -> ColumnElement[bool]:
    """Of a child: the latest sealed version of the village where it lives now lists it."""
    return exists().where(
        RosterEntry.child_id == Child.id,
        RosterEntry.change != "left",
        RosterEntry.roster_id == RosterVersion.id,
        RosterVersion.region_code == Child.region_code,
        is_latest_sealed(),
    )
