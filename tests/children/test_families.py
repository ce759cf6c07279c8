"""Brothers and sisters: put together, taken apart, and erased one by one."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.children import services as files
from app.children.desk import services as desk
from app.children.families import changes, queries, services
from app.children.models import Child, Consent, Family, Guardian
from app.children.records import guardian_name_index, phone_index
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.personal import DataKey
from app.policy import Role
from tests.children import rosters
from tests.people import (
    MILUO_VILLAGE,
    PINGJIANG,
    SANYANG,
    actor_of,
    identity_number,
    make_child,
    make_user,
)

SOON = today() + timedelta(7)


@pytest.fixture
def staff(app):
    return actor_of(make_user("staff", (Role.STAFF, PINGJIANG)), second_factor=True)


@pytest.fixture
def chair(app):
    return actor_of(make_user("chair", (Role.CHAIR, PINGJIANG)), second_factor=True)


def guardians(child):
    return [(one.name, one.phone) for one in child.family.guardians]


def join(staff, child, other):
    return services.join_families(
        actor=staff, child_id=child.id, other_id=other.id, reason="户口本上是一家"
    )


def pair(staff):
    elder, younger = make_child("罗小川", address="3组"), make_child("罗小溪")
    join(staff, younger, elder)
    return elder, younger


def test_joined_children_share_guardian_and_address(staff):
    elder, younger = pair(staff)
    assert younger.family is elder.family
    assert guardians(elder) == [("张奶奶", "13900000000")]
    assert younger.address == "3组"
    assert session().query(Family).count() == 1


def test_joined_child_keeps_who_signed_for_it(staff):
    _elder, younger = pair(staff)
    consent = session().scalars(select(Consent).where(Consent.child_id == younger.id)).one()
    assert consent.guardian_id == younger.guardians[0].id


def test_family_with_siblings_brings_them_along(staff):
    elder, younger = pair(staff)
    third = make_child("罗小海")
    join(staff, elder, third)
    assert elder.family_id == younger.family_id == third.family_id


def test_children_of_two_villages_are_no_family(staff):
    with pytest.raises(Conflict):
        join(staff, make_child("罗小川"), make_child("罗小溪", region=SANYANG))


def test_family_of_another_county_does_not_exist(staff):
    with pytest.raises(NotFound):
        join(staff, make_child("罗小川"), make_child("罗小溪", region=MILUO_VILLAGE))


def test_split_child_has_copies_that_no_longer_change(staff):
    elder, younger = pair(staff)
    services.split_family(actor=staff, child_id=younger.id, reason="随外婆生活")
    files.save_guardian(
        actor=staff, child_id=younger.id, guardian_id=None, name="陈外婆", phone="", relation="外婆"
    )
    assert guardians(elder) == [("张奶奶", "13900000000")]
    assert guardians(younger) == [("张奶奶", "13900000000"), ("陈外婆", None)]
    assert younger.address == "3组"
    assert younger.consents[0].guardian_id == younger.guardians[0].id


def test_only_child_is_not_split(staff):
    with pytest.raises(Conflict):
        services.split_family(actor=staff, child_id=make_child().id, reason="单独立户")


def test_moving_child_leaves_its_siblings_where_they_are(staff):
    elder, younger = pair(staff)
    record = record_of(younger, region_code=SANYANG)
    files.update_child(actor=staff, child_id=younger.id, version=younger.version, record=record)
    assert (elder.family.region_code, younger.family.region_code) == (elder.region_code, SANYANG)


def record_of(child, **changes):
    from app.children.records import ChildRecord

    fields = {
        "name": child.name,
        "identity_number": child.identity_number,
        "born_on": child.born_on,
        "sex": child.sex,
        "region_code": child.region_code,
        "category": child.category,
        "needs": tuple(child.needs),
    }
    return ChildRecord(**(fields | changes))


def erase(chair, child):
    request = desk.receive(
        actor=actor_of(make_user(f"desk-{child.id}", (Role.STAFF, PINGJIANG)), second_factor=True),
        child_id=child.id, kind="delete", asked_by="张奶奶", text="", asked_on=today(),
    )  # fmt: skip
    desk.destroy_child(actor=chair, child_id=child.id, reason="家属要求")
    return request


def test_erasing_one_child_leaves_the_siblings_whole(staff, chair):
    elder, younger = pair(staff)
    erase(chair, younger)
    session().expire_all()
    assert guardians(elder) == [("张奶奶", "13900000000")]
    assert elder.address == "3组"
    assert younger.family_id != elder.family_id
    assert (younger.name, younger.guardians, younger.address) == (None, [], None)
    assert [one.guardian_id for one in younger.consents] == [None]


def test_erasing_the_elder_leaves_the_younger_whole(staff, chair):
    """The family was the elder's first: its key must not go with the elder's file."""
    elder, younger = pair(staff)
    erase(chair, elder)
    session().expire_all()
    assert guardians(younger) == [("张奶奶", "13900000000")]


def test_key_of_a_family_goes_with_its_last_child(staff, chair):
    elder, younger = pair(staff)
    key = elder.family.data_key_id
    erase(chair, elder)
    erase(chair, younger)
    session().expire_all()
    assert session().get_one(DataKey, key).wrapped is None
    assert [one.name for one in session().scalars(select(Guardian))] == [None]
    assert [one.phone_index for one in session().scalars(select(Guardian))] == [None]


def as_upgraded(child):
    """As the upgrade leaves a family: under its only child's key, guardians without an index."""
    with transaction() as current:
        family = child.family
        kept = [(one, one.name, one.phone) for one in family.guardians]
        address, family.data_key = family.address, child.data_key
        family.address_sealed = None
        family.address = address
        for guardian, name, phone in kept:
            guardian.name_sealed = guardian.phone_sealed = None
            guardian.name, guardian.phone, guardian.name_index = name, phone, None
        current.flush()
    assert not changes.has_own_key(child.family)


