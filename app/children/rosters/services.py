"""A village's roster from the first draft to the seal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.children.models import Child
from app.children.rosters import content, queries, rules
from app.children.rosters.models import ChildListing, RosterEntry, RosterVersion
from app.children.rosters.standing import SEALED
from app.children.rosters.states import GIVEN, ROSTER
from app.children.rosters.terms import terms_of
from app.core import audit, regioncode, workflow
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents.scans import store_pages
from app.core.errors import Conflict, Forbidden, InvalidInput, Problem
from app.core.regioncode import Level
from app.policy import P
from app.programmes.queries import rules_for
from app.regions.queries import get_region

SHORTEST_PURPOSE = 2


def open_draft(*, actor: Actor, region_code: str) -> RosterVersion:
    """Begin the next version of a village’s roster, or go on with the one it works on."""
    if regioncode.level_of(region_code) is not Level.VILLAGE or get_region(region_code) is None:
        raise InvalidInput(Problem("village", _l("Choose a village."), field="region"))
    demand(actor, P.COMPILE_ROSTER, region_code)
    with transaction() as current:
        if known := queries.open_version(region_code):
            return known
        last = current.scalar(
            select(func.max(RosterVersion.number)).where(RosterVersion.region_code == region_code)
        )
        previous = queries.latest_sealed(region_code)
        roster = RosterVersion(
            region_code=region_code,
            number=(last or 0) + 1,
            previous_id=previous.id if previous else None,
            made_by=actor.user_id,
        )
        try:
            with current.begin_nested():
                current.add(roster)
        except IntegrityError:
            # Somebody else began it at the same moment.
            if known := queries.open_version(region_code):
                return known
            raise
        workflow.begin(ROSTER, actor=actor, row=roster)
    return roster


def note_sources(
    *, actor: Actor, roster_id: int, department: str, child_ids: Collection[int]
) -> None:
    """Say which of the village's children stand on this department's list."""
    with transaction() as current:
        roster = _draft(actor, roster_id)
        known = terms_of(rules_for(roster.region_code)).departments
        if department not in {one.code for one in known}:
            problem = _l("Choose whose list it is.")
            raise InvalidInput(Problem("department", problem, field="department"))
        children = queries.children_of(roster.region_code)
        listed = queries.listings_of([child.id for child in children], department)
        for child in children:
            if child.id in child_ids and child.id not in listed:
                _note(actor, child, department)
            elif child.id not in child_ids and child.id in listed:
                current.delete(listed[child.id])
        current.flush()
        audit.record(actor, "roster.sources_noted", roster, department=department)


def _note(actor: Actor, child: Child, department: str) -> None:
    listing = ChildListing(child=child, listed_on=today(), noted_by=actor.user_id)
    listing.department = department
    session().add(listing)


def note_reasons(*, actor: Actor, roster_id: int, reasons: Mapping[int, str]) -> None:
    """Why children of the version before are no longer there."""
    with transaction() as current:
        roster = _draft(actor, roster_id)
        if set(reasons.values()) - set(GIVEN):
            raise InvalidInput(Problem("reason", _l("Choose a reason.")))
        kept = {one.child_id: one for one in queries.entries_of(roster)}
        gone = {one.child_id for one in queries.live_lines(roster) if one.change == "left"}
        for child in current.scalars(select(Child).where(Child.id.in_(gone & set(reasons)))):
            if queries.says_itself(child):
                continue
            entry = kept.get(child.id)
            if entry is None:
                entry = RosterEntry(roster_id=roster.id, child=child, change="left")
                current.add(entry)
            entry.content = {"reason": reasons[child.id]}
        current.flush()
        audit.record(actor, "roster.reasons_noted", roster, children=len(reasons))


def hand_in(*, actor: Actor, roster_id: int) -> RosterVersion:
    """Freeze the rows as the files stand now, for the township to check.

    Raises InvalidInput while somebody would vanish from the roster without a reason.
    """
    with transaction():
        roster = _draft(actor, roster_id)
        lines = queries.live_lines(roster)
        if missing := [one for one in lines if one.change == "left" and not one.reason]:
            text = _l(
                "Say of each child that has left why: %(number)s are without a reason.",
                number=len(missing),
            )
            raise InvalidInput(Problem("reason_missing", text, field="reasons"))
        _freeze(roster, lines)
        roster.handed_in_by, roster.checked_by = actor.user_id, None
        workflow.advance(ROSTER, "hand_in", actor=actor, row=roster)
        audit.record(actor, "roster.frozen", roster, sha256=roster.sha256, listed=roster.listed)
    return roster


def _freeze(roster: RosterVersion, lines: Sequence[rules.Line]) -> None:
    current = session()
    current.execute(delete(RosterEntry).where(RosterEntry.roster_id == roster.id))
    current.expire(roster, ["entries"])
    ids = [one.child_id for one in lines]
    children = {one.id: one for one in current.scalars(select(Child).where(Child.id.in_(ids)))}
    digests = []
    for position, line in enumerate(lines, 1):
        child = children[line.child_id]
        entry = RosterEntry(roster_id=roster.id, child=child, change=line.change, position=position)
        kept = _kept(line) if child.state != "deleted" else None
        entry.digest = rules.digest(kept)
        if kept is not None:
            entry.content = kept
        digests.append(entry.digest)
        current.add(entry)
    changes = [one.change for one in lines]
    roster.frozen_on = today()
    roster.listed = len(lines) - changes.count("left")
    roster.added, roster.changed = changes.count("new"), changes.count("changed")
    roster.gone = changes.count("left")
    roster.sha256 = rules.seal_of(roster.region_code, roster.number, today(), digests)
    current.flush()


def _kept(line: rules.Line) -> dict[str, Any]:
    plain = {key: value for key, value in (line.content or {}).items() if key != "salt"}
    if line.change == "left":
        plain["reason"] = line.reason
    return content.salted(plain)


def check(*, actor: Actor, roster_id: int) -> RosterVersion:
    """The township finds all of it correct. Never whoever handed it in."""
    with transaction():
        roster = _locked(actor, roster_id)
        demand(actor, P.CHECK_ROSTER, roster)
        if roster.handed_in_by == actor.user_id:
            problem = _l("Another person must check what you handed in.")
            raise Forbidden(Problem("second_person", problem))
        _demand_complete(roster)
        roster.checked_by = actor.user_id
        workflow.advance(ROSTER, "check", actor=actor, row=roster)
    return roster


def reopen(*, actor: Actor, roster_id: int, step: str, reason: str = "") -> RosterVersion:
    """`take_back` by the village itself, or `send_back` by the township, which says why."""
    with transaction() as current:
        roster = _locked(actor, roster_id)
        workflow.advance(ROSTER, step, actor=actor, row=roster, reason=reason)
        rows = (RosterEntry.roster_id == roster.id) & (RosterEntry.change != "left")
        current.execute(delete(RosterEntry).where(rows))
        current.expire(roster, ["entries"])
        roster.frozen_on, roster.sha256, roster.checked_by = None, "", None
        roster.listed = roster.added = roster.changed = roster.gone = 0
        current.flush()
    return roster


def record_print(*, actor: Actor, roster_id: int, purpose: str) -> RosterVersion:
    """The paper names every child in full: each print is recorded, with what it is for."""
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))
    with transaction():
        roster = _locked(actor, roster_id)
        demand(actor, P.CHECK_ROSTER, roster)
        if roster.state == "draft":
            problem = _l("A roster is printed once it has been handed in.")
            raise Conflict(Problem("not_frozen", problem))
        if roster.state == "checked":
            _demand_complete(roster)
            workflow.advance(ROSTER, "print", actor=actor, row=roster)
        audit.record(actor, "roster.printed", roster, reason=purpose.strip())
        for entry in queries.entries_of(roster):
            if entry.child.state != "deleted":
                audit.record(
                    actor,
                    "child.roster_printed",
                    entry.child,
                    reason=purpose.strip(),
                    roster=roster.id,
                )
    return roster


def seal(
    *,
    actor: Actor,
    roster_id: int,
    files: Sequence[tuple[str, bytes]],
    code: str,
    sealed_on: date | None,
    office: str,
) -> RosterVersion:
    """Take the stamped paper back and lock the version for good.

    `code` is printed on the paper: it must be the paper of these very rows.
    """
    with transaction():
        roster = _locked(actor, roster_id)
        demand(actor, P.SEAL_ROSTER, roster)
        _check_state(roster, "seal")
        problems = []
        if code.strip().upper() != rules.check_code(roster.sha256):
            problem = _l("This is not the code of this version. It stands beside the seal box.")
            problems.append(Problem("code", problem, field="code"))
        if sealed_on is None or sealed_on > today() or sealed_on < _frozen(roster):
            problem = _l("Enter the day of the seal: not before the roster, not after today.")
            problems.append(Problem("sealed_on", problem, field="sealed_on"))
        if not office.strip():
            problem = _l("Write whose seal the paper bears.")
            problems.append(Problem("office", problem, field="office"))
        if problems:
            raise InvalidInput(*problems)
        _demand_complete(roster)
        scan = store_pages(files, purpose="roster", user_id=actor.user_id, field="scans")
        roster.scan_id = scan.id
        roster.sealed_on, roster.sealed_by = sealed_on, actor.user_id
        roster.office = office.strip()
        workflow.advance(ROSTER, "seal", actor=actor, row=roster)
        audit.record(actor, "roster.locked", roster, sha256=roster.sha256, scan=scan.sha256)
    return roster


def scan_again(
    *, actor: Actor, roster_id: int, files: Sequence[tuple[str, bytes]]
) -> RosterVersion:
    """A new scan of the sealed paper, where the old one went with a child's deleted file."""
    with transaction():
        roster = _locked(actor, roster_id)
        demand(actor, P.SEAL_ROSTER, roster)
        if roster.state != SEALED or not lost_scan(roster):
            problem = _l("The scan of the sealed roster is there; it cannot be replaced.")
            raise Conflict(Problem("scan_there", problem))
        scan = store_pages(files, purpose="roster", user_id=actor.user_id, field="scans")
        roster.scan_id = scan.id
        session().flush()
        audit.record(actor, "roster.scanned_again", roster, scan=scan.sha256)
    return roster


