"""On the day: the list to sign, check-in, who took which child home; and closing it."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.activities import queries
from app.activities.arriving import door_code
from app.activities.forms import CloseForm, CollectForm
from app.activities.lists_pdf import Heading, Line, door_pdf, plan_pdf, sign_in_pdf
from app.activities.models import Activity
from app.activities.routes.activities import blueprint, get_shown, plan_lines
from app.activities.services import day as services
from app.children.models import Child
from app.core import audit
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import public, requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.clock import local
from app.core.db import session, transaction
from app.core.enrolment.queries import enrolments_of, numbers_of, roster
from app.core.errors import DomainError
from app.core.regioncode import Level, level_of
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, public_address, see
from app.policy import P
from app.regions.queries import list_below
from app.regions.stations import current_station, load_names, short_name


@blueprint.get("/<int:activity_id>/day")
@requires(P.MANAGE_ACTIVITY)
def day(activity_id: int) -> Response:
    return _day(get_visible(Activity, current_actor(), activity_id, P.MANAGE_ACTIVITY))


def _day(activity: Activity, *, status: int = 200, form: object = None) -> Response:
    actor = current_actor()
    people = queries.people_on(activity, roster(activity.occasion_id))
    load_names([one.region_code for one in people])
    return page(
        "activities/day.html",
        status=status,
        activity=activity,
        people=people,
        names=names_of(actor, people),
        slips_open=may(actor, P.READ_CHILD),
        numbers=numbers_of([activity.occasion_id]).get(activity.occasion_id),
        form=form or ActionForm(),
    )


def names_of(actor: Actor, people: list[queries.Attendee]) -> dict[int, str]:
    """Names of the children, by id, for whoever reads their files."""
    ids = [one.participant.ref for one in people if one.is_child]
    if not ids or not may(actor, P.READ_CHILD):
        return {}
    found = session().scalars(visible(Child, actor).where(Child.id.in_(ids)))
    return {child.id: child.name or "" for child in found}


@blueprint.post("/<int:activity_id>/check-in")
@requires(P.MANAGE_ACTIVITY)
def check_in(activity_id: int) -> Response:
    """Many at once; sent twice, it counts once."""
    actor, form = current_actor(), ActionForm()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    ids = request.form.getlist("people", type=whole)
    act = services.undo if request.form.get("act") == "undo" else services.check_in
    if form.validate_on_submit():
        try:
            act(actor=actor, activity_id=activity.id, participant_ids=ids)
            return see(url_for("activities.day", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    return _day(activity, status=422, form=form)


@blueprint.post("/<int:activity_id>/check-out/<int:participant_id>")
@requires(P.MANAGE_ACTIVITY)
def check_out(activity_id: int, participant_id: int) -> Response:
    actor, form = current_actor(), CollectForm()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    if form.validate_on_submit():
        try:
            services.check_out(
                actor=actor,
                activity_id=activity.id,
                participant_id=participant_id,
                collected_by=form.collected_by.data or "",
                agreed_by_phone=bool(form.agreed.data),
            )
            return see(url_for("activities.day", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error.problems)
            form.general_problems += list(error.problems)
    return _day(activity, status=422, form=form)


@blueprint.get("/<int:activity_id>/sign-in.pdf")
@requires(P.MANAGE_ACTIVITY)
def sign_in_sheet(activity_id: int) -> Response:
    actor = current_actor()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    people = queries.people_on(activity, roster(activity.occasion_id))
    load_names([one.region_code for one in people])
    names = names_of(actor, people)
    seated = (one for one in enrolments_of(activity.occasion_id) if one.state == "enrolled")
    along = {one.id: one.seats - len(one.people) for one in seated}
    lines = []
    for one in people:
        name = names.get(one.participant.ref, one.name) if one.is_child else one.name
        place = short_name(one.region_code)
        lines.append(Line(name, place, one.is_child))
        adults = along.pop(one.participant.enrolment_id, 0)
        lines += [Line("", place, is_child=False, is_companion=True)] * adults
    note_reading(actor, activity, "activity.list_printed", len(names))
    return pdf_answer(sign_in_pdf(heading_of(activity), lines), f"sign-in-{activity.id}")


@blueprint.get("/<int:activity_id>/door.pdf")
@requires(P.MANAGE_ACTIVITY)
def door_poster(activity_id: int) -> Response:
    """The code to check in with, for the door."""
    activity = get_visible(Activity, current_actor(), activity_id, P.MANAGE_ACTIVITY)
    path = url_for("activities.here", activity_id=activity.id, door=door_code(activity.id))
    content = door_pdf(heading_of(activity), public_address() + path)
    return pdf_answer(content, f"door-{activity.id}")


@blueprint.get("/<int:activity_id>/plan.pdf")
@public
def plan_sheet(activity_id: int) -> Response:
    """What everybody should know, on one page; for the station with its own check list."""
    actor = current_actor()
    activity = get_shown(actor, activity_id)
    manages = may(actor, P.MANAGE_ACTIVITY, activity)
    url = public_address() + url_for("activities.show", activity_id=activity.id)
    content = plan_pdf(heading_of(activity), plan_lines(activity, for_staff=manages), url)
    return pdf_answer(content, f"activity-{activity.id}")


def note_reading(actor: Actor, activity: Activity, act: str, names: int) -> None:
    """Children's names on paper are on record."""
    if names:
        with transaction():
            audit.record(actor, act, activity, children=names)


def heading_of(activity: Activity) -> Heading:
    begin, end = local(activity.starts_at), local(activity.ends_at)
    until = (
        f"{end:%H:%M}" if begin.date() == end.date() else f"{end.month}月{end.day}日 {end:%H:%M}"
    )
    station = current_station(activity.region_code)
    return Heading(
        station=station.name if station else _("Aixin Station"),
        title=activity.title,
        when=f"{begin.year}年{begin.month}月{begin.day}日 {begin:%H:%M}—{until}",
        place=activity.place,
        phone=station.phone if station else "",
        directions=activity.directions,
        bring=activity.bring,
    )


def pdf_answer(content: bytes, name: str) -> Response:
    response = Response(content, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    return response


@blueprint.route("/<int:activity_id>/close", methods=["GET", "POST"])
@requires(P.MANAGE_ACTIVITY)
def close(activity_id: int) -> Response:
    actor = current_actor()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    form = CloseForm(data={"minutes": activity.minutes, "goods": activity.goods})
    if form.validate_on_submit():
        heads = _heads(activity, form)
        try:
            services.finish_activity(
                actor=actor,
                activity_id=activity.id,
                minutes=form.minutes.data or "",
                goods=form.goods.data or "",
                heads=heads,
            )
            return see(url_for("activities.show", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    numbers = numbers_of([activity.occasion_id]).get(activity.occasion_id)
    return page(
        "activities/close.html",
        status=status,
        form=form,
        activity=activity,
        numbers=numbers,
        towns=_towns(activity),
        typed=request.form,
    )


def _towns(activity: Activity) -> list[tuple[str, str]]:
    """Below the activity's own division, whose people were counted apart."""
    if level_of(activity.region_code) is Level.VILLAGE:
        return []
    return [(one.code, one.name) for one in list_below(activity.region_code, limit=60)]


def _heads(activity: Activity, form: CloseForm) -> dict[str, tuple[int, int]]:
    heads = {activity.region_code: (form.children.data or 0, form.adults.data or 0)}
    for code, _name in _towns(activity):
        heads[code] = (_counted(f"children-{code}"), _counted(f"adults-{code}"))
    return heads


def _counted(name: str) -> int:
    return min(max(request.form.get(name, 0, type=whole), 0), 100_000)