def test_upgraded_family_outlives_the_child_whose_key_it_had(staff, chair):
    elder = make_child("罗小川", address="3组")
    as_upgraded(elder)
    younger = make_child("罗小溪")
    join(staff, younger, elder)
    assert changes.has_own_key(elder.family)
    erase(chair, elder)
    session().expire_all()
    assert (guardians(younger), younger.address) == ([("张奶奶", "13900000000")], "3组")


def test_night_gives_upgraded_families_their_own_key(staff):
    children = [make_child(f"小{n}", address=f"{n}组") for n in range(3)]
    for child in children:
        as_upgraded(child)
    assert services.settle_families() == 3
    assert services.settle_families() == 0
    session().expire_all()
    for number, child in enumerate(children):
        assert changes.has_own_key(child.family)
        assert (guardians(child), child.address) == ([("张奶奶", "13900000000")], f"{number}组")
        assert child.guardians[0].name_index == guardian_name_index("张奶奶")


def with_phone(child, phone):
    with transaction():
        for guardian in child.guardians:
            guardian.phone, guardian.phone_index = phone, phone_index(phone)
    return child


def test_same_phone_is_proposed_until_somebody_decides(staff):
    one, other = (with_phone(make_child(n), "13812345678") for n in ("罗小川", "周小溪"))
    with_phone(make_child("陈小三"), "13800000000")
    far = with_phone(make_child("罗小远", region=SANYANG), "13812345678")
    assert [(p.first, p.second) for p in queries.proposals(staff)] == [(one, other)]
    services.say_apart(actor=staff, first_id=other.family_id, second_id=one.family_id)
    assert queries.proposals(staff) == []
    assert far.family_id not in (one.family_id, other.family_id)


def test_families_of_another_county_are_not_proposed(staff):
    for name in ("罗小川", "周小溪"):
        with_phone(make_child(name, region=MILUO_VILLAGE), "13812345678")
    assert queries.proposals(staff) == []


