"""Many new rows of one table at once: their ids are given by one statement on PostgreSQL."""

from __future__ import annotations

from sqlalchemy import select

from app.children.models import Family
from app.core.db import MANY, session, transaction
from tests.people import XIEJIANG


def test_many_rows_get_ids_in_their_order_and_the_next_one_another(app):
    made = [Family(region_code=XIEJIANG) for _ in range(MANY + 3)]
    with transaction() as current:
        current.add_all(made)
    ids = [one.id for one in made]
    assert ids == sorted(set(ids))
    with transaction() as current:
        last = Family(region_code=XIEJIANG)
        current.add(last)
    assert last.id > max(ids)
    kept = session().scalars(select(Family.id).where(Family.id.in_([*ids, last.id])))
    assert set(kept) == {*ids, last.id}
