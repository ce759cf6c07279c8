from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.children.models import Child
from app.core import workflow
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.clock import today
from app.core.db import session
from app.core.errors import DomainError
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.pairings import services
from app.pairings.forms import EndForm, PairForm
from app.pairings.matching import NEARNESS, Suggestion
from app.pairings.models import Pairing
from app.pairings.queries import gate_of, lapse_reasons, running_of_child, suggest_volunteers
from app.pairings.rules import Condition, is_open
from app.pairings.states import PAIRING
from app.policy import P
from app.programmes.queries import rules_for
from app.regions.stations import load_names
from app.volunteers.models import Volunteer
from app.volunteers.queries import matches

blueprint = Blueprint("pairings", __name__, url_prefix="/pairings")

SIZE = 25
VIEWS = {
    "active": _l("Running"),
    "unpaired": _l("Children without a pairing"),
    "ended": _l("Ended"),
}


@blueprint.get("/")
@requires(P.READ_PAIRING)
def index() -> Response:
    actor = current_actor()
    view = request.args.get("view", "active")
    view, words = (view if view in VIEWS else "active"), request.args.get("q", "").strip()
    if view == "unpaired":
        paired = select(Pairing.child_id).where(Pairing.state == "active")
        query = visible(Child, actor).where(Child.state == "enrolled", Child.id.not_in(paired))
        found = paginate(
            query, (Child.found_on, "asc"), (Child.region_code, "asc"), (Child.id, "asc")
        )
        load_names(child.region_code for child in found.items)
    else:
        query = visible(Pairing, actor).where(Pairing.state == view)
        if words:
            of_words = select(Volunteer.id).where(matches(words))
            query = query.where(Pairing.volunteer_id.in_(of_words))
        found = paginate(query, (Pairing.starts_on, "desc"), (Pairing.id, "desc"))
    return page(
        "pairings/list.html",
        found=found,
        view=view,
        views=VIEWS,
        words=words,
        roles=services.ROLES,
        may_pair=may(actor, P.MAKE_PAIRING),
        may_open=may(actor, P.REVEAL_CHILD),
        reasons=lapse_reasons(found.items, today()) if view == "active" else {},
    )


@blueprint.get("/<int:pairing_id>")
@requires(P.READ_PAIRING)
def show(pairing_id: int) -> Response:
    actor = current_actor()
    pairing = get_visible(Pairing, actor, pairing_id)
    return page(
        "pairings/show.html",
        pairing=pairing,
        state=PAIRING.state(pairing.state),
        steps={step.name for step in PAIRING.open_to(actor, pairing)},
        reasons=lapse_reasons([pairing], today()).get(pairing.id, []),
        others=[
            (one, may(actor, P.READ_PAIRING, one))
            for one in running_of_child(pairing.child_id)
            if one.id != pairing.id
        ],
        may_open=may(actor, P.REVEAL_CHILD, pairing.child),
        roles=services.ROLES,
        history=workflow.history(pairing),
        lifecycle=PAIRING,
    )


@blueprint.get("/child/<int:child_id>/candidates")
@requires(P.MAKE_PAIRING)
def candidates(child_id: int) -> Response:
    """Volunteers for this child, best first, each with the reasons of her place in the list."""
    actor = current_actor()
    child = get_visible(Child, actor, child_id)
    words = request.args.get("q", "").strip()
    rules = rules_for(child.region_code)
    ranked = suggest_volunteers(actor, child, rules, search=matches(words) if words else None)
    start = max(0, request.args.get("start", 0, type=int))
    shown = ranked[start : start + SIZE]
    more = start + SIZE if len(ranked) > start + SIZE else None
    return page(
        "pairings/candidates.html",
        child=child,
        rows=_with_volunteers(shown),
        total=len(ranked),
        more=more,
        words=words,
        running=running_of_child(child.id),
        roles=services.ROLES,
        near=NEARNESS,
    )


def _with_volunteers(shown: Sequence[Suggestion]) -> list[tuple[Suggestion, Volunteer]]:
    ids = [one.candidate.volunteer_id for one in shown]
    people = {
        one.id: one for one in session().scalars(select(Volunteer).where(Volunteer.id.in_(ids)))
    }
    return [(one, people[one.candidate.volunteer_id]) for one in shown]


@blueprint.route("/child/<int:child_id>/with/<int:volunteer_id>", methods=["GET", "POST"])
@requires(P.MAKE_PAIRING)
def make(child_id: int, volunteer_id: int) -> Response:
    """The gate of these two: each condition, and the button once all are met."""
    actor = current_actor()
    child = get_visible(Child, actor, child_id)
    volunteer = get_visible(Volunteer, actor, volunteer_id)
    form = PairForm(data={"role": _usual_role(child, request.args.get("role", ""))})
    if form.validate_on_submit():
        try:
            pairing = services.make_pairing(
                actor=actor, child_id=child.id, volunteer_id=volunteer.id, role=form.role.data
            )
            return see(url_for("pairings.show", pairing_id=pairing.id))
        except DomainError as error:
            form.show_problems(error)
    rules = rules_for(child.region_code)
    gate = gate_of(child, volunteer, role=form.role.data or "lead", rules=rules, day=today())
    return page(
        "pairings/make.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        child=child,
        volunteer=volunteer,
        conditions=[_with_mend(one, child, volunteer) for one in gate],
        is_open=is_open(gate),
        roles=services.ROLES,
    )


def _usual_role(child: Child, asked: str) -> str:
    if asked in services.ROLES:
        return asked
    has_lead = any(one.role == "lead" for one in running_of_child(child.id))
    return "co" if has_lead else "lead"


def _with_mend(condition: Condition, child: Child, volunteer: Volunteer) -> Condition:
    """The condition with the link to where it is mended."""
    if condition.ok or not condition.mend:
        return condition
    places = {
        "consent": url_for("children.show", child_id=child.id),
        "vetting": url_for("volunteers.show", volunteer_id=volunteer.id),
        "pledge": url_for("pledges.issue", volunteer_id=volunteer.id),
        "capacity": url_for("pairings.candidates", child_id=child.id),
        "company": url_for("pairings.candidates", child_id=child.id),
    }
    return replace(condition, mend_label=condition.mend, mend_url=places.get(condition.code, ""))


@blueprint.route("/<int:pairing_id>/end", methods=["GET", "POST"])
@requires(P.END_PAIRING)
def end(pairing_id: int) -> Response:
    actor, form = current_actor(), EndForm()
    pairing = get_visible(Pairing, actor, pairing_id)
    if form.validate_on_submit():
        try:
            services.end_pairing(actor=actor, pairing_id=pairing.id, reason=form.reason.data)
            return see(url_for("pairings.show", pairing_id=pairing.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("pairings/end.html", status=status, form=form, pairing=pairing)
