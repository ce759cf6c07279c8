"""A child's file made and changed, by whatever way the facts came. The caller owns transaction
and audit."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from app.children import records
from app.children.families.changes import has_siblings, split_off
from app.children.models import Child, Family
from app.children.numbering import VillageBook
from app.children.records import ChildRecord
from app.children.sources.origins import Origin, own
from app.children.states import LIFECYCLE
from app.core.clock import today
from app.core.db import session
from app.core.errors import Conflict, Problem


def make_child(
    record: ChildRecord,
    book: VillageBook,
    *,
    source: str,
    family: Family | None = None,
    origin: Origin | None = None,
) -> Child:
    """`family`: of a brother or sister, None for the first of its own. `origin`: who says all
    that, None for the station itself."""
    child = Child(state=LIFECYCLE.initial, found_on=today(), source=source, alias="")
    child.family = family or Family(region_code=record.region_code)
    fields = [one for one in records.LABELS if one != "address" or record.address or not family]
    records.fill(child, record, fields, origin or own())
    book.enter(child, record.region_code)
    session().add(child)
    return child


def change_child(
    child: Child,
    record: ChildRecord,
    fields: Iterable[str],
    book: VillageBook,
    origin: Origin | None = None,
) -> None:
    """`fields`: as `records.changes` names them.

    One who moves gets a number of the new village, and a family of its own there where brothers
    and sisters stay.
    """
    fields = list(fields)
    if "region_code" in fields:
        if has_siblings(child):
            split_off(child)
        child.family.region_code = record.region_code
        child.family.address = record.address or None
        book.enter(child, record.region_code)
    records.fill(child, record, fields, origin or own())


def demand_kept(child: Child) -> None:
    """Raise Conflict for a file whose key has been destroyed."""
    if child.state == "deleted":
        raise Conflict(Problem("deleted", _l("This file has been deleted.")))
