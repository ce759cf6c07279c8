"""What rosters ask for today, first of the village, then of the township."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.children.rosters import overview, queries
from app.children.rosters.models import RosterVersion
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.clock import today
from app.core.regioncode import Level, level_of
from app.core.registry import Todo
from app.policy import P

CLOSE = Level.TOWNSHIP
"""From this level on down, villages without a roster are somebody's task of the day."""


def todos(actor: Actor) -> Iterator[Todo]:
    if may(actor, P.COMPILE_ROSTER):
        yield from _of_compilers(actor)
    if may(actor, P.CHECK_ROSTER):
        yield from _of_checkers(actor)


def _of_compilers(actor: Actor) -> Iterator[Todo]:
    waits, late = overview.due_count(queries.open_checks(actor), today())
    if waits:
        text = _l("Go through the villages’ rosters once a month")
        yield Todo(text, url_for("rosters.checks"), "red" if late else "amber", waits)
    home = overview.home_of(actor, P.COMPILE_ROSTER)
    if level_of(home) >= CLOSE:
        for show, text in (
            ("none", _l("Villages without any roster")),
            ("outdated", _l("Villages where children came or went since the roster was sealed")),
        ):
            if number := overview.count(overview.villages(actor, home, show)):
                yield Todo(text, url_for("rosters.index", show=show), "blue", number)


def _of_checkers(actor: Actor) -> Iterator[Todo]:
    for states, text in (
        (("handed_in",), _l("Check rosters that were handed in")),
        (("checked",), _l("Print rosters that were checked")),
        (("printed",), _l("Have rosters stamped and scan them back")),
    ):
        query = visible(RosterVersion, actor, P.CHECK_ROSTER)
        if number := overview.count(query.where(RosterVersion.state.in_(states))):
            yield Todo(text, url_for("rosters.index", show="waiting"), "amber", number)
