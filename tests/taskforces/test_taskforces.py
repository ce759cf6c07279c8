"""1+1+N around a key child: who may be in it, what each sees, how it begins and ends (R51)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.audit.models import AuditEvent
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, DomainError, Forbidden, InvalidInput, NotFound
from app.core.messages.models import InboxMessage
from app.pairings.queries import running_of_child
from app.policy import Role
from app.programmes import presets
from app.taskforces import queries, rules, services
from app.taskforces.models import TaskForce, TaskForceMember
from app.taskforces.rules import CADRE, MOTHER, SLICE_LABELS, terms_of
from app.taskforces.slices import slice_of
from app.taskforces.states import TASK_FORCE
from app.volunteers.doubles import services as doubles
from tests.pairings.pairs import close, pair, ready, with_account
from tests.people import MILUO, make_actor, make_child, make_volunteer
from tests.support.client import CheckedClient
from tests.support.races import at_once

RULES = presets.load("yueyang")
TERMS = terms_of(RULES)


def formed(staff: Actor, child: Child | None = None) -> TaskForce:
    return services.form_task_force(
        actor=staff,
        child_id=(child or make_child()).id,
        concern="behaviour",
        interest="孩子希望回到学校",
        goal="三个月内按时到校",
    )


def at_work(staff: Actor, *, profession: str = "psychologist") -> tuple[TaskForce, Actor]:
    """A task force at work; the actor is its professional, with an account."""
    made = pair(staff)
    force = formed(staff, made.child)
    add(staff, force, MOTHER, volunteer_id=made.volunteer_id)
    add(staff, force, CADRE, name="彭主席", unit="村妇联")
    expert = ready("陈心理")
    actor = with_account(expert)
    member = add(staff, force, profession, volunteer_id=expert.id)
    services.add_item(
        actor=staff, task_force_id=force.id, member_id=member.id, what="每周辅导", due_on=today()
    )
    services.start_task_force(actor=staff, task_force_id=force.id)
    return force, actor


def add(staff: Actor, force: TaskForce, profession: str, **values: object) -> TaskForceMember:
    return services.add_member(
        actor=staff,
        task_force_id=force.id,
        profession=profession,
        **values,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("professions", "items", "consented", "missing"),
    [
        ([MOTHER, CADRE, "teacher"], 1, True, set()),
        ([MOTHER, CADRE, "teacher", "doctor"], 2, True, set()),
        ([CADRE, "teacher"], 1, True, {"mother"}),
        ([MOTHER, "teacher"], 1, True, {"cadre"}),
        ([MOTHER, CADRE], 1, True, {"professionals"}),
        ([MOTHER, CADRE, "teacher"], 0, True, {"plan"}),
        ([MOTHER, CADRE, "teacher"], 1, False, {"consent"}),
        ([], 0, False, {"consent", "mother", "cadre", "professionals", "plan"}),
    ],
)
def test_one_and_one_and_n(
    professions: list[str], items: int, consented: bool, missing: set[str]
) -> None:
    found = rules.problems_to_start(professions, items, consented=consented, terms=TERMS)
    assert {one.code for one in found} == missing


SLICES = {
    MOTHER: {"age", "sex", "village", "needs"},
    CADRE: {"age", "sex", "village", "school", "category", "needs", "address", "guardians", "name"},
    "teacher": {"age", "sex", "school", "needs"},
    "psychologist": {"age", "sex", "needs", "school"},
    "doctor": {"age", "sex", "needs", "guardians"},
    "lawyer": {"age", "category", "guardians"},
    "police": {"age", "sex", "village", "address", "guardians", "name"},
    "social_worker": {"age", "sex", "village", "category", "needs", "guardians"},
}


@pytest.mark.parametrize("profession", [one.code for one in TERMS.professions])
def test_slice_is_what_the_profession_needs(app: object, profession: str) -> None:
    """Part of the file × profession: the table is the contract."""
    child = make_child("小明", address="16组", school="谢江小学")
    shown = {str(label) for label, _value in slice_of(child, profession, TERMS, RULES)}
    assert shown == {str(SLICE_LABELS[part]) for part in SLICES[profession]}


def test_unknown_profession_sees_nothing(app: object) -> None:
    assert slice_of(make_child(), "journalist", TERMS, RULES) == []


def test_child_has_one_task_force_at_a_time(staff: Actor, chair: Actor) -> None:
    child = make_child()
    force = formed(staff, child)
    with pytest.raises(Conflict):
        formed(staff, child)
    services.close_task_force(actor=chair, task_force_id=force.id, reason="误建")
    assert formed(staff, child).id != force.id


@pytest.mark.parametrize("profession", [MOTHER, CADRE])
def test_two_ones_are_one_person_each(staff: Actor, profession: str) -> None:
    made = pair(staff)
    force = formed(staff, made.child)
    add(staff, force, profession, volunteer_id=made.volunteer_id)
    with pytest.raises(Conflict):
        add(staff, force, profession, volunteer_id=made.volunteer_id)


def test_mother_is_paired_with_the_child(staff: Actor) -> None:
    force = formed(staff)
    with pytest.raises(Conflict):
        add(staff, force, MOTHER, volunteer_id=ready().id)
    with pytest.raises(InvalidInput):
        add(staff, force, MOTHER, name="路人", unit="无")


def test_who_is_not_approved_is_no_member(staff: Actor) -> None:
    suspended = make_volunteer("周敏", state="suspended")
    with pytest.raises(Conflict):
        add(staff, formed(staff), "teacher", volunteer_id=suspended.id)


def test_work_begins_with_everything_in_place(staff: Actor) -> None:
    force = formed(staff)
    with pytest.raises(Conflict) as refused:
        services.start_task_force(actor=staff, task_force_id=force.id)
    assert {one.code for one in refused.value.problems} == {
        "mother",
        "cadre",
        "professionals",
        "plan",
    }


def test_member_sees_the_task_force_and_not_the_child(staff: Actor) -> None:
    force, expert = at_work(staff)
    assert session().scalars(visible(TaskForce, expert)).all() == [force]
    assert session().scalars(visible(Child, expert)).all() == []
    told = session().scalars(select(InboxMessage).where(InboxMessage.user_id == expert.user_id))
    assert [one.kind for one in told] == [services.ADDED]


def test_member_reads_her_slice_and_nothing_else(
    staff: Actor,
    client: CheckedClient,
    enter_as: Callable[[Actor], None],
) -> None:
    force, expert = at_work(staff, profession="lawyer")
    with transaction():
        force.child.family.address = "山背组17号"
    enter_as(expert)
    page = client.get(f"/task-forces/{force.id}").get_data(as_text=True)
    assert "张奶奶" in page, "the lawyer needs the guardian"
    for hidden in ("山背组17号", force.child.name or "", "13800000000"):
        assert hidden not in page
    assert client.get(f"/children/{force.child_id}").status_code in (403, 404)
    assert client.get(f"/task-forces/{force.id}/sheet.pdf").status_code in (403, 404)
    opened = select(AuditEvent).where(
        AuditEvent.act == "child.opened", AuditEvent.actor_id == expert.user_id
    )
    assert session().scalars(opened).all(), "the guardian can see who has read"


WAYS_OUT = ["left", "closed", "suspended", "consent", "forming"]


@pytest.mark.parametrize("way", WAYS_OUT)
def test_who_is_out_sees_nothing_any_more(
    staff: Actor,
    chair: Actor,
    client: CheckedClient,
    enter_as: Callable[[Actor], None],
    way: str,
) -> None:
    force, expert = at_work(staff)
    member = next(one for one in force.members if one.profession == "psychologist")
    if way == "left":
        services.end_membership(actor=staff, task_force_id=force.id, member_id=member.id)
    elif way == "closed":
        services.close_task_force(actor=chair, task_force_id=force.id, reason="目标达到")
    with transaction():
        if way == "suspended" and member.volunteer:
            member.volunteer.state = "suspended"
        elif way == "consent":
            force.child.consents[0].withdrawn_on = today()
        elif way == "forming":
            force.state = "forming"
    assert session().scalars(visible(TaskForce, expert)).all() == []
    enter_as(expert)
    assert client.get(f"/task-forces/{force.id}").status_code == 404
    item = force.items[0]
    assert client.get(f"/task-forces/{force.id}/plan/{item.id}").status_code == 404
    with pytest.raises(NotFound):
        services.finish_item(actor=expert, task_force_id=force.id, item_id=item.id, result="做了")


def test_member_finishes_her_own_step_only(staff: Actor) -> None:
    force, expert = at_work(staff)
    mother = force.members[0]
    other = services.add_item(
        actor=staff, task_force_id=force.id, member_id=mother.id, what="陪读", due_on=today()
    )
    own = next(one for one in force.items if one.member.name == "陈心理")
    with pytest.raises(Forbidden):
        services.finish_item(actor=expert, task_force_id=force.id, item_id=other.id, result="做了")
    services.finish_item(actor=expert, task_force_id=force.id, item_id=own.id, result="谈了一次")
    assert (own.done_on, own.result) == (today(), "谈了一次")
    with pytest.raises(Conflict):
        services.finish_item(actor=staff, task_force_id=force.id, item_id=own.id, result="又谈")


def test_meeting_sets_the_next_review(staff: Actor) -> None:
    force, _expert = at_work(staff)
    there = [one.id for one in force.members]
    later = today() + timedelta(days=60)
    services.record_minutes(
        actor=staff,
        task_force_id=force.id,
        held_on=today(),
        present=there,
        said="到校率提高，继续。",
        next_review_on=later,
    )
    assert force.next_review_on == later
    for wrong in (
        {"held_on": today() + timedelta(days=1)},
        {"next_review_on": today()},
        {"present": there[:1]},
        {"present": [*there, 10**6]},
        {"said": " "},
    ):
        values = {
            "held_on": today(),
            "present": there,
            "said": "继续",
            "next_review_on": later,
        } | wrong
        with pytest.raises(InvalidInput):
            services.record_minutes(actor=staff, task_force_id=force.id, **values)


def test_review_that_is_due_stands_on_the_list(
    staff: Actor, on_day: Callable[[date], None]
) -> None:
    force, _expert = at_work(staff)
    from app.taskforces.queries import listed

    assert session().scalars(listed(staff, "due")).all() == []
    on_day(force.next_review_on)
    assert session().scalars(listed(staff, "due")).all() == [force]


@pytest.mark.parametrize("role", [Role.CHAIR, Role.STAFF, Role.REVIEWER, Role.SUPERVISOR])
@pytest.mark.parametrize("state", [one.code for one in TASK_FORCE.states])
@pytest.mark.parametrize("step", [one.name for one in TASK_FORCE.transitions])
def test_lifecycle_by_role(staff: Actor, role: Role, state: str, step: str) -> None:
    force, _expert = at_work(staff)
    with transaction():
        force.state = state
    actor = make_actor(role)
    allowed = state in TASK_FORCE.transition(step).sources
    try:
        if step == "start":
            services.start_task_force(actor=actor, task_force_id=force.id)
        else:
            services.close_task_force(actor=actor, task_force_id=force.id, reason="目标达到")
    except (Forbidden, NotFound):
        assert role in (Role.REVIEWER, Role.SUPERVISOR) or (role, step) == (Role.STAFF, "close")
    except Conflict:
        assert not allowed
    else:
        assert allowed
        assert force.state == TASK_FORCE.transition(step).target


def test_other_county_does_not_find_it(staff: Actor) -> None:
    force, _expert = at_work(staff)
    with pytest.raises(NotFound):
        services.close_task_force(
            actor=make_actor(Role.CHAIR, MILUO), task_force_id=force.id, reason="x"
        )


def test_sheets_are_printed_and_say_what_they_may(
    staff: Actor, client: CheckedClient, enter_as: Callable[[Actor], None], tmp_path: object
) -> None:
    force, _expert = at_work(staff)
    enter_as(staff)
    for url in (
        f"/task-forces/{force.id}/sheet.pdf",
        f"/task-forces/{force.id}/members/{force.members[1].id}/sheet.pdf",
    ):
        answer = client.get(url)
        assert answer.status_code == 200
        assert answer.data.startswith(b"%PDF-")


def test_pages_walk(staff: Actor, client: CheckedClient, enter_as: Callable[[Actor], None]) -> None:
    made = pair(staff)
    enter_as(staff)
    page = client.get(f"/task-forces/new/{made.child_id}")
    answer = client.submit(
        page, {"concern": "harmed", "interest": "平安长大", "goal": "搬离危险处"}
    )
    force = session().scalars(select(TaskForce)).one()
    assert answer.location.endswith(f"/task-forces/{force.id}")
    page = client.get(f"/task-forces/{force.id}/members/new")
    client.submit(page, {"profession": MOTHER, "volunteer": str(made.volunteer_id)})
    page = client.get(f"/task-forces/{force.id}/members/new")
    wrong = client.submit(page, {"profession": "police", "volunteer": "0", "name": "李警官"})
    assert wrong.status_code == 422
    assert "李警官" in wrong.get_data(as_text=True)
    for profession, name in ((CADRE, "彭主席"), ("police", "李警官")):
        page = client.get(f"/task-forces/{force.id}/members/new")
        client.submit(
            page, {"profession": profession, "volunteer": "0", "name": name, "unit": "加义镇"}
        )
    page = client.get(f"/task-forces/{force.id}/plan/new")
    client.submit(page, {"member": str(force.members[2].id), "what": "每月走访"})
    shown = client.get(f"/task-forces/{force.id}")
    client.submit(shown, {}, action=f"/task-forces/{force.id}/start")
    session().expire_all()
    assert force.state == "running"


def test_ended_pair_leaves_a_place_to_fill(staff: Actor) -> None:
    """The mother's pair ends: the page says that 1+1+N is no longer whole."""
    force, _expert = at_work(staff)
    mother = next(one for one in force.members if one.profession == MOTHER)
    assert services.problems_to_start(force) == []
    close(staff, running_of_child(force.child_id)[0])
    assert {one.code for one in services.problems_to_start(force)} == {"mother"}
    services.end_membership(actor=staff, task_force_id=force.id, member_id=mother.id)
    assert {one.code for one in services.problems_to_start(force)} == {"mother"}


