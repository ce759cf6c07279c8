"""Who is trained and who is behind, as a workbook; who was absent, and where she catches up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.audit import AuditEvent
from app.core.db import session, transaction
from app.core.enrolment import queries as lists
from app.policy import P, Role
from app.training.absences import Absence, absences
from app.training.models import Course, TrainingSession
from app.training.services import joining, sessions, signing_up
from app.volunteers.models import Team, Volunteer
from tests.people import MILUO, PINGJIANG, make_actor, make_course, make_volunteer
from tests.support.client import CheckedClient
from tests.training.samples import hold_now, plan

Enter = Callable[[Actor], None]
BY_TEAM, GAPS, MISSED = 4, 5, 6


def absent(staff: Actor, *who: Volunteer, course: Course, **values: object) -> TrainingSession:
    """They had a place in a session that is over, and did not come."""
    held = plan(staff, course, **values)  # type: ignore[arg-type]
    ids = [one.id for one in who]
    signing_up.sign_up_people(actor=staff, session_id=held.id, volunteer_ids=ids)
    hold_now(held)
    sessions.close_list(actor=staff, session_id=held.id, minutes=dict.fromkeys(ids))
    return held


def listed(actor: Actor) -> list[Absence]:
    return list(absences(actor, visible(Volunteer, actor), P.MANAGE_TRAINING))


def test_the_workbook_has_every_table_and_each_gap(
    client: CheckedClient, enter_as: Enter, staff: Actor, wang: Volunteer
) -> None:
    with transaction() as current:
        team = Team(name="谢江队", region_code=PINGJIANG)
        current.add(team)
        current.flush()
        wang.team_id = team.id
    make_volunteer("李静")
    absent(staff, wang, course=make_course("守住底线"))
    enter_as(staff)
    answer = client.get("/training/coverage.xlsx")
    book = load_workbook(BytesIO(answer.data))
    assert len(book.sheetnames) == 7

    def cells(at: int) -> str:
        rows = book.worksheets[at].iter_rows(values_only=True)
        return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)

    assert "王芳" in cells(GAPS)
    assert "李静" not in cells(GAPS)
    assert "谢江队 1 0" in cells(BY_TEAM)
    assert "守住底线" in cells(MISSED)
    acts = session().scalars(select(AuditEvent.act))
    assert "training.coverage_exported" in list(acts)
    only_team = client.get(f"/training/coverage?team={team.id}&by=team&q=李静")
    assert only_team.status_code == 200


def test_an_absentee_is_offered_the_next_session_of_the_same_part(
    staff: Actor, wang: Volunteer
) -> None:
    course = make_course(parts=2, rule="all")
    missed = absent(staff, wang, course=course, part=2)
    assert [(one.missed.id, one.next) for one in listed(staff)] == [(missed.id, None)]
    plan(staff, course, part=1, in_days=3)
    later, soon = plan(staff, course, part=2, in_days=9), plan(staff, course, part=2, in_days=5)
    (found,) = listed(staff)
    assert found.next is not None
    assert (found.next.id, later.id == soon.id) == (soon.id, False)
    assert listed(make_actor(Role.STAFF, MILUO)) == []


def test_who_has_signed_up_again_or_caught_up_is_no_longer_listed(
    staff: Actor, wang: Volunteer
) -> None:
    course = make_course()
    missed = absent(staff, wang, course=course)
    with transaction():
        missed.starts_at -= timedelta(days=10)
    again = plan(staff, course)
    assert len(listed(staff)) == 1
    signing_up.sign_up_people(actor=staff, session_id=again.id, volunteer_ids=[wang.id])
    assert listed(staff) == []
    hold_now(again)
    sessions.close_list(actor=staff, session_id=again.id, minutes={wang.id: 30})
    assert listed(staff) == []


def test_absentees_are_signed_up_in_one_step(
    client: CheckedClient, enter_as: Enter, staff: Actor, wang: Volunteer, herself: Actor
) -> None:
    course = make_course()
    other = make_volunteer("李静", trained=False)
    missed = absent(staff, wang, other, course=course)
    following = plan(staff, course)
    busy = plan(staff, make_course("别的"))
    joining.join(actor=herself, session_id=busy.id)
    enter_as(staff)
    page = client.get("/training/absentees")
    marks = [f"{one.id}-{missed.id}" for one in (wang, other)]
    assert all(mark in page.text for mark in marks)
    answer = client.submit(page, {"people": marks}, action="/training/absentees")
    assert answer.status_code == 200
    assert "王芳" in answer.text
    assert "同一时间" in answer.text
    assert [one.ref for one in lists.roster(following.occasion_id)] == [other.id]
    page = client.get("/training/absentees")
    assert marks[1] not in page.text
    assert marks[0] in page.text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR])
def test_who_only_reads_signs_nobody_up(
    client: CheckedClient, enter_as: Enter, staff: Actor, wang: Volunteer, role: Role
) -> None:
    absent(staff, wang, course=make_course())
    enter_as(make_actor(role))
    page = client.get("/training/absentees")
    assert "王芳" in page.text
    assert 'name="people"' not in page.text
