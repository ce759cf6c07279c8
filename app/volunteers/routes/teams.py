"""Teams: the list, one team's page and roster, its captains, and who belongs to which."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response, abort, flash, make_response, request, url_for
from flask_babel import gettext as _

from app.core import i18n
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import fresh_password, requires
from app.core.access.policy import may, rule_of
from app.core.access.scope import get_visible
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents.sheets.write import OutColumn, OutSheet, write_workbook
from app.core.documents.uploads import Upload, serve
from app.core.errors import DomainError
from app.core.personal import Kind, mask
from app.core.regioncode import COUNTRY
from app.core.web.pages import page, panels, see
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import find
from app.regions import queries as regions
from app.regions.picker import Limits
from app.volunteers import paper, queries, services
from app.volunteers import teams as reading
from app.volunteers.brand import brand_of
from app.volunteers.forms import TEAM_KINDS, AssignForm, CaptainForm, TeamForm, offer
from app.volunteers.labels import SUCCESSION_LABELS, kind_label, skill_labels
from app.volunteers.models import Team
from app.volunteers.routes import blueprint
from app.volunteers.routes.lists import XLSX
from app.volunteers.routes.public import pdf
from app.volunteers.routes.record import load


@blueprint.get("/teams")
@requires(P.READ_VOLUNTEER)
def teams() -> Response:
    actor = current_actor()
    found = queries.teams(actor)
    members = queries.members(actor)
    due = {team.id: SUCCESSION_LABELS[why] for team, why in reading.successions(actor)}
    if is_due := request.args.get("captain") == "due":
        found = [team for team in found if team.id in due]
    return page(
        "volunteers/teams.html",
        teams=found,
        members=members,
        small={team.id for team in found if members.get(team.id, 0) < reading.fewest(team)},
        places=regions.full_names({team.region_code for team in found}),
        kinds=dict(TEAM_KINDS),
        due=due,
        is_due=is_due,
        may_register=may(actor, P.REGISTER_VOLUNTEER),
    )


@blueprint.get("/teams/missing")
@requires(P.READ_VOLUNTEER)
def villages_without_team() -> Response:
    """Villages below one's own county or township that have no local team."""
    actor = current_actor()
    held = actor.regions(rule_of(P.READ_VOLUNTEER).roles)
    home = request.args.get("region", held[0])
    if not may(actor, P.READ_VOLUNTEER, home):
        home = held[0]
    total, rows = reading.villages_without_team(home)
    return page(
        "volunteers/teams_missing.html",
        home=regions.full_name(home),
        total=total,
        rows=rows,
        townships=[(one.code, one.name) for one in regions.list_below(home, limit=100)],
        may_register=may(actor, P.REGISTER_VOLUNTEER),
    )


def _team_form(team: Team | None = None) -> TeamForm:
    form = TeamForm(obj=team)
    held = current_actor().regions(rule_of(P.REGISTER_VOLUNTEER).roles)
    home = held[0] if held else COUNTRY
    skills = rules_for(team.region_code if team else home).skills
    form.profession.choices = offer([("", _("None")), *((one.code, one.label) for one in skills)])
    form.region.limits = Limits(form.region.limits.levels, home)
    form.region.start = home
    if team is not None:
        form.region.data = team.region_code
    elif not form.is_submitted():
        form.region.data = home
    return form


def _values(form: TeamForm) -> services.TeamValues:
    given = {name: form[name].data or "" for name in services.TeamValues.__annotations__}
    return services.TeamValues(**given)


def _keep_badge(form: TeamForm, team: Team) -> None:
    sent = form.badge.data
    if sent or form.no_badge.data:
        services.set_badge(
            actor=current_actor(),
            team_id=team.id,
            content=sent.read() if sent else b"",
            name=(sent.filename or "") if sent else "",
        )


@blueprint.get("/teams/<int:team_id>/badge.jpg")
@requires(P.READ_VOLUNTEER)
def team_badge(team_id: int) -> Response:
    team = get_visible(Team, current_actor(), team_id)
    if team.badge_id is None:
        abort(404)
    return serve(session().get_one(Upload, team.badge_id), f"badge-{team.id}.jpg")


@blueprint.get("/teams/new")
@requires(P.REGISTER_VOLUNTEER)
def new_team() -> Response:
    form = _team_form()
    region = request.args.get("region", "")
    if regions.get_region(region) and may(current_actor(), P.REGISTER_VOLUNTEER, region):
        form.region.data = region
    return page("volunteers/team_new.html", form=form, team=None)


@blueprint.post("/teams/new")
@requires(P.REGISTER_VOLUNTEER)
def create_team() -> Response:
    form = _team_form()
    if not form.validate_on_submit():
        return page("volunteers/team_new.html", status=422, form=form, team=None)
    try:
        with transaction():
            team = services.create_team(
                actor=current_actor(), region_code=form.region.data or "", **vars(_values(form))
            )
            _keep_badge(form, team)
    except DomainError as error:
        form.show_problems(error)
        return page("volunteers/team_new.html", status=error.status, form=form, team=None)
    flash(_("The team “%(name)s” is there. Assign volunteers on their pages.", name=team.name))
    return see(url_for("volunteers.show_team", team_id=team.id))


