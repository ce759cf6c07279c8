"""Who is trained in what, as pages and as a workbook; who missed a session and where she can
catch up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from flask import Response, make_response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import audit, i18n
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import fresh_password, requires
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.clock import add_months, today
from app.core.db import session, transaction
from app.core.documents.sheets import XLSX, OutColumn, OutSheet, write_workbook
from app.core.errors import DomainError, Problem
from app.core.regioncode import pad
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P
from app.programmes.rules import TrainingRules
from app.regions.queries import full_names
from app.training import kinds
from app.training.absences import Absence, absences
from app.training.coverage import Row, Standing, standing, table
from app.training.queries import guardians_reached, held_by_all, volunteers_by_id
from app.training.routes import blueprint
from app.training.routes.shared import say
from app.training.services import signing_up
from app.volunteers.models import Team, Volunteer
from app.volunteers.queries import matches, rules_here

LEVELS = {
    "county": _l("By county"),
    "place": _l("By township"),
    "village": _l("By village"),
    "team": _l("By team"),
}
MOST = 5000
"""So many volunteers are looked at for the overview of a region."""
SHOWN = 100


@dataclass(frozen=True)
class Overview:
    rules: TrainingRules
    standings: Sequence[tuple[Volunteer, Standing]]
    teams: dict[str, str] = field(default_factory=dict)

    @property
    def gaps(self) -> list[tuple[Volunteer, Standing]]:
        day = today()
        return [(one, how) for one, how in self.standings if how.lacks_initial or how.is_due(day)]

    def rows(self, by: str) -> Sequence[Row]:
        keyed = [(_key(one, by), how) for one, how in self.standings]
        return list(table(keyed, today()).values())


def _overview(actor: Actor, team_id: int | None, words: str = "") -> Overview:
    rules = rules_here(actor).training
    query = visible(Volunteer, actor).where(Volunteer.state == "approved")
    if team_id:
        query = query.where(Volunteer.team_id == team_id)
    if words:
        query = query.where(matches(words))
    ordered = query.order_by(Volunteer.name_key, Volunteer.id).limit(MOST)
    people = session().scalars(ordered).all()
    held = held_by_all([one.id for one in people])
    return Overview(
        rules,
        [(one, standing(held[one.id], rules, today())) for one in people],
        _team_names([one.team for one in people if one.team]),
    )


@blueprint.get("/coverage")
@requires(P.READ_VOLUNTEER)
def coverage() -> Response:
    """Gaps and refreshers by name, coverage by place or team."""
    actor, words = current_actor(), request.args.get("q", "").strip()
    by = request.args.get("by", "place")
    by = by if by in LEVELS else "place"
    team_id = request.args.get("team", type=whole)
    found = _overview(actor, team_id, words)
    return page(
        "training/coverage.html",
        rows=found.rows(by),
        by=by,
        levels=LEVELS,
        team=team_id,
        words=words,
        reach=[
            (label, sum(code in how.themes for _one, how in found.standings))
            for code, label in kinds.THEMES.items()
        ],
        guardians=guardians_reached(actor, add_months(today(), -12)),
        teams=found.teams,
        gaps=found.gaps[:SHOWN],
        gap_count=len(found.gaps),
        people_count=len(found.standings),
        themes=kinds.THEMES,
        today=today(),
    )


@blueprint.get("/coverage.xlsx")
@requires(P.READ_VOLUNTEER)
@fresh_password
def coverage_workbook() -> Response:
    """Every table of the overview, the gaps with what is missing, and the absentees."""
    actor = current_actor()
    found = _overview(actor, request.args.get("team", type=whole))
    missed = absences(actor, visible(Volunteer, actor), P.READ_TRAINING)
    with transaction():
        audit.record(actor, "training.coverage_exported", people=len(found.standings))
    target = BytesIO()
    sheets = [_by_theme(found), *(_by(found, by) for by in LEVELS), _gaps(found), _missed(missed)]
    write_workbook(target, sheets)
    response = make_response(target.getvalue())
    response.content_type = XLSX
    response.headers["Content-Disposition"] = 'attachment; filename="training.xlsx"'
    return response


def _title(name: str) -> str:
    return f"{name} {i18n.day(today())}"


def _by_theme(found: Overview) -> OutSheet:
    people = len(found.standings)
    counts = dict.fromkeys(kinds.THEMES, 0)
    for _one, how in found.standings:
        for code in how.themes & counts.keys():
            counts[code] += 1
    columns = [OutColumn(_("Theme"), 20), OutColumn(_("Volunteers")), OutColumn(_("Reached"))]
    columns += [OutColumn(_("Percent"))]
    rows = (
        (str(label), people, counts[code], counts[code] * 100 // people if people else 0)
        for code, label in kinds.THEMES.items()
    )
    name = _("By theme")
    return OutSheet(name=name, title=_title(name), columns=columns, rows=rows)


def _by(found: Overview, by: str) -> OutSheet:
    rows = found.rows(by)
    names = found.teams if by == "team" else full_names({row.key for row in rows})
    headings = (_("Volunteers"), _("First training complete"), _("Refresher due"))
    columns = [OutColumn(_("Team") if by == "team" else _("Place"), 36)]
    columns += [OutColumn(heading) for heading in headings]
    columns += [OutColumn(f"{label} %") for label in kinds.THEMES.values()]
    cells = (
        (
            names.get(row.key) or (_("without a team") if by == "team" else row.key),
            row.people,
            row.ready,
            row.due,
            *(row.percent(code) for code in kinds.THEMES),
        )
        for row in rows
    )
    name = str(LEVELS[by])
    return OutSheet(name=name, title=_title(name), columns=columns, rows=cells)


def _gaps(found: Overview) -> OutSheet:
    places = full_names({one.region_code for one, _how in found.gaps})
    columns = [
        OutColumn(_("Name"), 10),
        OutColumn(_("Place"), 36),
        OutColumn(_("Team"), 28),
        OutColumn(_("Minutes of first training")),
        OutColumn(_("Minutes needed")),
        OutColumn(_("Refresher due")),
        OutColumn(_("Themes that are missing"), 28, wrap=True),
        OutColumn(_("Topics that are missing"), 50, wrap=True),
    ]
    rows = (
        (
            one.name,
            places.get(one.region_code, ""),
            one.team.name if one.team else "",
            how.initial,
            how.needed,
            how.due_on or "",
            "、".join(str(how_) for code, how_ in kinds.THEMES.items() if code not in how.themes),
            "、".join(str(topic) for topic in how.missing_topics),
        )
        for one, how in found.gaps
    )
    name = _("Gaps")
    return OutSheet(name=name, title=_title(name), columns=columns, rows=rows)


def _missed(missed: Sequence[Absence]) -> OutSheet:
    columns = [
        OutColumn(_("Name"), 10),
        OutColumn(_("Session"), 36),
        OutColumn(_("Day"), 14),
        OutColumn(_("Next session"), 20),
        OutColumn(_("Where"), 28),
    ]
    rows = (
        (
            one.volunteer.name,
            one.missed.title,
            one.missed.day,
            i18n.moment(one.next.starts_at) if one.next else "",
            (one.next.place or str(kinds.MODES[one.next.mode])) if one.next else "",
        )
        for one in missed
    )
    name = _("Absentees")
    return OutSheet(name=name, title=_title(name), columns=columns, rows=rows)


@blueprint.get("/absentees")
@requires(P.READ_VOLUNTEER)
def absentees() -> Response:
    return _absentees()


@blueprint.post("/absentees")
@requires(P.MANAGE_TRAINING)
def catch_up() -> Response:
    """Whoever is ticked goes to the next session in which the same is taught."""
    actor = current_actor()
    ActionForm().validate_on_submit()
    wanted = set(request.form.getlist("people"))
    chosen = [one for one in _listed(actor) if one.next and _mark(one) in wanted]
    outcomes = []
    try:
        for held in sorted({one.next.id for one in chosen if one.next}):
            ids = [one.volunteer.id for one in chosen if one.next and one.next.id == held]
            made = signing_up.sign_up_people(actor=actor, session_id=held, volunteer_ids=ids)
            outcomes.append(made)
    except DomainError as error:
        return _absentees(error)
    together = signing_up.together(outcomes)
    if chosen:
        say(together)
    if together.refused:
        return _absentees(refused=together)
    return see(url_for("training.absentees"))


def _listed(actor: Actor) -> Sequence[Absence]:
    serving = visible(Volunteer, actor).where(Volunteer.state.in_(signing_up.COMING))
    return absences(actor, serving, P.MANAGE_TRAINING)


def _mark(one: Absence) -> str:
    return f"{one.volunteer.id}-{one.missed.id}"


def _absentees(
    problem: DomainError | None = None, refused: signing_up.Outcome | None = None
) -> Response:
    actor, form = current_actor(), ActionForm()
    if problem is not None:
        form.show_problems(problem)
    found = _listed(actor)
    return page(
        "training/absentees.html",
        status=409 if problem is not None else 200,
        found=[(_mark(one), one) for one in found[:SHOWN]],
        total=len(found),
        may_sign_up=may(actor, P.MANAGE_TRAINING),
        refused=_names(refused),
        kinds=kinds,
        form=form,
    )


def _names(refused: signing_up.Outcome | None) -> list[tuple[str, Sequence[Problem]]]:
    if refused is None:
        return []
    people = volunteers_by_id(list(refused.refused))
    return [(people[key].name, problems) for key, problems in refused.refused.items()]


def _key(one: Volunteer, by: str) -> str:
    if by == "team":
        return str(one.team_id or "")
    if by == "village":
        return one.region_code
    return pad(one.county_code if by == "county" else one.township_code)


def _team_names(teams: list[Team]) -> dict[str, str]:
    return {str(one.id): one.name for one in teams}
