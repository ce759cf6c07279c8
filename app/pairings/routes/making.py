"""From a child without a pairing to the yes of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from wtforms.fields.choices import SelectChoice

from app.children.models import Child
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.clock import today
from app.core.db import session
from app.core.errors import DomainError
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paged
from app.pairings import services
from app.pairings.forms import PairForm
from app.pairings.matching import NEARNESS, Suggestion
from app.pairings.models import Pairing
from app.pairings.queries import gate_of, open_of_child
from app.pairings.routes.blueprint import blueprint
from app.pairings.rules import Condition, is_open
from app.pairings.suggestions import for_child, for_volunteer
from app.partners.queries import organisations_of
from app.policy import P
from app.programmes.queries import rules_for
from app.regions.stations import load_names
from app.volunteers.models import Volunteer
from app.volunteers.queries import matches


@blueprint.get("/child/<int:child_id>/candidates")
@requires(P.MAKE_PAIRING)
def candidates(child_id: int) -> Response:
    """Volunteers for this child, best first, each with the reasons of her place in the list."""
    actor = current_actor()
    child = get_visible(Child, actor, child_id)
    words = request.args.get("q", "").strip()
    rules = rules_for(child.region_code)
    ranked = for_child(actor, child, rules, search=matches(words) if words else None)
    found = paged(ranked)
    return page(
        "pairings/candidates.html",
        child=child,
        rows=_with_volunteers(found.items),
        found=found,
        words=words,
        running=open_of_child(child.id),
        roles=services.ROLES,
        near=NEARNESS,
    )


def _with_volunteers(shown: Sequence[Suggestion]) -> list[tuple[Suggestion, Volunteer]]:
    ids = [one.candidate.volunteer_id for one in shown]
    people = {
        one.id: one for one in session().scalars(select(Volunteer).where(Volunteer.id.in_(ids)))
    }
    return [(one, people[one.candidate.volunteer_id]) for one in shown]


@blueprint.get("/volunteer/<int:volunteer_id>/children")
@requires(P.MAKE_PAIRING)
def children_for(volunteer_id: int) -> Response:
    """Children who wait, best first for this volunteer, each with the reasons of its place."""
    actor = current_actor()
    volunteer = get_visible(Volunteer, actor, volunteer_id, P.PAIR_VOLUNTEER)
    ranked = for_volunteer(actor, volunteer, rules_for(volunteer.region_code))
    found = paged(ranked)
    load_names(one.child.region_code for one in found.items)
    return page("pairings/children_for.html", volunteer=volunteer, found=found, today=today())


@blueprint.route("/child/<int:child_id>/with/<int:volunteer_id>", methods=["GET", "POST"])
@requires(P.MAKE_PAIRING)
def make(child_id: int, volunteer_id: int) -> Response:
    """The gate of these two: each condition, and the buttons once all are met."""
    actor = current_actor()
    child = get_visible(Child, actor, child_id)
    volunteer = get_visible(Volunteer, actor, volunteer_id, P.PAIR_VOLUNTEER)
    form = PairForm(data={"role": _usual_role(child, request.args.get("role", ""))})
    units = organisations_of(volunteer.id)
    form.organisation.choices = [
        SelectChoice(0, _("For herself")),
        *(SelectChoice(one.id, one.name) for one in units),
    ]
    if not units:
        del form.organisation
    unit = (form.organisation.data or None) if units else None
    if form.validate_on_submit():
        asks_first = request.form.get("how") == "ask"
        act = services.propose_pairing if asks_first else services.make_pairing
        try:
            pairing = act(
                actor=actor,
                child_id=child.id,
                volunteer_id=volunteer.id,
                role=form.role.data,
                organisation_id=unit,
            )
            return see(url_for("pairings.show", pairing_id=pairing.id))
        except DomainError as error:
            form.show_problems(error)
    rules = rules_for(child.region_code)
    gate = gate_of(
        child,
        volunteer,
        role=form.role.data or "lead",
        rules=rules,
        day=today(),
        organisation_id=unit,
    )
    return page(
        "pairings/make.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        child=child,
        volunteer=volunteer,
        conditions=[with_mend(one, child, volunteer, unit) for one in gate],
        is_open=is_open(gate),
        roles=services.ROLES,
    )


def _usual_role(child: Child, asked: str) -> str:
    if asked in services.ROLES:
        return asked
    has_lead = any(one.role == "lead" for one in open_of_child(child.id))
    return "co" if has_lead else "lead"


def with_mend(
    condition: Condition, child: Child, volunteer: Volunteer, organisation_id: int | None = None
) -> Condition:
    """The condition with the link to where it is mended, if the reader may go there.

    A volunteer of a partner county is vetted and signs there: here it is only said what is missing.
    """
    if condition.ok or not condition.mend:
        return condition
    url = _place_to_mend(condition.code, child, volunteer, organisation_id)
    return replace(condition, mend_label=condition.mend, mend_url=url)


def _place_to_mend(
    code: str, child: Child, volunteer: Volunteer, organisation_id: int | None
) -> str:
    actor = current_actor()
    candidates = url_for("pairings.candidates", child_id=child.id)
    match code:
        case "child":
            return url_for("pairings.make", child_id=child.id, volunteer_id=volunteer.id, role="co")
        case "roster":
            return url_for("rosters.village", village_code=child.region_code)
        case "consent":
            return url_for("children.show", child_id=child.id)
        case "vetting" if may(actor, P.READ_VOLUNTEER, volunteer):
            return url_for("volunteers.show", volunteer_id=volunteer.id)
        case "pledge" if may(actor, P.ISSUE_PLEDGE, volunteer):
            return url_for("pledges.issue", volunteer_id=volunteer.id)
        case "training":
            return url_for("training.index")
        case "capacity" | "company":
            return candidates
        case "counties":
            return url_for("partners.counties")
        case "organisation" if organisation_id is not None:
            return url_for("partners.show", organisation_id=organisation_id)
    return ""


@blueprint.post("/<int:pairing_id>/answer/<side>/<answer>")
@requires(P.ANSWER_PAIRING)
def answer(pairing_id: int, side: str, answer: str) -> Response:
    """A yes or no to a proposal; after a no the volunteer has nothing left to see."""
    actor, form = current_actor(), ActionForm()
    get_visible(Pairing, actor, pairing_id)
    if form.validate_on_submit():
        services.answer_proposal(actor=actor, pairing_id=pairing_id, side=side, answer=answer)
    if actor.has_role("chair", "staff"):
        return see(url_for("pairings.show", pairing_id=pairing_id))
    return see(url_for("pairings.index"))


@blueprint.post("/<int:pairing_id>/withdraw")
@requires(P.MAKE_PAIRING)
def withdraw(pairing_id: int) -> Response:
    actor, form = current_actor(), ActionForm()
    pairing = get_visible(Pairing, actor, pairing_id)
    if form.validate_on_submit():
        services.withdraw_proposal(actor=actor, pairing_id=pairing.id)
    return see(url_for("pairings.candidates", child_id=pairing.child_id))