@blueprint.get("/teams/<int:team_id>")
@requires(P.READ_VOLUNTEER)
def show_team(team_id: int) -> Response:
    actor = current_actor()
    team: Team = get_visible(Team, actor, team_id)
    rules = rules_for(team.region_code)
    profession = find(rules.skills, team.profession)
    present = reading.present(actor, team)
    return page(
        "volunteers/team.html",
        team=team,
        place=regions.full_name(team.region_code),
        kind=dict(TEAM_KINDS).get(team.kind, team.kind),
        profession=profession.label if profession else team.profession,
        present=present,
        past=reading.past(actor, team),
        captains=reading.captains(team),
        fewest=reading.fewest(team),
        succession=_succession(actor, team),
        panels=panels(actor, team),
        may_edit=may(actor, P.REGISTER_VOLUNTEER, team),
    )


def _succession(actor: Actor, team: Team) -> Any:
    """Why the team needs a new captain, for whoever names her."""
    return next(
        (SUCCESSION_LABELS[why] for one, why in reading.successions(actor) if one is team), None
    )


@blueprint.get("/teams/<int:team_id>/edit")
@requires(P.REGISTER_VOLUNTEER)
def edit_team(team_id: int) -> Response:
    team = get_visible(Team, current_actor(), team_id, P.REGISTER_VOLUNTEER)
    return page("volunteers/team_new.html", form=_team_form(team), team=team)


@blueprint.post("/teams/<int:team_id>/edit")
@requires(P.REGISTER_VOLUNTEER)
def save_team(team_id: int) -> Response:
    team = get_visible(Team, current_actor(), team_id, P.REGISTER_VOLUNTEER)
    form, status = _team_form(team), 422
    if form.validate_on_submit():
        try:
            with transaction():
                services.edit_team(actor=current_actor(), team_id=team.id, values=_values(form))
                _keep_badge(form, team)
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            flash(_("Saved."), "success")
            return see(url_for("volunteers.show_team", team_id=team.id))
    return page("volunteers/team_new.html", status=status, form=form, team=team)


def _captain_form(team: Team) -> CaptainForm:
    form = CaptainForm()
    members = reading.present(current_actor(), team)
    known = ((str(one.id), one.name) for one in members)
    form.member.choices = offer([("", _("Nobody of the list")), *known])
    return form


@blueprint.get("/teams/<int:team_id>/captain")
@requires(P.REGISTER_VOLUNTEER)
def ask_captain(team_id: int) -> Response:
    team = get_visible(Team, current_actor(), team_id, P.REGISTER_VOLUNTEER)
    form = _captain_form(team)
    form.office.data, form.since.data = team.captain_office, today()
    return page("volunteers/team_captain.html", form=form, team=team)


@blueprint.post("/teams/<int:team_id>/captain")
@requires(P.REGISTER_VOLUNTEER)
def change_captain(team_id: int) -> Response:
    team = get_visible(Team, current_actor(), team_id, P.REGISTER_VOLUNTEER)
    form, status = _captain_form(team), 422
    if form.validate_on_submit() and form.since.data is not None:
        try:
            services.change_captain(
                actor=current_actor(),
                team_id=team.id,
                name=form.name.data or "",
                member_id=int(form.member.data) if form.member.data else None,
                office=form.office.data or "",
                since=form.since.data,
                until=form.until.data,
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            flash(_("Saved."), "success")
            return see(url_for("volunteers.show_team", team_id=team.id))
    return page("volunteers/team_captain.html", status=status, form=form, team=team)


def _roster(team: Team) -> tuple[list[str], list[list[str]]]:
    """Headings and rows, numbers masked: the roster hangs on walls."""
    rules = rules_for(team.region_code)
    headings = [_("Name"), _("Sex"), _("Phone"), _("As"), _("Good at"), _("In service from")]
    rows = [
        [
            one.name,
            _("Female") if one.sex == "female" else _("Male"),
            mask(Kind.PHONE, one.phone),
            kind_label(rules, one.kind),
            "、".join(skill_labels(rules, one.skills)),
            i18n.day(one.service_from) if one.service_from else "",
        ]
        for one in reading.present(current_actor(), team)
    ]
    return headings, rows


@blueprint.get("/teams/<int:team_id>/roster.xlsx")
@requires(P.READ_VOLUNTEER)
@fresh_password
def team_workbook(team_id: int) -> Response:
    team = get_visible(Team, current_actor(), team_id)
    headings, rows = _roster(team)
    target = BytesIO()
    widths = (10, 6, 16, 12, 26, 16)
    columns = [OutColumn(one, width) for one, width in zip(headings, widths, strict=True)]
    write_workbook(target, [OutSheet(_("Members"), columns, rows, title=team.name)])
    services.note_roster(actor=current_actor(), team_id=team.id, rows=len(rows))
    response = make_response(target.getvalue())
    response.content_type = XLSX
    response.headers["Content-Disposition"] = 'attachment; filename="team.xlsx"'
    return response


@blueprint.get("/teams/<int:team_id>/roster.pdf")
@requires(P.READ_VOLUNTEER)
@fresh_password
def team_sheet(team_id: int) -> Response:
    team = get_visible(Team, current_actor(), team_id)
    headings, rows = _roster(team)
    services.note_roster(actor=current_actor(), team_id=team.id, rows=len(rows))
    place = regions.full_name(team.region_code)
    return pdf(paper.team_roster(team, brand_of(team), place, headings, rows), "team.pdf")


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
