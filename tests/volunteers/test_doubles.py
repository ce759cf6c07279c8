from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.activities.models import Activity
from app.activities.services import joining, planning
from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.enrolment.models import Participant
from app.core.errors import Conflict, NotFound, StaleVersion
from app.core.personal import blind_index
from app.hours.models import ServiceHours
from app.hours.services import record_hours
from app.pairings.models import Pairing
from app.pledges.models import Pledge
from app.pledges.services import issue_pledge
from app.policy import Role
from app.volunteers import queries, retention, services
from app.volunteers.doubles import finding
from app.volunteers.doubles import services as doubles
from app.volunteers.doubles.following import references
from app.volunteers.doubles.rules import Side, digits_apart, problems_to_merge
from app.volunteers.models import Reference, Team, VettingCheck, Volunteer
from tests.people import (
    MILUO_VILLAGE,
    PINGJIANG,
    SANYANG,
    XIEJIANG,
    make_actor,
    make_child,
    make_user,
    make_volunteer,
)
from tests.support.client import CheckedClient


def merge(actor: Actor, kept: Volunteer, gone: Volunteer, *taken: str) -> Volunteer:
    return doubles.merge(
        actor=actor,
        kept_id=kept.id,
        gone_id=gone.id,
        versions=(kept.version, gone.version),
        taken=taken,
        reason="同一个人，身份证号录错一位",
    )


def pair_with(volunteer: Volunteer, child: Any, role: str = "lead") -> Pairing:
    with transaction() as current:
        pairing = Pairing(
            child=child,
            volunteer=volunteer,
            region_code=child.region_code,
            placement="local",
            role=role,
            starts_on=today(),
        )
        current.add(pairing)
        current.flush()
    return pairing


@pytest.mark.parametrize(
    ("kept", "gone", "code"),
    [
        ("approved", "applied", None),
        ("approved", "approved", None),
        ("suspended", "approved", None),
        ("applied", "refused", None),
        ("left", "refused", None),
        ("approved", "suspended", "weaker_stays"),
        ("applied", "approved", "weaker_stays"),
        ("refused", "applied", "weaker_stays"),
        ("left", "returned", "weaker_stays"),
        ("merged", "applied", "merged_already"),
        ("approved", "merged", "merged_already"),
    ],
)
def test_record_that_stays_is_the_one_with_more_to_lose(
    kept: str, gone: str, code: str | None
) -> None:
    problems = problems_to_merge(Side(1, kept), Side(2, gone))
    assert [problem.code for problem in problems] == ([code] if code else [])


def test_record_is_not_merged_into_itself_nor_an_anonymous_one() -> None:
    assert problems_to_merge(Side(1, "approved"), Side(1, "approved"))[0].code == "same_record"
    assert problems_to_merge(Side(1, "left"), Side(2, "left", True))[0].code == "forgotten"


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        ("430626198005012345", 0),
        ("430626198005012346", 1),
        ("430626198005013245", 1),
        ("430626198005012534", 3),
        ("43062619800501234", 18),
    ],
)
def test_numbers_are_as_far_apart_as_somebody_mistypes(other: str, apart: int) -> None:
    assert digits_apart("430626198005012345", other) == apart


def test_doubles_are_found_by_phone_pinyin_and_nearly_the_same_number(
    app: Flask, chair: Actor
) -> None:
    phone = {"phone_index": blind_index("phone", "13800000000")}
    one = make_volunteer("王芳", name_key="wangfang", born_on=date(1980, 5, 1), **phone)
    same_phone = make_volunteer(
        "汪方", name_key="w", region=SANYANG, born_on=date(1970, 1, 1), **phone
    )
    same_sound = make_volunteer(
        "王方", name_key="wangfang", region=SANYANG, born_on=date(1980, 5, 1)
    )
    make_volunteer("黄英", name_key="huangying", region=SANYANG, born_on=date(1960, 5, 1))
    make_volunteer("王芳", name_key="wangfang", region=MILUO_VILLAGE, born_on=date(1980, 5, 1))
    found = {(two.first.id, two.second.id): two.signs for two in finding.doubles(chair)}
    assert found == {(one.id, same_phone.id): ("phone",), (one.id, same_sound.id): ("birth",)}
    assert [two.second for two in finding.doubles(chair, of=same_phone.id)] == [same_phone]
    assert len(finding.doubles(chair, "汪方")) == 1

    number = list(one.identity_number or "")
    number[15] = "9" if number[15] != "9" else "8"
    typo = make_volunteer("陈新", name_key="chenxin", born_on=date(1980, 5, 1))
    with transaction():
        typo.identity_number = "".join(number)
    assert ("number",) in [two.signs for two in finding.doubles(chair, of=typo.id)]


def test_two_people_who_were_told_apart_are_not_shown_again(app: Flask, chair: Actor) -> None:
    one, other = make_volunteer(), make_volunteer()
    assert len(finding.doubles(chair)) == 1
    for _again in range(2):
        doubles.tell_apart(actor=chair, kept_id=other.id, gone_id=one.id)
    assert finding.doubles(chair) == []


