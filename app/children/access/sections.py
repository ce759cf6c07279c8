"""The access matrix: each section of a child's file, and by what right it is seen.

The page of the file, its paper, the privacy page and the children's rule are made from these
tables; a test holds every cell of page and paper to them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.children.access.rules import Reach

EVERYBODY = frozenset(Reach)
WORKERS = frozenset({Reach.STATION, Reach.PASSED})
STATION = frozenset({Reach.STATION})


@dataclass(frozen=True)
class Section:
    code: str
    label: Any
    seen_by: frozenset[Reach]
    """Who opens the file by one of these rights sees the section."""
    masked: bool = False
    """Shown in full only after a further step that asks for the reason."""
    on_paper: bool = True
    """Printed with the file; otherwise it has a paper of its own."""


SECTIONS = (
    Section("name", _l("Name"), EVERYBODY, masked=True),
    Section("identity_number", _l("Identity number"), WORKERS, masked=True),
    Section("birth", _l("Birth date, age, sex and ethnic group"), EVERYBODY),
    Section("address", _l("Address in the village"), EVERYBODY, masked=True),
    Section("school", _l("School and class"), EVERYBODY),
    Section("teacher", _l("Class teacher"), EVERYBODY),
    Section("health", _l("Health"), WORKERS, masked=True),
    Section("hardship", _l("Category and needs"), EVERYBODY),
    Section("household", _l("Hardship of the family"), WORKERS),
    Section("note", _l("Remarks"), WORKERS, masked=True),
    Section("family", _l("Brothers and sisters, by nickname"), EVERYBODY),
    Section("colour", _l("Colour of the family, with its history"), WORKERS),
    Section(
        "sources",
        _l("Where lists say something else"),
        STATION,
        masked=True,
        on_paper=False,
    ),
    Section("guardians", _l("Guardians’ names and phones"), EVERYBODY, masked=True),
    Section("consents", _l("Consents of the guardian"), EVERYBODY),
    Section("timeline", _l("Timeline"), EVERYBODY),
    Section("history", _l("History, with reasons"), WORKERS),
    Section("readers", _l("Who has opened the file"), STATION, on_paper=False),
)
REACH_LABELS = {
    Reach.STATION: _l("Chair and staff of the station, for its own region"),
    Reach.PAIRED: _l("Volunteer, for a child paired with her"),
    Reach.PASSED: _l("Everybody else, for a purpose and a limited time"),
}


@dataclass(frozen=True)
class Way:
    """By what right a role comes to the file of a child, None for not at all."""

    code: str
    who: Any
    reach: Reach | None
    how: Any


AT_ONCE = _l("at once")
NEVER = _l("not at all")
WAYS = (
    Way(
        "station", _l("Chair and staff of the county, township or village"), Reach.STATION, AT_ONCE
    ),
    Way("paired", _l("Volunteer who is paired with the child"), Reach.PAIRED, AT_ONCE),
    Way(
        "reviewer",
        _l("Reviewer of the township"),
        Reach.PASSED,
        _l("for a purpose, eight hours"),
    ),
    Way(
        "supervisor",
        _l("Supervisor of the township"),
        Reach.PASSED,
        _l("when the station’s chair has approved it, 4 to 72 hours"),
    ),
    Way(
        "other_station",
        _l("Another station that knows the identity number"),
        Reach.PASSED,
        _l("when the station’s chair has approved it, 4 to 72 hours"),
    ),
    Way(
        "above",
        _l("Reviewer and supervisor above the township, every role above the county"),
        None,
        _l("counts only, small ones hidden"),
    ),
    Way("volunteer", _l("Volunteer who is not paired with the child"), None, NEVER),
    Way("admin", _l("System administrator"), None, NEVER),
    Way("auditor", _l("Auditor"), None, _l("reads who opened it, not the file")),
)


def seen(reach: Reach | None) -> frozenset[str]:
    return frozenset(one.code for one in SECTIONS if reach in one.seen_by)


def printed(reach: Reach | None) -> frozenset[str]:
    return frozenset(one.code for one in SECTIONS if reach in one.seen_by and one.on_paper)


def revealable(reach: Reach) -> frozenset[str]:
    return frozenset(one.code for one in SECTIONS if reach in one.seen_by and one.masked)


def only_seen(reach: Reach, fields: Collection[str]) -> frozenset[str]:
    return revealable(reach) & frozenset(fields)
