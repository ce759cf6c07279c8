"""Certificates on the volunteer's page and on a session's; lines of the home page."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select

from app.certificates import queries
from app.certificates.kinds import PAPERS
from app.certificates.models import Certificate, Correction
from app.certificates.states import CERTIFICATE, CORRECTION
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.db import session
from app.core.registry import Panel, Todo
from app.core.web.forms import ActionForm
from app.policy import P
from app.training.models import TrainingSession
from app.volunteers.hooks import ExitStep
from app.volunteers.models import Volunteer


def own(actor: Actor) -> ColumnElement[bool]:
    mine = select(Volunteer.id).where(Volunteer.user_id == actor.user_id)
    return Certificate.volunteer_id.in_(mine)


def own_corrections(actor: Actor) -> ColumnElement[bool]:
    mine = select(Volunteer.id).where(Volunteer.user_id == actor.user_id)
    return Correction.volunteer_id.in_(mine)


def of_volunteer(actor: Actor, volunteer: Volunteer) -> Panel | None:
    is_own = volunteer.user_id is not None and volunteer.user_id == actor.user_id
    if not is_own and not may(actor, P.READ_CERTIFICATE, volunteer):
        return None
    # A record that became part of another one is only read.
    give = may(actor, P.ISSUE_CERTIFICATE, volunteer) and volunteer.merged_into is None
    return Panel(
        "certificates/_of_volunteer.html",
        {
            "certificates": queries.certificates_of(volunteer.id),
            "corrections": queries.corrections_of(volunteer.id),
            "papers": PAPERS,
            "lifecycle": CERTIFICATE,
            "answers": CORRECTION,
            "give_url": url_for("certificates.give", volunteer_id=volunteer.id) if give else None,
            "ask_url": url_for("certificates.ask") if is_own else None,
        },
    )


def exit_steps(actor: Actor, volunteer: Volunteer) -> Iterator[ExitStep]:
    """What she takes with her: the thanks of the station and her service on paper."""
    given = {one.kind for one in queries.certificates_of(volunteer.id) if one.state == "issued"}
    may_give = may(actor, P.ISSUE_CERTIFICATE, volunteer)
    for kind in ("thanks", "record"):
        url = url_for("certificates.give", volunteer_id=volunteer.id, kind=kind)
        yield ExitStep(
            label=PAPERS[kind].label,
            is_done=kind in given,
            url=url if may_give and kind not in given else "",
            action=_l("Issue it"),
            is_required=False,
        )


def of_session(actor: Actor, held: TrainingSession) -> Panel | None:
    if held.state != "done" or not may(actor, P.ISSUE_CERTIFICATE, held):
        return None
    return Panel(
        "certificates/_of_session.html",
        {
            "held": held,
            "certificates": queries.of_session(held.id),
            "missing": len(queries.without_certificate(held.id)),
            "form": ActionForm(),
        },
    )


def todos(actor: Actor) -> Iterator[Todo]:
    if not actor.has_role("chair", "staff"):
        return
    query = visible(Correction, actor, P.SETTLE_CORRECTION).where(Correction.state == "asked")
    if count := session().scalar(select(func.count()).select_from(query.subquery())):
        text = _l("Answer requests to correct a record")
        yield Todo(text, url_for("certificates.corrections", view="asked"), "amber", count)
