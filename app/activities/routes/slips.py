"""Guardians' papers: printed, recorded by the station, or answered with the code on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.activities import permission, queries
from app.activities.day_forms import FindSlipForm, GuardianForm, SlipForm
from app.activities.lists_pdf import Slip, slips_pdf
from app.activities.models import Activity, PermissionSlip
from app.activities.routes.activities import blueprint, get_shown
from app.activities.routes.day import heading_of, note_reading, pdf_answer
from app.activities.services import permission as services
from app.activities.services.joining import CONSENT
from app.children.models import Child
from app.children.queries import in_force
from app.core import audit, throttle
from app.core.access.actors import current_actor
from app.core.access.guard import public, requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible, within
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.enrolment.queries import place_in_queue, roster
from app.core.errors import DomainError, NotFound, Problem
from app.core.regioncode import is_code
from app.core.web.pages import page, public_address, see
from app.policy import P
from app.regions.stations import current_station

slips_blueprint = Blueprint("slips", __name__, url_prefix="/slip")
MOST = 200


@blueprint.get("/<int:activity_id>/slips.pdf")
@requires(P.MANAGE_ACTIVITY)
def slips(activity_id: int) -> Response:
    """For those on the list, or, of a place, for all who may be invited."""
    actor = current_actor()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    children = _invited(activity, request.args.get("place", "")) if may(actor, P.READ_CHILD) else []
    note_reading(actor, activity, "activity.slips_printed", len(children))
    house = public_address()
    made = [
        Slip(
            name=child.name or "",
            alias=child.alias,
            number=f"{activity.id}-{child.id}",
            code=permission.printed(code),
            url=house + _address(activity.id, child.id, code),
            site=f"{house}/slip",
        )
        for child, code in ((one, permission.slip_code(activity.id, one.id)) for one in children)
    ]
    return pdf_answer(slips_pdf(heading_of(activity), made), f"slips-{activity.id}")


def _invited(activity: Activity, place: str) -> Sequence[Child]:
    answered = select(PermissionSlip.child_id).where(PermissionSlip.activity_id == activity.id)
    query = visible(Child, current_actor()).where(
        Child.state == "enrolled", Child.id.not_in(answered)
    )
    if is_code(place):
        day = max(today(), activity.day)
        query = query.where(within(Child, place), in_force(CONSENT, day))
    else:
        people = queries.people_on(activity, roster(activity.occasion_id))
        query = query.where(Child.id.in_([one.participant.ref for one in people if one.is_child]))
    return session().scalars(query.order_by(Child.region_code, Child.id).limit(MOST)).all()


@blueprint.route("/<int:activity_id>/slip/<int:child_id>", methods=["GET", "POST"])
@requires(P.MANAGE_ACTIVITY)
def slip(activity_id: int, child_id: int) -> Response:
    """The paper came back: what it says."""
    actor = current_actor()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    child = get_visible(Child, actor, child_id)
    known = services.slip_of(activity.id, child.id)
    form = SlipForm(data=_values(known) if known and not request.form else None)
    if form.validate_on_submit() and form.returned_on.data:
        try:
            services.record_slip(
                actor=actor,
                activity_id=activity.id,
                child_id=child.id,
                returned_on=form.returned_on.data,
                permits=form.answer.data == "yes",
                collectors=form.collectors.data or "",
                health=form.health.data or "",
            )
            return see(url_for("activities.people", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    elif known and not form.is_submitted():
        with transaction():
            audit.record(actor, "activity.slip_opened", known, child=child.id)
    status = 422 if form.is_submitted() else 200
    return page("activities/slip.html", status=status, form=form, activity=activity, child=child)


def _values(known: PermissionSlip) -> dict[str, Any]:
    return {
        "answer": "yes" if known.permits else "no",
        "collectors": known.collectors or "",
        "health": known.health or "",
        "returned_on": known.returned_on,
    }


@blueprint.get("/<int:activity_id>/notes")
@requires(P.READ_CHILD)
def notes(activity_id: int) -> Response:
    """What guardians wrote of health and of the way home; of the children whom one may see."""
    actor = current_actor()
    activity = get_shown(actor, activity_id)
    people = queries.people_on(activity, roster(activity.occasion_id))
    ids = [one.participant.ref for one in people if one.is_child]
    seen = visible(Child, actor).where(Child.id.in_(ids))
    children = {child.id: child for child in session().scalars(seen)}
    rows = [
        (children[one.participant.ref], one.slip)
        for one in people
        if one.is_child and one.participant.ref in children
    ]
    if rows:
        with transaction():
            read = sorted(children)
            audit.record(actor, "activity.notes_opened", activity, children=read)
    return page("activities/notes.html", activity=activity, rows=rows)


@slips_blueprint.route("", methods=["GET", "POST"])
@public
def find() -> Response:
    """Number and code typed from the paper."""
    form = FindSlipForm()
    if form.validate_on_submit():
        first, _sep, second = (form.number.data or "").partition("-")
        if first.isdecimal() and second.isdecimal():
            code = (form.code.data or "").replace("/", "")
            return see(_address(int(first), int(second), code))
        form.number.errors = [_("Two numbers with a dash between, as on the slip: 12-345")]
    status = 422 if form.is_submitted() else 200
    return page("activities/slip_find.html", status=status, form=form, is_slowed=False)


@slips_blueprint.route("/<int:activity_id>/<int:child_id>/<slip_code>", methods=["GET", "POST"])
@public
def answer(activity_id: int, child_id: int, slip_code: str) -> Response:
    """The guardian's own page: she has no account, and it shows no name but the alias."""
    guesses = _guesses(activity_id, child_id)
    if any(throttle.is_spent(who, limit=most, within=span) for who, most, span in guesses):
        return _find_again(429, is_slowed=True)
    if not permission.is_slip_code(activity_id, child_id, slip_code):
        for who, _most, _span in guesses:
            throttle.note(who)
        return _find_again(404)
    activity, child = session().get(Activity, activity_id), session().get(Child, child_id)
    if activity is None or child is None or child.state != "enrolled":
        raise NotFound(Problem("not_found", ""))
    return _answer_page(activity, child, slip_code)