def test_everything_that_hangs_on_the_record_follows(app: Flask, chair: Actor) -> None:
    kept, gone = make_volunteer("王芳"), make_volunteer("王方")
    child = make_child()
    pairing = pair_with(gone, child)
    pledge = issue_pledge(actor=chair, volunteer_id=gone.id)
    record_hours(
        actor=chair,
        volunteer_id=gone.id,
        source="activity",
        source_id=1,
        title="走访",
        day=today(),
        minutes=60,
        region_code=PINGJIANG,
    )
    services.record_reference(
        actor=chair,
        volunteer_id=gone.id,
        values=services.ReferenceValues(
            person="黄桂英",
            phone="13912345678",
            relation="village",
            supports=True,
            said="热心可靠",
            asked_on=today(),
        ),
    )
    merge(chair, kept, gone)

    assert session().get_one(Volunteer, gone.id).merged_into == kept.id
    assert gone.state == "merged"
    for model, column in references():
        if model is not Volunteer:
            behind = session().scalar(select(func.count()).where(column == gone.id))
            assert behind == 0, model
    assert session().get_one(Pairing, pairing.id).volunteer_id == kept.id
    assert session().get_one(Pledge, pledge.id).volunteer_id == kept.id
    reference = session().scalars(select(Reference)).one()
    assert (reference.volunteer_id, reference.person, reference.said) == (
        kept.id,
        "黄桂英",
        "热心可靠",
    )
    assert session().scalars(select(ServiceHours)).one().volunteer_id == kept.id
    acts = session().scalars(select(AuditEvent.act)).all()
    assert {"volunteer.merge", "volunteer.merged_with"} <= set(acts)


def test_hours_of_one_activity_credited_to_both_count_once(app: Flask, chair: Actor) -> None:
    kept, gone = make_volunteer(), make_volunteer()
    for row in (kept, gone):
        record_hours(
            actor=chair,
            volunteer_id=row.id,
            source="activity",
            source_id=7,
            title="走访",
            day=today(),
            minutes=60,
            region_code=PINGJIANG,
        )
    merge(chair, kept, gone)
    owners = session().scalars(select(ServiceHours.volunteer_id).order_by(ServiceHours.id)).all()
    assert owners == [kept.id, gone.id]


def test_second_seat_at_one_activity_is_given_back(app: Flask, chair: Actor) -> None:
    kept, gone = make_volunteer(), make_volunteer()
    starts_at = now() + timedelta(days=3)
    plan = planning.Plan(
        title="亲子阅读",
        kind="reading",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="村活动室",
        sign_up="volunteers",
    )
    activity: Activity = planning.create_activity(actor=chair, region_code=PINGJIANG, plan=plan)
    planning.publish_activity(actor=chair, activity_id=activity.id)
    for row in (kept, gone):
        joining.add_volunteer(actor=chair, activity_id=activity.id, volunteer_id=row.id)
    merge(chair, kept, gone)
    active = select(Participant.ref).where(Participant.is_active)
    assert session().scalars(active).all() == [kept.id]


def test_pair_with_one_child_in_both_records_stops_the_merger(app: Flask, chair: Actor) -> None:
    kept, gone, child = make_volunteer(), make_volunteer(), make_child()
    pair_with(kept, child)
    pair_with(gone, child, "co")
    with pytest.raises(Conflict) as stopped:
        merge(chair, kept, gone)
    assert [problem.code for problem in stopped.value.problems] == ["paired_twice"]
    assert session().get_one(Volunteer, gone.id).state == "approved"


def test_two_running_pledges_stop_the_merger(app: Flask, chair: Actor) -> None:
    kept, gone = make_volunteer(), make_volunteer()
    for row in (kept, gone):
        issue_pledge(actor=chair, volunteer_id=row.id)
    with pytest.raises(Conflict) as stopped:
        merge(chair, kept, gone)
    assert [problem.code for problem in stopped.value.problems] == ["pledged_twice"]


def test_each_field_comes_from_the_record_that_was_chosen(app: Flask, chair: Actor) -> None:
    kept = make_volunteer("王芳", occupation="教师", employer="", service_from=date(2026, 5, 1))
    gone = make_volunteer("王方", occupation="医生", employer="县医院", state="applied")
    with transaction():
        kept.motive, gone.motive = "喜欢孩子", "想帮邻居"
        gone.exclusions_declared = ["criminal_penalty"]
    number, version = gone.identity_number, gone.born_on
    merge(chair, kept, gone, "name", "identity_number", "no_such_field")
    assert (kept.name, kept.occupation, kept.employer) == ("王方", "教师", "县医院")
    assert (kept.identity_number, kept.born_on) == (number, version)
    assert kept.identity_index == blind_index("identity", number)
    assert kept.motive == "喜欢孩子\n想帮邻居"
    assert kept.exclusions_declared == ["criminal_penalty"]
    assert kept.service_from == date(2026, 5, 1)


