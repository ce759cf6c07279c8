"""What is under way about a child goes on where it lives now.

Requests that nobody has answered go to the new station, with the day by which they are due. An
approval to open the file was given for a purpose by whoever answered for the child: it ends when
that person no longer does, and the new station sees on the list of readers that there was one.
Approved lists need nothing: a list holds whom its region holds on the day when it is taken.
"""

from __future__ import annotations

from flask_babel import force_locale, gettext
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.queries import load_actor
from app.children.access import queries as access
from app.children.access.models import FILE, AccessRequest
from app.children.access.states import LIFECYCLE
from app.children.desk.models import FamilyRequest
from app.children.models import Child
from app.core import audit, workflow
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.clock import now
from app.core.db import session
from app.policy import P


def hand_on(actor: Actor, child: Child) -> None:
    """The child lies in its new village already."""
    current = session()
    asked = select(FamilyRequest).where(
        FamilyRequest.child_id == child.id, FamilyRequest.state == "open"
    )
    for request in current.scalars(asked).all():
        old = _follow(request, child)
        audit.record(actor, "family_request.passed_on", request, old=old, village=child.region_code)
    opening = select(AccessRequest).where(
        AccessRequest.kind == FILE, AccessRequest.child_id == child.id
    )
    for pass_ in current.scalars(opening.where(AccessRequest.state == "asked")).all():
        old = _follow(pass_, child)
        audit.record(actor, "access_request.passed_on", pass_, old=old, village=child.region_code)
    valid = opening.where(AccessRequest.state == "approved", AccessRequest.valid_until > now())
    for pass_ in current.scalars(valid).all():
        if not _still_holds(pass_, child):
            _end(actor, pass_)


def _follow(request: FamilyRequest | AccessRequest, child: Child) -> str:
    """Returns where it lay."""
    old, request.region_code = request.region_code, child.region_code
    session().flush()
    return old


def _still_holds(request: AccessRequest, child: Child) -> bool:
    """Whoever gave it, or took it for a purpose as the township's reviewer, would still do so."""
    by = session().get(User, request.decided_by or request.asked_by)
    if by is None:
        return False
    giver = load_actor(by, second_factor=True)
    if request.decided_by is None:
        return access.opens_for_purpose(giver, child)
    return may(giver, P.DECIDE_CHILD_ACCESS, child.region_code)


def _end(actor: Actor, request: AccessRequest) -> None:
    request.valid_until = now()
    with force_locale("zh_Hans_CN"):
        reason = gettext("The child has moved: the station that agreed no longer answers for it.")
    workflow.take(LIFECYCLE, "end", actor=actor, row=request, reason=reason)
