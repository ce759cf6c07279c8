"""An activity's own page, and planning it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from app.activities import kinds, queries
from app.activities.forms import ActivityForm, FeedbackForm, ReasonForm, values_of
from app.activities.models import Activity
from app.activities.relations import calendar_of
from app.activities.routes.own_region import widest_region
from app.activities.services import planning
from app.activities.services.day import may_answer
from app.activities.services.joining import VOLUNTEER, problems_to_join
from app.activities.states import ACTIVITY
from app.core import workflow
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import public, requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.calendar.lunar import lunar_date
from app.core.calendar.month import parse_day
from app.core.clock import local, now, today
from app.core.db import session
from app.core.enrolment.queries import place_in_queue, room_of, running_of
from app.core.enrolment.rules import STATES, Person
from app.core.errors import DomainError, NotFound, Problem
from app.core.regioncode import Level
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P
from app.regions.picker import Limits
from app.volunteers import queries as volunteers

blueprint = Blueprint("activities", __name__, url_prefix="/activities")


def get_shown(actor: Actor, activity_id: int) -> Activity:
    """An activity that this person's calendar shows."""
    query = select(Activity).where(Activity.id == activity_id, calendar_of(actor))
    found = session().scalar(query)
    if found is None:
        raise NotFound(Problem("not_found", ""))
    return found


@blueprint.get("/<int:activity_id>")
@public
def show(activity_id: int) -> Response:
    return show_page(get_shown(current_actor(), activity_id))


def show_page(activity: Activity, *, status: int = 200, **forms: Any) -> Response:
    actor = current_actor()
    manages = may(actor, P.MANAGE_ACTIVITY, activity)
    shown = [one for one in activity.sessions if manages or one.state != "draft"]
    reads = actor.is_signed_in and may(actor, P.READ_VOLUNTEER, activity)
    return page(
        "activities/show.html",
        status=status,
        activity=activity,
        state=ACTIVITY.state(activity.state),
        kinds=kinds,
        local=local,
        room=room_of(activity.occasion),
        sessions=shown,
        parent=session().get(Activity, activity.parent_id) if activity.parent_id else None,
        lunar=lunar_date(activity.day),
        manages=manages,
        reads=reads,
        is_over=activity.ends_at <= now(),
        feedback=queries.feedback_of(activity.id) if reads else [],
        history=workflow.history(activity) if manages else [],
        lifecycle=ACTIVITY,
        form=ActionForm(),
        problems_form=forms.get("problems_form"),
        feedback_form=forms.get("feedback_form") or FeedbackForm(formdata=None),
        **_joining(actor, activity),
    )


def _joining(actor: Actor, activity: Activity) -> dict[str, Any]:
    """How this volunteer stands to it: in, offered, waiting, or why she cannot join."""
    values: dict[str, Any] = {
        "volunteer": None,
        "enrolment": None,
        "problems": [],
        "children": [],
        "place": 0,
        "may_answer": False,
        "enrolment_states": STATES,
    }
    volunteer = volunteers.own(actor) if actor.is_signed_in else None
    if volunteer is None:
        return values
    values["volunteer"] = volunteer
    values["may_answer"] = may_answer(activity, volunteer.id)
    running = running_of(Person(VOLUNTEER, volunteer.id), occasion_id=activity.occasion_id)
    if running:
        values["enrolment"] = running[0]
        values["place"] = place_in_queue(running[0]) if running[0].state == "waiting" else 0
    elif activity.state == "published" and activity.sign_up != "none":
        if activity.sign_up == "pairs":
            # A child's own obstacle (consent) is said beside the child, not for all.
            values["children"] = [
                (child, problems_to_join(activity, volunteer, child))
                for child in queries.paired_children(actor)
            ]
        else:
            values["problems"] = problems_to_join(activity, volunteer)
    return values


