"""What is shown of a check's findings: a page of lines, by kind and by what is searched for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.documents.sheets import Mend, Problem
from app.core.imports import messages
from app.core.imports.findings import PROBLEM, Findings, Line
from app.core.imports.kinds import ImportKind
from app.core.personal import Kind, mask

SIZE = 25
MASKED = {"name": Kind.NAME, "id_number": Kind.IDENTITY_NUMBER, "phone": Kind.PHONE}
"""By the end of a field's name: guardian_phone."""


@dataclass(frozen=True)
class Shown:
    """One line as it stands on the page."""

    line: Line
    name: str
    texts: Sequence[str]


@dataclass(frozen=True)
class View:
    code: str
    label: str
    holds: Callable[[Line], bool]
    hint: Any = ""


@dataclass(frozen=True)
class PreviewPage:
    items: Sequence[Shown]
    total: int
    number: int

    @property
    def has_next(self) -> bool:
        return self.number * SIZE < self.total


def views(kind: ImportKind) -> list[View]:
    found = [
        View(PROBLEM, _("Problems"), lambda line: line.status == PROBLEM),
        View("updated", _("Changed"), lambda line: line.status == "updated"),
        View("created", _("New"), lambda line: line.status == "created"),
        View("mended", _("Put right without asking"), lambda line: bool(line.mends)),
        View("all", _("All"), lambda _line: True),
    ]
    if kind.notes_title:
        noted = View("noted", kind.notes_title, lambda line: bool(line.notes), kind.notes_hint)
        found.insert(3, noted)
    if kind.differs_title:
        differ = View(
            "differing", kind.differs_title, lambda line: bool(line.differs), kind.differs_hint
        )
        found.insert(1, differ)
    return found


def statuses() -> dict[str, str]:
    return {"created": _("new"), "updated": _("changed"), "unchanged": _("unchanged")}


def view_of(found: Findings, kind: ImportKind, code: str) -> View:
    """The one asked for, or else the first that holds anything."""
    known = views(kind)
    asked = next((one for one in known if one.code == code), None)
    return asked or next((one for one in known if any(map(one.holds, found.lines))), known[-1])


def lines_of(
    found: Findings, view: View, words: str, number: int, kind: ImportKind, *, in_full: bool
) -> PreviewPage:
    """`in_full`: for whoever brought the file; to others values are masked."""
    lines = [one for one in found.lines if view.holds(one)]
    if words:
        lines = [one for one in lines if one.is_named(words)]
    first = (number - 1) * SIZE
    items = [_shown(one, view, kind, in_full) for one in lines[first : first + SIZE]]
    return PreviewPage(items, len(lines), number)


def _shown(line: Line, view: View, kind: ImportKind, in_full: bool) -> Shown:
    texts = [f"{one.column}：{messages.text_of(one, kind)}" for one in line.problem_list()]
    if line.changes:
        changed = _(", ").join(str(kind.labels.get(one, one)) for one in line.changes)
        texts.append(_("Changes: %(fields)s", fields=changed))
    if line.differs:
        said = _(", ").join(str(kind.labels.get(one, one)) for one in line.differs)
        texts.append(_("Differs: %(fields)s", fields=said))
    texts += line.notes
    if view.code == "mended":
        texts += [_mended(one, in_full) for one in line.mend_list()]
    return Shown(line, line.name if in_full else mask(Kind.NAME, line.name), texts)


def _mended(mend: Mend, in_full: bool) -> str:
    secret = next((kind for end, kind in MASKED.items() if mend.field.endswith(end)), None)
    before, after = mend.before, mend.after
    if secret and not in_full:
        before, after = mask(secret, before), mask(secret, after)
    said = messages.text_of_mend(tuple(mend.codes))
    return f"{mend.column}：{before or '—'} → {after}（{said}）"


def late_problems(late: Sequence[Sequence[Any]]) -> list[tuple[str, Problem]]:
    """By sheet: rows that were left out for what came up only while writing."""
    return [(sheet, Problem(row, "", code, {}, field)) for sheet, row, code, field in late]
