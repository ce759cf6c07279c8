"""Suspension, return to service, and leaving."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l

from app.accounts.services import drop_role
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.workflow import advance
from app.policy import P, Role
from app.volunteers import hooks, queries
from app.volunteers.models import Volunteer
from app.volunteers.rules import problems_to_decide, problems_to_serve
from app.volunteers.services.teams import close_membership
from app.volunteers.services.vetting import locked
from app.volunteers.states import VOLUNTEER


def suspend(*, actor: Actor, volunteer_id: int, reason: str) -> Volunteer:
    """On an allegation, at once: in the same moment all her pairs are suspended."""
    with transaction():
        volunteer = locked(actor, volunteer_id)
        advance(VOLUNTEER, "suspend", actor=actor, row=volunteer, reason=reason)
        hooks.standing_changed(actor, volunteer)
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
        rules_id = queries.rules_of(volunteer).programme_id
        advance(
            VOLUNTEER, "reinstate", actor=actor, row=volunteer, reason=reason, rules_id=rules_id
        )
        hooks.standing_changed(actor, volunteer)
        return volunteer


def leave(*, actor: Actor, volunteer_id: int, reason: str, code: str = "other") -> Volunteer:
    """`code` is a reason of the programme's list. Her rights as a volunteer end with her service.

    Raises Conflict while an upper floor objects: no child is left without a farewell."""
    with transaction():
        volunteer = locked(actor, volunteer_id)
        demand(actor, P.REGISTER_VOLUNTEER, volunteer)
        if problems := hooks.objections_to_leave(volunteer):
            raise Conflict(*problems)
        if code not in {one.code for one in queries.rules_of(volunteer).leaving}:
            raise InvalidInput(Problem("code", _l("Choose one from the list."), field="code"))
        advance(VOLUNTEER, "leave", actor=actor, row=volunteer, reason=reason)
        volunteer.leaving_code, volunteer.ended_at = code, now()
        close_membership(volunteer)
        if volunteer.user_id is not None:
            drop_role(actor=actor, user_id=volunteer.user_id, role=Role.VOLUNTEER)
        session().flush()
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
