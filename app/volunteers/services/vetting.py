"""Checks by named staff, the decision by a second person, and the account that follows."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from app.accounts.services import create_user, grant_role
from app.core import audit
from app.core.access import scope
from app.core.access.actors import Actor, Grant
from app.core.access.policy import demand
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.errors import Conflict, Forbidden, InvalidInput, Problem
from app.core.regioncode import covers
from app.core.workflow import advance
from app.policy import P, Role
from app.programmes.rules import CheckKind
from app.volunteers import hooks, queries
from app.volunteers.models import Reference, VettingCheck, Volunteer
from app.volunteers.rules import (
    RELATIONS,
    problems_to_approve,
    problems_to_decide,
    problems_to_pass,
    valid_until,
)
from app.volunteers.states import VOLUNTEER
from app.volunteers.values import NO_DETAILS, Details

MOBILE = re.compile(r"1\d{10}")
NOT_A_DECIDER = Problem(
    "not_a_decider", _l("By the programme, somebody else decides here: the federation above.")
)
CHECKED_IN = ("applied", "checking", "approved", "suspended")


def locked(actor: Actor, volunteer_id: int) -> Volunteer:
    row: Volunteer = scope.lock(scope.get_visible(Volunteer, actor, volunteer_id))
    return row


def begin_checks(*, actor: Actor, volunteer_id: int) -> Volunteer:
    with transaction():
        volunteer = locked(actor, volunteer_id)
        advance(VOLUNTEER, "check", actor=actor, row=volunteer)
        return volunteer


def record_check(
    *,
    actor: Actor,
    volunteer_id: int,
    kind: str,
    passed: bool,
    checked_on: date,
    note: str = "",
    details: Details = NO_DETAILS,
) -> VettingCheck:
    """Put one check on record; it stands until a newer one of its kind.

    Raises InvalidInput where the programme asks for more before such a check can pass.
    """
    with transaction() as current:
        volunteer = locked(actor, volunteer_id)
        demand(actor, P.CHECK_VOLUNTEER, volunteer)
        required = _required(volunteer, kind)
        _refuse_bad_check(actor, volunteer, passed, checked_on, note)
        if problems := problems_to_pass(
            kind,
            passed,
            details,
            queries.references_of(volunteer),
            actor.name,
            queries.rules_of(volunteer).vetting,
        ):
            raise InvalidInput(*problems)
        check = VettingCheck(
            volunteer=volunteer,
            kind=kind,
            passed=passed,
            checked_on=checked_on,
            valid_until=_ends(required, checked_on, details) if passed else None,
            authority=details.authority.strip(),
            second_name=details.second_name.strip(),
            scores=dict(details.scores),
            checked_by=actor.user_id,
            checked_by_name=actor.name,
        )
        check.note = note.strip() or None
        current.add(check)
        current.flush()
        audit.record(actor, "volunteer.checked", volunteer, kind=kind, passed=passed)
        if volunteer.state == "applied":
            advance(VOLUNTEER, "check", actor=actor, row=volunteer)
        hooks.standing_changed(actor, volunteer)
        return check


def _ends(kind: CheckKind, checked_on: date, details: Details) -> date | None:
    """The end that the authority names, but never later than the programme allows."""
    ends = (end for end in (valid_until(kind, checked_on), details.valid_until) if end)
    return min(ends, default=None)


@dataclass(frozen=True, kw_only=True)
class ReferenceValues:
    person: str
    phone: str
    relation: str
    supports: bool
    said: str
    asked_on: date


def record_reference(*, actor: Actor, volunteer_id: int, values: ReferenceValues) -> Reference:
    """What somebody who knows the applicant said when she was asked."""
    with transaction() as current:
        volunteer = locked(actor, volunteer_id)
        demand(actor, P.CHECK_VOLUNTEER, volunteer)
        _refuse_bad_check(actor, volunteer, values.supports, values.asked_on, values.said)
        if values.relation not in RELATIONS:
            raise InvalidInput(
                Problem("relation", _l("Choose one from the list."), field="relation")
            )
        reference = Reference(
            volunteer=volunteer,
            relation=values.relation,
            supports=values.supports,
            asked_on=values.asked_on,
            asked_by=actor.user_id,
            asked_by_name=actor.name,
        )
        reference.person, reference.phone = values.person, values.phone or None
        reference.said = values.said or None
        current.add(reference)
        current.flush()
        audit.record(actor, "volunteer.reference_recorded", volunteer, supports=values.supports)
        return reference


def _required(volunteer: Volunteer, kind: str) -> CheckKind:
    found = next((one for one in queries.rules_of(volunteer).checks if one.code == kind), None)
    if found is None:
        raise InvalidInput(Problem("check_unknown", _l("The programme knows no such check.")))
    return found


def _refuse_bad_check(
    actor: Actor, volunteer: Volunteer, passed: bool, checked_on: date, note: str
) -> None:
    if volunteer.state not in CHECKED_IN:
        raise Conflict(Problem("wrong_state", _l("No check can be recorded in this state.")))
    if actor.user_id is not None and actor.user_id == volunteer.user_id:
        raise Conflict(Problem("own_case", _l("Nobody checks herself.")))
    if checked_on > today():
        raise InvalidInput(
            Problem("in_future", _l("This day has not come yet."), field="checked_on")
        )
    if not passed and not note.strip():
        raise InvalidInput(
            Problem("note_missing", _l("Say why the check did not pass."), field="note")
        )


@dataclass(frozen=True)
class Approval:
    """`activation_code` is there to be printed once; None: she had an account before."""

    volunteer: Volunteer
    activation_code: str | None
    user_id: int = 0


def approve(*, actor: Actor, volunteer_id: int, reason: str) -> Approval:
    """Admit her to service. Raises Conflict with every hard stop; nobody can override one."""
    with transaction():
        volunteer = locked(actor, volunteer_id)
        demand(actor, P.DECIDE_VOLUNTEER, volunteer)
        _refuse_strangers(actor, volunteer)
        rules = queries.rules_of(volunteer)
        problems = problems_to_approve(
            queries.facts_of(volunteer),
            queries.checks_of(volunteer),
            queries.hands_of(volunteer, decider=actor.user_id),
            rules,
            today(),
        )
        if volunteer.state == "checking" and problems:
            raise Conflict(*problems)
        volunteer.service_from = volunteer.service_from or today()
        _decide(actor, volunteer, "approve", reason)
        return _open_account(actor, volunteer)


def _refuse_strangers(actor: Actor, volunteer: Volunteer) -> None:
    """Raise Forbidden for a role that the programme does not let decide."""
    if not may_decide(actor, volunteer):
        raise Forbidden(NOT_A_DECIDER)


def may_decide(actor: Actor, volunteer: Volunteer) -> bool:
    return deciding_region(actor, volunteer) is not None


def deciding_region(actor: Actor, volunteer: Volunteer) -> str | None:
    """The widest division by whose right the actor decides about her."""
    deciders = frozenset(queries.rules_of(volunteer).vetting.deciders)
    held = actor.regions(deciders)
    return next((region for region in held if covers(region, volunteer.region_code)), None)


def _decide(actor: Actor, volunteer: Volunteer, step: str, reason: str) -> None:
    """The step, with the version of the rules that it goes by: on her record, and in its history
    where each later decision leaves the earlier ones as they were."""
    volunteer.programme_id = queries.rules_of(volunteer).programme_id
    volunteer.decided_at = now()
    advance(
        VOLUNTEER,
        step,
        actor=actor,
        row=volunteer,
        reason=reason,
        rules_id=volunteer.programme_id,
    )


def _open_account(actor: Actor, volunteer: Volunteer) -> Approval:
    """Her way in; somebody who has an account already gets the role added to it."""
    if volunteer.user_id is not None:
        return Approval(volunteer, None)
    owner = queries.owner_of_phone(volunteer)
    grant = Grant(Role.VOLUNTEER, volunteer.region_code)
    if owner is not None and owner.name == volunteer.name:
        grant_role(
            actor=actor, user_id=owner.id, role=Role.VOLUNTEER, region_code=grant.region_code
        )
        volunteer.user_id = owner.id
        session().flush()
        return Approval(volunteer, None)
    is_mobile = MOBILE.fullmatch(volunteer.phone or "") is not None
    user, code = create_user(
        actor=actor,
        username=f"am{secrets.token_hex(4)}",
        name=volunteer.name,
        phone=volunteer.phone if owner is None and is_mobile else None,
        grants=(grant,),
    )
    volunteer.user_id = user.id
    session().flush()
    return Approval(volunteer, code, user.id)


def refuse(*, actor: Actor, volunteer_id: int, reason: str, code: str = "other") -> Volunteer:
    """`code` is a reason of the programme's list, `reason` what is said about it."""
    with transaction():
        volunteer = locked(actor, volunteer_id)
        demand(actor, P.DECIDE_VOLUNTEER, volunteer)
        _refuse_strangers(actor, volunteer)
        if code not in {one.code for one in queries.rules_of(volunteer).vetting.refusals}:
            raise InvalidInput(Problem("code", _l("Choose one from the list."), field="code"))
        if problems := problems_to_decide(queries.hands_of(volunteer, decider=actor.user_id)):
            raise Conflict(*problems)
        volunteer.refusal_code, volunteer.ended_at = code, now()
        volunteer.refused_in = deciding_region(actor, volunteer)
        _decide(actor, volunteer, "refuse", reason)
        return volunteer


def return_for_mending(*, actor: Actor, volunteer_id: int, reason: str) -> Volunteer:
    """`reason` tells her what to mend: she reads it on her status page."""
    return _step(actor, volunteer_id, "return", reason)


def resubmit(*, actor: Actor, volunteer_id: int) -> Volunteer:
    return _step(actor, volunteer_id, "resubmit", "")


def _step(actor: Actor, volunteer_id: int, transition: str, reason: str) -> Volunteer:
    with transaction():
        volunteer = locked(actor, volunteer_id)
        advance(VOLUNTEER, transition, actor=actor, row=volunteer, reason=reason)
        return volunteer
