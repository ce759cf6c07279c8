"""A captain signs up members of her team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, request, url_for

from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.scope import get_visible, visible
from app.core.db import session as database
from app.core.enrolment import queries as lists
from app.core.enrolment import rules as places
from app.core.enrolment.models import Enrolment
from app.core.enrolment.services import settle_due
from app.core.errors import DomainError, NotFound, Problem
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.training import queries
from app.training.models import TrainingSession
from app.training.routes import blueprint
from app.training.routes.shared import say
from app.training.services import signing_up
from app.volunteers.models import Team, Volunteer


def leads_a_team(actor: Actor) -> bool:
    query = visible(Team, actor, P.LEAD_TEAM).with_only_columns(Team.id)
    return database().scalar(query.limit(1)) is not None


@dataclass(frozen=True)
class Member:
    volunteer: Volunteer
    sign_up: Enrolment | None
    problems: Sequence[Problem]
    """Why she cannot be signed up now."""


@blueprint.get("/sessions/<int:held_id>/team")
@requires(P.LEAD_TEAM)
def team(held_id: int) -> Response:
    return _team(_of_captain(current_actor(), held_id))


@blueprint.post("/sessions/<int:held_id>/team")
@requires(P.LEAD_TEAM)
def sign_up_members(held_id: int) -> Response:
    actor = current_actor()
    found = _of_captain(actor, held_id)
    ActionForm().validate_on_submit()
    ids = request.form.getlist("members", type=whole)
    try:
        made = signing_up.sign_up_members(actor=actor, session_id=found.id, volunteer_ids=ids)
    except DomainError as error:
        return _team(found, error)
    # Who could not come in stands on the page with the reason, and who waits with her place.
    say(made)
    return see(url_for("training.team", held_id=held_id))


def _of_captain(actor: Actor, held_id: int) -> TrainingSession:
    found: TrainingSession = get_visible(TrainingSession, actor, held_id, P.JOIN_TRAINING)
    if not leads_a_team(actor) or found.course.audience != "volunteers":
        raise NotFound(Problem("not_found", ""))
    return found


def _team(found: TrainingSession, problem: DomainError | None = None) -> Response:
    actor, form = current_actor(), ActionForm()
    settle_due(found.occasion_id)
    if problem is not None:
        form.show_problems(problem)
    members = visible(Volunteer, actor, P.LEAD_TEAM).where(Volunteer.state.in_(signing_up.COMING))
    shown = paginate(members, (Volunteer.name_key, "asc"), (Volunteer.id, "asc"))
    return page(
        "training/team.html",
        status=409 if problem is not None else 200,
        found=found,
        shown=shown,
        members=[_member(found, one) for one in shown.items],
        room=lists.room_of(found.occasion),
        states=places.STATES,
        form=form,
    )


def _member(found: TrainingSession, volunteer: Volunteer) -> Member:
    sign_up = queries.own_enrolment(found, volunteer.id)
    if sign_up is not None:
        return Member(volunteer, sign_up, ())
    asked = lists.asked_for(
        found.occasion, [queries.person(volunteer.id)], seats=1, group=volunteer.township_code
    )
    return Member(volunteer, None, places.why_not(asked))
