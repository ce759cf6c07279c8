"""Where upper floors announce what lower floors and the frame show without knowing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from flask import Flask, current_app, request, url_for

from app.core.access.actors import Actor
from app.core.access.policy import may


@dataclass(frozen=True)
class NavEntry:
    label: Any
    endpoint: str
    permission: str
    order: int
    roles: tuple[str, ...] = ()
    """Shown to holders of these only; for a page opened by a relation, which nobody has yet."""


@dataclass(frozen=True)
class NavLink:
    label: Any
    url: str
    active: bool


@dataclass(frozen=True)
class Todo:
    """One line of "what needs me today": a verb and a name, leading to where it is done."""

    text: Any
    url: str
    tone: str = "amber"
    """red overdue, amber due, blue new."""
    count: int = 1


@dataclass(frozen=True)
class Panel:
    """A section of another area's page (a child's pairings on the child's page)."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Door:
    """One of the plain doors of the home page, opened by the area behind it."""

    label: Any
    text: Any
    endpoint: str
    permission: str
    icon: str
    order: int

    @property
    def url(self) -> str:
        return url_for(self.endpoint)


@dataclass(frozen=True)
class Figure:
    """A count on the station's page that leads to its list."""

    number: int
    label: Any
    url: str


@dataclass(frozen=True)
class Happening:
    """One line of the time line of a record (a child's file): what an area knows of it."""

    on: date
    text: Any
    who: str = ""


TodoSource = Callable[[Actor], Iterable[Todo]]
PanelSource = Callable[[Actor, Any], Panel | None]
TimelineSource = Callable[[Actor, Any], Iterable[Happening]]
"""What the actor may read of it; the source itself leaves out the rest."""
FigureSource = Callable[[Actor], Iterable[Figure]]
NightlyTask = Callable[[], object]


@dataclass
class Registry:
    nav: list[NavEntry] = field(default_factory=list)
    todos: list[TodoSource] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)
    figures: list[FigureSource] = field(default_factory=list)
    panels: dict[type, list[PanelSource]] = field(default_factory=dict)
    timelines: dict[type, list[TimelineSource]] = field(default_factory=dict)
    nightly: dict[str, NightlyTask] = field(default_factory=dict)
    """Each in a transaction of its own."""
    nightly_alone: dict[str, NightlyTask] = field(default_factory=dict)
    """Without one, since they take long and nobody may wait for them."""

    def add_panel(self, model: type, source: PanelSource) -> None:
        self.panels.setdefault(model, []).append(source)

    def add_timeline(self, model: type, source: TimelineSource) -> None:
        self.timelines.setdefault(model, []).append(source)


def init_app(app: Flask) -> None:
    app.extensions["registry"] = Registry()


def of(app: Flask) -> Registry:
    return cast(Registry, app.extensions["registry"])


def nav_links(actor: Actor) -> list[NavLink]:
    entries = sorted(of(current_app).nav, key=lambda entry: entry.order)
    return [
        NavLink(entry.label, url_for(entry.endpoint), _is_here(entry.endpoint))
        for entry in entries
        if may(actor, entry.permission) and (not entry.roles or actor.has_role(*entry.roles))
    ]


def _is_here(endpoint: str) -> bool:
    """Whether the page is this one, or one of the area whose index this is."""
    here, area = request.endpoint or "", endpoint.partition(".")[0]
    return here == endpoint or (endpoint.endswith(".index") and here.startswith(f"{area}."))


def todos(actor: Actor) -> list[Todo]:
    """Everybody's lines, the overdue first."""
    rank = {"red": 0, "amber": 1, "blue": 2}
    found = [todo for source in of(current_app).todos for todo in source(actor)]
    return sorted(found, key=lambda todo: rank.get(todo.tone, 3))


def doors(actor: Actor) -> list[Door]:
    ordered = sorted(of(current_app).doors, key=lambda door: door.order)
    return [door for door in ordered if may(actor, door.permission)]


def figures(actor: Actor) -> list[Figure]:
    return [figure for source in of(current_app).figures for figure in source(actor)]


def panels(actor: Actor, row: Any) -> list[Panel]:
    made = (source(actor, row) for source in of(current_app).panels.get(type(row), ()))
    return [panel for panel in made if panel is not None]


def timeline(actor: Actor, row: Any) -> list[Happening]:
    """What every area tells of the record, the newest first."""
    sources = of(current_app).timelines.get(type(row), ())
    found = [one for source in sources for one in source(actor, row)]
    return sorted(found, key=lambda one: one.on, reverse=True)
