"""Partner counties, and teams that stand by a village."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.core import workflow
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.clock import today
from app.core.errors import DomainError
from app.core.regioncode import is_code
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.partners import queries, rules, services
from app.partners.forms import PartnershipForm, ReasonForm, TeamPairForm
from app.partners.models import CountyPartnership, TeamPair
from app.partners.routes import blueprint
from app.partners.routes.shared import act, home, limit
from app.partners.states import PARTNERSHIP, TEAM_PAIR
from app.policy import P
from app.regions import queries as regions
from app.regions.stations import load_names


@blueprint.get("/counties")
@requires(P.READ_PARTNER)
def counties() -> Response:
    actor = current_actor()
    found = paginate(
        queries.partnerships(actor),
        (CountyPartnership.ends_on, "desc"),
        (CountyPartnership.id, "desc"),
    )
    codes = {code for one in found.items for code in (one.region_code, one.other_code)}
    return page(
        "partners/counties.html",
        found=found,
        names=regions.full_names(codes),
        lifecycle=PARTNERSHIP,
        today=today(),
        may_propose=may(actor, P.PROPOSE_PARTNER, queries.county_of(home(P.PROPOSE_PARTNER))),
    )


@blueprint.route("/counties/new", methods=["GET", "POST"])
@requires(P.PROPOSE_PARTNER)
def new_county() -> Response:
    form = PartnershipForm()
    own = queries.county_of(home(P.PROPOSE_PARTNER))
    if form.validate_on_submit():
        try:
            row = services.propose_partnership(
                actor=current_actor(),
                region_code=own,
                other_code=form.other_code.data or "",
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                terms=form.terms.data or "",
            )
            return see(url_for("partners.county", partnership_id=row.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("partners/county_new.html", status=status, form=form, own=regions.full_name(own))


@blueprint.get("/counties/<int:partnership_id>")
@requires(P.READ_PARTNER)
def county(partnership_id: int) -> Response:
    actor = current_actor()
    row = get_visible(CountyPartnership, actor, partnership_id)
    steps = PARTNERSHIP.open_to(actor, row)
    if row.asked_by == actor.user_id:
        steps = [one for one in steps if one.name == "end"]
    return page(
        "partners/county.html",
        row=row,
        state=PARTNERSHIP.state(row.state),
        names=regions.full_names({row.region_code, row.other_code}),
        holds=rules.holds(row.state, row.starts_on, row.ends_on, today()),
        steps=steps,
        history=workflow.history(row),
        lifecycle=PARTNERSHIP,
        form=ActionForm(),
    )


@blueprint.post("/counties/<int:partnership_id>/answer/<answer>")
@requires(P.CONFIRM_PARTNER)
def answer_county(partnership_id: int, answer: str) -> Response:
    row, form = get_visible(CountyPartnership, current_actor(), partnership_id), ActionForm()
    step = {"yes": "confirm", "no": "decline"}.get(answer)
    if step is None:
        abort(404)
    if form.validate_on_submit():
        services.answer_partnership(actor=current_actor(), partnership_id=row.id, step=step)
    return see(url_for("partners.county", partnership_id=row.id))


@blueprint.route("/counties/<int:partnership_id>/end", methods=["GET", "POST"])
@requires(P.END_PARTNER)
def end_county(partnership_id: int) -> Response:
    row = get_visible(CountyPartnership, current_actor(), partnership_id)
    form, back = ReasonForm(), url_for("partners.county", partnership_id=row.id)
    if form.validate_on_submit():
        try:
            services.end_partnership(
                actor=current_actor(), partnership_id=row.id, reason=form.reason.data
            )
            return see(back)
        except DomainError as error:
            form.show_problems(error)
    return act(
        form,
        title=_("End the agreement of the two counties"),
        label=_("End the agreement"),
        back=back,
        lead=_("Pairs that rest on it lapse until they are ended or agreed anew."),
    )


@blueprint.get("/teams")
@requires(P.READ_PARTNER)
def teams() -> Response:
    """Which team stands by which village, and the villages that none stands by."""
    actor = current_actor()
    held = home(P.READ_PARTNER)
    asked = request.args.get("region", "")
    place = asked if is_code(asked) and may(actor, P.READ_PARTNER, asked) else held
    state = request.args.get("state", "running")
    known = {one.code for one in TEAM_PAIR.states}
    found = paginate(
        queries.team_pairs(actor, state if state in known else "running"),
        (TeamPair.region_code, "asc"),
        (TeamPair.id, "asc"),
    )
    load_names(one.region_code for one in found.items)
    total, alone = queries.villages_alone(place)
    return page(
        "partners/teams.html",
        found=found,
        state=state,
        states=[(one.code, one.label) for one in TEAM_PAIR.states],
        alone=alone,
        alone_total=total,
        place=place,
        townships=[(one.code, one.name) for one in regions.list_below(held, limit=100)],
        held=held,
        held_name=regions.full_name(held),
        may_keep=may(actor, P.KEEP_PARTNER),
    )


@blueprint.route("/teams/new", methods=["GET", "POST"])
@requires(P.KEEP_PARTNER)
def new_team_pair() -> Response:
    actor, form = current_actor(), TeamPairForm()
    limit(form.region, P.KEEP_PARTNER)
    form.team.choices = [SelectChoice(one.id, one.name) for one in queries.helping_teams(actor)]
    asked = request.args.get("region", "")
    if not form.is_submitted():
        form.team.data = request.args.get("team", type=whole)
    if not form.is_submitted() and form.region.limits.allow(asked):
        form.region.data = asked
    if form.validate_on_submit():
        try:
            services.pair_team(
                actor=actor,
                team_id=form.team.data,
                region_code=form.region.data or "",
                purpose=form.purpose.data,
                starts_on=form.starts_on.data,
            )
            return see(url_for("partners.teams"))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("partners/team_new.html", status=status, form=form)


@blueprint.route("/teams/<int:team_pair_id>/end", methods=["GET", "POST"])
@requires(P.KEEP_PARTNER)
def end_team_pair(team_pair_id: int) -> Response:
    row = get_visible(TeamPair, current_actor(), team_pair_id)
    form, back = ReasonForm(), url_for("partners.teams")
    if form.validate_on_submit():
        try:
            services.end_team_pair(actor=current_actor(), pair_id=row.id, reason=form.reason.data)
            return see(back)
        except DomainError as error:
            form.show_problems(error)
    return act(
        form,
        title=_("%(team)s no longer stands by the village", team=row.team.name),
        label=_("End the work together"),
        back=back,
    )
