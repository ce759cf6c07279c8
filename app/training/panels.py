"""What training shows on the volunteer's page, on the home page and on the station's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.clock import now, today
from app.core.db import session
from app.core.enrolment import queries as enrolment
from app.core.registry import Figure, Panel, Todo
from app.policy import P
from app.programmes.queries import rules_for
from app.training import queries
from app.training.coverage import standing
from app.training.kinds import HOW
from app.training.models import Completion, TrainingSession
from app.training.routes.shared import herself
from app.training.states import COMPLETION
from app.volunteers.models import Volunteer


def of_volunteer(actor: Actor, volunteer: Volunteer) -> Panel | None:
    own = volunteer.user_id is not None and volunteer.user_id == actor.user_id
    if not own and not may(actor, P.READ_COMPLETION, volunteer):
        return None
    rows = queries.completions_of(volunteer.id)
    confirmed = [one for one in rows if one.state == "confirmed"]
    rules = rules_for(volunteer.region_code).training
    return Panel(
        "training/_of_volunteer.html",
        {
            "completions": rows[:10],
            "standing": standing(confirmed, rules, today()),
            "lifecycle": COMPLETION,
            "how": HOW,
            "today": today(),
            "own": own,
        },
    )


def todos(actor: Actor) -> Iterator[Todo]:
    if actor.has_role("chair", "staff"):
        yield from _of_station(actor)
    volunteer = herself(actor)
    if volunteer is not None:
        yield from _own(volunteer)


def _of_station(actor: Actor) -> Iterator[Todo]:
    if count := _count(queries.to_confirm(actor)):
        yield Todo(_l("Confirm trainings"), url_for("training.completions"), "amber", count)
    over = (
        visible(TrainingSession, actor, P.MANAGE_TRAINING)
        .where(TrainingSession.state == "published", TrainingSession.ends_at <= now())
        .order_by(TrainingSession.starts_at)
        .limit(5)
    )
    for one in session().scalars(over):
        text = _l("Settle who came: %(title)s", title=one.course.title)
        yield Todo(text, url_for("training.close", held_id=one.id), "amber")


def _own(volunteer: Volunteer) -> Iterator[Todo]:
    coming = enrolment.running_of(queries.person(volunteer.id))
    offered = [one.occasion for one in coming if one.state == "offered"]
    for occasion in offered:
        if occasion.link.startswith("/training/"):
            text = _l("A place is held for you: %(title)s", title=occasion.title)
            yield Todo(text, occasion.link, "amber")
    rules = rules_for(volunteer.region_code).training
    confirmed = queries.completions_of(volunteer.id, "confirmed")
    how = standing(confirmed, rules, today())
    if volunteer.state != "approved":
        return
    if how.lacks_initial:
        text = _l(
            "First training: %(done)s of %(needed)s minutes done",
            done=how.initial,
            needed=how.needed,
        )
        yield Todo(text, url_for("training.courses"), "amber")
    elif how.is_due(today()):
        yield Todo(_l("Your yearly refresher is due"), url_for("training.courses"), "amber")


def _count(query: Any) -> int:
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0


def figures(actor: Actor) -> Iterator[Figure]:
    if not may(actor, P.READ_VOLUNTEER):
        return
    query = visible(Completion, actor).where(Completion.state == "confirmed")
    yield Figure(
        _count(query),
        _l("confirmed trainings"),
        url_for("training.completions", view="confirmed"),
    )
