"""Reading is an act: opening a file, showing a field in full and exporting a list are recorded.

Opening is a GET, so that files can be linked to. Its record is a short transaction of its own
before anything of the file is read: without the record there is no page. Nothing else is written
by a GET. What is masked is shown by a POST with a reason, or in a form for correcting it, which
never shows the identity number.
"""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from app.children.access import queries, sections
from app.children.access.rules import Reach
from app.children.access.services import watch
from app.children.models import Child
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import InvalidInput, NotFound, Problem
from app.policy import P

SHORTEST_REASON = 2


def record_opening(*, actor: Actor, child_id: int) -> Reach:
    """By what right. Raises NotFound for a file that the actor may not open."""
    with transaction():
        child = get_visible(Child, actor, child_id, P.REVEAL_CHILD)
        return _record(actor, "child.opened", child)


def record_print(*, actor: Actor, child_id: int, reason: str) -> Reach:
    _demand_reason(reason)
    with transaction():
        child = get_visible(Child, actor, child_id, P.REVEAL_CHILD)
        return _record(actor, "child.printed", child, reason=reason.strip())


def record_readers_print(*, actor: Actor, child_id: int) -> None:
    with transaction():
        child = get_visible(Child, actor, child_id, P.LIST_CHILD_READERS)
        audit.record(actor, "child.readers_printed", child)


def _record(actor: Actor, act: str, child: Child, *, reason: str = "") -> Reach:
    reach = queries.reach_of(actor, child)
    if reach is None:
        raise NotFound(Problem("not_found", ""))
    if reach is Reach.PASSED and not reason:
        passed = queries.pass_to(actor, child.id)
        reason = (passed.purpose or "") if passed else ""
    audit.record(actor, act, child, reason=reason, reach=reach.value)
    watch(actor=actor, child=child, at=now())
    return reach


def record_correcting(*, actor: Actor, child_id: int, fields: Collection[str]) -> None:
    """A form for correcting shows these fields in full: the correction is its reason."""
    with transaction():
        child = get_visible(Child, actor, child_id, P.EDIT_CHILD)
        audit.record(actor, "child.revealed", child, fields=sorted(fields), purpose="correction")


def reveal_child(
    *, actor: Actor, child_id: int, fields: Collection[str], reason: str
) -> frozenset[str]:
    """Record that the actor reads these fields in full; returns those that may be shown."""
    _demand_reason(reason)
    with transaction():
        child = get_visible(Child, actor, child_id, P.REVEAL_CHILD)
        demand(actor, P.REVEAL_CHILD, child)
        reach = queries.reach_of(actor, child)
        shown = sections.only_seen(reach, fields) if reach else frozenset()
        if not shown:
            problem = Problem("no_field", _l("Choose what you need to see."), field="fields")
            raise InvalidInput(problem)
        audit.record(actor, "child.revealed", child, reason=reason.strip(), fields=sorted(shown))
        watch(actor=actor, child=child, at=now())
    return shown


def _demand_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))
