"""One volunteer's page, and the opening of what is masked."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.accounts import slips
from app.core import i18n
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.clock import age_on, today
from app.core.documents.drawing import qr_code
from app.core.errors import InvalidInput
from app.core.personal import Kind, mask
from app.core.web.forms import ActionForm
from app.core.web.pages import page, panels, public_address, see
from app.core.workflow import history
from app.policy import P
from app.programmes import queries as programmes
from app.programmes.rules import ProgrammeRules, find
from app.regions import queries as regions
from app.volunteers import codes, queries, services
from app.volunteers.appeals import last_appeal
from app.volunteers.doubles.finding import doubles
from app.volunteers.forms import ReasonForm
from app.volunteers.labels import (
    PLACEMENT_LABELS,
    RELATION_LABELS,
    SEX_LABELS,
    TIME_LABELS,
    kind_label,
    skill_labels,
)
from app.volunteers.models import Volunteer
from app.volunteers.routes import blueprint
from app.volunteers.rules import (
    EXPIRING_DAYS,
    CheckLine,
    explain,
    problems_to_approve,
    service_ends_on,
)
from app.volunteers.states import OWN_PAGES, UNDER_REVIEW, VOLUNTEER


def load(volunteer_id: int, permission: str = P.READ_VOLUNTEER) -> Volunteer:
    row: Volunteer = get_visible(Volunteer, current_actor(), volunteer_id, permission)
    return row


@blueprint.get("/volunteers/<int:volunteer_id>")
@requires(P.READ_VOLUNTEER)
def show(volunteer_id: int) -> Response:
    actor, volunteer = current_actor(), load(volunteer_id)
    rules = queries.rules_of(volunteer)
    return page(
        "volunteers/show.html",
        volunteer=volunteer,
        state=VOLUNTEER.state(volunteer.state),
        place=regions.full_name(volunteer.region_code),
        facts=facts(volunteer),
        lines=conditions(volunteer, may_check=may(actor, P.CHECK_VOLUNTEER, volunteer)),
        exclusions=[
            choice.label
            for choice in rules.eligibility.exclusions
            if choice.code in volunteer.exclusions_declared
        ],
        acts=[step for step in VOLUNTEER.open_to(actor, volunteer) if step.name not in OWN_PAGES],
        next_one=_next_one(actor, volunteer),
        appeal=last_appeal(volunteer),
        may_decide_appeal=volunteer.state == "appealed"
        and may(actor, P.DECIDE_VOLUNTEER, volunteer),
        doubles=_doubles(actor, volunteer),
        merged=queries.merged_with(volunteer),
        stands_for_it=queries.standing_for(volunteer) if volunteer.merged_into else None,
        blocked=_blocked(actor, volunteer),
        action=ActionForm(),
        entries=timeline(volunteer),
        check_labels={kind.code: kind.label for kind in rules.checks},
        repeats=queries.repeats(volunteer),
        relations=RELATION_LABELS,
        today=today(),
        soon=today() + timedelta(days=EXPIRING_DAYS),
        may_ask=may(actor, P.CHECK_VOLUNTEER, volunteer)
        and volunteer.state in (*UNDER_REVIEW, "approved", "suspended"),
        may_edit=may(actor, P.REGISTER_VOLUNTEER, volunteer)
        and volunteer.state not in ("left", "merged"),
        may_register=may(actor, P.REGISTER_VOLUNTEER, volunteer),
        may_replace_code=may(actor, P.REGISTER_VOLUNTEER, volunteer)
        and volunteer.state in (*UNDER_REVIEW, "returned", "refused"),
        may_reveal=may(actor, P.REVEAL_VOLUNTEER, volunteer),
        may_read_notes=may(actor, P.CHECK_VOLUNTEER, volunteer),
        panels=panels(actor, volunteer),
    )


def _next_one(actor: Actor, volunteer: Volunteer) -> Volunteer | None:
    """For whoever has just decided about this one and goes on."""
    if "decided" not in request.args or not may(actor, P.DECIDE_VOLUNTEER):
        return None
    return queries.next_to_decide(actor, volunteer)


def facts(volunteer: Volunteer, *, in_full: bool = False) -> list[tuple[Any, Any]]:
    rules = queries.rules_of(volunteer)

    def shown(kind: Kind, value: str | None) -> str:
        return (value or "") if in_full else mask(kind, value)

    pairs: list[tuple[Any, Any]] = [
        (_("Identity number"), shown(Kind.IDENTITY_NUMBER, volunteer.identity_number)),
        (_("Phone"), shown(Kind.PHONE, volunteer.phone)),
        (_("Home address"), shown(Kind.ADDRESS, volunteer.address)),
        (
            _("Born"),
            _(
                "%(day)s, %(age)s years old",
                day=i18n.day(volunteer.born_on),
                age=age_on(volunteer.born_on, today()),
            ),
        ),
        (_("Sex"), SEX_LABELS.get(volunteer.sex, volunteer.sex)),
        (_("As"), kind_label(rules, volunteer.kind)),
        (_("Near or far"), PLACEMENT_LABELS.get(volunteer.placement, volunteer.placement)),
        (_("Occupation, place of work"), volunteer.occupation),
        (_("Good at"), "、".join(skill_labels(rules, volunteer.skills))),
        (_("Children at most"), volunteer.capacity),
        (_("Team"), volunteer.team.name if volunteer.team else ""),
        (_("Employer or unit"), volunteer.employer),
        (_("Office in the federation"), volunteer.office),
        (_("Time for the service"), "、".join(str(TIME_LABELS[t]) for t in volunteer.availability)),
        (_("Languages and dialects"), volunteer.languages),
        (_("Honours"), volunteer.honours),
        (_("Came to us by"), _origin(volunteer, rules)),
        (_("Registration number"), volunteer.registration_number),
    ]
    if volunteer.service_from:
        ends_on = service_ends_on(volunteer.service_from, rules)
        term = _(
            "%(start)s to %(end)s",
            start=i18n.day(volunteer.service_from),
            end=i18n.day(ends_on),
        )
        pairs.append((_("Term of service"), term))
    return pairs


def _origin(volunteer: Volunteer, rules: ProgrammeRules) -> str:
    channel = find(rules.channels, volunteer.channel)
    parts = (
        channel.label if channel else volunteer.channel,
        volunteer.campaign.title if volunteer.campaign else "",
    )
    return " · ".join(part for part in parts if part)


def conditions(volunteer: Volunteer, *, may_check: bool) -> list[Any]:
    """The checklist as ui.gate shows it."""
    open_states = (*UNDER_REVIEW, "approved", "suspended")
    shows_form = may_check and volunteer.state in open_states

    def url(line: CheckLine) -> str:
        return url_for("volunteers.check", volunteer_id=volunteer.id, kind=line.kind.code)

    made = []
    for line in queries.checklist(volunteer):
        label = explain(line)
        if line.ok and line.check and line.check.valid_until:
            label = _(
                "%(check)s, valid until %(day)s",
                check=line.kind.label,
                day=i18n.day(line.check.valid_until),
            )
        mend = _("Record this check") if shows_form else None
        made.append(
            SimpleNamespace(
                ok=line.ok,
                label=label,
                mend_label=mend,
                mend_url=url(line) if shows_form else None,
                is_expiring=line.is_expiring,
                renew_url=url(line) if shows_form and line.ok else None,
                name=line.kind.label,
            )
        )
    return made


def _blocked(actor: Actor, volunteer: Volunteer) -> list[Any]:
    """Why it is not possible to approve her now, for whoever decides."""
    if volunteer.state != "checking" or not may(actor, P.DECIDE_VOLUNTEER, volunteer):
        return []
    strange = [] if services.may_decide(actor, volunteer) else [services.NOT_A_DECIDER]
    return strange + problems_to_approve(
        queries.facts_of(volunteer),
        queries.checks_of(volunteer),
        queries.hands_of(volunteer, decider=actor.user_id),
        queries.rules_of(volunteer),
        today(),
    )


def _doubles(actor: Actor, volunteer: Volunteer) -> list[Any]:
    if not may(actor, P.MERGE_VOLUNTEERS, volunteer):
        return []
    return doubles(actor, of=volunteer.id)[:5]


def timeline(volunteer: Volunteer) -> list[Any]:
    """With the steps of the records that were merged into hers."""
    rows = [volunteer, *queries.merged_with(volunteer)]
    steps = sorted((step for row in rows for step in history(row)), key=lambda one: one.id)
    versions = programmes.version_numbers(step.rules_id for step in steps)
    made = []
    for step in reversed(steps):
        if step.transition == "begin":
            label = _("Applied herself") if step.actor_id is None else _("Entered by the station")
        else:
            label = str(VOLUNTEER.transition(step.transition).label)
        text = f"{label}{_(': ')}{step.reason}" if step.reason else label
        if step.rules_id in versions:
            text += _(" (by version %(number)s of the programme)", number=versions[step.rules_id])
        who = step.actor_name if step.actor_id is not None else None
        made.append(SimpleNamespace(at=i18n.moment(step.at), who=who, text=text))
    return made


@blueprint.get("/volunteers/<int:volunteer_id>/reveal")
@requires(P.REVEAL_VOLUNTEER)
def ask_reveal(volunteer_id: int) -> Response:
    volunteer = load(volunteer_id, P.REVEAL_VOLUNTEER)
    return page("volunteers/reveal.html", volunteer=volunteer, form=ReasonForm(), facts=None)


@blueprint.post("/volunteers/<int:volunteer_id>/reveal")
@requires(P.REVEAL_VOLUNTEER)
def reveal(volunteer_id: int) -> Response:
    volunteer, form = load(volunteer_id, P.REVEAL_VOLUNTEER), ReasonForm()
    if not form.validate_on_submit():
        return page(
            "volunteers/reveal.html", status=422, volunteer=volunteer, form=form, facts=None
        )
    try:
        services.reveal(
            actor=current_actor(), volunteer_id=volunteer.id, reason=form.reason.data or ""
        )
    except InvalidInput as error:
        form.show_problems(error)
        return page(
            "volunteers/reveal.html", status=422, volunteer=volunteer, form=form, facts=None
        )
    shown = facts(volunteer, in_full=True)[:3]
    return page(
        "volunteers/reveal.html",
        volunteer=volunteer,
        form=form,
        facts=[
            *shown,
            (_("Why she wants to take part"), volunteer.motive or ""),
            (_("What she has done with children"), volunteer.experience or ""),
            (_("Her home and family"), volunteer.household or ""),
        ],
    )


@blueprint.post("/volunteers/<int:volunteer_id>/code")
@requires(P.REGISTER_VOLUNTEER)
def replace_code(volunteer_id: int) -> Response:
    volunteer = load(volunteer_id, P.REGISTER_VOLUNTEER)
    code = services.replace_code(actor=current_actor(), volunteer_id=volunteer.id)
    slips.keep("application", volunteer.id, [code])
    return see(url_for("volunteers.show_code", volunteer_id=volunteer.id))


@blueprint.get("/volunteers/<int:volunteer_id>/code")
@requires(P.REGISTER_VOLUNTEER)
def show_code(volunteer_id: int) -> Response:
    """The new application code, for a quarter of an hour."""
    volunteer = load(volunteer_id, P.REGISTER_VOLUNTEER)
    found = slips.kept("application", volunteer.id)
    if not found:
        return see(url_for("volunteers.show", volunteer_id=volunteer.id))
    address = public_address() + url_for("volunteers.application_status")
    return page(
        "volunteers/code.html",
        volunteer=volunteer,
        code=codes.shown(found[0]),
        address=address,
        qr=qr_code(address),
    )
