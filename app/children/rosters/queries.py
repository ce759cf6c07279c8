"""Reads for the pages of rosters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.children.models import Child, Family
from app.children.rosters import content, rules
from app.children.rosters.models import ChildListing, RosterCheck, RosterEntry, RosterVersion
from app.children.rosters.rules import Line
from app.children.rosters.standing import SEALED, on_sealed_roster
from app.children.rosters.terms import terms_of
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, visible
from app.core.db import session
from app.programmes.queries import rules_for

SELF_TOLD = {"aged_out": "aged_out", "deceased": "died", "deleted": "deleted"}
"""States of a file that say themselves why the child is no longer on the roster."""


def get_roster(actor: Actor, roster_id: int) -> RosterVersion:
    found: RosterVersion = get_visible(RosterVersion, actor, roster_id)
    return found


def versions_of(region_code: str) -> Sequence[RosterVersion]:
    """Of a village, the newest first."""
    query = select(RosterVersion).where(RosterVersion.region_code == region_code)
    return session().scalars(query.order_by(RosterVersion.number.desc())).all()


def open_version(region_code: str) -> RosterVersion | None:
    query = select(RosterVersion).where(
        RosterVersion.region_code == region_code, RosterVersion.state != SEALED
    )
    return session().scalar(query)


def latest_sealed(region_code: str) -> RosterVersion | None:
    query = select(RosterVersion).where(
        RosterVersion.region_code == region_code, RosterVersion.state == SEALED
    )
    return session().scalars(query.order_by(RosterVersion.number.desc()).limit(1)).first()


def children_of(region_code: str) -> Sequence[Child]:
    """Enrolled in the village now, in the order of its book."""
    query = (
        select(Child)
        .where(Child.region_code == region_code, Child.state == "enrolled")
        .options(selectinload(Child.family).selectinload(Family.guardians))
    )
    return session().scalars(query.order_by(Child.roster_number, Child.id)).all()


def entries_of(roster: RosterVersion) -> Sequence[RosterEntry]:
    query = select(RosterEntry).where(RosterEntry.roster_id == roster.id)
    query = query.options(selectinload(RosterEntry.child))
    return session().scalars(query.order_by(RosterEntry.position, RosterEntry.id)).all()


def lines_of(roster: RosterVersion) -> list[Line]:
    """The rows of a version: of a draft as the files stand now, else as they were frozen."""
    return live_lines(roster) if roster.state == "draft" else _frozen_lines(roster)


def live_lines(roster: RosterVersion) -> list[Line]:
    children = children_of(roster.region_code)
    programme = rules_for(roster.region_code)
    sources = content.sources_of([child.id for child in children], terms_of(programme))
    now = {
        child.id: content.content_of(child, programme, sources.get(child.id, ()))
        for child in children
    }
    before = _contents(roster.previous_id)
    reasons = _reasons(roster, set(before) - set(now))
    return rules.compare(before, now, reasons)


def _contents(roster_id: int | None) -> dict[int, Mapping[str, object] | None]:
    """Of a sealed version, those who were on it."""
    query = select(RosterEntry).where(
        RosterEntry.roster_id == roster_id, RosterEntry.change != "left"
    )
    found = session().scalars(query.options(selectinload(RosterEntry.child)))
    return {entry.child_id: entry.content for entry in found}


def _reasons(roster: RosterVersion, gone: set[int]) -> dict[int, str]:
    """What the files themselves say, else what was chosen on this draft."""
    chosen = {one.child_id: one.content for one in entries_of(roster) if one.change == "left"}
    found = {}
    for child in session().scalars(select(Child).where(Child.id.in_(gone))):
        if child.state in SELF_TOLD:
            found[child.id] = SELF_TOLD[child.state]
        elif child.state == "enrolled":
            found[child.id] = "moved"
        else:
            found[child.id] = (chosen.get(child.id) or {}).get("reason", "")
    return found


def says_itself(child: Child) -> bool:
    """Whether the file tells why the child left, so that nobody need be asked."""
    return child.state in SELF_TOLD or child.state == "enrolled"


def _frozen_lines(roster: RosterVersion) -> list[Line]:
    before = _contents(roster.previous_id)
    lines = []
    for entry in entries_of(roster):
        kept, old = entry.content, before.get(entry.child_id)
        lines.append(
            Line(
                child_id=entry.child_id,
                change=entry.change,
                content=kept,
                before=old,
                differs=rules.difference(old, kept) if kept and old else (),
                reason="deleted" if kept is None else kept.get("reason", ""),
            )
        )
    return sorted(lines, key=lambda one: rules.ORDER.index(one.change))


def is_intact(roster: RosterVersion) -> bool:
    """Whether every row that can still be read, and all of them together, fit the sha256."""
    entries = entries_of(roster)
    for entry in entries:
        if (kept := entry.content) is not None and rules.digest(kept) != entry.digest:
            return False
    return roster.frozen_on is not None and roster.sha256 == rules.seal_of(
        roster.region_code, roster.number, roster.frozen_on, [one.digest for one in entries]
    )


def holds_deleted(roster: RosterVersion) -> bool:
    """Whether the file of one who is listed on it has been deleted since."""
    query = select(func.count(RosterEntry.id)).join(RosterEntry.child)
    query = query.where(
        RosterEntry.roster_id == roster.id,
        RosterEntry.change != "left",
        Child.state == "deleted",
    )
    return bool(session().scalar(query))


def listings_of(children: Sequence[int], department: str) -> dict[int, ChildListing]:
    query = select(ChildListing).where(ChildListing.child_id.in_(children))
    return {one.child_id: one for one in session().scalars(query) if one.department == department}


def drift(region_code: str) -> tuple[int, int]:
    """Since the latest sealed version of the village: how many came, and how many have gone."""
    listed = on_sealed_roster()
    here = select(func.count(Child.id)).where(
        Child.region_code == region_code, Child.state == "enrolled"
    )
    came = session().scalar(here.where(~listed)) or 0
    latest = latest_sealed(region_code)
    if latest is None:
        return came, 0
    stayed = session().scalar(here.where(listed)) or 0
    return came, latest.listed - stayed


def open_checks(actor: Actor) -> list[RosterCheck]:
    """The monthly looks that wait, the most urgent first."""
    query = visible(RosterCheck, actor).where(RosterCheck.done_on.is_(None))
    return list(session().scalars(query.order_by(RosterCheck.due_on, RosterCheck.region_code)))