def test_team_and_account_are_hers_once(app: Flask, chair: Actor) -> None:
    users = [make_user(f"am{n}", (Role.VOLUNTEER, XIEJIANG)) for n in range(2)]
    kept, gone = (make_volunteer(user_id=user.id) for user in users)
    teams = [
        services.create_team(
            actor=chair, region_code=PINGJIANG, name=name, kind="local", captain_name=""
        )
        for name in ("一队", "二队")
    ]
    for row, team in zip((kept, gone), teams, strict=True):
        services.assign_team(actor=chair, volunteer_id=row.id, team_id=team.id)
    merge(chair, kept, gone, "team_id")
    assert session().get_one(Team, teams[1].id) is kept.team
    assert [one.team_id for one in kept.memberships if one.until is None] == [teams[1].id]
    assert (kept.user_id, gone.user_id) == (users[0].id, None)
    assert not users[1].is_active
    assert users[0].is_active


def test_third_record_leads_to_the_one_that_stays_in_the_end(app: Flask, chair: Actor) -> None:
    first, second, third = (make_volunteer() for _ in range(3))
    merge(chair, second, third)
    merge(chair, first, second)
    assert {row.id for row in queries.merged_with(first)} == {second.id, third.id}
    assert queries.standing_for(third) is first
    with pytest.raises(Conflict):
        merge(chair, third, first)


def test_code_of_the_merged_application_shows_how_the_other_stands(
    app: Flask, chair: Actor
) -> None:
    gone = make_volunteer(state="applied", status_code_index=blind_index("status_code", "ABCD2345"))
    kept = make_volunteer(state="checking")
    merge(chair, kept, gone)
    standing = queries.standing_by_code("ABCD2345", (kept.identity_number or "")[-4:])
    assert standing is not None
    assert standing.state == "checking"


def test_merger_of_what_somebody_else_changed_is_refused(app: Flask, chair: Actor) -> None:
    kept, gone = make_volunteer(), make_volunteer()
    with pytest.raises(StaleVersion):
        doubles.merge(
            actor=chair,
            kept_id=kept.id,
            gone_id=gone.id,
            versions=(kept.version, gone.version + 1),
            reason="同一个人",
        )


def test_record_of_another_station_is_not_there_to_be_merged(app: Flask, chair: Actor) -> None:
    kept, gone = make_volunteer(), make_volunteer(region=MILUO_VILLAGE)
    with pytest.raises(NotFound):
        merge(chair, kept, gone)


def test_refuser_of_the_merged_record_does_not_decide_about_the_other(
    app: Flask, chair: Actor
) -> None:
    gone = make_volunteer(state="checking", vetted=False)
    services.refuse(actor=chair, volunteer_id=gone.id, reason="面谈未通过")
    kept = make_volunteer(state="checking")
    merge(make_actor(Role.REVIEWER), kept, gone)
    assert queries.hands_of(kept, decider=chair.user_id).refused_before_by == chair.user_id


def test_merged_record_is_forgotten_with_the_other(app: Flask, chair: Actor) -> None:
    gone, kept = make_volunteer("王方", state="refused"), make_volunteer("王芳", state="left")
    merge(chair, kept, gone)
    with transaction():
        kept.ended_at = now() - timedelta(days=3000)
    assert retention.forget_due() == 1
    assert {kept.name, gone.name} == {retention.NAMELESS}
    assert gone.identity_number is None


def test_merged_record_is_out_of_the_list_and_opens_the_other(
    app: Flask, client: CheckedClient, chair: Actor, enter_as: Callable[[Actor], None]
) -> None:
    kept, gone = make_volunteer("王芳"), make_volunteer("王方", name_initials="wf")
    enter_as(chair)
    shown = client.get("/volunteers/doubles").get_data(as_text=True)
    assert "王芳" in shown
    assert f"/volunteers/{kept.id}/merge/{gone.id}" in shown
    url = f"/volunteers/{kept.id}/merge/{gone.id}"
    compared = client.get(url)
    assert gone.identity_number in compared.get_data(as_text=True)
    fields = {"take_name": "kept", "take_identity_number": "gone"}
    refused = client.submit(compared, {**fields, "reason": ""}, action=url)
    assert refused.status_code == 422
    number = gone.identity_number
    done = client.submit(compared, {**fields, "reason": "同一个人"}, action=url)
    assert done.status_code == 303
    session().expire_all()
    assert session().get_one(Volunteer, kept.id).identity_number == number
    listed = client.get("/volunteers").get_data(as_text=True)
    assert f'/volunteers/{kept.id}"' in listed
    assert f'/volunteers/{gone.id}"' not in listed
    page = client.get(f"/volunteers/{gone.id}").get_data(as_text=True)
    assert f"/volunteers/{kept.id}" in page
    assert session().scalar(select(func.count()).select_from(VettingCheck)) == 10
