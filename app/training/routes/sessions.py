from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core import registry, workflow
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.clock import now
from app.core.enrolment import queries as lists
from app.core.enrolment.models import Enrolment
from app.core.enrolment.rules import STATES
from app.core.enrolment.services import settle_due
from app.core.errors import DomainError, Problem
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.training import hosts, kinds, queries
from app.training.forms import CallOffForm, FeedbackForm, SessionForm
from app.training.models import Course, TrainingSession
from app.training.routes import blueprint
from app.training.routes.shared import herself, regions_of, townships_of
from app.training.routes.team import leads_a_team
from app.training.services import joining
from app.training.services import sessions as services
from app.training.states import COMPLETION, SESSION
from app.volunteers.models import Volunteer

VIEWS = {"coming": _l("Coming"), "past": _l("Past"), "cancelled": _l("Called off")}


@blueprint.get("/")
@requires(P.READ_TRAINING)
def index() -> Response:
    actor = current_actor()
    view = request.args.get("view", "coming")
    view = view if view in VIEWS else "coming"
    query = visible(TrainingSession, actor)
    if view == "coming":
        query = query.where(
            TrainingSession.state.in_(("planned", "published")),
            TrainingSession.ends_at > now(),
        )
    elif view == "past":
        query = query.where(
            TrainingSession.state != "cancelled",
            (TrainingSession.ends_at <= now()) | (TrainingSession.state == "done"),
        )
    else:
        query = query.where(TrainingSession.state == "cancelled")
    direction = "asc" if view == "coming" else "desc"
    found = paginate(query, (TrainingSession.starts_at, direction), (TrainingSession.id, direction))
    return page(
        "training/list.html",
        found=found,
        numbers=lists.numbers_of([one.occasion_id for one in found.items]),
        view=view,
        views=VIEWS,
        kinds=kinds,
        lifecycle=SESSION,
        may_manage=bool(regions_of(actor)),
        may_read_all=may(actor, P.READ_VOLUNTEER),
    )


@blueprint.get("/sessions/<int:held_id>")
@requires(P.READ_TRAINING)
def session(held_id: int) -> Response:
    return _show(get_visible(TrainingSession, current_actor(), held_id))


def _show(
    found: TrainingSession,
    problem: DomainError | None = None,
    refused: Mapping[int, Sequence[Problem]] | None = None,
) -> Response:
    actor = current_actor()
    settle_due(found.occasion_id)
    volunteer = herself(actor)
    own = queries.own_enrolment(found, volunteer.id) if volunteer else None
    form = ActionForm()
    if problem is not None:
        form.show_problems(problem)
    manages = may(actor, P.MANAGE_TRAINING, found)
    attended = {one.volunteer_id: one for one in queries.attendances_of(found.id)}
    series = _series(actor, found, volunteer, refused or {})
    mine = attended.get(volunteer.id) if volunteer else None
    return page(
        "training/session.html",
        status=409 if problem is not None else 200,
        found=found,
        state=SESSION.state(found.state),
        steps={step.name for step in SESSION.open_to(actor, found)},
        kinds=kinds,
        numbers=lists.numbers_of([found.occasion_id]).get(found.occasion_id),
        own=own,
        own_state=STATES[own.state] if own else None,
        place_in_queue=lists.place_in_queue(own) if own and own.state == "waiting" else None,
        volunteer=volunteer,
        leads_team=volunteer is not None and leads_a_team(actor),
        mine=mine,
        may_answer=mine is not None and queries.own_feedback(found.id, mine.volunteer_id) is None,
        manages=manages,
        is_over=found.ends_at <= now(),
        has_begun=found.starts_at <= now(),
        completions=queries.completions_of_session(actor, found.id) if manages else [],
        series=series,
        can_come=any(one.session.starts_at > found.starts_at for one in series),
        can_join_more=any(
            one.own is None
            and one.session.state == "published"
            and one.session.starts_at > found.starts_at
            for one in series
        ),
        own_states=STATES,
        co_host=hosts.name_of(found.co_host),
        lifecycle=COMPLETION,
        marks=queries.marks_of(found.id) if manages else None,
        panels=[
            Markup(render_template(one.template, **one.context))  # noqa: S704
            for one in registry.panels(actor, found)
        ],
        history=workflow.history(found) if manages else [],
        session_states=SESSION,
        form=form,
    )


@dataclass(frozen=True)
class Line:
    """One session of a series, as it stands for her."""

    session: TrainingSession
    own: Enrolment | None
    refused: Sequence[Problem]


def _series(
    actor: Actor,
    found: TrainingSession,
    volunteer: Volunteer | None,
    refused: Mapping[int, Sequence[Problem]],
) -> list[Line]:
    return [
        Line(
            one,
            queries.own_enrolment(one, volunteer.id) if volunteer else None,
            refused.get(one.id, ()),
        )
        for one in queries.series_of(actor, found)
    ]


