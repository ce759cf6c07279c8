"""What the calendar is narrowed by: as its address says it, and as selects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from app.activities import kinds
from app.activities.queries import campaigns_between
from app.core.access.actors import Actor
from app.core.calendar.sources import Wanted, sources
from app.regions.queries import list_below
from app.volunteers.queries import own

NAMES = ("kind", "audience", "campaign", "region", "who")
Options = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Filter:
    name: str
    label: Any
    groups: Sequence[tuple[Any, Options]]
    """Options under the name of their group, or under none."""

    @property
    def chosen(self) -> str:
        return request.args.get(self.name, "")


def kept() -> dict[str, Any]:
    """Of the address what links to other days must carry on."""
    return {name: request.args[name] for name in NAMES if request.args.get(name)}


def wanted_of(actor: Actor, first: date, last: date | None = None, **more: Any) -> Wanted:
    args = request.args
    who = args.get("who", "") if actor.is_signed_in else ""
    team = None
    if who == "team":
        volunteer = own(actor)
        team = (volunteer.team_id if volunteer else None) or 0
    return Wanted(
        first,
        last,
        kind=args.get("kind", "")[:20],
        audience=args.get("audience", "")[:20],
        campaign=args.get("campaign", "")[:40],
        region=args.get("region", ""),
        team=team,
        mine=who == "mine",
        **more,
    )


def filters_for(actor: Actor, region: str, first: date, last: date) -> list[Filter]:
    found = [Filter("kind", _("Kind"), _kinds(actor))]
    if actor.is_signed_in:
        who = [("mine", _("What I take part in"))]
        if actor.has_role("volunteer"):
            who.append(("team", _("My team")))
        found.append(Filter("audience", _("For whom"), [("", list(kinds.AUDIENCES.items()))]))
        found.append(Filter("who", _("Whose"), [("", who)]))
    if places := list_below(region, limit=60) if region else []:
        found.append(Filter("region", _("Place"), [("", [(one.code, one.name) for one in places])]))
    chosen = request.args.get("campaign", "")[:40]
    if campaigns := campaigns_between(actor, first, last, chosen):
        options = [(name, name) for name in campaigns]
        found.append(Filter("campaign", _("Campaign"), [("", options)]))
    return found


def _kinds(actor: Actor) -> list[tuple[Any, Options]]:
    mine = sources().values() if actor.is_signed_in else ()
    plain = [(one.key, one.label) for one in mine if one.kinds is None]
    groups: list[tuple[Any, Options]] = [
        (label, [(code, _("%(group)s: all", group=label)), *_of_group(code)])
        for code, label in kinds.GROUPS.items()
    ]
    return [("", plain), *groups] if plain else groups


def _of_group(group: str) -> list[tuple[str, Any]]:
    return [(kind.code, kind.label) for kind in kinds.KINDS if kind.group == group]
