"""Roster numbers and nicknames within a village."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.children import aliases
from app.children.models import Child, RosterCounter
from app.core.db import database, session


class VillageBook:
    """Gives numbers and nicknames in one transaction, having asked for them in two queries."""

    def __init__(self, villages: Collection[str]) -> None:
        current = session()
        self._counters = _locked_counters(villages)
        self._taken: dict[str, set[str]] = defaultdict(set)
        given = select(Child.region_code, Child.alias).where(Child.region_code.in_(set(villages)))
        for village, alias in current.execute(given):
            self._taken[village].add(alias)

    def enter(self, child: Child, village: str) -> None:
        """Set village, roster number and nickname."""
        counter = self._counters[village]
        counter.last += 1
        child.region_code, child.roster_number = village, counter.last
        if not child.alias or child.alias in self._taken[village]:
            child.alias = aliases.invent(self._taken[village])
        self._taken[village].add(child.alias)


def _locked_counters(villages: Collection[str]) -> dict[str, RosterCounter]:
    """Locked until the transaction ends, so that two clerks get one number after the other.

    Rows are made before they are locked: of two first children of a village, neither is refused.
    In order, so that two imports of the same villages do not wait for each other for ever.
    """
    if not villages:
        return {}
    current, wanted = session(), sorted(set(villages))
    dialect = sqlite if database().is_sqlite else postgresql
    first = dialect.insert(RosterCounter).values([{"region_code": v, "last": 0} for v in wanted])
    current.execute(first.on_conflict_do_nothing())
    query = select(RosterCounter).where(RosterCounter.region_code.in_(wanted))
    query = query.order_by(RosterCounter.region_code).with_for_update()
    locked = current.scalars(query.execution_options(populate_existing=True))
    return {one.region_code: one for one in locked}
