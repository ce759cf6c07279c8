"""Several people who act at the same moment, each in a session of her own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask

from app.core.errors import LOST_RACES, DomainError, is_lost_race


def at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """What became of each: done, or refused as the person would be told."""
    start, outcomes = threading.Barrier(len(acts)), []

    def work(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                act()
                outcomes.append("done")
            except DomainError:
                outcomes.append("refused")
            except LOST_RACES as error:
                outcomes.append("refused" if is_lost_race(error) else repr(error))

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
