from __future__ import annotations

from collections.abc import Callable

from flask import Response, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core import registry, workflow
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.clock import now
from app.core.db import session as database
from app.core.enrolment import queries as lists
from app.core.enrolment.rules import STATES
from app.core.errors import DomainError
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.training import kinds, queries, rules
from app.training.forms import FeedbackForm, ReasonForm, SessionForm
from app.training.models import Course, TrainingSession
from app.training.routes import blueprint
from app.training.routes.shared import herself, regions_of, townships_of
from app.training.services import sessions as services
from app.training.states import COMPLETION, SESSION
from app.volunteers.models import Volunteer
from app.volunteers.queries import matches, teams

VIEWS = {"coming": _l("Coming"), "past": _l("Past"), "cancelled": _l("Called off")}
FOUND = 20


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


def _show(found: TrainingSession, problem: DomainError | None = None) -> Response:
    actor = current_actor()
    volunteer = herself(actor)
    own = queries.own_enrolment(found, volunteer.id) if volunteer else None
    form = ActionForm()
    if problem is not None:
        form.show_problems(problem)
    manages = may(actor, P.MANAGE_TRAINING, found)
    attended = {one.volunteer_id: one for one in queries.attendances_of(found.id)}
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
        mine=mine,
        may_answer=mine is not None and queries.own_feedback(found.id, mine.volunteer_id) is None,
        manages=manages,
        is_over=found.ends_at <= now(),
        has_begun=found.starts_at <= now(),
        completions=queries.completions_of_session(found.id) if manages else [],
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


@blueprint.route("/courses/<int:course_id>/sessions/new", methods=["GET", "POST"])
@requires(P.MANAGE_TRAINING)
def new_session(course_id: int) -> Response:
    actor, form = current_actor(), SessionForm()
    course = get_visible(Course, actor, course_id)
    form.offer(regions_of(actor), townships_of(actor))
    if not form.is_submitted():
        form.trainer.data = course.teacher
    elif form.validate_on_submit():
        try:
            made = services.plan_session(
                actor=actor,
                course_id=course.id,
                region_code=form.region_code.data,
                values=form.values(),
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
    form.offer(regions_of(actor), townships_of(actor))
    if not form.is_submitted():
        form.fill_from(found)
    del form.region_code
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


@blueprint.post("/sessions/<int:held_id>/join")
@requires(P.JOIN_TRAINING)
def join(held_id: int) -> Response:
    return _act(held_id, services.join)


@blueprint.post("/sessions/<int:held_id>/leave")
@requires(P.JOIN_TRAINING)
def leave(held_id: int) -> Response:
    return _act(held_id, services.leave)


@blueprint.post("/sessions/<int:held_id>/take")
@requires(P.JOIN_TRAINING)
def take(held_id: int) -> Response:
    """Accept the place that is held for her."""
    return _act(held_id, services.take_offer)


@blueprint.post("/sessions/<int:held_id>/publish")
@requires(P.MANAGE_TRAINING)
def publish(held_id: int) -> Response:
    return _act(held_id, services.publish_session)


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
    actor, form = current_actor(), ReasonForm()
    found = get_visible(TrainingSession, actor, held_id, P.MANAGE_TRAINING)
    if form.validate_on_submit():
        try:
            services.call_off_session(actor=actor, session_id=found.id, reason=form.reason.data)
            return see(url_for("training.session", held_id=found.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("training/cancel.html", status=status, form=form, found=found)


@blueprint.get("/sessions/<int:held_id>/people")
@requires(P.MANAGE_TRAINING)
def people(held_id: int) -> Response:
    return _people(get_visible(TrainingSession, current_actor(), held_id, P.MANAGE_TRAINING))


def _people(found: TrainingSession, problem: DomainError | None = None) -> Response:
    actor, words = current_actor(), request.args.get("q", "").strip()
    form = ActionForm()
    if problem is not None:
        form.show_problems(problem)
    hits = []
    if words:
        query = visible(Volunteer, actor).where(
            matches(words), Volunteer.state.in_(("applied", "checking", "approved"))
        )
        by_name = query.order_by(Volunteer.name_key, Volunteer.id).limit(FOUND)
        hits = list(database().scalars(by_name))
    return page(
        "training/people.html",
        status=409 if problem is not None else 200,
        found=found,
        sign_ups=lists.enrolments_of(found.occasion_id),
        people=queries.people_of(found),
        states=STATES,
        words=words,
        hits=hits,
        teams=teams(actor),
        has_begun=found.starts_at <= now(),
        form=form,
    )


@blueprint.post("/sessions/<int:held_id>/people")
@requires(P.MANAGE_TRAINING)
def add_people(held_id: int) -> Response:
    actor = current_actor()
    found = get_visible(TrainingSession, actor, held_id, P.MANAGE_TRAINING)
    ActionForm().validate_on_submit()
    try:
        if team_id := request.form.get("team", type=int):
            services.sign_up_team(actor=actor, session_id=found.id, team_id=team_id)
        else:
            ids = request.form.getlist("volunteers", type=int)
            services.sign_up_people(actor=actor, session_id=found.id, volunteer_ids=ids)
    except DomainError as error:
        return _people(found, error)
    return see(url_for("training.people", held_id=held_id))


@blueprint.post("/sessions/<int:held_id>/check-in")
@requires(P.MANAGE_TRAINING)
def check_in(held_id: int) -> Response:
    actor = current_actor()
    found = get_visible(TrainingSession, actor, held_id, P.MANAGE_TRAINING)
    ActionForm().validate_on_submit()
    ids = request.form.getlist("people", type=int)
    try:
        services.check_in(actor=actor, session_id=found.id, participant_ids=ids)
    except DomainError as error:
        return _people(found, error)
    return see(url_for("training.people", held_id=held_id))


@blueprint.route("/sessions/<int:held_id>/close", methods=["GET", "POST"])
@requires(P.MANAGE_TRAINING)
def close(held_id: int) -> Response:
    """Who attended, how many minutes: the last look before it counts."""
    actor, form = current_actor(), ActionForm()
    found = get_visible(TrainingSession, actor, held_id, P.MANAGE_TRAINING)
    seats = lists.roster(found.occasion_id)
    if form.validate_on_submit():
        try:
            services.close_list(
                actor=actor,
                session_id=found.id,
                minutes={one.ref: _minutes(one.ref) for one in seats},
            )
            return see(url_for("training.session", held_id=held_id))
        except DomainError as error:
            form.show_problems(error)
    usual = {
        one.ref: rules.attended_minutes(found.starts_at, found.ends_at, one.arrived_at, one.left_at)
        for one in seats
    }
    return page(
        "training/close.html",
        status=409 if form.is_submitted() else 200,
        found=found,
        seats=seats,
        people=queries.people_of(found),
        usual=usual,
        has_begun=found.starts_at <= now(),
        form=form,
    )


def _minutes(volunteer_id: int) -> int | None:
    """What was typed for her; None unless she is ticked as present."""
    if f"came-{volunteer_id}" not in request.form:
        return None
    return request.form.get(f"minutes-{volunteer_id}", 0, type=int)


@blueprint.route("/sessions/<int:held_id>/feedback", methods=["GET", "POST"])
@requires(P.JOIN_TRAINING)
def feedback(held_id: int) -> Response:
    actor, form = current_actor(), FeedbackForm()
    found = get_visible(TrainingSession, actor, held_id, P.JOIN_TRAINING)
    if form.validate_on_submit():
        try:
            services.give_feedback(
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
