"""Each thing that stops an approval is a line, with the words that the reviewer reads.

The first table is about the decision, the second about what a check needs before it can pass. All
go through the pages: what a reviewer cannot see, she cannot mend.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.core.access.actors import Actor
from app.core.clock import add_months, now, today
from app.core.db import session, transaction
from app.policy import Role
from app.programmes import presets
from app.programmes.services import change_rules
from app.volunteers import services
from app.volunteers.models import Reference, VettingCheck, Volunteer
from app.volunteers.values import Details
from tests.people import PINGJIANG, make_actor, make_user, make_volunteer
from tests.support.client import CheckedClient
from tests.volunteers.test_services import record, reference

Enter = Callable[[Actor], None]
Flaw = Callable[[Volunteer, Actor], None]
RULES = presets.load("yueyang")
LABELS = {kind.code: kind.label for kind in RULES.checks}


def born(years: int, days: int = 0) -> date:
    """So many years old today, and some days more."""
    return add_months(today(), -12 * years) - timedelta(days=days)


def change(**values: Any) -> Flaw:
    def flaw(volunteer: Volunteer, reviewer: Actor) -> None:
        for name, value in values.items():
            setattr(volunteer, name, value() if callable(value) else value)

    return flaw


def without(kind: str) -> Flaw:
    def flaw(volunteer: Volunteer, reviewer: Actor) -> None:
        of_kind = (VettingCheck.volunteer_id == volunteer.id) & (VettingCheck.kind == kind)
        session().execute(delete(VettingCheck).where(of_kind))

    return flaw


def with_hit(kind: str) -> Flaw:
    """A newer check that did not pass; the older one, which did, counts no more."""

    def flaw(volunteer: Volunteer, reviewer: Actor) -> None:
        services.record_check(
            actor=make_actor(Role.STAFF),
            volunteer_id=volunteer.id,
            kind=kind,
            passed=False,
            checked_on=today(),
            note="查有记录",
            details=Details(
                authority="平江县公安局",
                second_name="陈秀兰",
                scores={one.code: 1 for one in RULES.vetting.questions},
            ),
        )

    return flaw


def ended(kind: str) -> Flaw:
    def flaw(volunteer: Volunteer, reviewer: Actor) -> None:
        for check in volunteer.checks:
            if check.kind == kind:
                check.valid_until = today() - timedelta(days=1)

    return flaw


def recruited_by_her(volunteer: Volunteer, reviewer: Actor) -> None:
    volunteer.recruited_by = reviewer.user_id


def checked_by_her(volunteer: Volunteer, reviewer: Actor) -> None:
    for check in volunteer.checks:
        check.checked_by = reviewer.user_id


def herself(volunteer: Volunteer, reviewer: Actor) -> None:
    volunteer.user_id = reviewer.user_id


def refused_by_her_before(volunteer: Volunteer, reviewer: Actor) -> None:
    services.refuse(actor=reviewer, volunteer_id=volunteer.id, reason="面谈", code="interview")
    services.appeal(
        actor=make_actor(Role.STAFF), volunteer_id=volunteer.id, reason="请再给一次机会"
    )
    services.decide_appeal(
        actor=make_actor(Role.REVIEWER),
        volunteer_id=volunteer.id,
        granted=True,
        reason="请重新审核",
        authority="岳阳市妇联",
    )


def decided_by_others(volunteer: Volunteer, reviewer: Actor) -> None:
    change_rules(
        actor=make_actor(Role.CHAIR),
        region_code=PINGJIANG,
        values={"deciders": ["chair"]},
        valid_from=today(),
    )


AGE = "方案要求年满 18 周岁、不超过 70 周岁；按身份证号码是 {} 周岁。"
MISSING, FAILED, EXPIRED = "“{}”还没有做。", "“{}”没有通过。", "“{}”已经过期。"
STOPS: dict[str, tuple[Flaw, str]] = {
    "too young": (change(born_on=lambda: born(17)), AGE.format(17)),
    "too old": (change(born_on=lambda: born(71, 40)), AGE.format(71)),
    "a man as caring mother": (change(sex="male"), "这一类别只招女性，请选择其他类别。"),
    "more children than allowed": (change(capacity=9), "请填 1 至 3 个孩子。"),
    "questions not answered": (change(declared_at=None), "她还没有回答声明中的问题。"),
    "entered by the reviewer": (recruited_by_her, "登记她的人不能又作决定，请由另一人决定。"),
    "checked by the reviewer": (checked_by_her, "做全部核查的人不能又作决定，请由另一人决定。"),
    "the reviewer herself": (herself, "本人的事不能由本人决定。"),
    "refused by the reviewer": (refused_by_her_before, "申诉之后，要由另一人决定。"),
    "decided above": (decided_by_others, "按照方案，这里由上级妇联决定。"),
}
for one in RULES.eligibility.exclusions:
    STOPS[f"declared {one.code}"] = (
        change(exclusions_declared=[one.code]),
        f"受过{one.label}的，按方案不能担任。",
    )
for code, label in LABELS.items():
    STOPS[f"no {code}"] = (without(code), MISSING.format(label))
    STOPS[f"hit {code}"] = (with_hit(code), FAILED.format(label))
for kind in RULES.checks:
    if kind.valid_months is not None:
        STOPS[f"old {kind.code}"] = (ended(kind.code), EXPIRED.format(kind.label))


def complete() -> Volunteer:
    """An application in which nothing is missing."""
    volunteer = make_volunteer(
        "单雪梅", state="checking", declared_at=now(), exclusions_declared=[], capacity=1
    )
    staff = make_user("checker", (Role.STAFF, PINGJIANG))
    with transaction():
        for check in volunteer.checks:
            check.checked_by = staff.id
    return volunteer


@pytest.fixture
def reviewer(enter_as: Enter) -> Actor:
    actor = make_actor(Role.REVIEWER)
    enter_as(actor)
    return actor


def test_nothing_stops_a_complete_application(client: CheckedClient, reviewer: Actor) -> None:
    volunteer = complete()
    path = f"/volunteers/{volunteer.id}/approve"
    assert path in client.get(f"/volunteers/{volunteer.id}").text
    assert client.submit(client.get(path), {"reason": "同意"}).status_code == 303
    session().expire_all()
    assert session().get_one(Volunteer, volunteer.id).state == "approved"


@pytest.mark.parametrize("stop", STOPS)
def test_hard_stop_keeps_the_reviewer_from_approving(
    client: CheckedClient, reviewer: Actor, stop: str
) -> None:
    flaw, message = STOPS[stop]
    volunteer = complete()
    with transaction():
        flaw(volunteer, reviewer)
    session().expire_all()
    path = f"/volunteers/{volunteer.id}/approve"
    shown = client.get(f"/volunteers/{volunteer.id}").text
    assert message in shown
    assert f'href="{path}"' not in shown
    # Whoever goes to the address all the same reads the same reason, and changes nothing.
    refused = client.submit(client.get(path), {"reason": "同意"})
    assert refused.status_code in (403, 409)
    assert message in refused.text
    session().expire_all()
    assert session().get_one(Volunteer, volunteer.id).state == "checking"


SCORES = {f"score_{one.code}": "4" for one in RULES.vetting.questions}
UNFINISHED: dict[str, tuple[str, tuple[str, ...], dict[str, str], str]] = {
    "no reference": ("reference", (), {}, "方案要求2位支持的推荐人，已登记0位。"),
    "one reference": ("reference", ("village",), {}, "方案要求2位支持的推荐人，已登记1位。"),
    "references of friends only": (
        "reference",
        ("neighbour", "other"),
        {},
        "其中一位必须来自她所在的村（社区）或者单位。",
    ),
    "talk of one": ("interview", (), SCORES, "面谈由两人进行：请写明另一位是谁。"),
    "talk with oneself": (
        "interview",
        (),
        SCORES | {"second_name": "喻丽华"},
        "面谈由两人进行：请写明另一位是谁。",
    ),
    "talk below the mean": (
        "interview",
        (),
        dict.fromkeys(SCORES, "2") | {"second_name": "陈秀兰"},
        "平均分低于3分：面谈不能通过。",
    ),
    "talk without scores": ("interview", (), {"second_name": "陈秀兰"}, "请选择一项。"),
    "enquiry of nobody": ("record_enquiry", (), {}, "请填写答复的机关。"),
    "identity of tomorrow": ("identity", (), {"checked_on": "tomorrow"}, "这一天还没有到。"),
    "hit without a word": ("sanctions", (), {"passed": "no"}, "请写明为什么没有通过。"),
}


@pytest.mark.parametrize("flaw", UNFINISHED)
def test_check_that_lacks_something_is_not_recorded(
    client: CheckedClient, enter_as: Enter, flaw: str
) -> None:
    kind, relations, typed, message = UNFINISHED[flaw]
    reviewer = replace(make_actor(Role.REVIEWER), name="喻丽华")
    enter_as(reviewer)
    volunteer = make_volunteer("单雪梅", state="checking", vetted=False)
    for relation in relations:
        services.record_reference(
            actor=reviewer, volunteer_id=volunteer.id, values=reference(relation)
        )
    if typed.get("checked_on") == "tomorrow":
        typed = typed | {"checked_on": f"{today() + timedelta(days=1)}"}
    form = client.get(f"/volunteers/{volunteer.id}/checks/{kind}")
    answer = client.submit(form, {"passed": "yes", "note": ""} | typed)
    assert answer.status_code == 422
    assert message in answer.text
    assert session().scalar(select(VettingCheck)) is None


def test_reference_against_her_is_kept_but_does_not_count(reviewer: Actor) -> None:
    volunteer = make_volunteer("单雪梅", state="checking", vetted=False)
    services.record_reference(
        actor=reviewer,
        volunteer_id=volunteer.id,
        values=reference("village", supports=False, said="时间顾不过来"),
    )
    record(reviewer, volunteer, "reference")
    assert len(session().scalars(select(Reference)).all()) == 3
