"""A child's file made and changed, by whatever way the facts came. The caller owns transaction
and audit."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from app.children import records
from app.children.models import Child
from app.children.numbering import VillageBook
from app.children.records import ChildRecord
from app.children.states import LIFECYCLE
from app.core.clock import today
from app.core.db import session
from app.core.errors import Conflict, Problem


def make_child(record: ChildRecord, book: VillageBook, *, source: str) -> Child:
    child = Child(state=LIFECYCLE.initial, found_on=today(), source=source, alias="")
    records.fill(child, record, records.LABELS)
    book.enter(child, record.region_code)
    session().add(child)
    return child


def change_child(
    child: Child, record: ChildRecord, fields: Iterable[str], book: VillageBook
) -> None:
    """`fields`: as `records.changes` names them. One who moves gets a number of the new village."""
    records.fill(child, record, fields)
    if "region_code" in fields:
        book.enter(child, record.region_code)


def demand_kept(child: Child) -> None:
    """Raise Conflict for a file whose key has been destroyed."""
    if child.state == "deleted":
        raise Conflict(Problem("deleted", _l("This file has been deleted.")))
