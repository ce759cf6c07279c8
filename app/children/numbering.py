"""Roster numbers and nicknames within a village."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from app.children import aliases
from app.children.models import Child, RosterCounter
from app.core.db import session


class VillageBook:
    """Gives numbers and nicknames in one transaction, having asked for them in two queries."""

    def __init__(self, villages: Collection[str]) -> None:
        current = session()
        query = select(RosterCounter).where(RosterCounter.region_code.in_(set(villages)))
        self._counters = {one.region_code: one for one in current.scalars(query.with_for_update())}
        self._taken: dict[str, set[str]] = defaultdict(set)
        given = select(Child.region_code, Child.alias).where(Child.region_code.in_(set(villages)))
        for village, alias in current.execute(given):
            self._taken[village].add(alias)

    def enter(self, child: Child, village: str) -> None:
        """Set village, roster number and nickname."""
        counter = self._counters.get(village)
        if counter is None:
            counter = self._counters[village] = RosterCounter(region_code=village, last=0)
            session().add(counter)
        counter.last += 1
        child.region_code, child.roster_number = village, counter.last
        if not child.alias or child.alias in self._taken[village]:
            child.alias = aliases.invent(self._taken[village])
        self._taken[village].add(child.alias)
