"""What an area tells of a roster that it takes in; the steps themselves are the same for all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from flask import Flask, current_app

from app.core import jobs
from app.core.access.actors import Actor
from app.core.documents.sheets import Mapping as Columns
from app.core.documents.sheets import Mend, ParsedRow, Problem, Schema

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"


@dataclass(frozen=True)
class Table:
    """One table of the file, with the meaning of its columns."""

    index: int
    columns: Columns
    schema: Schema

    def heading(self, field: str) -> str:
        return self.columns.heading_of(field, self.schema)

    def letter(self, field: str) -> str:
        found = self.columns.of(field)
        return found[0].letter if found else ""


@dataclass
class Entry:
    """One person of the file, on the way from cells to the database."""

    table: Table
    row: ParsedRow
    problems: list[Problem]
    record: Any = None
    """Typed by the kind; set by `Roster.read` where the row can be taken."""
    key: str = ""
    """What makes two rows the same person; "" where nothing does."""
    key_field: str = ""
    status: str = ""
    """created, updated or unchanged, once compared; "" for a row with problems."""
    row_id: int | None = None
    changes: tuple[str, ...] = ()
    """The fields that the file changes, in the words of `ImportKind.labels`."""
    differs: tuple[str, ...] = ()
    """Fields in which the file says something else than what there is, and changes nothing."""
    notes: tuple[Any, ...] = ()
    """What writing the row does besides, or leaves to people; shown before it is written."""

    def value(self, field: str) -> Any:
        return self.row.values.get(field)

    def report(self, code: str, field: str, **args: Any) -> None:
        self.problems.append(
            Problem(
                self.row.row_number,
                self.table.heading(field),
                code,
                args,
                field,
                self.table.letter(field),
            )
        )

    def mended(self, code: str, field: str, before: str, after: str) -> None:
        """Put on the list of silent mends what the reader had to understand."""
        heading = self.table.heading(field)
        self.row.mends.append(Mend(self.row.row_number, heading, (code,), before, after, field))


@dataclass(frozen=True)
class Told:
    """Whose list it is, and the day of which it tells; no source: the station's own."""

    source: str = ""
    as_of: date | None = None
    import_id: int | None = None


class Roster(ABC):
    """One run of a kind: for one actor, one region and the programme that holds there."""

    schema: Schema
    told = Told()
    dropped: frozenset[str] = frozenset()
    """Fields that are recognised, so that they are not mistaken for others, but never kept."""

    def begin(self, tables: Sequence[Table]) -> None:  # noqa: B027
        """See all tables of the file before their rows are read."""

    @abstractmethod
    def read(self, entry: Entry) -> None:
        """Set the record and its key, or report what contradicts itself or the rules."""

    @abstractmethod
    def compare(self, entries: Sequence[Entry]) -> None:
        """Set each entry's status against the database, or report. Asks in few queries."""

    @abstractmethod
    def write(self, entries: Sequence[Entry]) -> None:
        """Create and update; the caller owns the transaction."""

    def note(self, entries: Sequence[Entry]) -> None:  # noqa: B027
        """After `write`: put on record what rows say besides, those too that change nothing."""


@dataclass(frozen=True)
class ImportKind:
    code: str
    label: Any
    permission: str
    home_region: Callable[[], str]
    """The station's region, or "" before there is one."""
    open: Callable[[Actor | None, str], Roster]
    """For an actor (None: whoever runs the command line) and a region ("": as the file says)."""
    messages: Mapping[str, Any] = field(default_factory=dict)
    """Texts of problem codes of its own."""
    labels: Mapping[str, Any] = field(default_factory=dict)
    """What the fields are called that `Entry.changes` names."""
    list_endpoint: str = ""
    sources: Callable[[str], Sequence[tuple[str, Any]]] | None = None
    """(code, label) of those whose lists may be brought in for a region; None: not asked."""
    differs_title: Any = ""
    differs_hint: Any = ""
    """Over the entries that differ from what there is."""
    differs_endpoint: str = ""
    """Where people settle that."""
    notes_title: Any = ""
    notes_hint: Any = ""
    """Over the entries' notes."""


def init_app(
    app: Flask,
    *,
    find_actor: Callable[[str], Actor | None],
    actor_of: Callable[[int], Actor | None],
) -> None:
    """`find_actor`: the actor of a user name, for the command line; `actor_of`: of a user's id,
    for work in the background. None: there is no such active account."""
    from app.core.imports import work

    app.extensions["import_kinds"] = {}
    app.extensions["find_actor"] = find_actor
    app.extensions["import_actor_of"] = actor_of
    jobs.register(app, work.CHECK, work.check)
    jobs.register(app, work.WRITE, work.write)


def add_kind(app: Flask, kind: ImportKind) -> None:
    cast("dict[str, ImportKind]", app.extensions["import_kinds"])[kind.code] = kind


def open_told(kind: ImportKind, actor: Actor | None, region: str, told: Told) -> Roster:
    roster = kind.open(actor, region)
    roster.told = told
    return roster


def kind_of(code: str) -> ImportKind:
    return kinds()[code]


def kinds() -> dict[str, ImportKind]:
    return cast("dict[str, ImportKind]", current_app.extensions["import_kinds"])
