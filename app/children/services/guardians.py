"""Who cares for the child and answers for it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.children.files import demand_kept
from app.children.models import Child, Guardian
from app.children.records import add_guardian, set_guardian
from app.children.sources.origins import own
from app.children.sources.settling import lapse_agreed
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, lock
from app.core.db import session, transaction
from app.core.documents.sheets import CellProblem, clean
from app.core.errors import InvalidInput, NotFound, Problem
from app.core.imports.messages import TEXTS
from app.policy import P


def save_guardian(
    *,
    actor: Actor,
    child_id: int,
    guardian_id: int | None,
    name: str,
    phone: str,
    relation: str,
) -> Guardian:
    """Add or correct a guardian. Raises InvalidInput for a phone that cannot exist."""
    if not name:
        raise InvalidInput(Problem("missing_name", _l("The name is missing."), field="name"))
    with transaction():
        child: Child = lock(get_visible(Child, actor, child_id, P.EDIT_CHILD))
        demand_kept(child)
        guardian = _find(child, guardian_id)
        set_guardian(guardian, name, clean_phone(phone), relation, own())
        session().flush()
        lapse_agreed(actor, [child])
        audit.record(actor, "child.guardian_saved", child, guardian=guardian.id)
    return guardian


def _find(child: Child, guardian_id: int | None) -> Guardian:
    if guardian_id is None:
        return add_guardian(child.family)
    found = next((one for one in child.guardians if one.id == guardian_id), None)
    if found is None:
        raise NotFound(Problem("not_found", ""))
    return found


def clean_phone(text: str) -> str:
    try:
        return clean.clean_phone(text).value or ""
    except CellProblem as error:
        raise InvalidInput(Problem("phone", TEXTS["phone"], field="phone")) from error
