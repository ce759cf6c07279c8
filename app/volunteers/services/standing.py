"""Suspension, return to service, and leaving."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import Conflict, Problem
from app.core.workflow import advance
from app.policy import P
from app.volunteers import hooks, queries
from app.volunteers.models import Volunteer
from app.volunteers.rules import problems_to_decide, problems_to_serve
from app.volunteers.services.vetting import locked
from app.volunteers.states import VOLUNTEER


def suspend(*, actor: Actor, volunteer_id: int, reason: str) -> Volunteer:
    """On an allegation, at once: from this moment the gate of every pairing is red."""
    with transaction():
        volunteer = locked(actor, volunteer_id)
        advance(VOLUNTEER, "suspend", actor=actor, row=volunteer, reason=reason)
        return volunteer


def reinstate(*, actor: Actor, volunteer_id: int, reason: str) -> Volunteer:
    """Raises Conflict while anything would keep an approved volunteer from serving."""
    with transaction():
        volunteer = locked(actor, volunteer_id)
        demand(actor, P.DECIDE_VOLUNTEER, volunteer)
        problems = problems_to_decide(queries.hands_of(volunteer, decider=actor.user_id))
        problems += problems_to_serve(
            "approved",
            queries.facts_of(volunteer),
            queries.checks_of(volunteer),
            queries.rules_of(volunteer),
            today(),
        )
        if volunteer.state == "suspended" and problems:
            raise Conflict(*problems)
        advance(VOLUNTEER, "reinstate", actor=actor, row=volunteer, reason=reason)
        return volunteer


def leave(*, actor: Actor, volunteer_id: int, reason: str) -> Volunteer:
    """Raises Conflict while an upper floor objects: no child is left without a farewell."""
    with transaction():
        volunteer = locked(actor, volunteer_id)
        demand(actor, P.REGISTER_VOLUNTEER, volunteer)
        if problems := hooks.objections_to_leave(volunteer):
            raise Conflict(*problems)
        advance(VOLUNTEER, "leave", actor=actor, row=volunteer, reason=reason)
        return volunteer


def make_sister_code(*, actor: Actor) -> Volunteer:
    """The code with which a volunteer in service recommends others; made once."""
    with transaction() as current:
        volunteer = queries.own(actor)
        if volunteer is None or volunteer.state != "approved":
            raise Conflict(Problem("not_approved", _l("You are not in service.")))
        if volunteer.sister_code is None:
            # Told from mouth to mouth: no letters that sound or look alike.
            volunteer.sister_code = "".join(secrets.choice("23456789ACEFHKMP") for _ in range(6))
            current.flush()
            audit.record(actor, "volunteer.sister_code_made", volunteer)
        return volunteer