@blueprint.route("/new", methods=["GET", "POST"])
@requires(P.MANAGE_ACTIVITY)
def new() -> Response:
    actor = current_actor()
    parent_id = request.args.get("parent", type=int)
    form = _form(actor, _first_values(actor, parent_id))
    if form.validate_on_submit():
        try:
            activity = planning.create_activity(
                actor=actor,
                region_code=form.region.data or "",
                plan=form.plan(),
                repeat=form.repetition(),
                parent_id=parent_id,
            )
            return see(url_for("activities.show", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("activities/edit.html", status=status, form=form, activity=None)


def _first_values(actor: Actor, parent_id: int | None) -> dict[str, Any]:
    if parent_id is not None:
        parent = get_visible(Activity, actor, parent_id, P.MANAGE_ACTIVITY)
        plan = planning.plan_of(parent)
        return values_of(plan) | {"region": parent.region_code, "title": "", "quotas": ""}
    day = parse_day(request.args.get("day", ""), today())
    return {"day": day, "region": widest_region(actor, P.MANAGE_ACTIVITY)}


def _form(actor: Actor, values: dict[str, Any]) -> ActivityForm:
    teams = [(str(team.id), team.name) for team in volunteers.teams(actor)]
    form = ActivityForm(data=values, teams=teams)
    form.region.limits = Limits(tuple(Level), widest_region(actor, P.MANAGE_ACTIVITY))
    return form


@blueprint.route("/<int:activity_id>/edit", methods=["GET", "POST"])
@requires(P.MANAGE_ACTIVITY)
def edit(activity_id: int) -> Response:
    actor = current_actor()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    values = values_of(planning.plan_of(activity))
    values |= {"region": activity.region_code, "version": str(activity.version)}
    form = _form(actor, values | {"change_note": activity.change_note})
    del form.region, form.repeat, form.until, form.except_days
    if form.validate_on_submit():
        try:
            planning.edit_activity(
                actor=actor,
                activity_id=activity.id,
                version=int(form.version.data or 0),
                plan=form.plan(),
                change_note=form.change_note.data or "",
            )
            return see(url_for("activities.show", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("activities/edit.html", status=status, form=form, activity=activity)


@blueprint.post("/<int:activity_id>/publish")
@requires(P.MANAGE_ACTIVITY)
def publish(activity_id: int) -> Response:
    actor, form = current_actor(), ActionForm()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    if form.validate_on_submit():
        try:
            planning.publish_activity(
                actor=actor, activity_id=activity.id, whole_series="series" in request.form
            )
            return see(url_for("activities.show", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    return show_page(activity, status=422, problems_form=form)


@blueprint.route("/<int:activity_id>/cancel", methods=["GET", "POST"])
@requires(P.MANAGE_ACTIVITY)
def cancel(activity_id: int) -> Response:
    actor, form = current_actor(), ReasonForm()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    if form.validate_on_submit():
        try:
            planning.cancel_activity(
                actor=actor,
                activity_id=activity.id,
                reason=form.reason.data or "",
                whole_series="series" in request.form,
            )
            return see(url_for("activities.show", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("activities/cancel.html", status=status, form=form, activity=activity)


@blueprint.post("/<int:activity_id>/copy")
@requires(P.MANAGE_ACTIVITY)
def copy(activity_id: int) -> Response:
    actor = current_actor()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    if ActionForm().validate_on_submit():
        activity = planning.copy_to_next_year(actor=actor, activity_id=activity.id)
    return see(url_for("activities.edit", activity_id=activity.id))


@blueprint.get("/counts")
@requires(P.MANAGE_ACTIVITY)
def counts() -> Response:
    """What was held, by kind and township."""
    first = parse_day(request.args.get("first", ""), today().replace(month=1, day=1))
    last = parse_day(request.args.get("last", ""), today())
    rows = queries.tally(current_actor(), queries.Filters(), first, last)
    return page(
        "activities/counts.html", rows=rows, first=first, last=last, label_of=kinds.label_of
    )