@blueprint.route("/courses/<int:course_id>/sessions/new", methods=["GET", "POST"])
@requires(P.MANAGE_TRAINING)
def new_session(course_id: int) -> Response:
    actor, form = current_actor(), SessionForm()
    course = get_visible(Course, actor, course_id)
    form.offer(regions_of(actor), townships_of(actor), hosts.offers(actor))
    if not form.is_submitted():
        form.trainer.data = course.teacher
    elif form.validate_on_submit():
        try:
            made = services.plan_session(
                actor=actor,
                course_id=course.id,
                region_code=form.region_code.data,
                values=form.values(),
                repeat=form.repetition(),
            )
            return see(url_for("training.session", held_id=made.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("training/session_form.html", status=status, form=form, course=course, found=None)


@blueprint.route("/sessions/<int:held_id>/edit", methods=["GET", "POST"])
@requires(P.MANAGE_TRAINING)
def edit_session(held_id: int) -> Response:
    actor, form = current_actor(), SessionForm()
    found = get_visible(TrainingSession, actor, held_id, P.MANAGE_TRAINING)
    form.offer(regions_of(actor), townships_of(actor), _with_present(hosts.offers(actor), found))
    if not form.is_submitted():
        form.fill_from(found)
    del form.region_code, form.repeat, form.weekdays, form.until, form.except_days
    if form.validate_on_submit():
        try:
            services.change_session(actor=actor, session_id=found.id, values=form.values())
            return see(url_for("training.session", held_id=found.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page(
        "training/session_form.html", status=status, form=form, course=found.course, found=found
    )


def _with_present(
    offers: dict[Any, list[tuple[str, str]]], found: TrainingSession
) -> dict[Any, list[tuple[str, str]]]:
    """The co-host stays, though she who changes the session could not choose it."""
    known = {key for pairs in offers.values() for key, _name in pairs}
    if not found.co_host or found.co_host in known:
        return offers
    return {**offers, _l("At present"): [(found.co_host, hosts.name_of(found.co_host))]}


@blueprint.post("/sessions/<int:held_id>/join-series")
@requires(P.JOIN_TRAINING)
def join_series(held_id: int) -> Response:
    """For all that come after it too; what she cannot come to is named."""
    actor = current_actor()
    found = get_visible(TrainingSession, actor, held_id)
    ActionForm().validate_on_submit()
    try:
        refused = joining.join_series(actor=actor, session_id=found.id)
    except DomainError as error:
        return _show(found, error)
    if not refused:
        return see(url_for("training.session", held_id=held_id))
    return _show(found, refused=refused)


@blueprint.post("/sessions/<int:held_id>/join")
@requires(P.JOIN_TRAINING)
def join(held_id: int) -> Response:
    return _act(held_id, joining.join)


@blueprint.post("/sessions/<int:held_id>/leave")
@requires(P.JOIN_TRAINING)
def leave(held_id: int) -> Response:
    return _act(held_id, joining.leave)


@blueprint.post("/sessions/<int:held_id>/take")
@requires(P.JOIN_TRAINING)
def take(held_id: int) -> Response:
    """Accept the place that is held for her."""
    return _act(held_id, joining.take_offer)


@blueprint.post("/sessions/<int:held_id>/publish")
@requires(P.MANAGE_TRAINING)
def publish(held_id: int) -> Response:
    whole = "whole_series" in request.form
    return _act(held_id, partial(services.publish_session, whole_series=whole))


def _act(held_id: int, service: Callable[..., object]) -> Response:
    actor = current_actor()
    found = get_visible(TrainingSession, actor, held_id)
    ActionForm().validate_on_submit()
    try:
        service(actor=actor, session_id=found.id)
    except DomainError as error:
        return _show(found, error)
    return see(url_for("training.session", held_id=held_id))


@blueprint.route("/sessions/<int:held_id>/cancel", methods=["GET", "POST"])
@requires(P.MANAGE_TRAINING)
def cancel(held_id: int) -> Response:
    actor, form = current_actor(), CallOffForm()
    found = get_visible(TrainingSession, actor, held_id, P.MANAGE_TRAINING)
    if form.validate_on_submit():
        try:
            services.call_off_session(
                actor=actor,
                session_id=found.id,
                reason=form.reason.data,
                whole_series=bool(found.series_id and form.whole_series.data),
            )
            return see(url_for("training.session", held_id=found.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("training/cancel.html", status=status, form=form, found=found)


@blueprint.route("/sessions/<int:held_id>/feedback", methods=["GET", "POST"])
@requires(P.JOIN_TRAINING)
def feedback(held_id: int) -> Response:
    actor, form = current_actor(), FeedbackForm()
    found = get_visible(TrainingSession, actor, held_id, P.JOIN_TRAINING)
    if form.validate_on_submit():
        try:
            joining.give_feedback(
                actor=actor,
                session_id=found.id,
                content=int(form.content.data),
                teacher=int(form.teacher.data),
                remark=form.remark.data or "",
            )
            return see(url_for("training.session", held_id=found.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("training/feedback.html", status=status, form=form, found=found)
