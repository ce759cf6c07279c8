"""An invented past, told in its order: each act is done by the services, at its own moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from app.core.clock import ZONE, as_of, local, now


class Timeline:
    def __init__(self) -> None:
        self._start = now()
        self._acts: list[tuple[datetime, int, Callable[[], object]]] = []

    def at(self, days_ago: int, act: Callable[..., object], *what: object) -> None:
        """Plan an act; those of one day happen in the order in which they are planned."""
        minute = 9 * 60 + len(self._acts) % 480
        day = local(self._start).date() - timedelta(days=days_ago)
        moment = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZONE)
        self._acts.append((min(moment, self._start), len(self._acts), partial(act, *what)))

    def play(self) -> None:
        order = sorted(self._acts, key=lambda one: (local(one[0]).date(), one[1]))
        latest = order[0][0]
        for moment, _, act in order:
            # The record of acts must not run backwards within a day.
            latest = max(latest, moment)
            with as_of(latest):
                act()
