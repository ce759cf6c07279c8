"""An activity's own page, and planning it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.activities import kinds, queries
from app.activities.forms import (
    ActivityForm,
    FeedbackForm,
    ReasonForm,
    form_values,
    skills_as_text,
    values_of,
)
from app.activities.models import Activity
from app.activities.relations import calendar_of
from app.activities.routes.own_region import widest_region
from app.activities.services import planning, templates
from app.activities.services.feedback import may_answer
from app.activities.services.joining import VOLUNTEER, problems_to_join
from app.activities.services.photos import photos_of
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
from app.core.enrolment.services import settle_due
from app.core.errors import DomainError, NotFound, Problem
from app.core.regioncode import Level
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P
from app.programmes.queries import rules_for
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
    settle_due(activity.occasion_id)
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
        helpers=_helpers(activity),
        missing=_skills(activity, queries.missing_helpers(activity)) if manages else "",
        photos=photos_of(actor, activity) if actor.is_signed_in else [],
        keeps_incidents=may(actor, P.KEEP_INCIDENT, activity),
        is_over=activity.ends_at <= now(),
        feedback=queries.feedback_of(activity.id) if reads else [],
        summary=queries.feedback_summary(activity.id) if reads else [],
        history=workflow.history(activity) if manages else [],
        lifecycle=ACTIVITY,
        form=ActionForm(),
        problems_form=forms.get("problems_form"),
        feedback_form=forms.get("feedback_form") or FeedbackForm(formdata=None),
        **_joining(actor, activity),
    )


def _helpers(activity: Activity) -> str:
    """At least 3 helpers, of them: first aid 1."""
    return _skills(activity, {"": activity.min_helpers, **activity.helper_skills})


def plan_lines(activity: Activity, *, for_staff: bool) -> list[tuple[str, str]]:
    """The parts of a plan that are filled in, for the printed page."""
    lines = [
        ("活动内容", activity.summary),
        ("流程安排", activity.schedule),
        ("怎么去", activity.directions),
        ("请带", activity.bring),
        ("费用", activity.cost),
        ("联合举办", activity.co_hosts),
        ("专项行动", activity.campaign),
    ]
    if for_staff:
        ticked = [
            ("√ " if code in activity.safety else "□ ") + str(label)
            for code, label in kinds.SAFETY.items()
        ]
        lines += [("所需志愿者", _helpers(activity)), ("安全检查", "\n".join(ticked))]
    return [(label, text) for label, text in lines if text]


def _skills(activity: Activity, numbers: Mapping[str, int]) -> str:
    if not any(numbers.values()):
        return ""
    labels = {one.code: one.label for one in rules_for(activity.region_code).skills}
    labels[""] = _("Helpers")
    text = skills_as_text({code: n for code, n in numbers.items() if n}, labels)
    return text.replace("\n", "、")


def _joining(actor: Actor, activity: Activity) -> dict[str, Any]:
    """How this volunteer stands to it: in, offered, waiting, or why she cannot join."""
    values: dict[str, Any] = {
        "volunteer": None,
        "enrolment": None,
        "removed_because": "",
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
        return values
    values["removed_because"] = queries.why_removed(activity, volunteer.id)
    if activity.state == "published" and activity.sign_up != "none":
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
    parent_id = request.args.get("parent", type=whole)
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
    region = widest_region(actor, P.MANAGE_ACTIVITY)
    values = {"day": parse_day(request.args.get("day", ""), today()), "region": region}
    if (preset := request.args.get("preset", "")) in templates.presets():
        values |= form_values(templates.values_of_preset(preset))
    elif template_id := request.args.get("template", type=whole):
        values |= form_values(templates.values_of_template(actor, region, template_id))
    return values


def _form(actor: Actor, values: dict[str, Any]) -> ActivityForm:
    teams = [(str(team.id), team.name) for team in volunteers.teams(actor)]
    region = values.get("region", "") or widest_region(actor, P.MANAGE_ACTIVITY)
    skills = {one.code: one.label for one in rules_for(region).skills}
    form = ActivityForm(data=values, teams=teams, skills=skills)
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
    del form.region, form.repeat, form.weekdays, form.until, form.except_days
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