def test_errors_are_domain_errors(staff: Actor) -> None:
    child = make_child(consented=False)
    for values in ({"concern": "other", "interest": ""}, {"concern": "x", "interest": "y"}):
        with pytest.raises(DomainError):
            services.form_task_force(actor=staff, child_id=child.id, goal="", **values)


def test_two_at_once_form_one_task_force_and_close_it_once(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        child_id = make_child().id
        actors = [make_actor(Role.CHAIR) for _ in range(2)]
    values = {"child_id": child_id, "concern": "behaviour", "interest": "回到学校", "goal": ""}
    outcomes = at_once(
        fresh_app,
        *(lambda actor=actor: services.form_task_force(actor=actor, **values) for actor in actors),
    )
    assert sorted(outcomes) == ["done", "refused"]
    with fresh_app.app_context():
        force_id = session().scalars(select(TaskForce.id)).one()
    outcomes = at_once(
        fresh_app,
        *(
            lambda actor=actor: services.close_task_force(
                actor=actor, task_force_id=force_id, reason="目标达到"
            )
            for actor in actors
        ),
    )
    assert sorted(outcomes) == ["done", "refused"]


def test_sheets_stay_shut_for_who_is_in_it_and_for_who_left(
    staff: Actor, client: CheckedClient, enter_as: Callable[[Actor], None]
) -> None:
    force, expert = at_work(staff)
    member = next(one for one in force.members if one.profession == "psychologist")
    sheets = (
        f"/task-forces/{force.id}/sheet.pdf",
        f"/task-forces/{force.id}/members/{member.id}/sheet.pdf",
    )
    for path in sheets:
        enter_as(staff)
        assert client.get(path).mimetype == "application/pdf"
        enter_as(expert)
        assert client.get(path).status_code in (403, 404)
    services.end_membership(actor=staff, task_force_id=force.id, member_id=member.id)
    for path in sheets:
        enter_as(expert)
        assert client.get(path).status_code in (403, 404)
    enter_as(staff)
    assert client.get(sheets[1]).status_code == 404


def test_list_is_searched_and_exported_without_a_name(
    staff: Actor, client: CheckedClient, enter_as: Callable[[Actor], None]
) -> None:
    force, expert = at_work(staff)
    child = force.child
    enter_as(staff)
    link = f'href="/task-forces/{force.id}"'
    assert link in client.get("/task-forces/", query_string={"q": child.alias}).text
    assert link not in client.get("/task-forces/", query_string={"q": "无此人"}).text
    assert client.submit(client.get("/task-forces/export"), {"reason": " "}).status_code == 422
    sent = client.submit(client.get("/task-forces/export"), {"reason": "向县妇联汇报"})
    rows = list(load_workbook(io.BytesIO(sent.data)).active.iter_rows(values_only=True))
    text = str(rows)
    assert child.alias in text
    assert child.name not in text
    assert "向县妇联汇报" in text
    assert session().scalar(select(AuditEvent.act).where(AuditEvent.act == "task_force.exported"))
    enter_as(expert)
    assert link in client.get("/task-forces/", query_string={"q": "无此人"}).text
    assert client.get("/task-forces/export").status_code in (403, 404)


def test_merged_volunteer_is_in_a_task_force_once(staff: Actor) -> None:
    force, _ = at_work(staff)
    member = next(one for one in force.members if one.profession == "psychologist")
    kept = make_volunteer("陈心理")
    second = add(staff, force, "doctor", volunteer_id=kept.id)
    services.add_item(
        actor=staff, task_force_id=force.id, member_id=second.id, what="体检", due_on=today()
    )
    gone = member.volunteer
    doubles.merge(
        actor=make_actor(Role.CHAIR),
        kept_id=kept.id,
        gone_id=gone.id,
        versions=(kept.version, gone.version),
        taken=("user_id",),
        reason="同一个人",
    )
    session().expire_all()
    (here,) = [one for one in queries.present(force) if one.volunteer_id == kept.id]
    assert gone.id not in {one.volunteer_id for one in force.members}
    assert {one.what for one in force.items if one.member_id == here.id} == {"每周辅导", "体检"}
