"""Gives columns to fields: the surest candidate first, each field one column (or its ticks)."""

from __future__ import annotations

from collections.abc import Sequence

from .cells import heading_key, is_blank, text_of
from .clean import tick_of
from .lexicon import Candidate, Lexicon
from .mapping import Column
from .paths import HeadingPath
from .sheet import Sheet

_SAMPLE_ROWS = 200


def assign_columns(
    sheet: Sheet, header_last: int, paths: Sequence[HeadingPath], lexicon: Lexicon
) -> tuple[Column, ...]:
    offers = [
        (candidate, path)
        for path in paths
        if path.joined_to is None
        for candidate in lexicon.candidates(path.texts)
    ]
    offers.sort(key=lambda offer: (-offer[0].confidence, offer[1].column))
    taken: dict[int, Candidate] = {}
    roles: dict[str, set[str]] = {}
    for candidate, path in offers:
        if path.column in taken or not _is_free(candidate, roles):
            continue
        is_lone_tick = candidate.role == "tick" and candidate.confidence <= 0.5
        if is_lone_tick and not _holds_ticks(sheet, header_last, path):
            continue
        taken[path.column] = candidate
        roles.setdefault(candidate.field, set()).add(candidate.role)
    return tuple(_column(path, taken) for path in paths)


def _is_free(candidate: Candidate, roles: dict[str, set[str]]) -> bool:
    """Ticks share a field, date parts complete each other; a value column stands alone."""
    present = roles.get(candidate.field, set())
    if candidate.role == "tick":
        return present <= {"tick"}
    if candidate.role == "value":
        return not present
    return candidate.role not in present and "value" not in present


def _holds_ticks(sheet: Sheet, header_last: int, path: HeadingPath) -> bool:
    name = heading_key(path.texts[-1])
    ticks = 0
    for row in sheet.rows_between(header_last + 1, header_last + _SAMPLE_ROWS):
        cell = row.cell(path.column)
        if is_blank(cell) or heading_key(text_of(cell)) == name:
            continue
        if tick_of(cell) is None:
            return False
        ticks += 1
    return ticks > 0


def _column(path: HeadingPath, taken: dict[int, Candidate]) -> Column:
    heading = path.texts[-1]
    if path.joined_to is not None and path.joined_to in taken:
        first = taken[path.joined_to]
        if first.role == "value":
            return Column(
                path.column, heading, path.texts, first.field, "join", "", first.confidence
            )
    found = taken.get(path.column)
    if found is None:
        return Column(path.column, heading, path.texts)
    return Column(
        path.column,
        heading,
        path.texts,
        found.field,
        found.role,
        found.option,
        round(found.confidence, 2),
    )
