from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask

from app.core.access.actors import Actor
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.errors import Conflict, DomainError, InvalidInput
from app.core.personal import blind_index
from app.core.workflow import history
from app.policy import Role
from app.programmes.services import change_rules
from app.volunteers import appeals, home, queries, services
from app.volunteers.models import Volunteer
from tests.people import PINGJIANG, make_actor, make_volunteer
from tests.support.client import CheckedClient

CITY = "430600000000"
CODE = "ABCD2345"


@pytest.fixture
def refused(chair: Actor) -> Volunteer:
    made = make_volunteer(
        state="checking",
        declared_at=now(),
        status_code_index=blind_index("status_code", CODE),
    )
    services.refuse(actor=chair, volunteer_id=made.id, reason="面谈未通过", code="interview")
    return made


@pytest.fixture
def above(app: Flask) -> Actor:
    return make_actor(Role.REVIEWER, CITY)


def decide(actor: Actor, volunteer: Volunteer, granted: bool = True, authority: str = "") -> None:
    services.decide_appeal(
        actor=actor,
        volunteer_id=volunteer.id,
        granted=granted,
        reason="复核意见",
        authority=authority,
    )


def codes(error: pytest.ExceptionInfo[DomainError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize(
    ("who", "where", "authority", "problem"),
    [
        ("refuser", "", "", "refuser_decides"),
        ("refuser", "", "岳阳市妇联", "refuser_decides"),
        (Role.CHAIR, PINGJIANG, "", "not_above"),
        (Role.REVIEWER, PINGJIANG, "", "not_above"),
        (Role.CHAIR, PINGJIANG, "岳阳市妇联", None),
        (Role.REVIEWER, CITY, "", None),
        (Role.CHAIR, CITY, "", None),
    ],
)
def test_who_may_decide_an_appeal(
    refused: Volunteer, chair: Actor, who: Role | str, where: str, authority: str, problem: str
) -> None:
    services.appeal(actor=chair, volunteer_id=refused.id, reason="请复核")
    actor = chair if who == "refuser" else make_actor(Role(who), where)
    if problem is None:
        decide(actor, refused, authority=authority)
        assert refused.state == "checking"
        return
    with pytest.raises(DomainError) as error:
        decide(actor, refused, authority=authority)
    assert codes(error) == [problem]
    assert refused.state == "appealed"


def test_refusal_of_the_city_is_appealed_above_the_city(app: Flask, above: Actor) -> None:
    made = make_volunteer(state="checking", declared_at=now())
    services.refuse(actor=above, volunteer_id=made.id, reason="面谈")
    services.appeal(actor=above, volunteer_id=made.id, reason="请复核")
    assert made.refused_in == CITY
    with pytest.raises(InvalidInput) as error:
        decide(make_actor(Role.CHAIR, CITY), made)
    assert codes(error) == ["not_above"]
    decide(make_actor(Role.CHAIR, "430000000000"), made)
    assert made.state == "checking"


def test_appeal_in_time_only(
    refused: Volunteer, staff: Actor, on_day: Callable[[date], None]
) -> None:
    last = appeals.last_day(refused)
    assert last == today() + timedelta(days=15)
    with pytest.raises(InvalidInput):
        services.appeal(
            actor=staff, volunteer_id=refused.id, reason="请", filed_on=today() + timedelta(1)
        )
    on_day(last + timedelta(days=1))
    with pytest.raises(Conflict) as error:
        services.appeal_herself(code=CODE, text="请复核")
    assert codes(error) == ["too_late"]
    # It came in on paper in time, and is written down a day later.
    services.appeal(actor=staff, volunteer_id=refused.id, reason="请复核", filed_on=last)
    assert refused.state == "appealed"


def test_upheld_refusal_is_final_and_the_file_ages_again(
    refused: Volunteer, above: Actor, chair: Actor
) -> None:
    services.appeal(actor=chair, volunteer_id=refused.id, reason="请复核")
    assert refused.ended_at is None
    decide(above, refused, granted=False)
    assert (refused.state, refused.ended_at is not None) == ("refused", True)
    assert appeals.last_day(refused) is None
    with pytest.raises(Conflict) as error:
        services.appeal_herself(code=CODE, text="再请复核")
    assert codes(error) == ["decided_above"]


def test_granted_appeal_is_decided_anew_but_not_by_who_refused(
    refused: Volunteer, above: Actor, chair: Actor
) -> None:
    services.appeal(actor=chair, volunteer_id=refused.id, reason="请复核")
    decide(above, refused)
    with pytest.raises(Conflict) as error:
        services.approve(actor=chair, volunteer_id=refused.id, reason="同意")
    assert "refuser_decides" in codes(error)
    services.approve(actor=above, volunteer_id=refused.id, reason="同意")
    assert refused.state == "approved"


def test_each_decision_keeps_the_version_that_it_used(
    client: CheckedClient, enter_as: Callable[[Actor], None]
) -> None:
    """Refused, heard and approved under three versions: the later ones change no earlier one."""
    chair, above = make_actor(Role.CHAIR), make_actor(Role.REVIEWER, CITY)
    row = make_volunteer(state="checking", declared_at=now(), exclusions_declared=[])
    made = []
    for days, decide in (
        (20, partial(services.refuse, actor=chair, code="interview")),
        (25, partial(services.decide_appeal, actor=above, granted=True)),
        (30, partial(services.approve, actor=above)),
    ):
        if days == 25:
            services.appeal(actor=chair, volunteer_id=row.id, reason="请复核")
        values = {"appeal_days": days}
        version = change_rules(
            actor=chair, region_code=PINGJIANG, values=values, valid_from=today()
        )
        made.append((version.id, version.version))
        decide(volunteer_id=row.id, reason="理由")
    used = {step.transition: step.rules_id for step in history(row)}
    assert [used["refuse"], used["grant_appeal"], used["approve"]] == [one for one, _ in made]
    assert used["appeal"] is None
    assert row.programme_id == made[2][0]
    enter_as(chair)
    shown = client.get(f"/volunteers/{row.id}").text
    assert [f"按方案第{number}版" in shown for _, number in made] == [True, True, True]


def test_level_above_finds_the_appeal_on_its_home_page(
    app: Flask, refused: Volunteer, above: Actor, chair: Actor
) -> None:
    services.appeal(actor=chair, volunteer_id=refused.id, reason="请复核")
    with app.test_request_context():
        wanted = f"/volunteers/{refused.id}/decide-appeal"
        assert wanted in [todo.url for todo in home.todos(above)]
        assert wanted not in [todo.url for todo in home.todos(chair)]


def test_applicant_appeals_on_her_code_page_and_reads_the_answer(
    client: CheckedClient, refused: Volunteer, above: Actor
) -> None:
    number = (refused.identity_number or "")[-4:]
    who = {"code": CODE, "last_four": number}
    shown = client.submit(client.get("/join/status"), who)
    assert "/join/appeal" in shown.get_data(as_text=True)
    form = client.get("/join/appeal")
    assert client.submit(form, {"text": ""}).status_code == 422
    sent = client.submit(form, {"text": "面谈那天我发烧了，请再给一次机会。"})
    assert sent.status_code == 303
    assert client.get(sent.location).status_code == 200
    session().expire_all()
    filed = appeals.open_appeal(refused)
    assert filed is not None
    assert filed.text == "面谈那天我发烧了，请再给一次机会。"
    assert filed.filed_by is None
    assert client.get("/join/appeal").status_code == 303
    decide(above, refused, granted=False)
    answer = client.submit(client.get("/join/status"), who).get_data(as_text=True)
    assert "复核意见" in answer
    assert "/join/appeal" not in answer


def test_nobody_without_the_code_appeals(client: CheckedClient, refused: Volunteer) -> None:
    assert client.get("/join/appeal").location == "/join/status"
    assert client.get("/join/appealed").location == "/join/status"
    assert refused.state == "refused"


def test_repeated_application_tells_nothing_of_an_appeal(refused: Volunteer) -> None:
    again = make_volunteer()
    assert queries.by_code("ZZZZ2345") is None
    with pytest.raises(Conflict):
        services.appeal_herself(code="ZZZZ2345", text="请")
    assert again.state == "approved"


def test_decision_page(
    client: CheckedClient,
    refused: Volunteer,
    above: Actor,
    chair: Actor,
    enter_as: Callable[[Actor], None],
) -> None:
    url = f"/volunteers/{refused.id}/decide-appeal"
    enter_as(above)
    assert client.get(url).status_code == 303
    services.appeal(actor=chair, volunteer_id=refused.id, reason="请复核")
    form = client.get(url)
    assert "请复核" in form.get_data(as_text=True)
    assert client.submit(form, {"reason": "意见"}).status_code == 422
    assert client.submit(form, {"outcome": "granted", "reason": ""}).status_code == 422
    assert client.submit(form, {"outcome": "granted", "reason": "重新面谈"}).status_code == 303
    with transaction():
        session().expire_all()
        assert session().get_one(Volunteer, refused.id).state == "checking"
    shown = client.get(f"/volunteers/{refused.id}").get_data(as_text=True)
    assert "重新面谈" in shown
