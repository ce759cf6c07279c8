from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import today
from app.core.db import session
from app.core.errors import Forbidden, InvalidInput
from app.policy import Role
from app.programmes import changes, presets
from app.programmes.models import Programme
from app.programmes.queries import rules_for
from app.programmes.services import adopt_preset, change_rules
from tests.people import MILUO, PINGJIANG, XIEJIANG, make_actor


def change(values: dict[str, Any], **options: Any) -> Programme:
    actor = options.pop("actor", None) or make_actor(Role.CHAIR)
    made = {"actor": actor, "region_code": PINGJIANG, "valid_from": today()}
    return change_rules(values=values, **(made | options))


@pytest.mark.usefixtures("app")
def test_change_is_a_new_version_inherited_below_and_dated() -> None:
    before = rules_for(XIEJIANG)
    made = change({"max_age": 65, "exclusions": ["刑事处罚", "开除公职"]})
    after = rules_for(XIEJIANG)
    assert (after.programme_id, after.eligibility.max_age) == (made.id, 65)
    codes = [one.code for one in after.eligibility.exclusions]
    assert codes[0] == "criminal_penalty"
    assert before.eligibility.max_age == 70
    later = change({"max_age": 60}, valid_from=today() + timedelta(days=3))
    assert rules_for(XIEJIANG).eligibility.max_age == 65
    assert rules_for(XIEJIANG, later.valid_from).eligibility.max_age == 60


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    "values",
    [
        {"min_age": 70, "max_age": 60},
        {"capacity_default": 5, "capacity_max": 2},
        {"renewal_days": 365, "pledge_months": 12},
        {"deciders": []},
        {"exclusions": []},
        {"kinds": []},
        {"checks": ["身份核验", "处分、处罚核查", "面谈"]},
        {"preamble": "本人{nobody}自愿"},
        {},
    ],
)
def test_senseless_rules_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        change(values)


@pytest.mark.usefixtures("app")
def test_federation_adds_kinds_and_checks_and_leaves_out_what_the_law_does_not_ask() -> None:
    kept = [check.label for check in rules_for(PINGJIANG).checks if check.code != "interview"]
    change(
        {
            "kinds": ["爱心妈妈", "爱心奶奶"],
            "checks": [*kept, "体检证明"],
            "validity": {"record_enquiry": 6, "interview": 12},
        }
    )
    rules = rules_for(XIEJIANG)
    assert [one.label for one in rules.checks][-2:] == ["村（社区）或单位意见", "体检证明"]
    assert {one.code: one.valid_months for one in rules.checks}["record_enquiry"] == 6
    added = rules.eligibility.kinds[1]
    assert (added.label, added.may_pair_alone) == ("爱心奶奶", False)


@pytest.mark.usefixtures("app")
def test_rules_are_changed_in_ones_own_region_and_not_for_yesterday() -> None:
    with pytest.raises(Forbidden):
        change({"max_age": 65}, region_code=MILUO)
    with pytest.raises(Forbidden):
        change({"max_age": 65}, actor=make_actor(Role.STAFF))
    with pytest.raises(InvalidInput):
        change({"max_age": 65}, valid_from=today() - timedelta(days=1))


@pytest.mark.usefixtures("app")
def test_new_words_of_the_pledge_are_a_new_text_version() -> None:
    change({"closing": "自签名之日起生效。"})
    assert rules_for(PINGJIANG).pledge.version == f"{today():%Y-%m-%d}"
    change({"max_age": 64})
    assert rules_for(PINGJIANG).pledge.closing == "自签名之日起生效。"


def test_differences_name_rows_by_their_code() -> None:
    yueyang, qianfeng = presets.load("yueyang").raw, presets.load("qianfeng").raw
    found = {one.path: (one.before, one.after) for one in changes.differences(yueyang, qianfeng)}
    gone = "eligibility.exclusions.administrative_penalty.label"
    assert found[gone] == ("行政处罚", "")
    assert not any(path.startswith("vetting") for path in found)


def test_presets_differ_as_their_sources_do_R50_R28_R37() -> None:
    assert "6+1" in presets.load("chongqing").pledge.duties["local"].heading
    assert presets.load("ningxia").pledge.duties["local"].items[0].text == "与孩子联系一次"
    assert presets.load("sichuan").categories[2].code == "low_income_ill"
    assert len(presets.load("qianfeng").eligibility.exclusions) == 2
    assert (
        presets.load("dali").pledge.duties["remote"]
        == presets.load("yueyang").pledge.duties["remote"]
    )


@pytest.mark.usefixtures("app")
def test_pages(client: Any, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    chair = make_actor(Role.CHAIR)
    monkeypatch.setitem(app.extensions, "actor_loader", lambda: chair)
    page = client.get("/programme/edit")
    sent = client.submit(page, {"max_age": "66", "validity_record_enquiry": "6"})
    assert sent.status_code == 303
    shown = client.get(sent.location)
    assert "eligibility.max_age" in shown.text
    assert "66" in shown.text
    rules = rules_for(PINGJIANG)
    assert next(c for c in rules.checks if c.code == "record_enquiry").valid_months == 6
    assert client.submit(client.get("/programme/edit"), {"max_age": "x"}).status_code == 422
    assert (
        client.submit(client.get("/programme/edit"), {"max_age": "18", "min_age": "60"}).status_code
        == 422
    )
    adopted = client.submit(client.get("/programme/adopt"), {"preset": "qianfeng"})
    assert adopted.status_code == 303
    assert rules_for(PINGJIANG).preset == "qianfeng"
    assert "qianfeng" in client.get(adopted.location).text
    outside = adopt_preset(actor=make_actor(Role.CHAIR, MILUO), region_code=MILUO, preset="dali")
    assert client.get(f"/programme/versions/{outside.id}").status_code == 404
    session().expire_all()
    assert client.get("/programme/").status_code == 200
