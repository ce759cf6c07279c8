"""Form a task force, add people, plan, meet, close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l

from app.children.models import Child
from app.children.queries import PAIRING, consent_in_force
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand, may
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import Conflict, Forbidden, InvalidInput, Problem
from app.core.messages.services import tell
from app.core.workflow import advance, begin
from app.policy import P
from app.programmes.queries import rules_for
from app.taskforces import queries, rules
from app.taskforces.models import Minutes, PlanItem, TaskForce, TaskForceMember
from app.taskforces.rules import CADRE, CONCERNS, MOTHER, terms_of
from app.taskforces.states import TASK_FORCE
from app.volunteers.models import Volunteer

ADDED = "taskforce.added"


def form_task_force(
    *, actor: Actor, child_id: int, concern: str, interest: str, goal: str
) -> TaskForce:
    """Raises Conflict where the child has one already."""
    if concern not in CONCERNS:
        message = _l("Choose what it is about.")
        raise InvalidInput(Problem("concern", message, field="concern"))
    if not interest.strip():
        message = _l("Say in a sentence what serves the child best.")
        raise InvalidInput(Problem("interest", message, field="interest"))
    with transaction() as current:
        child = lock(get_visible(Child, actor, child_id))
        demand(actor, P.KEEP_TASK_FORCE, child)
        if child.state != "enrolled":
            message = _l("The child is no longer on the roster.")
            raise Conflict(Problem("child", message))
        if queries.open_of_child(child.id) is not None:
            raise Conflict(Problem("open", _l("This child has a task force already.")))
        force = TaskForce(
            child=child,
            region_code=child.region_code,
            state=TASK_FORCE.initial,
            concern=concern,
            opened_on=today(),
            next_review_on=rules.next_review(today(), _terms(child.region_code)),
            made_by=actor.user_id,
            members=[],
            items=[],
        )
        force.interest, force.goal = interest.strip(), goal.strip() or None
        current.add(force)
        current.flush()
        begin(TASK_FORCE, actor=actor, row=force)
    return force


def add_member(
    *,
    actor: Actor,
    task_force_id: int,
    profession: str,
    volunteer_id: int | None = None,
    name: str = "",
    unit: str = "",
    phone: str = "",
) -> TaskForceMember:
    """A vetted volunteer, or somebody of another office who gets her part on paper."""
    with transaction() as current:
        force = _open(actor, task_force_id)
        if _terms(force.region_code).profession(profession) is None:
            message = _l("Choose the profession.")
            raise InvalidInput(Problem("profession", message, field="profession"))
        here = queries.present(force)
        if profession in (MOTHER, CADRE) and any(one.profession == profession for one in here):
            raise Conflict(Problem("taken", _l("Somebody has this place: it is for one person.")))
        volunteer = _volunteer(actor, force, volunteer_id, profession)
        if volunteer is None and not (name.strip() and unit.strip()):
            message = _l("Write name and unit of somebody who is no volunteer here.")
            raise InvalidInput(Problem("name", message, field="name"))
        if volunteer is not None and any(one.volunteer_id == volunteer.id for one in here):
            raise Conflict(Problem("member", _l("She is in this task force already.")))
        member = TaskForceMember(
            task_force=force,
            profession=profession,
            volunteer=volunteer,
            name=volunteer.name if volunteer else name.strip(),
            unit=unit.strip(),
            since=today(),
        )
        member.phone = phone.strip() or None
        current.add(member)
        current.flush()
        audit.record(actor, "task_force.member_added", force, profession=profession)
        if volunteer is not None:
            tell(volunteer.user_id, ADDED, link=f"/task-forces/{force.id}")
    return member


def _volunteer(
    actor: Actor, force: TaskForce, volunteer_id: int | None, profession: str
) -> Volunteer | None:
    if volunteer_id is None:
        if profession == MOTHER:
            message = _l("The caring mother is a volunteer who is paired with the child.")
            raise InvalidInput(Problem("mother", message, field="volunteer"))
        return None
    volunteer: Volunteer = get_visible(Volunteer, actor, volunteer_id)
    if volunteer.state != "approved":
        raise Conflict(Problem("not_approved", _l("She is not approved as a volunteer.")))
    if profession == MOTHER and volunteer.id not in queries.paired_volunteers(force):
        message = _l("She is not paired with this child.")
        raise Conflict(Problem("not_paired", message, field="volunteer"))
    return volunteer


def end_membership(*, actor: Actor, task_force_id: int, member_id: int) -> None:
    """From now on she sees nothing any more; an empty place of the two ones is shown as missing."""
    with transaction():
        force = _open(actor, task_force_id)
        member = _member(force, member_id)
        member.until = today()
        audit.record(actor, "task_force.member_left", force, profession=member.profession)


def start_task_force(*, actor: Actor, task_force_id: int) -> TaskForce:
    """Raises Conflict with all that is missing of 1+1+N, the plan and the consent."""
    with transaction():
        force = _open(actor, task_force_id)
        if problems := problems_to_start(force):
            raise Conflict(*problems)
        advance(TASK_FORCE, "start", actor=actor, row=force)
    return force


def problems_to_start(force: TaskForce) -> list[Problem]:
    """What is missing of it; a mother whose pair has ended no longer counts."""
    paired = queries.paired_volunteers(force)
    return rules.problems_to_start(
        [
            one.profession
            for one in queries.present(force)
            if one.profession != MOTHER or one.volunteer_id in paired
        ],
        len(force.items),
        consented=consent_in_force(force.child, PAIRING, today()) is not None,
        terms=_terms(force.region_code),
    )


def add_item(
    *, actor: Actor, task_force_id: int, member_id: int, what: str, due_on: date
) -> PlanItem:
    if not what.strip():
        raise InvalidInput(Problem("what", _l("Say what is to be done."), field="what"))
    with transaction() as current:
        force = _open(actor, task_force_id)
        member = _member(force, member_id)
        if due_on < today():
            raise InvalidInput(Problem("past", _l("This day is over."), field="due_on"))
        item = PlanItem(task_force=force, member=member, due_on=due_on)
        item.what = what.strip()
        current.add(item)
        current.flush()
        audit.record(actor, "task_force.step_planned", force)
    return item


def finish_item(*, actor: Actor, task_force_id: int, item_id: int, result: str) -> PlanItem:
    """By the station, or by the member whose step it is."""
    if not result.strip():
        raise InvalidInput(Problem("result", _l("Say what came of it."), field="result"))
    with transaction():
        force: TaskForce = lock(get_visible(TaskForce, actor, task_force_id))
        item = next((one for one in force.items if one.id == item_id), None)
        if item is None or item.done_on is not None:
            raise Conflict(Problem("done", _l("This step has been done already.")))
        own = queries.own_membership(actor, force)
        is_own = own is not None and own.id == item.member_id
        if not is_own and not may(actor, P.KEEP_TASK_FORCE, force):
            raise Forbidden(Problem("not_permitted", ""))
        if force.state != "running":
            raise Conflict(Problem("wrong_state", _l("The task force is not at work.")))
        item.done_on, item.result = today(), result.strip()
        audit.record(actor, "task_force.step_done", force)
    return item


def record_minutes(
    *,
    actor: Actor,
    task_force_id: int,
    held_on: date,
    present: Sequence[int],
    said: str,
    next_review_on: date,
) -> Minutes:
    """A review meeting; the next one is agreed at its end."""
    if held_on > today():
        raise InvalidInput(Problem("future", _l("This day has not come yet."), field="held_on"))
    if next_review_on <= held_on:
        message = _l("The next review comes after this one.")
        raise InvalidInput(Problem("next", message, field="next_review_on"))
    if not said.strip() or len(present) < 2:
        message = _l("Name at least two who were there, and what was decided.")
        raise InvalidInput(Problem("said", message, field="said"))
    with transaction() as current:
        force = _open(actor, task_force_id)
        known = {one.id for one in force.members}
        if not set(present) <= known:
            raise InvalidInput(Problem("present", _l("Choose one from the list."), field="present"))
        row = Minutes(
            task_force=force,
            held_on=held_on,
            present=sorted(present),
            recorded_by_name=actor.name,
        )
        row.said = said.strip()
        force.next_review_on = next_review_on
        current.add(row)
        current.flush()
        audit.record(actor, "task_force.met", force)
    return row


def close_task_force(*, actor: Actor, task_force_id: int, reason: str) -> TaskForce:
    """With what was reached, by the chair; from now on no member sees anything any more."""
    with transaction():
        force = _open(actor, task_force_id)
        advance(TASK_FORCE, "close", actor=actor, row=force, reason=reason)
        force.closed_on = today()
        for member in queries.present(force):
            member.until = today()
    return force


def record_opening(*, actor: Actor, force: TaskForce, profession: str) -> None:
    """A member reads her part of the file: the guardian can see that she did."""
    with transaction():
        audit.record(actor, "child.opened", force.child, fields=[profession])


def may_keep(actor: Actor, force: TaskForce) -> bool:
    return may(actor, P.KEEP_TASK_FORCE, force)


def _open(actor: Actor, task_force_id: int) -> TaskForce:
    force: TaskForce = lock(get_visible(TaskForce, actor, task_force_id))
    demand(actor, P.KEEP_TASK_FORCE, force)
    if force.state == "closed":
        raise Conflict(Problem("closed", _l("This task force is closed.")))
    return force


def _member(force: TaskForce, member_id: int) -> TaskForceMember:
    member = next((one for one in queries.present(force) if one.id == member_id), None)
    if member is None:
        message = _l("Choose a member of the task force.")
        raise InvalidInput(Problem("member", message, field="member"))
    return member


def _terms(region_code: str) -> rules.Terms:
    return terms_of(rules_for(region_code))
