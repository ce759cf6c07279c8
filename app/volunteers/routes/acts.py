"""Checks, decisions and the other steps of a volunteer's life."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts import slips
from app.accounts.queries import get_user
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import demand
from app.core.clock import today
from app.core.documents.drawing import qr_code
from app.core.errors import DomainError
from app.core.web.forms import ActionForm, BaseForm
from app.core.web.pages import page, public_address, see
from app.policy import P
from app.programmes.rules import CheckKind
from app.volunteers import queries, services
from app.volunteers.forms import CheckForm, CodedReasonForm, DatedReasonForm, ReasonForm
from app.volunteers.models import Volunteer
from app.volunteers.routes import blueprint
from app.volunteers.routes.record import load
from app.volunteers.states import VOLUNTEER


@dataclass(frozen=True)
class Act:
    """`consequence` names what follows, before it is done."""

    service: Callable[..., Any]
    consequence: Any
    needs_reason: bool = True
    reasons: str = ""
    """Which list of the programme the reason is chosen from: refusals or leaving."""
    day: str = ""
    """What the service calls the day on which it happened."""


ACTS = {
    "check": Act(services.begin_checks, _l("The checks begin."), needs_reason=False),
    "resubmit": Act(
        services.resubmit, _l("The application goes back to be checked."), needs_reason=False
    ),
    "approve": Act(
        services.approve,
        _l(
            "She becomes a volunteer of the station from today and gets an account, whose slip "
            "you print next."
        ),
    ),
    "return": Act(
        services.return_for_mending,
        _l("She reads your words on her status page: write what is missing."),
    ),
    "refuse": Act(
        services.refuse,
        _l("She is not taken. She reads your reason on her status page and may appeal."),
        reasons="refusals",
    ),
    "appeal": Act(
        services.appeal,
        _l(
            "The level above the one that refused decides. She reads on her status page until "
            "when she gets an answer."
        ),
        day="filed_on",
    ),
    "suspend": Act(
        services.suspend,
        _l("From now on she may not be with any child, until somebody reinstates her."),
    ),
    "reinstate": Act(services.reinstate, _l("She may be with children again.")),
    "leave": Act(
        services.leave,
        _l(
            "Her service ends, and with it her rights as a volunteer. To come back, she would "
            "have to apply anew."
        ),
        reasons="leaving",
    ),
}


@blueprint.get("/volunteers/<int:volunteer_id>/<any({acts}):act>".format(acts=", ".join(ACTS)))
@requires(P.READ_VOLUNTEER)
def ask_act(volunteer_id: int, act: str) -> Response:
    volunteer = _loaded(volunteer_id, act)
    if volunteer.state not in VOLUNTEER.transition(act).sources:
        return see(url_for("volunteers.show", volunteer_id=volunteer.id))
    return _show_act(volunteer, act, _act_form(volunteer, act))


def _act_form(volunteer: Volunteer, act: str) -> BaseForm:
    if not ACTS[act].needs_reason:
        return ActionForm()
    rules = queries.rules_of(volunteer)
    lists = {"refusals": rules.vetting.refusals, "leaving": rules.leaving}
    chosen = lists.get(ACTS[act].reasons)
    if ACTS[act].day:
        form = DatedReasonForm()
        form.filed_on.data = form.filed_on.data or today()
        return form
    return ReasonForm() if chosen is None else CodedReasonForm.made_for(chosen)


@blueprint.post("/volunteers/<int:volunteer_id>/<any({acts}):act>".format(acts=", ".join(ACTS)))
@requires(P.READ_VOLUNTEER)
def do_act(volunteer_id: int, act: str) -> Response:
    volunteer = _loaded(volunteer_id, act)
    form = _act_form(volunteer, act)
    if not form.validate_on_submit():
        return _show_act(volunteer, act, form, 422)
    given: dict[str, Any] = {}
    if isinstance(form, ReasonForm):
        given["reason"] = form.reason.data
    if isinstance(form, CodedReasonForm):
        given["code"] = form.code.data
    if isinstance(form, DatedReasonForm):
        given[ACTS[act].day] = form.filed_on.data
    try:
        done = ACTS[act].service(actor=current_actor(), volunteer_id=volunteer.id, **given)
    except DomainError as error:
        form.show_problems(error)
        return _show_act(volunteer, act, form, error.status)
    if isinstance(done, services.Approval) and done.activation_code:
        slips.keep("slip", done.user_id, [done.activation_code])
        return see(url_for("volunteers.slip", volunteer_id=volunteer.id))
    flash(_("Done: %(name)s is now “%(state)s”.", name=volunteer.name, state=_state(volunteer)))
    decided = 1 if VOLUNTEER.transition(act).permission == P.DECIDE_VOLUNTEER else None
    return see(url_for("volunteers.show", volunteer_id=volunteer.id, decided=decided))


def _state(volunteer: Volunteer) -> str:
    return str(VOLUNTEER.state(volunteer.state).label)


def _loaded(volunteer_id: int, act: str) -> Volunteer:
    volunteer = load(volunteer_id)
    demand(current_actor(), VOLUNTEER.transition(act).permission, volunteer)
    return volunteer


def _show_act(volunteer: Volunteer, act: str, form: BaseForm, status: int = 200) -> Response:
    return page(
        "volunteers/act.html",
        status=status,
        volunteer=volunteer,
        step=VOLUNTEER.transition(act),
        act=ACTS[act],
        form=form,
    )


@blueprint.get("/volunteers/<int:volunteer_id>/slip")
@requires(P.DECIDE_VOLUNTEER)
def slip(volunteer_id: int) -> Response:
    """What the approved volunteer takes home to open her account, for a quarter of an hour."""
    volunteer = load(volunteer_id, P.DECIDE_VOLUNTEER)
    found = slips.kept("slip", volunteer.user_id) if volunteer.user_id else []
    if not found or volunteer.user_id is None:
        return see(url_for("volunteers.show", volunteer_id=volunteer.id))
    user, address = get_user(volunteer.user_id), public_address() + url_for("accounts.activate")
    return page(
        "volunteers/slip.html",
        volunteer=volunteer,
        next_one=queries.next_to_decide(current_actor(), volunteer),
        username=user.username,
        code=found[0],
        address=address,
        qr=qr_code(f"{address}?username={user.username}"),
    )


@blueprint.get("/volunteers/<int:volunteer_id>/checks/<kind>")
@requires(P.CHECK_VOLUNTEER)
def check(volunteer_id: int, kind: str) -> Response:
    volunteer = load(volunteer_id, P.CHECK_VOLUNTEER)
    wanted = _kind(volunteer, kind)
    form = CheckForm.made_for(kind, queries.rules_of(volunteer))
    form.checked_on.data = today()
    return _show_check(volunteer, wanted, form)


@blueprint.post("/volunteers/<int:volunteer_id>/checks/<kind>")
@requires(P.CHECK_VOLUNTEER)
def record_check(volunteer_id: int, kind: str) -> Response:
    volunteer = load(volunteer_id, P.CHECK_VOLUNTEER)
    wanted = _kind(volunteer, kind)
    form = CheckForm.made_for(kind, queries.rules_of(volunteer))
    if not form.validate_on_submit() or form.checked_on.data is None:
        return _show_check(volunteer, wanted, form, 422)
    try:
        services.record_check(
            actor=current_actor(),
            volunteer_id=volunteer.id,
            kind=kind,
            passed=form.passed.data == "yes",
            checked_on=form.checked_on.data,
            note=form.note.data or "",
            details=form.details(),
        )
    except DomainError as error:
        form.show_problems(error)
        return _show_check(volunteer, wanted, form, error.status)
    flash(_("Recorded: %(check)s.", check=wanted.label), "success")
    return see(url_for("volunteers.show", volunteer_id=volunteer.id))


def _kind(volunteer: Volunteer, code: str) -> CheckKind:
    kinds = {kind.code: kind for kind in queries.rules_of(volunteer).checks}
    return kinds[code] if code in kinds else abort(404)


def _show_check(
    volunteer: Volunteer, kind: CheckKind, form: CheckForm, status: int = 200
) -> Response:
    rows = queries.rules_of(volunteer).raw.get("vetting", {}).get("checks", ())
    help_text = next((row.get("help", "") for row in rows if row.get("code") == kind.code), "")
    return page(
        "volunteers/check.html",
        status=status,
        volunteer=volunteer,
        kind=kind,
        help_text=help_text,
        form=form,
    )


@blueprint.post("/volunteers/<int:volunteer_id>/repeats")
@requires(P.REGISTER_VOLUNTEER)
def settle_repeats(volunteer_id: int) -> Response:
    volunteer = load(volunteer_id, P.REGISTER_VOLUNTEER)
    services.settle_repeats(actor=current_actor(), volunteer_id=volunteer.id)
    return see(url_for("volunteers.show", volunteer_id=volunteer.id))
