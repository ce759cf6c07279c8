"""The rows left out, as a workbook that can be put right and imported again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _

from app.core.documents import sheets
from app.core.documents.sheets import Mapping, Problem, Sheet
from app.core.imports import messages, work
from app.core.imports.kinds import ImportKind
from app.core.imports.models import RosterImport
from app.core.imports.preview import late_problems


def workbook(row: RosterImport, kind: ImportKind) -> tuple[bytes, int]:
    """The headings and the rows with problems, and how many these are."""
    found = work.findings_of(row)
    problems: dict[str, list[Problem]] = {}
    for line in found.lines:
        for problem in line.problem_list():
            problems.setdefault(line.sheet, []).append(problem)
    for sheet, problem in late_problems(row.late):
        problems.setdefault(sheet, []).append(problem)
    read = {sheet.name: sheet for sheet in sheets.read_table(*work.file_of(row))}
    made, marked, heads = [], {}, {}
    for name, listed in problems.items():
        columns = [one for one in found.mappings() if one.sheet == name]
        rows, moved = _only(read[name], columns, {one.row for one in listed})
        made.append(rows)
        marked[name] = [_moved(one, moved) for one in listed]
        heads[name] = columns[0].header_last
    target = io.BytesIO()
    sheets.mark_workbook(
        target,
        made,
        marked,
        lambda problem: messages.text_of(problem, kind),
        heading=_("Problems"),
        heading_rows=heads,
    )
    return target.getvalue(), sum(len({one.row for one in listed}) for listed in problems.values())


def _only(
    sheet: Sheet, tables: Sequence[Mapping], wanted: set[int]
) -> tuple[Sheet, dict[int, int]]:
    """The headings and the wanted rows, moved up; where each row went."""
    top = tables[0].header_last
    moved = {row.number: row.number for row in sheet.rows_between(1, top)}
    at, below = top, top
    for table in tables:
        ahead = sheet.rows_between(below + 1, table.header_last)
        mine = sheet.rows_between(max(table.header_last, below) + 1, table.data_last)
        for row in (*ahead, *(one for one in mine if one.number in wanted)):
            at += 1
            moved[row.number] = at
        below = table.data_last
    kept = [replace(row, number=moved[row.number]) for row in sheet.rows if row.number in moved]
    merges = [one for one in sheet.merges if one.last_row <= top]
    return Sheet(sheet.name, kept, merges), moved


def _moved(problem: Problem, moved: dict[int, int]) -> Problem:
    """At its new place; the reason names the row of the file that it was in."""
    column = problem.column or _("Row %(row)s", row=problem.row)
    return replace(problem, row=moved[problem.row], column=column)
