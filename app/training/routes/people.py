"""Who has a seat at a session: signed up by the station, checked in, settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from flask import Response, make_response, request, url_for
from flask_babel import gettext as _

from app.children.queries import Filters, list_children
from app.core import i18n
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.scope import get_visible, visible
from app.core.clock import now
from app.core.db import session as database
from app.core.documents.sheets import XLSX, OutColumn, OutSheet, write_workbook
from app.core.enrolment import queries as lists
from app.core.enrolment.rules import STATES
from app.core.enrolment.services import settle_due
from app.core.errors import DomainError, Problem
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P
from app.training import importing, queries, rules
from app.training.forms import PasteForm
from app.training.models import TrainingSession
from app.training.routes import blueprint
from app.training.routes.shared import say
from app.training.services import sessions as services
from app.training.services import signing_up
from app.volunteers.models import Volunteer
from app.volunteers.queries import matches, teams

FOUND = 20
LINES = 50


@blueprint.get("/sessions/<int:held_id>/people")
@requires(P.MANAGE_TRAINING)
def people(held_id: int) -> Response:
    return _people(get_visible(TrainingSession, current_actor(), held_id, P.MANAGE_TRAINING))


def _people(
    found: TrainingSession,
    problem: DomainError | None = None,
    paste: PasteForm | None = None,
    refused: Mapping[int, Sequence[Problem]] | None = None,
) -> Response:
    actor, words = current_actor(), request.args.get("q", "").strip()
    settle_due(found.occasion_id)
    form = ActionForm()
    if problem is not None:
        form.show_problems(problem)
    status = 409 if problem is not None else 422 if paste is not None and paste.errors else 200
    return page(
        "training/people.html",
        status=status,
        found=found,
        for_guardians=found.course.audience == "guardians",
        sign_ups=lists.enrolments_of(found.occasion_id),
        people=queries.people_of(found),
        refused=_by_name(found, refused or {}),
        states=STATES,
        words=words,
        hits=_hits(actor, found, words) if words else [],
        teams=teams(actor),
        has_begun=found.starts_at <= now(),
        form=form,
        paste=paste or PasteForm(formdata=None),
    )


def _hits(actor: Actor, found: TrainingSession, words: str) -> list[Any]:
    if found.course.audience == "guardians":
        return list(database().scalars(list_children(actor, Filters(q=words)).limit(FOUND)))
    query = visible(Volunteer, actor).where(matches(words), Volunteer.state.in_(signing_up.COMING))
    by_name = query.order_by(Volunteer.name_key, Volunteer.id).limit(FOUND)
    return list(database().scalars(by_name))


def _by_name(
    found: TrainingSession, refused: Mapping[int, Sequence[Problem]]
) -> list[tuple[str, Sequence[Problem]]]:
    names = queries.names_of(found, list(refused))
    return [(names[key], problems) for key, problems in refused.items()]


@blueprint.post("/sessions/<int:held_id>/people")
@requires(P.MANAGE_TRAINING)
def add_people(held_id: int) -> Response:
    actor = current_actor()
    found = get_visible(TrainingSession, actor, held_id, P.MANAGE_TRAINING)
    ActionForm().validate_on_submit()
    try:
        if team_id := request.form.get("team", type=whole):
            made = signing_up.sign_up_team(actor=actor, session_id=found.id, team_id=team_id)
        elif ids := request.form.getlist("children", type=whole):
            made = signing_up.sign_up_guardians(actor=actor, session_id=found.id, child_ids=ids)
        else:
            ids = request.form.getlist("volunteers", type=whole)
            made = signing_up.sign_up_people(actor=actor, session_id=found.id, volunteer_ids=ids)
    except DomainError as error:
        return _people(found, error)
    say(made)
    if made.refused:
        return _people(found, refused=made.refused)
    return see(url_for("training.people", held_id=held_id))


@blueprint.post("/sessions/<int:held_id>/pasted")
@requires(P.MANAGE_TRAINING)
def add_pasted(held_id: int) -> Response:
    """A list out of a spreadsheet: who is clear is signed up, the other lines stay in the box."""
    actor, form = current_actor(), PasteForm()
    found = get_visible(TrainingSession, actor, held_id, P.MANAGE_TRAINING)
    if not form.validate_on_submit():
        return _people(found, paste=form)
    try:
        done, unclear = signing_up.sign_up_pasted(
            actor=actor, session_id=found.id, text=form.lines.data
        )
    except DomainError as error:
        return _people(found, error, paste=form)
    say(done)
    if not unclear and not done.refused:
        return see(url_for("training.people", held_id=held_id))
    if not unclear:
        return _people(found, refused=done.refused)
    left = PasteForm(formdata=None, data={"lines": "\n".join(unclear)})
    left.lines.description = _(
        "These lines fit nobody, or more than one: add the phone number, or search by name."
    )
    return _people(found, paste=left, refused=done.refused)


@blueprint.get("/sessions/<int:held_id>/list.xlsx")
@requires(P.MANAGE_TRAINING)
def empty_list(held_id: int) -> Response:
    """To fill in and import: the headings, and the number of the session in the first lines."""
    found = get_visible(TrainingSession, current_actor(), held_id, P.MANAGE_TRAINING)
    columns = [
        OutColumn(spec.label, 20 if spec.key in ("id_number", "phone") else 12)
        for spec in importing.SCHEMA.fields
    ]
    rows = [(number, "", "", "", found.id) for number in range(1, LINES + 1)]
    title = f"{found.title} {i18n.moment(found.starts_at)}"
    target = BytesIO()
    write_workbook(target, [OutSheet("报名名单", columns, rows, title=title)])
    response = make_response(target.getvalue())
    response.content_type = XLSX
    response.headers["Content-Disposition"] = 'attachment; filename="list.xlsx"'
    return response


@blueprint.post("/sessions/<int:held_id>/check-in")
@requires(P.MANAGE_TRAINING)
def check_in(held_id: int) -> Response:
    actor = current_actor()
    found = get_visible(TrainingSession, actor, held_id, P.MANAGE_TRAINING)
    ActionForm().validate_on_submit()
    ids = request.form.getlist("people", type=whole)
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
    return request.form.get(f"minutes-{volunteer_id}", 0, type=whole)
