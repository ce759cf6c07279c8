"""What of the volunteers needs somebody today."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.clock import today
from app.core.db import session
from app.core.i18n import day
from app.core.registry import Figure, Todo
from app.policy import P
from app.volunteers import appeals, leaving, queries, teams
from app.volunteers.doubles.finding import doubles
from app.volunteers.models import Volunteer

NAMED = 5
"""So many are named one by one; of more, the rest is one line."""


def todos(actor: Actor) -> Iterator[Todo]:
    if may(actor, P.CHECK_VOLUNTEER):
        yield from _waiting(actor)
        yield from _expiring(actor)
    if may(actor, P.REGISTER_VOLUNTEER):
        yield from _leaving(actor)
        yield from _successions(actor)
    if may(actor, P.DECIDE_VOLUNTEER):
        yield from _appeals(actor)
    if may(actor, P.REGISTER_VOLUNTEER):
        yield from _repeats(actor)
    if may(actor, P.MERGE_VOLUNTEERS) and (number := len(doubles(actor))):
        url = url_for("volunteers.list_doubles")
        yield Todo(_("Compare records that look like one person"), url, "blue", number)


def _leaving(actor: Actor) -> Iterator[Todo]:
    for row, notice in leaving.rows(actor, NAMED):
        text = _(
            "Say goodbye well: %(name)s, until %(day)s", name=row.name, day=day(notice.last_day)
        )
        url = url_for("volunteers.leave_steps", volunteer_id=row.id)
        yield Todo(text, url, "red" if notice.last_day < today() else "amber")


def _successions(actor: Actor) -> Iterator[Todo]:
    rows = teams.successions(actor)
    for team, why in rows[:NAMED]:
        text = _("Name the next captain: %(team)s", team=team.name)
        url = url_for("volunteers.ask_captain", team_id=team.id)
        yield Todo(text, url, "amber" if why == "ending" else "red")
    if (more := len(rows) - NAMED) > 0:
        url = url_for("volunteers.teams", captain="due")
        yield Todo(_("Name further captains"), url, "amber", more)


def _appeals(actor: Actor) -> Iterator[Todo]:
    for row, appeal in islice(appeals.to_decide(actor), NAMED):
        text = _("Decide the appeal: %(name)s, by %(day)s", name=row.name, day=day(appeal.due_on))
        url = url_for("volunteers.ask_appeal", volunteer_id=row.id)
        yield Todo(text, url, "red" if appeal.due_on < today() else "amber")


def figures(actor: Actor) -> Iterator[Figure]:
    if may(actor, P.READ_VOLUNTEER):
        number = queries.count(actor, P.READ_VOLUNTEER, "approved")
        url = url_for("volunteers.index", state="approved")
        yield Figure(number, _l("volunteers in service"), url)


def _waiting(actor: Actor) -> Iterator[Todo]:
    waiting = queries.find(actor, queries.Filters(state="applied"), P.CHECK_VOLUNTEER)
    first = waiting.order_by(Volunteer.applied_at, Volunteer.id).limit(NAMED)
    shown = session().scalars(first).all()
    for row in shown:
        yield Todo(_("Check the application: %(name)s", name=row.name), _url(row), "blue")
    more = queries.count(actor, P.CHECK_VOLUNTEER, "applied") - len(shown)
    if more > 0:
        url = url_for("volunteers.index", state="applied")
        yield Todo(_("Check further applications"), url, "blue", more)
    under_review = queries.count(actor, P.CHECK_VOLUNTEER, "checking")
    if under_review:
        url = url_for("volunteers.index", state="checking")
        yield Todo(_("Finish checks and decide"), url, "amber", under_review)


def _expiring(actor: Actor) -> Iterator[Todo]:
    found = queries.expiring(actor).order_by(Volunteer.name_key, Volunteer.id)
    for row in session().scalars(found.limit(NAMED)):
        late = any(line.standing == "expired" for line in queries.checklist(row))
        text = _("Renew the checks: %(name)s", name=row.name)
        yield Todo(text, _url(row), "red" if late else "amber")
    total = session().scalar(select(func.count()).select_from(queries.expiring(actor).subquery()))
    if (total or 0) > NAMED:
        url = url_for("volunteers.due_checks")
        yield Todo(_("Renew further checks"), url, "amber", (total or 0) - NAMED)


def _repeats(actor: Actor) -> Iterator[Todo]:
    for row in session().scalars(queries.with_unseen_repeats(actor).limit(NAMED)):
        yield Todo(_("Call back, she applied again: %(name)s", name=row.name), _url(row), "blue")


def _url(row: Volunteer) -> str:
    return url_for("volunteers.show", volunteer_id=row.id)
