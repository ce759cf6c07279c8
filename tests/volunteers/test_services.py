from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import (
    Conflict,
    DomainError,
    Forbidden,
    InvalidInput,
    NotFound,
    Problem,
    StaleVersion,
)
from app.core.workflow import history
from app.policy import Role
from app.programmes import presets
from app.volunteers import hooks, queries, services
from app.volunteers.doubles import services as doubles
from app.volunteers.models import Appeal, RepeatedApplication, Volunteer
from app.volunteers.states import VOLUNTEER
from app.volunteers.values import Details, VolunteerValues
from tests.people import MILUO, MILUO_VILLAGE, XIEJIANG, identity_number, make_actor, make_volunteer

QUESTIONS = presets.load("yueyang").vetting.questions
CHECKS = [kind.code for kind in presets.load("yueyang").checks]


def values(**changes: Any) -> VolunteerValues:
    made: dict[str, Any] = {
        "name": "单雪梅",
        "identity_number": identity_number(date(1985, 6, 1)),
        "region_code": XIEJIANG,
        "phone": "13812345678",
        "placement": "local",
        "skills": ("tutoring",),
        "exclusions": (),
    }
    return VolunteerValues(**(made | changes))


def apply(**changes: Any) -> Volunteer:
    made = services.apply(values=values(**changes), code="ABCD2345")
    assert made is not None
    return made


def record(actor: Actor, volunteer: Volunteer, kind: str) -> None:
    """A check that passes, with what its kind needs."""
    details = Details(authority="平江县公安局", second_name="陈秀兰")
    if kind == "interview":
        details = replace(details, scores={one.code: 4 for one in QUESTIONS})
    if kind == "reference":
        for relation in ("village", "colleague"):
            services.record_reference(
                actor=actor, volunteer_id=volunteer.id, values=reference(relation)
            )
    services.record_check(
        actor=actor,
        volunteer_id=volunteer.id,
        kind=kind,
        passed=True,
        checked_on=today(),
        details=details,
    )


def reference(relation: str, **changes: Any) -> services.ReferenceValues:
    made = {"person": "黄桂英", "phone": "", "supports": True, "said": "", "asked_on": today()}
    return services.ReferenceValues(relation=relation, **(made | changes))


def record_all(actor: Actor, volunteer: Volunteer) -> None:
    for kind in CHECKS:
        record(actor, volunteer, kind)


def codes(error: DomainError) -> list[str]:
    return [problem.code for problem in error.problems]


