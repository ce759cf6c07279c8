from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from app.children.models import Child
from app.children.queries import PAIRING, in_force, matches
from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session
from app.pairings.queries import running_of_child
from app.taskforces.models import Minutes, PlanItem, TaskForce, TaskForceMember
from app.volunteers.models import Volunteer


def is_member(actor: Actor) -> ColumnElement[bool]:
    """Of a task force at work: she is in it, serves, and the guardian's consent holds."""
    inside = (
        select(TaskForceMember.task_force_id)
        .join(Volunteer, Volunteer.id == TaskForceMember.volunteer_id)
        .where(
            Volunteer.user_id == actor.user_id,
            Volunteer.state == "approved",
            TaskForceMember.until.is_(None),
        )
    )
    consented = exists().where(Child.id == TaskForce.child_id, in_force(PAIRING, today()))
    return TaskForce.id.in_(inside) & (TaskForce.state == "running") & consented


def own_membership(actor: Actor, force: TaskForce) -> TaskForceMember | None:
    return next(
        (
            one
            for one in present(force)
            if one.volunteer is not None
            and one.volunteer.user_id is not None
            and one.volunteer.user_id == actor.user_id
        ),
        None,
    )


def present(force: TaskForce) -> list[TaskForceMember]:
    return [one for one in force.members if one.until is None]


def listed(actor: Actor, view: str, words: str = "") -> Select[Any]:
    """`words` find the child, as on the list of children."""
    query = visible(TaskForce, actor)
    if words:
        query = query.where(TaskForce.child_id.in_(select(Child.id).where(matches(words))))
    if view == "due":
        return query.where(TaskForce.state == "running", TaskForce.next_review_on <= today())
    return query.where(TaskForce.state == view)


def open_of_child(child_id: int) -> TaskForce | None:
    query = select(TaskForce).where(TaskForce.child_id == child_id, TaskForce.state != "closed")
    return session().scalar(query)


def minutes_of(force: TaskForce) -> Sequence[Minutes]:
    query = select(Minutes).where(Minutes.task_force_id == force.id)
    return session().scalars(query.order_by(Minutes.held_on.desc(), Minutes.id.desc())).all()


def paired_volunteers(force: TaskForce) -> set[int]:
    return {pairing.volunteer_id for pairing in running_of_child(force.child_id)}


def overdue_items(actor: Actor, day: date) -> int:
    seen = visible(TaskForce, actor).with_only_columns(TaskForce.id)
    query = select(func.count(PlanItem.id)).where(
        PlanItem.task_force_id.in_(seen), PlanItem.done_on.is_(None), PlanItem.due_on < day
    )
    return session().scalar(query) or 0


def own_items(actor: Actor) -> Sequence[PlanItem]:
    """Steps of the plan that wait for the reader herself."""
    query = (
        select(PlanItem)
        .join(PlanItem.member)
        .join(Volunteer, Volunteer.id == TaskForceMember.volunteer_id)
        .join(TaskForce, TaskForce.id == PlanItem.task_force_id)
        .where(
            Volunteer.user_id == actor.user_id,
            TaskForceMember.until.is_(None),
            TaskForce.state == "running",
            PlanItem.done_on.is_(None),
        )
    )
    return session().scalars(query.order_by(PlanItem.due_on, PlanItem.id)).all()
