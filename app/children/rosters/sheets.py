"""What the county takes to Excel: villages and steps, no child by name."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.children.rosters.clocks import STEPS, Row
from app.children.rosters.overview import Progress, Village
from app.children.rosters.states import ROSTER
from app.core.documents.sheets import OutColumn, OutSheet, write_workbook
from app.core.i18n import day


def villages_book(found: Sequence[Village], places: Mapping[str, str]) -> bytes:
    columns = (
        OutColumn(_("Village"), 30),
        OutColumn(_("Children on file"), 12),
        OutColumn(_("Sealed version"), 12),
        OutColumn(_("Sealed on"), 16),
        OutColumn(_("Children on it"), 12),
        OutColumn(_("Came since"), 10),
        OutColumn(_("Gone since"), 10),
        OutColumn(_("Version at work"), 24),
        OutColumn(_("Re-check due"), 16),
    )
    rows = [_village(one, places) for one in found]
    return _book(OutSheet(_("Rosters"), columns, rows, title=_("Rosters of the villages")))


def _village(one: Village, places: Mapping[str, str]) -> list[Any]:
    sealed = one.sealed
    return [
        places.get(one.code, one.name),
        one.children,
        sealed.number if sealed else _("none"),
        day(sealed.sealed_on) if sealed else "",
        sealed.listed if sealed else "",
        one.came if sealed else "",
        one.gone if sealed else "",
        str(ROSTER.state(one.working.state).label) if one.working else "",
        day(one.check.due_on) if one.check else "",
    ]


def progress_book(rows: Sequence[Progress]) -> bytes:
    columns = (
        OutColumn(_("Division"), 30),
        OutColumn(_("Villages"), 10),
        OutColumn(_("With a sealed roster"), 14),
        OutColumn(_("Working on a version"), 14),
        OutColumn(_("Without any roster"), 14),
        OutColumn(_("Re-checks waiting"), 14),
        OutColumn(_("of these late"), 12),
    )
    body = [
        [one.name, one.villages, one.sealed, one.working, one.without, one.due, one.late]
        for one in rows
    ]
    return _book(OutSheet(_("Rosters"), columns, body, title=_("Rosters by division")))


def clocks_book(whole: Row, rows: Sequence[Row], places: Mapping[str, str]) -> bytes:
    columns = [OutColumn(_("Place"), 30), OutColumn(_("Children"), 10)]
    for label in STEPS.values():
        columns += [
            OutColumn(_("%(step)s: median in days", step=label), 16),
            OutColumn(_("%(step)s: not yet", step=label), 14),
            OutColumn(_("%(step)s: too late", step=label), 14),
        ]
    body = [_clock_row(one, places) for one in (*rows, whole)]
    notes = [_("· : a number too small to be told")]
    title = _("From found to first meeting")
    return _book(OutSheet(_("Clocks"), columns, body, title=title, notes=notes))


def _clock_row(row: Row, places: Mapping[str, str]) -> list[Any]:
    cells: list[Any] = [places.get(row.code, row.code), _told(row.children)]
    for number in range(len(STEPS)):
        if not row.clocks:
            cells += ["·"] * 3
            continue
        one = row.clocks[number]
        hidden = one.done is None
        cells += [
            "·" if hidden else "" if one.median is None else one.median,
            _told(one.waiting),
            _told(one.late),
        ]
    return cells


def _told(number: int | None) -> int | str:
    return "·" if number is None else number


def _book(sheet: OutSheet) -> bytes:
    target = io.BytesIO()
    write_workbook(target, [sheet])
    return target.getvalue()
