from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts import rules
from app.accounts.passwords import common
from app.accounts.rules import gives, manages, password_problems
from app.core.access.actors import Actor, Grant
from app.core.throttle import ACCOUNT, ADDRESS, wait_left
from app.policy import Role
from tests.people import COUNTRY, JIAYI, MILUO, PINGJIANG

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def codes(password: str, *context: str) -> list[str]:
    found = password_problems(password, context=context, common=common())
    return [problem.code for problem in found]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "password_short"),
        ("x" * 257, "password_long"),
        ("administrator", "password_common"),
        ("Password2026!", "password_common"),
        ("aaaaaaaaaaaaa", "password_common"),
        ("abcabcabcabcabc", "password_common"),
        ("123456789012", "password_common"),
        ("987654321098", "password_common"),
        ("aixin妇联2026lihui", "password_context"),
        ("lihui13800138000", "password_context"),
        ("平江县爱心妈妈工作站2026", "password_context"),
    ],
)
def test_password_that_is_guessed_early_is_refused(password: str, code: str) -> None:
    assert codes(password, "lihui", "13800138000", "平江县") == [code]


@pytest.mark.parametrize(
    "password",
    ["four green hills far away", "山那边的四座绿色小房子和河", "x7 kQ!fuzzy aixin marble"],
)
def test_password_of_words_is_taken_whatever_its_characters(password: str) -> None:
    assert codes(password, "lihui") == []


def test_wait_begins_after_the_free_failures_and_doubles_up_to_its_limit() -> None:
    waits = [wait_left(n, NOW, NOW, ACCOUNT) for n in (4, 5, 6, 7, 11, 40)]
    assert [int(wait.total_seconds() // 60) for wait in waits] == [0, 1, 2, 4, 60, 60]
    assert wait_left(5, NOW, NOW + timedelta(minutes=2), ACCOUNT) == timedelta()
    assert wait_left(29, NOW, NOW, ADDRESS) == timedelta()
    assert wait_left(60, NOW, NOW, ADDRESS) == timedelta(minutes=15)


def actor(role: Role, region: str = PINGJIANG) -> Actor:
    return Actor(1, "李慧", (Grant(role, region),), True)


@pytest.mark.parametrize(
    ("giver", "role", "region", "may"),
    [
        (Role.CHAIR, Role.STAFF, PINGJIANG, True),
        (Role.CHAIR, Role.STAFF, JIAYI, True),
        (Role.CHAIR, Role.STAFF, MILUO, False),
        (Role.CHAIR, Role.STAFF, COUNTRY, False),
        (Role.CHAIR, Role.REVIEWER, PINGJIANG, True),
        (Role.CHAIR, Role.ADMIN, PINGJIANG, False),
        (Role.CHAIR, Role.AUDITOR, PINGJIANG, False),
        (Role.ADMIN, Role.AUDITOR, PINGJIANG, True),
        (Role.ADMIN, Role.ADMIN, PINGJIANG, True),
        (Role.STAFF, Role.VOLUNTEER, PINGJIANG, True),
        (Role.STAFF, Role.STAFF, PINGJIANG, False),
        (Role.REVIEWER, Role.CHAIR, PINGJIANG, False),
        (Role.SUPERVISOR, Role.VOLUNTEER, PINGJIANG, False),
        (Role.VOLUNTEER, Role.VOLUNTEER, PINGJIANG, False),
    ],
)
def test_role_is_given_by_whom_and_where(giver: Role, role: Role, region: str, may: bool) -> None:
    assert gives(actor(giver), Grant(role, region)) is may


def test_account_is_managed_only_if_every_role_in_it_could_be_given() -> None:
    chair = actor(Role.CHAIR)
    inside, outside = Grant(Role.STAFF, JIAYI), Grant(Role.STAFF, MILUO)
    assert manages(chair, 2, [inside], JIAYI)
    assert not manages(chair, 2, [inside, outside], JIAYI)
    assert not manages(chair, 1, [inside], JIAYI)
    assert not manages(chair, 2, [], JIAYI)


def test_account_without_a_role_is_managed_where_it_held_the_last() -> None:
    admin = actor(Role.ADMIN)
    assert manages(admin, 2, [], JIAYI)
    assert not manages(admin, 2, [], MILUO)
    assert not manages(admin, 2, [], None)
    assert manages(actor(Role.ADMIN, COUNTRY), 2, [], None)


def test_phone_is_one_number_however_it_is_written() -> None:
    for text in ("13800138000", "１３８ 0013 8000", "+86 138-0013-8000"):
        assert rules.normalise_phone(text) == "13800138000"
    assert rules.normalise_phone("+852 5123 4567") == "+85251234567"
    assert rules.normalise_phone("lihui") is None
    assert rules.normalise_phone("12345") is None


def test_user_name_is_never_mistaken_for_a_phone() -> None:
    assert rules.is_username("lihui-2")
    assert not rules.is_username("13800138000")
    assert not rules.is_username("李慧")


def test_code_is_the_same_with_spaces_hyphens_and_small_letters() -> None:
    assert rules.normalise_code(" abcd-２345 hjkm ") == "ABCD2345HJKM"