def _answer_page(activity: Activity, child: Child, code: str) -> Response:
    form = GuardianForm()
    is_open = permission.is_open(activity, now())
    if is_open and form.validate_on_submit():
        try:
            services.answer_by_code(
                activity_id=activity.id,
                child_id=child.id,
                permits=form.answer.data == "yes",
                collectors=form.collectors.data or "",
                health=form.health.data or "",
            )
            return see(_address(activity.id, child.id, code))
        except DomainError as error:
            form.show_problems(error)
    enrolment = services.enrolment_of(activity, child.id)
    waits = enrolment is not None and enrolment.state == "waiting"
    response = page(
        "activities/guardian.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        activity=activity,
        child=child,
        is_open=is_open,
        slip=services.slip_of(activity.id, child.id),
        enrolment=enrolment,
        place=place_in_queue(enrolment) if enrolment and waits else 0,
        station=current_station(activity.region_code),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _address(activity_id: int, child_id: int, code: str) -> str:
    return url_for("slips.answer", activity_id=activity_id, child_id=child_id, slip_code=code)


def _find_again(status: int, *, is_slowed: bool = False) -> Response:
    form = FindSlipForm(formdata=None)
    if not is_slowed:
        text = _("This is not the code of that slip. Look at the paper again.")
        form.general_problems.append(Problem("code", text))
    return page("activities/slip_find.html", status=status, form=form, is_slowed=is_slowed)


def _guesses(activity_id: int, child_id: int) -> tuple[tuple[str, int, timedelta], ...]:
    """Who guesses is slowed by where she comes from and by what she guesses at."""
    return (
        (f"slip-from:{request.remote_addr}", 10, timedelta(hours=1)),
        (f"slip:{activity_id}-{child_id}", 30, timedelta(days=1)),
    )
