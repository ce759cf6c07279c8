"""Teams: the list, a new one, and who belongs to which."""

from __future__ import annotations

from flask import Response, flash, url_for
from flask_babel import gettext as _

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may, rule_of
from app.core.errors import InvalidInput
from app.core.regioncode import COUNTRY
from app.core.web.pages import page, see
from app.policy import P
from app.regions import queries as regions
from app.regions.picker import Limits
from app.volunteers import queries, services
from app.volunteers.forms import TEAM_KINDS, AssignForm, TeamForm, offer
from app.volunteers.routes import blueprint
from app.volunteers.routes.record import load


@blueprint.get("/teams")
@requires(P.READ_VOLUNTEER)
def teams() -> Response:
    actor = current_actor()
    found = queries.teams(actor)
    return page(
        "volunteers/teams.html",
        teams=found,
        members=queries.members(actor),
        places=regions.full_names({team.region_code for team in found}),
        kinds=dict(TEAM_KINDS),
        may_register=may(actor, P.REGISTER_VOLUNTEER),
    )


def _team_form() -> TeamForm:
    form = TeamForm()
    held = current_actor().regions(rule_of(P.REGISTER_VOLUNTEER).roles)
    home = held[0] if held else COUNTRY
    form.region.limits = Limits(form.region.limits.levels, home)
    form.region.start = home
    if not form.is_submitted():
        form.region.data = home
    return form


@blueprint.get("/teams/new")
@requires(P.REGISTER_VOLUNTEER)
def new_team() -> Response:
    return page("volunteers/team_new.html", form=_team_form())


@blueprint.post("/teams/new")
@requires(P.REGISTER_VOLUNTEER)
def create_team() -> Response:
    form = _team_form()
    if not form.validate_on_submit():
        return page("volunteers/team_new.html", status=422, form=form)
    try:
        team = services.create_team(
            actor=current_actor(),
            region_code=form.region.data or "",
            name=form.name.data or "",
            kind=form.kind.data or "",
            captain_name=form.captain_name.data or "",
        )
    except InvalidInput as error:
        form.show_problems(error)
        return page("volunteers/team_new.html", status=422, form=form)
    flash(_("The team “%(name)s” is there. Assign volunteers on their pages.", name=team.name))
    return see(url_for("volunteers.teams"))


def _assign_form() -> AssignForm:
    form = AssignForm()
    found = queries.teams(current_actor())
    form.team.choices = offer([("", _("No team")), *((str(t.id), t.name) for t in found)])
    return form


@blueprint.get("/volunteers/<int:volunteer_id>/team")
@requires(P.REGISTER_VOLUNTEER)
def choose_team(volunteer_id: int) -> Response:
    volunteer, form = load(volunteer_id, P.REGISTER_VOLUNTEER), _assign_form()
    form.team.data = str(volunteer.team_id or "")
    return page("volunteers/team_assign.html", volunteer=volunteer, form=form)


@blueprint.post("/volunteers/<int:volunteer_id>/team")
@requires(P.REGISTER_VOLUNTEER)
def assign_team(volunteer_id: int) -> Response:
    volunteer, form = load(volunteer_id, P.REGISTER_VOLUNTEER), _assign_form()
    if not form.validate_on_submit():
        return page("volunteers/team_assign.html", status=422, volunteer=volunteer, form=form)
    team_id = int(form.team.data) if form.team.data else None
    services.assign_team(actor=current_actor(), volunteer_id=volunteer.id, team_id=team_id)
    flash(_("Saved."), "success")
    return see(url_for("volunteers.show", volunteer_id=volunteer.id))
