"""What a check, a refusal and a leaving need; teams with captains and members over time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from app.accounts.models import User
from app.core.access.actors import Actor
from app.core.clock import now, today
from app.core.db import session
from app.core.errors import Conflict, Forbidden, InvalidInput
from app.policy import Role
from app.programmes.rules import Choice, Vetting
from app.programmes.services import change_rules
from app.volunteers import services, teams
from app.volunteers.models import Licence, Team, VettingCheck, Volunteer
from app.volunteers.rules import problems_to_pass
from app.volunteers.services import TeamValues
from app.volunteers.values import Details
from tests.people import (
    JIAYI,
    PINGJIANG,
    XIEJIANG,
    make_actor,
    make_child,
    make_user,
    make_volunteer,
)
from tests.support.client import CheckedClient
from tests.volunteers.test_services import QUESTIONS, codes, record, reference

Enter = Callable[[Actor], None]
VETTING = Vetting(questions=(Choice("motive", "原因"), Choice("time", "时间")), min_score=3)
GOOD = {"motive": 4, "time": 3}


@pytest.mark.parametrize(
    ("kind", "passed", "details", "references", "expected"),
    [
        ("identity", True, {}, [], []),
        ("record_enquiry", True, {}, [], ["authority_missing"]),
        ("record_enquiry", False, {}, [], ["authority_missing"]),
        ("record_enquiry", True, {"authority": "县公安局"}, [], []),
        ("reference", True, {}, [], ["references_few"]),
        ("reference", True, {}, [("village", True)], ["references_few"]),
        ("reference", True, {}, [("village", True), ("other", False)], ["references_few"]),
        ("reference", True, {}, [("neighbour", True), ("other", True)], ["references_private"]),
        ("reference", True, {}, [("employer", True), ("other", True)], []),
        ("reference", False, {}, [], []),
        ("interview", True, {"scores": GOOD}, [], ["second_missing"]),
        ("interview", True, {"scores": GOOD, "second_name": "李主任"}, [], ["second_missing"]),
        ("interview", True, {"scores": GOOD, "second_name": "陈秀兰"}, [], []),
        ("interview", True, {"second_name": "陈秀兰"}, [], ["scores_missing"]),
        (
            "interview",
            True,
            {"scores": {"motive": 9, "time": 1}, "second_name": "陈秀兰"},
            [],
            ["scores_missing"],
        ),
        (
            "interview",
            True,
            {"scores": {"motive": 2, "time": 3}, "second_name": "陈秀兰"},
            [],
            ["score_low"],
        ),
        (
            "interview",
            False,
            {"scores": {"motive": 1, "time": 1}, "second_name": "陈秀兰"},
            [],
            [],
        ),
    ],
)
def test_what_a_check_needs_to_pass(
    kind: str, passed: bool, details: Any, references: Any, expected: list[str]
) -> None:
    found = problems_to_pass(kind, passed, Details(**details), references, "李主任", VETTING)
    assert [problem.code for problem in found] == expected


def test_answer_of_an_authority_ends_when_it_says(staff: Actor) -> None:
    row = make_volunteer(state="checking", vetted=False)
    soon = today() + timedelta(days=90)
    services.record_check(
        actor=staff,
        volunteer_id=row.id,
        kind="record_enquiry",
        passed=True,
        checked_on=today(),
        details=Details(authority="平江县公安局", valid_until=soon),
    )
    check = session().scalar(select(VettingCheck))
    assert (check.authority, check.valid_until) == ("平江县公安局", soon)


def test_refusal_names_a_reason_of_the_list(chair: Actor) -> None:
    row = make_volunteer(state="checking", vetted=False)
    with pytest.raises(InvalidInput):
        services.refuse(actor=chair, volunteer_id=row.id, reason="不合适", code="mood")
    services.refuse(actor=chair, volunteer_id=row.id, reason="面谈", code="interview")
    assert (row.refusal_code, row.ended_at is not None) == ("interview", True)
    services.appeal(actor=chair, volunteer_id=row.id, reason="请上级复核")
    assert (row.refusal_code, row.ended_at) == ("interview", None)


def test_programme_says_who_decides(chair: Actor) -> None:
    change_rules(
        actor=chair, region_code=PINGJIANG, values={"deciders": ["reviewer"]}, valid_from=today()
    )
    row = make_volunteer(state="checking", declared_at=now())
    with pytest.raises(Forbidden):
        services.approve(actor=chair, volunteer_id=row.id, reason="同意")
    reviewer = make_actor(Role.REVIEWER)
    services.approve(actor=reviewer, volunteer_id=row.id, reason="同意")
    assert row.state == "approved"
    assert row.programme_id is not None


def test_leaving_ends_team_and_rights(staff: Actor) -> None:
    user = make_user("am99", (Role.VOLUNTEER, XIEJIANG))
    row = make_volunteer(user_id=user.id)
    team = services.create_team(
        actor=staff, region_code=XIEJIANG, name="谢江队", kind="local", captain_name="陈秀兰"
    )
    services.assign_team(actor=staff, volunteer_id=row.id, team_id=team.id)
    with pytest.raises(InvalidInput):
        services.leave(actor=staff, volunteer_id=row.id, reason="搬家", code="mood")
    services.leave(actor=staff, volunteer_id=row.id, reason="搬家", code="moved")
    assert (row.state, row.leaving_code, row.team) == ("left", "moved", None)
    account = session().get(User, user.id)
    assert (account.is_active, list(account.grants)) == (False, [])
    assert [one.until for one in row.memberships] == [today()]


def test_leaving_waits_for_the_farewell_of_each_pair(app: Any, staff: Actor) -> None:
    from app.core.db import transaction
    from app.pairings.models import Pairing

    row, child = make_volunteer(), make_child()
    with transaction() as current:
        pairing = Pairing(
            child=child,
            volunteer=row,
            placement="local",
            starts_on=today(),
            region_code=child.region_code,
        )
        current.add(pairing)
    with pytest.raises(Conflict) as caught:
        services.leave(actor=staff, volunteer_id=row.id, reason="搬家", code="moved")
    assert codes(caught.value) == ["still_paired"]


def test_captain_changes_with_the_office_R82(staff: Actor) -> None:
    team = services.create_team(
        actor=staff,
        region_code=JIAYI,
        name="加义镇队",
        kind="local",
        captain_name="陈秀兰",
        captain_office="镇妇联主席",
    )
    with pytest.raises(InvalidInput):
        services.change_captain(
            actor=staff,
            team_id=team.id,
            name="黄桂英",
            office="镇妇联主席",
            since=today() + timedelta(days=1),
        )
    services.change_captain(
        actor=staff, team_id=team.id, name="黄桂英", office="镇妇联主席", since=today()
    )
    assert team.captain_name == "黄桂英"
    assert [one.name for one in teams.captains(team)] == ["陈秀兰"]
    values = TeamValues(name="加义镇队", kind="professional", brand="平江大姐", profession="law")
    services.edit_team(actor=staff, team_id=team.id, values=values)
    assert (team.brand, team.captain_name) == ("平江大姐", "黄桂英")
    assert teams.fewest(team) == 2


def test_villages_without_a_team(staff: Actor) -> None:
    total, rows = teams.villages_without_team(PINGJIANG)
    assert XIEJIANG in [row.code for row in rows]
    services.create_team(
        actor=staff, region_code=XIEJIANG, name="谢江队", kind="local", captain_name=""
    )
    assert teams.villages_without_team(PINGJIANG)[0] == total - 1


def test_team_pages(client: CheckedClient, enter_as: Enter) -> None:
    row = make_volunteer()
    enter_as(make_actor(Role.STAFF))
    page = client.get("/teams/new")
    made = client.submit(page, {"name": "平江县队", "kind": "remote", "host_unit": "县一中"})
    assert made.status_code == 303
    team = session().scalar(select(Team))
    client.submit(client.get(f"/volunteers/{row.id}/team"), {"team": str(team.id)})
    shown = client.get(made.location).text
    assert "县一中" in shown
    assert "王芳" in shown
    path = f"/teams/{team.id}"
    assert client.submit(client.get(f"{path}/edit"), {"brand": "红岩姐妹"}).status_code == 303
    assert client.submit(client.get(f"{path}/captain"), {"name": "黄桂英"}).status_code == 303
    assert client.get(f"{path}/roster.pdf").data[:5] == b"%PDF-"
    assert client.get(f"{path}/roster.xlsx").data[:2] == b"PK"
    assert client.get("/teams/missing").status_code == 200
    assert client.get("/teams").status_code == 200


def test_licence_with_its_scan(client: CheckedClient, enter_as: Enter) -> None:
    row = make_volunteer()
    enter_as(make_actor(Role.STAFF))
    path = f"/volunteers/{row.id}/licences/new"
    picture = BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    picture.seek(0)
    values = {"name": "心理咨询师", "number": "1234", "expires_on": "2030-01-01"}
    bad = client.submit(client.get(path), values | {"scan": (BytesIO(b"x"), "a.exe")})
    assert bad.status_code == 422
    sent = client.submit(client.get(path), values | {"scan": (picture, "a.png")})
    assert sent.status_code == 303
    licence = session().scalar(select(Licence))
    assert licence.number == "1234"
    assert "心理咨询师" in client.get(sent.location).text
    scan = client.get(f"/volunteers/{row.id}/licences/{licence.id}/scan")
    assert scan.status_code == 200
    enter_as(make_actor(Role.SUPERVISOR))
    assert client.get(f"/volunteers/{row.id}/licences/{licence.id}/scan").status_code == 403


def test_reference_of_another_station_does_not_exist(staff: Actor) -> None:
    from app.core.errors import NotFound
    from tests.people import MILUO_VILLAGE

    away = make_volunteer(region=MILUO_VILLAGE, state="checking")
    with pytest.raises(NotFound):
        services.record_reference(actor=staff, volunteer_id=away.id, values=reference("village"))


def test_all_checks_stand_with_what_they_need(staff: Actor) -> None:
    row: Volunteer = make_volunteer(state="checking", vetted=False)
    with pytest.raises(InvalidInput) as caught:
        services.record_check(
            actor=staff, volunteer_id=row.id, kind="reference", passed=True, checked_on=today()
        )
    assert codes(caught.value) == ["references_few"]
    for kind in ("reference", "interview"):
        record(staff, row, kind)
    talk = session().scalar(select(VettingCheck).where(VettingCheck.kind == "interview"))
    assert set(talk.scores) == {one.code for one in QUESTIONS}
