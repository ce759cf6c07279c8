from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.clock import today
from app.core.errors import Forbidden, InvalidInput
from app.policy import Role
from app.programmes import presets
from app.programmes.queries import rules_for
from app.programmes.services import adopt_preset
from tests.accounts.accounts import make_account, visit
from tests.accounts.conftest import quick_hashes  # noqa: F401
from tests.people import JIAYI, MILUO, PINGJIANG, XIEJIANG, make_actor


def test_shipped_preset_says_what_the_plan_says() -> None:
    rules = presets.load("yueyang")
    assert (rules.eligibility.min_age, rules.eligibility.max_age) == (18, 70)
    assert (rules.service_years, rules.pledge_months) == (3, 12)
    assert {"local", "remote", "professional"} == set(rules.pledge.duties)
    assert rules.category("留守儿童").code == "left_behind"
    assert "tutoring" in rules.skills_for("study")
    assert [one.code for one in rules.consent_scopes if one.needed_for_pairing] == ["pairing"]
    assert rules.checks[1].valid_months == 12


@pytest.mark.parametrize("name", presets.names())
def test_every_shipped_preset_is_complete(name: str) -> None:
    rules = presets.load(name)
    assert rules.preset == name
    needs = {need.code for need in rules.needs}
    assert all(set(skill.meets) <= needs for skill in rules.skills)
    assert rules.capacity_default <= rules.capacity_max


def test_unknown_preset_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        presets.load("../secrets")


@pytest.mark.usefixtures("app")
def test_region_without_rules_inherits_the_nearest_above() -> None:
    assert rules_for(XIEJIANG) is presets.load("yueyang")
    county = adopt_preset(actor=make_actor(Role.CHAIR), region_code=PINGJIANG, preset="yueyang")
    assert rules_for(XIEJIANG).programme_id == county.id
    town = adopt_preset(actor=make_actor(Role.CHAIR), region_code=JIAYI, preset="yueyang")
    assert rules_for(XIEJIANG).programme_id == town.id
    assert rules_for(PINGJIANG).programme_id == county.id
    assert rules_for(MILUO).programme_id is None
    assert rules_for(XIEJIANG) == rules_for(XIEJIANG)


@pytest.mark.usefixtures("app")
def test_newer_version_holds_from_its_first_day() -> None:
    chair, tomorrow = make_actor(Role.CHAIR), today() + timedelta(days=1)
    first = adopt_preset(actor=chair, region_code=PINGJIANG, preset="yueyang")
    second = adopt_preset(actor=chair, region_code=PINGJIANG, preset="yueyang", valid_from=tomorrow)
    assert (first.version, second.version) == (1, 2)
    assert rules_for(PINGJIANG).version == 1
    assert rules_for(PINGJIANG, on=tomorrow).version == 2
    assert rules_for(PINGJIANG, on=date(2020, 1, 1)).programme_id is None


@pytest.mark.usefixtures("app")
def test_only_chair_and_reviewer_decide_on_the_rules_of_their_region() -> None:
    for actor in (make_actor(Role.STAFF), make_actor(Role.CHAIR, MILUO)):
        with pytest.raises(Forbidden):
            adopt_preset(actor=actor, region_code=PINGJIANG, preset="yueyang")
    with pytest.raises(InvalidInput):
        adopt_preset(actor=make_actor(Role.CHAIR), region_code=PINGJIANG, preset="nowhere")


def test_page_shows_the_programme_in_plain_words(client) -> None:
    make_account("reviewer", Role.REVIEWER)
    visit(client, "reviewer")
    page = client.get("/programme/")
    assert page.status_code == 200
    for text in ("18周岁以上70周岁以下", "刑事处罚", "留守儿童", "结对关爱承诺书", "一看"):
        assert text in page.text
    assert client.get(f"/programme/?region={MILUO}").status_code == 404
    assert client.get(f"/programme/?region={JIAYI}").status_code == 200


def test_page_is_not_for_staff(client) -> None:
    make_account("staff", Role.STAFF)
    visit(client, "staff")
    assert client.get("/programme/").status_code == 403