def test_applicant_is_on_the_books_with_what_her_number_says(app: Flask) -> None:
    made = apply()
    assert (made.state, made.born_on, made.sex) == ("applied", date(1985, 6, 1), "female")
    assert (made.name_key, made.name_initials) == ("shanxuemei", "sxm")
    assert made.recruited_by is None
    assert queries.standing_by_code("ABCD2345", made.identity_number[-4:]).state == "applied"
    assert queries.standing_by_code("ABCD2345", "0000") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"exclusions": ("criminal_penalty",)},
        {"identity_number": identity_number(date(1940, 1, 1))},
        {"identity_number": identity_number(date(1985, 1, 1), "male")},
    ],
)
def test_excluded_applicant_leaves_no_trace(app: Flask, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        services.apply(values=values(**changes), code="ABCD2345")
    assert session().scalar(select(func.count()).select_from(Volunteer)) == 0


def test_second_application_is_no_second_record_and_tells_nothing(app: Flask) -> None:
    known = make_volunteer(state="suspended")
    number = known.identity_number
    assert services.apply(values=values(identity_number=number), code="ABCD2345") is None
    assert session().scalar(select(func.count()).select_from(Volunteer)) == 1
    assert session().scalar(select(func.count()).select_from(RepeatedApplication)) == 1
    # Whoever knows the number must not learn that she is suspended, or on the books at all.
    assert queries.standing_by_code("ABCD2345", number[-4:]).state == "applied"
    assert session().get(Volunteer, known.id).name == "王芳"


def test_roster_entry_twice_changes_nothing(staff: Actor) -> None:
    given = values()
    first = services.enter_volunteer(actor=staff, values=given)
    again = services.enter_volunteer(actor=staff, values=given)
    moved = services.enter_volunteer(
        actor=staff,
        values=values(identity_number=given.identity_number, phone="13900000001", skills=None),
    )
    assert [one.outcome for one in (first, again, moved)] == ["created", "unchanged", "updated"]
    assert (moved.volunteer.phone, moved.volunteer.skills) == ("13900000001", ["tutoring"])
    assert moved.volunteer.recruited_by == staff.user_id


def test_entry_outside_ones_region_is_refused(staff: Actor) -> None:
    with pytest.raises(Forbidden):
        services.enter_volunteer(actor=staff, values=values(region_code=MILUO_VILLAGE))
    other = make_volunteer(region=MILUO_VILLAGE)
    with pytest.raises(Conflict) as caught:
        services.enter_volunteer(actor=staff, values=values(identity_number=other.identity_number))
    assert codes(caught.value) == ["registered_elsewhere"]


def test_decision_needs_a_second_person_R67(chair: Actor, staff: Actor) -> None:
    entered = services.enter_volunteer(actor=chair, values=values()).volunteer
    record_all(staff, entered)
    with pytest.raises(Conflict) as caught:
        services.approve(actor=chair, volunteer_id=entered.id, reason="谈过话")
    assert codes(caught.value) == ["recruiter_decides"]
    reviewer = make_actor(Role.REVIEWER)
    done = services.approve(actor=reviewer, volunteer_id=entered.id, reason="谈过话")
    assert done.volunteer.state == "approved"
    assert done.volunteer.service_from == today()
    assert [step.transition for step in history(done.volunteer)] == ["approve", "check", "begin"]


def test_all_checks_by_the_decider_do_not_count_as_two_people(chair: Actor) -> None:
    made = apply()
    record_all(chair, made)
    with pytest.raises(Conflict) as caught:
        services.approve(actor=chair, volunteer_id=made.id, reason="好")
    assert codes(caught.value) == ["checker_decides"]


def test_approval_opens_an_account_with_the_role(chair: Actor, staff: Actor) -> None:
    made = apply()
    record_all(staff, made)
    done = services.approve(actor=chair, volunteer_id=made.id, reason="合适")
    assert done.activation_code
    user = session().get(User, done.volunteer.user_id)
    assert [(grant.role, grant.region_code) for grant in user.grants] == [
        (Role.VOLUNTEER, XIEJIANG)
    ]
    assert problems(made) == []


def test_colleague_who_applies_does_not_decide_about_herself(chair: Actor, staff: Actor) -> None:
    made = apply()
    record_all(staff, made)
    with transaction():
        user = session().get(User, chair.user_id)
        user.name, user.phone_index = made.name, made.phone_index
    with pytest.raises(Conflict) as caught:
        services.approve(actor=chair, volunteer_id=made.id, reason="合适")
    assert codes(caught.value) == ["own_case"]


def problems(volunteer: Volunteer) -> list[str]:
    return [problem.code for problem in queries.problems_to_serve(volunteer)]


def test_check_that_failed_stops_everybody(chair: Actor, staff: Actor) -> None:
    made = apply()
    record_all(staff, made)
    with pytest.raises(InvalidInput):
        services.record_check(
            actor=staff, volunteer_id=made.id, kind="sanctions", passed=False, checked_on=today()
        )
    services.record_check(
        actor=staff,
        volunteer_id=made.id,
        kind="sanctions",
        passed=False,
        checked_on=today(),
        note="查有行政处罚",
    )
    with pytest.raises(Conflict) as caught:
        services.approve(actor=chair, volunteer_id=made.id, reason="好")
    assert codes(caught.value) == ["check_failed"]


def test_check_of_tomorrow_is_refused(staff: Actor) -> None:
    made = apply()
    with pytest.raises(InvalidInput):
        services.record_check(
            actor=staff,
            volunteer_id=made.id,
            kind="identity",
            passed=True,
            checked_on=today() + timedelta(days=1),
        )


STEPS: dict[str, Any] = {
    "check": services.begin_checks,
    "approve": services.approve,
    "return": services.return_for_mending,
    "resubmit": services.resubmit,
    "refuse": services.refuse,
    "appeal": services.appeal,
    "grant_appeal": partial(services.decide_appeal, granted=True, authority="市妇联"),
    "uphold": partial(services.decide_appeal, granted=False, authority="市妇联"),
    "suspend": services.suspend,
    "reinstate": services.reinstate,
    "leave": services.leave,
}
MAY = {
    "check": {Role.CHAIR, Role.STAFF, Role.REVIEWER},
    "approve": {Role.CHAIR, Role.REVIEWER},
    "return": {Role.CHAIR, Role.STAFF, Role.REVIEWER},
    "resubmit": {Role.CHAIR, Role.STAFF},
    "refuse": {Role.CHAIR, Role.REVIEWER},
    "appeal": {Role.CHAIR, Role.STAFF, Role.REVIEWER},
    "grant_appeal": {Role.CHAIR, Role.REVIEWER},
    "uphold": {Role.CHAIR, Role.REVIEWER},
    "merge": {Role.CHAIR, Role.REVIEWER},
    "suspend": {Role.CHAIR, Role.REVIEWER},
    "reinstate": {Role.CHAIR, Role.REVIEWER},
    "leave": {Role.CHAIR, Role.STAFF},
}
NO_REASON = ("check", "resubmit")


def merge(*, actor: Actor, volunteer_id: int, reason: str) -> None:
    """Into another record that is in service, or suspended where this one is."""
    row = session().get_one(Volunteer, volunteer_id)
    other = make_volunteer(state="suspended", vetted=False, trained=False)
    doubles.merge(
        actor=actor,
        kept_id=other.id,
        gone_id=volunteer_id,
        versions=(other.version, row.version),
        reason=reason,
    )


STEPS["merge"] = merge


def stand(state: str) -> Volunteer:
    """Somebody in this state, with what belongs to it."""
    volunteer = make_volunteer(state=state, exclusions_declared=[])
    with transaction() as current:
        volunteer.declared_at = volunteer.applied_at
        if state == "appealed":
            appeal = Appeal(volunteer=volunteer, filed_on=today(), due_on=today())
            appeal.text = "请复核"
            current.add(appeal)
            current.flush()
    return volunteer


@pytest.mark.parametrize("step", sorted(STEPS))
@pytest.mark.parametrize("role", list(Role))
def test_each_step_by_the_right_role_only(app: Flask, step: str, role: Role) -> None:
    transition = VOLUNTEER.transition(step)
    volunteer = stand(transition.sources[-1])
    given = {} if step in NO_REASON else {"reason": "理由"}
    actor = make_actor(role)
    if role in MAY[step]:
        STEPS[step](actor=actor, volunteer_id=volunteer.id, **given)
        assert volunteer.state == transition.target
        return
    with pytest.raises((Forbidden, NotFound)):
        STEPS[step](actor=actor, volunteer_id=volunteer.id, **given)
    outside = make_actor(role, MILUO)
    with pytest.raises(NotFound):
        STEPS[step](actor=outside, volunteer_id=volunteer.id, **given)


SOURCES = [(step, state) for step in sorted(STEPS) for state in VOLUNTEER.transition(step).sources]


@pytest.mark.parametrize(("step", "state"), SOURCES)
def test_step_is_taken_from_each_of_its_states(chair: Actor, step: str, state: str) -> None:
    volunteer = stand(state)
    given = {} if step in NO_REASON else {"reason": "理由"}
    STEPS[step](actor=chair, volunteer_id=volunteer.id, **given)
    assert volunteer.state == VOLUNTEER.transition(step).target


@pytest.mark.parametrize("step", sorted(set(STEPS) - set(NO_REASON)))
def test_step_without_a_reason_is_refused(chair: Actor, step: str) -> None:
    volunteer = stand(VOLUNTEER.transition(step).sources[-1])
    with pytest.raises(InvalidInput):
        STEPS[step](actor=chair, volunteer_id=volunteer.id, reason=" ")


def test_every_step_of_the_lifecycle_is_in_the_matrix() -> None:
    assert set(STEPS) == set(MAY) == {one.name for one in VOLUNTEER.transitions}


WRONG = [
    (step, state.code)
    for step in sorted(STEPS)
    for state in VOLUNTEER.states
    if state.code not in VOLUNTEER.transition(step).sources
]


@pytest.mark.parametrize(("step", "state"), WRONG)
def test_step_from_another_state_is_refused(chair: Actor, step: str, state: str) -> None:
    volunteer = stand(state)
    given = {} if step in NO_REASON else {"reason": "理由"}
    with pytest.raises(Conflict):
        STEPS[step](actor=chair, volunteer_id=volunteer.id, **given)


def test_after_an_appeal_somebody_else_decides(chair: Actor, staff: Actor) -> None:
    made = apply()
    record_all(staff, made)
    services.refuse(actor=chair, volunteer_id=made.id, reason="不合适")
    services.appeal(actor=staff, volunteer_id=made.id, reason="她不服")
    above = make_actor(Role.REVIEWER, "430600000000")
    services.decide_appeal(actor=above, volunteer_id=made.id, granted=True, reason="重新审核")
    with pytest.raises(Conflict) as caught:
        services.approve(actor=chair, volunteer_id=made.id, reason="好")
    assert codes(caught.value) == ["refuser_decides"]


def test_leaving_waits_for_the_upper_floors(app: Flask, chair: Actor) -> None:
    volunteer = make_volunteer()
    before = list(app.extensions["volunteer_leaving"])
    hooks.before_leaving(app, lambda _: [Problem("has_pairs", "")])
    try:
        with pytest.raises(Conflict):
            services.leave(actor=chair, volunteer_id=volunteer.id, reason="搬家")
    finally:
        app.extensions["volunteer_leaving"][:] = before
    assert volunteer.state == "approved"


def test_later_edit_is_told_of_the_earlier(chair: Actor) -> None:
    volunteer = make_volunteer()
    opened = volunteer.version
    number = volunteer.identity_number
    first = values(identity_number=number, name="王芬")
    services.edit(actor=chair, volunteer_id=volunteer.id, version=opened, values=first)
    with pytest.raises(StaleVersion):
        services.edit(actor=chair, volunteer_id=volunteer.id, version=opened, values=first)
    assert (volunteer.name, volunteer.name_key) == ("王芬", "wangfen")


def test_reveal_needs_a_reason_and_is_recorded(staff: Actor) -> None:
    volunteer = make_volunteer()
    with pytest.raises(InvalidInput):
        services.reveal(actor=staff, volunteer_id=volunteer.id, reason="")
    services.reveal(actor=staff, volunteer_id=volunteer.id, reason="约谈")
    act = session().scalar(select(AuditEvent).where(AuditEvent.act == "volunteer.revealed"))
    assert (act.object_id, act.actor_id) == (volunteer.id, staff.user_id)


@pytest.mark.parametrize(
    "words",
    ["王", "wangf", "WF", "13800000000", "identity"],
)
def test_search_finds_by_name_pinyin_and_whole_numbers(staff: Actor, words: str) -> None:
    from app.core.personal import blind_index

    volunteer = make_volunteer(phone_index=blind_index("phone", "13800000000"))
    make_volunteer("李娜", region=MILUO_VILLAGE)
    typed = volunteer.identity_number.lower() if words == "identity" else words
    found = session().scalars(queries.find(staff, queries.Filters(q=typed))).all()
    assert found == [volunteer]


@pytest.mark.parametrize("words", ["%", "_", "1380000", "张"])
def test_search_finds_nothing_by_wildcards_and_parts(staff: Actor, words: str) -> None:
    make_volunteer()
    assert session().scalars(queries.find(staff, queries.Filters(q=words))).all() == []


def test_team_once_a_place_and_joined(chair: Actor) -> None:
    given = {"region_code": XIEJIANG, "name": "谢江队", "kind": "local", "captain_name": "李"}
    team = services.create_team(actor=chair, **given)
    with pytest.raises(InvalidInput):
        services.create_team(actor=chair, **given)
    volunteer = make_volunteer()
    services.assign_team(actor=chair, volunteer_id=volunteer.id, team_id=team.id)
    assert queries.members(chair) == {team.id: 1}
    services.assign_team(actor=chair, volunteer_id=volunteer.id, team_id=None)
    assert queries.members(chair) == {}


def test_expiring_checks_are_found_sixty_days_ahead(staff: Actor) -> None:
    volunteer = make_volunteer()
    assert session().scalars(queries.expiring(staff)).all() == []
    ahead = today() + timedelta(days=320)
    assert session().scalars(queries.expiring(staff, ahead)).all() == [volunteer]
