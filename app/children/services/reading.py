"""Reading is an act: opening a file, showing a field in full and exporting a list are recorded.

Opening is a GET, so that files can be linked to. Its record is a short transaction of its own
before anything of the file is read: without the record there is no page. Nothing else is written
by a GET. What is masked is shown by a POST with a reason, or in a form for correcting it, which
never shows the identity number.
"""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from app.children.models import Child
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible
from app.core.db import transaction
from app.core.errors import InvalidInput, Problem
from app.policy import P

REVEALABLE = frozenset({"name", "identity_number", "address", "guardians", "note"})
SHORTEST_REASON = 2


def record_opening(*, actor: Actor, child_id: int) -> None:
    """Raises NotFound for a file that the actor may not open."""
    with transaction():
        child = get_visible(Child, actor, child_id, P.REVEAL_CHILD)
        audit.record(actor, "child.opened", child)


def record_correcting(*, actor: Actor, child_id: int, fields: Collection[str]) -> None:
    """A form for correcting shows these fields in full: the correction is its reason."""
    with transaction():
        child = get_visible(Child, actor, child_id, P.EDIT_CHILD)
        audit.record(actor, "child.revealed", child, fields=sorted(fields), purpose="correction")


def reveal_child(
    *, actor: Actor, child_id: int, fields: Collection[str], reason: str
) -> frozenset[str]:
    """Record that the actor reads these fields in full; returns those that may be shown."""
    shown = REVEALABLE & set(fields)
    if not shown:
        raise InvalidInput(Problem("no_field", _l("Choose what you need to see."), field="fields"))
    _demand_reason(reason)
    with transaction():
        child = get_visible(Child, actor, child_id, P.REVEAL_CHILD)
        demand(actor, P.REVEAL_CHILD, child)
        audit.record(actor, "child.revealed", child, reason=reason.strip(), fields=sorted(shown))
    return shown


def record_export(*, actor: Actor, reason: str, count: int, form: str) -> None:
    """A list leaves the house, masked as on the page."""
    _demand_reason(reason)
    with transaction():
        audit.record(actor, "child.exported", reason=reason.strip(), count=count, form=form)


def _demand_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))