def lost_scan(roster: RosterVersion) -> bool:
    return roster.scan is not None and roster.scan.data_key.destroyed_at is not None


def record_scan_opened(*, actor: Actor, roster_id: int) -> RosterVersion:
    with transaction():
        roster = _locked(actor, roster_id)
        demand(actor, P.CHECK_ROSTER, roster)
        audit.record(actor, "roster.scan_opened", roster)
    return roster


def _locked(actor: Actor, roster_id: int) -> RosterVersion:
    roster: RosterVersion = lock(get_visible(RosterVersion, actor, roster_id))
    return roster


def _draft(actor: Actor, roster_id: int) -> RosterVersion:
    roster = _locked(actor, roster_id)
    demand(actor, P.COMPILE_ROSTER, roster)
    _check_state(roster, "hand_in")
    return roster


def _check_state(roster: RosterVersion, step: str) -> None:
    if roster.state not in ROSTER.transition(step).sources:
        label = ROSTER.state(roster.state).label
        text = _l("This has already changed: it is now “%(state)s”.", state=label)
        raise Conflict(Problem("wrong_state", text))


def _frozen(roster: RosterVersion) -> date:
    assert roster.frozen_on is not None  # noqa: S101 - every state after the draft has it
    return roster.frozen_on


def _demand_complete(roster: RosterVersion) -> None:
    if queries.holds_deleted(roster):
        problem = _l(
            "The file of a child on it has been deleted meanwhile. Return the roster for mending."
        )
        raise Conflict(Problem("holds_deleted", problem))
    if not queries.is_intact(roster):
        raise Conflict(
            Problem("not_intact", _l("The rows no longer fit what was handed in. Return it."))
        )
