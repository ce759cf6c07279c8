from __future__ import annotations

import threading

from sqlalchemy import select

from app.children.models import RosterCounter
from app.children.numbering import VillageBook
from app.core.db import session, transaction
from tests.people import SANYANG, XIEJIANG


def test_first_children_of_a_village_at_the_same_moment_get_one_number_each(fresh_app):
    start, given = threading.Barrier(8), []

    class Entry:
        alias = ""

    def enrol(order):
        with fresh_app.app_context():
            start.wait()
            with transaction():
                book = VillageBook([XIEJIANG, SANYANG][::order])
                child = Entry()
                book.enter(child, XIEJIANG)
            given.append(child.roster_number)

    threads = [threading.Thread(target=enrol, args=((-1) ** n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 9))
    with fresh_app.app_context():
        assert session().scalar(select(RosterCounter.last).filter_by(region_code=XIEJIANG)) == 8
