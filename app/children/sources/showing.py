"""A disagreement as it is shown: what the file holds beside what the list says."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.children.models import Child
from app.children.records import PLAIN
from app.children.rosters.terms import terms_of
from app.children.sources import fields
from app.children.sources.models import Disagreement
from app.children.sources.origins import OWN, Origin, origin_of
from app.children.sources.states import LIFECYCLE, OPEN
from app.core.documents.sheets import OutColumn, OutSheet, write_workbook
from app.core.i18n import day
from app.core.workflow import State
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules


@dataclass(frozen=True)
class Side:
    value: str
    source: str
    as_of: date


@dataclass(frozen=True)
class Shown:
    row: Disagreement
    label: Any
    about: str
    """The guardian whom it is about."""
    file: Side
    list: Side
    state: State
    mended: str = ""


def source_label(source: str, programme: ProgrammeRules) -> str:
    return _("the station") if source == OWN else terms_of(programme).department(source)


def origin_said(child: Child, origin: Origin) -> str:
    """教育（学校） · 2026年9月1日."""
    return f"{source_label(origin.source, rules_for(child.region_code))} · {day(origin.as_of)}"


def origins_said(child: Child) -> dict[str, str]:
    """Of each field that is filled."""
    return {
        field: origin_said(child, origin_of(child, field))
        for field in PLAIN
        if getattr(child, field)
    }


def shown(row: Disagreement, *, in_full: bool = False) -> Shown:
    """`in_full`: where somebody settles it, which is recorded; elsewhere names, numbers, phones
    and addresses are masked."""
    child, said = row.child, row.said or {}
    programme = rules_for(child.region_code)

    def words(value: Any) -> str:
        return fields.in_words(row.field, value, programme, in_full=in_full)

    if row.state == OPEN or row.held is None:
        held, origin = (
            fields.value_in(child, row.field, said),
            fields.origin_in(child, row.field, said),
        )
    else:
        held, (source, told_on) = row.held.get("value"), row.held["origin"]
        origin = Origin(source, date.fromisoformat(told_on))
    mended = (row.held or {}).get("mended")
    about = said.get(fields.GUARDIAN, "")
    return Shown(
        row=row,
        label=fields.FIELDS.get(row.field, row.field),
        about=about if in_full else about[:1] + "*" * len(about[1:]),
        file=Side(words(held), source_label(origin.source, programme), origin.as_of),
        list=Side(words(said.get("value")), source_label(row.source, programme), row.as_of),
        state=LIFECYCLE.state(row.state),
        mended=words(mended) if mended else "",
    )


def workbook(rows: Sequence[Disagreement], places: dict[str, str]) -> bytes:
    columns = (
        OutColumn(_("Village"), 30),
        OutColumn(_("Number"), 8),
        OutColumn(_("Nickname"), 12),
        OutColumn(_("About"), 16),
        OutColumn(_("The file holds"), 30),
        OutColumn(_("Said by"), 14),
        OutColumn(_("As of"), 14),
        OutColumn(_("The list says"), 30),
        OutColumn(_("Said by"), 14),
        OutColumn(_("As of"), 14),
        OutColumn(_("State"), 14),
    )
    title = _("Where lists say something else than the files")
    target = io.BytesIO()
    sheet = OutSheet(_("Disagreements"), columns, list(_rows(rows, places)), title=title)
    write_workbook(target, [sheet])
    return target.getvalue()


def _rows(rows: Sequence[Disagreement], places: dict[str, str]) -> Iterator[list[Any]]:
    for row in rows:
        one, child = shown(row), row.child
        yield [
            places.get(child.region_code, child.region_code),
            child.roster_number,
            child.alias,
            str(one.label),
            one.file.value,
            one.file.source,
            one.file.as_of,
            one.list.value,
            one.list.source,
            one.list.as_of,
            str(one.state.label),
        ]