def test_colour_is_kept_with_reason_and_next_day(staff):
    child = make_child()
    services.review_colour(
        actor=staff,
        child_id=child.id,
        colour="red",
        reason="奶奶住院",
        next_on=today() + timedelta(7),
    )
    assert (child.family.colour, child.family.review_on) == ("red", SOON)
    assert [one.reason for one in child.family.reviews] == ["奶奶住院"]


@pytest.mark.parametrize(
    ("colour", "reason", "days", "field"),
    [
        ("blue", "好", 7, "colour"),
        ("red", "", 7, "reason"),
        ("red", "奶奶住院", 0, "next_on"),
        ("red", "奶奶住院", 32, "next_on"),
    ],
)
def test_colour_asks_for_what_is_missing(staff, colour, reason, days, field):
    with pytest.raises(InvalidInput) as found:
        services.review_colour(
            actor=staff,
            child_id=make_child().id,
            colour=colour,
            reason=reason,
            next_on=today() + timedelta(days),
        )
    assert field in [one.field for one in found.value.problems]


def test_joined_family_keeps_the_colour_and_its_history(staff):
    elder, younger = make_child("罗小川"), make_child("罗小溪")
    services.review_colour(
        actor=staff,
        child_id=younger.id,
        colour="yellow",
        reason="成绩下降",
        next_on=today() + timedelta(7),
    )
    join(staff, younger, elder)
    assert (elder.family.colour, [one.reason for one in elder.family.reviews]) == (
        "yellow",
        ["成绩下降"],
    )


def import_rows(staff, *rows):
    return rosters.bring_in(staff, rosters.workbook(rows))


HOME = f"{rosters.VILLAGE}3组"


def sibling_rows(**changes):
    return [rosters.child_row(姓名=name, 家庭住址=HOME, **changes) for name in ("罗小川", "罗小溪")]


def by_name(name):
    found = [one for one in session().scalars(select(Child)) if one.name == name]
    assert len(found) == 1
    return found[0]


def test_roster_puts_siblings_into_one_family(staff):
    import_rows(staff, *sibling_rows())
    elder, younger = by_name("罗小川"), by_name("罗小溪")
    assert elder.family_id == younger.family_id
    assert len(elder.guardians) == 1


def test_roster_finds_the_sibling_on_file(staff):
    first, second = sibling_rows()
    import_rows(staff, first)
    import_rows(staff, first, second)
    assert by_name("罗小川").family_id == by_name("罗小溪").family_id


def test_preview_says_who_comes_into_one_family(staff):
    found = rosters.examine(rosters.workbook(sibling_rows()), staff)
    assert [len(one.notes) for one in found.entries] == [0, 1]
    assert "3" in str(found.entries[1].notes[0])


@pytest.mark.parametrize(
    "change",
    [{"监护人姓名": "陈外婆"}, {"家庭住址": f"{rosters.VILLAGE}9组"}],
    ids=["other name", "other house"],
)
def test_doubtful_siblings_are_proposed_and_not_joined(staff, change):
    rows = sibling_rows()
    rows[1] |= change
    found = rosters.examine(rosters.workbook(rows), staff)
    assert len(found.entries[1].notes) == 1
    import_rows(staff, *rows)
    assert by_name("罗小川").family_id != by_name("罗小溪").family_id
    assert len(queries.proposals(staff)) == 1


def test_one_phone_of_a_whole_village_joins_no_more_than_a_family(staff):
    rows = [rosters.child_row(姓名=f"罗小{n}", 家庭住址=HOME) for n in "一二三四五六七八"]
    import_rows(staff, *rows)
    sizes = sorted(len(one.children) for one in session().scalars(select(Family)))
    assert max(sizes) == 6


def test_guardians_number_is_not_kept(staff):
    number = identity_number(date(1970, 1, 1))
    rows = [row | {"监护人身份证号码": number} for row in sibling_rows()]
    head = [*rosters.HEAD, "监护人身份证号码"]
    rosters.bring_in(staff, rosters.workbook(rows, head=head))
    guardian = session().scalars(select(Guardian)).one()
    assert guardian.identity_index is not None
    assert number not in str([guardian.name, guardian.phone, guardian.relation])
