"""A database of the first release, with people in it, is brought to families and back."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import MetaData, insert, select

from app.children.families import services
from app.children.models import Child, Family
from app.config import ROOT
from app.core import crypto, migrate
from app.core.access.scope import LEVEL_COLUMNS
from app.core.db import database, session, transaction
from app.core.personal import DataKey, new_identity
from app.core.regioncode import DIGITS
from tests.people import XIEJIANG
from tests.support.applications import make_app

FOLDER = str(ROOT / "migrations")
BEFORE = "0001"
VILLAGE = {"region_code": XIEJIANG} | {
    column: XIEJIANG[: DIGITS[level]] for level, column in LEVEL_COLUMNS.items()
}


@pytest.fixture
def released(database_kind, databases, tmp_path):
    """The schema of the first release."""
    with (
        databases.copy(database_kind, empty=True) as url,
        make_app(url, tmp_path) as app,
        app.app_context(),
    ):
        migrate.upgrade(FOLDER, BEFORE)
        yield app


def enter(number, name, address, phone):
    """A child and its guardian as the first release wrote them."""
    key, child, guardian = DataKey.generate(), new_identity(), new_identity()

    def sealed(text, bound):
        return crypto.encrypt(key.plain(), text.encode(), bound)

    tables = MetaData()
    with database().engine.begin() as connection:
        tables.reflect(connection, only=["data_key", "child", "guardian"])
        put = lambda table, **values: connection.execute(  # noqa: E731
            insert(tables.tables[table]).values(**values)
        )
        put("data_key", id=key.id, wrapped=key.wrapped)
        put(
            "child", id=number, uid=child, data_key_id=key.id, state="enrolled",
            roster_number=number, alias=f"小石榴{number}",
            born_on=date(2015, 3, 8),
            sex="male", ethnic_group="", category="left_behind", further_categories=[], needs=[],
            found_on=date(2026, 3, 8), source="staff",
            created_at=datetime(2026, 3, 8, tzinfo=UTC), version=1,
            name_sealed=sealed(name, f"child.name:{child}"),
            address_sealed=sealed(address, f"child.address:{child}") if address else None,
            **VILLAGE,
        )  # fmt: skip
        put(
            "guardian", id=number, uid=guardian, child_id=number, relation="祖母",
            name_sealed=sealed("罗奶奶", f"guardian.name:{guardian}"),
            phone_sealed=sealed(phone, f"guardian.phone:{guardian}"),
        )  # fmt: skip


def told():
    session().expire_all()
    return [
        (one.name, one.address, [(g.name, g.phone, g.relation) for g in one.guardians])
        for one in session().scalars(select(Child).order_by(Child.id))
    ]


def test_upgrade_makes_a_family_for_each_child_and_loses_nothing(released):
    enter(3, "罗小川", "3组", "13812345678")
    enter(8, "罗小溪", None, "13812345678")
    migrate.upgrade(FOLDER)
    assert told() == [
        ("罗小川", "3组", [("罗奶奶", "13812345678", "祖母")]),
        ("罗小溪", None, [("罗奶奶", "13812345678", "祖母")]),
    ]
    families = session().scalars(select(Family).order_by(Family.id)).all()
    assert [(one.region_code, one.colour, len(one.children)) for one in families] == [
        (XIEJIANG, "", 1),
        (XIEJIANG, "", 1),
    ]
    before = told()
    assert services.settle_families() == 2
    assert told() == before


def test_upgraded_database_numbers_new_families_on(released):
    enter(3, "罗小川", "3组", "13812345678")
    migrate.upgrade(FOLDER)
    with transaction() as current:
        made = Family(region_code=XIEJIANG)
        current.add(made)
        current.flush()
        assert made.id == 4


def test_upgrade_can_be_taken_back_while_keys_are_the_childrens(released):
    enter(3, "罗小川", "3组", "13812345678")
    migrate.upgrade(FOLDER)
    before = told()
    session().close()
    migrate.downgrade(FOLDER, BEFORE)
    migrate.upgrade(FOLDER)
    assert told() == before


def test_downgrade_refuses_to_lose_what_has_a_key_of_its_own(released):
    enter(3, "罗小川", "3组", "13812345678")
    migrate.upgrade(FOLDER)
    services.settle_families()
    session().close()
    with pytest.raises(RuntimeError, match="1 families"):
        migrate.downgrade(FOLDER, BEFORE)
    assert told() == [("罗小川", "3组", [("罗奶奶", "13812345678", "祖母")])]
