"""Who is signed up: the station's list, and adding people to it."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from app.activities import queries
from app.activities.forms import ReasonForm
from app.activities.models import Activity
from app.activities.routes.activities import blueprint
from app.activities.services import joining
from app.activities.services.joining import CONSENT
from app.children.models import Child
from app.children.queries import Filters as ChildFilters
from app.children.queries import in_force, list_children
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.clock import today
from app.core.db import session
from app.core.enrolment.queries import enrolments_of, numbers_of
from app.core.enrolment.rules import STATES
from app.core.enrolment.services import settle_due
from app.core.errors import DomainError
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P
from app.regions.models import Region
from app.regions.queries import list_below
from app.regions.stations import load_names
from app.volunteers.models import Volunteer
from app.volunteers.queries import matches

FOUND = 15


@blueprint.get("/<int:activity_id>/people")
@requires(P.MANAGE_ACTIVITY)
def people(activity_id: int) -> Response:
    activity = get_visible(Activity, current_actor(), activity_id, P.MANAGE_ACTIVITY)
    return people_page(activity)


def people_page(activity: Activity, *, status: int = 200, form: Any = None) -> Response:
    actor = current_actor()
    settle_due(activity.occasion_id)
    running = enrolments_of(activity.occasion_id)
    attendees = queries.people_on(activity, [person for one in running for person in one.people])
    load_names([one.region_code for one in attendees])
    by_enrolment: dict[int, list[queries.Attendee]] = {one.id: [] for one in running}
    for one in attendees:
        by_enrolment[one.participant.enrolment_id].append(one)
    words = request.args.get("q", "").strip()
    return page(
        "activities/people.html",
        status=status,
        activity=activity,
        running=running,
        people=by_enrolment,
        states=STATES,
        may_change=activity.state == "published",
        most_adults=joining.MOST_ADULTS,
        numbers=numbers_of([activity.occasion_id]).get(activity.occasion_id),
        words=words,
        found_volunteers=_volunteers(actor, words),
        found_children=_children(actor, activity, words),
        may_children=may(actor, P.READ_CHILD),
        places=list_below(activity.region_code, limit=200)
        or [region for region in (session().get(Region, activity.region_code),) if region],
        form=form or ActionForm(),
    )


def _volunteers(actor: Actor, words: str) -> Any:
    if not words:
        return []
    query = visible(Volunteer, actor).where(Volunteer.state == "approved", matches(words))
    return session().scalars(query.order_by(Volunteer.name_key).limit(FOUND)).all()


def _children(actor: Actor, activity: Activity, words: str) -> list[tuple[Child, bool]]:
    """Children found, and whether the guardian has consented to activities."""
    if not words or not may(actor, P.READ_CHILD):
        return []
    query = list_children(actor, ChildFilters(q=words))
    day = max(today(), activity.day)
    query = query.add_columns(in_force(CONSENT, day).label("consented")).limit(FOUND)
    return [(child, bool(consented)) for child, consented in session().execute(query)]


@blueprint.post("/<int:activity_id>/people/add")
@requires(P.MANAGE_ACTIVITY)
def add(activity_id: int) -> Response:
    actor, form = current_actor(), ActionForm()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    volunteer_id = request.form.get("volunteer", type=whole)
    child_id = request.form.get("child", type=whole)
    if form.validate_on_submit():
        try:
            if volunteer_id is not None:
                joining.add_volunteer(
                    actor=actor, activity_id=activity.id, volunteer_id=volunteer_id
                )
            elif child_id is not None:
                joining.add_child(
                    actor=actor,
                    activity_id=activity.id,
                    child_id=child_id,
                    adults=request.form.get("adults", 0, type=whole) or 0,
                    siblings="family" in request.form,
                )
            return see(url_for("activities.people", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    return people_page(activity, status=422, form=form)


@blueprint.route("/<int:activity_id>/people/<int:enrolment_id>/remove", methods=["GET", "POST"])
@requires(P.MANAGE_ACTIVITY)
def remove(activity_id: int, enrolment_id: int) -> Response:
    actor, form = current_actor(), ReasonForm()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    if form.validate_on_submit():
        try:
            joining.remove_people(
                actor=actor,
                activity_id=activity.id,
                enrolment_id=enrolment_id,
                reason=form.reason.data or "",
            )
            return see(url_for("activities.people", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("activities/remove.html", status=status, form=form, activity=activity)
