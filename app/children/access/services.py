from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, insert, select

from app.children.access import queries, rules
from app.children.access.models import (
    EXPORT,
    FILE,
    OUTCOMES,
    AccessRequest,
    ExportedChild,
    ReadingFlag,
)
from app.children.access.states import LIFECYCLE
from app.children.models import Child
from app.children.queries import Filters, for_export
from app.core import audit, workflow
from app.core.access.actors import Actor
from app.core.access.policy import demand, may
from app.core.access.scope import LARGEST_ID, get_visible, lock
from app.core.clock import local, now
from app.core.db import session, transaction
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, Problem
from app.core.personal import blind_index
from app.core.regioncode import COUNTRY
from app.policy import P
from app.programmes.queries import rules_for

SHORTEST_PURPOSE = 4


def ask_for_file(
    *, actor: Actor, purpose: str, child_id: int | None = None, identity_number: str = ""
) -> AccessRequest:
    """Ask to open a file that the actor sees on the list, or whose number she was told.

    Whether there is such a file is not answered: the request waits, and so does one for none.
    """
    demand(actor, P.ASK_CHILD_ACCESS)
    if child_id is None and not identity_number:
        raise InvalidInput(
            Problem("no_number", _l("Enter the identity number."), field="identity_number")
        )
    _demand_purpose(purpose)
    with transaction():
        child = _meant(actor, child_id, identity_number)
        request = _new_request(actor, FILE, purpose, child.region_code if child else _home(actor))
        request.child_id = child.id if child else None
        session().flush()
        workflow.begin(LIFECYCLE, actor=actor, row=request, reason=purpose.strip())
        if child is not None and queries.opens_for_purpose(actor, child):
            request.valid_until = now() + timedelta(hours=rules.PURPOSE_HOURS)
            workflow.take(LIFECYCLE, "approve", actor=actor, row=request)
    return request


def ask_for_export(*, actor: Actor, purpose: str, filters: Filters) -> AccessRequest:
    demand(actor, P.EXPORT_CHILDREN)
    _demand_purpose(purpose)
    with transaction():
        request = _new_request(actor, EXPORT, purpose, filters.region or _home(actor))
        # What was searched for is a name or a number: it does not lie about in a request.
        request.filters = {name: value for name, value in asdict(filters).items() if name != "q"}
        session().flush()
        workflow.begin(LIFECYCLE, actor=actor, row=request, reason=purpose.strip())
    return request


def decide(
    *, actor: Actor, request_id: int, approve: bool, hours: int = 24, reason: str = ""
) -> AccessRequest:
    """Raises Forbidden for one's own request and where the actor is not the one to decide."""
    with transaction():
        request = get_request(actor, request_id)
        lock(request)
        if not queries.may_decide(actor, request):
            raise Forbidden(Problem("not_permitted", ""))
        request.decided_by, request.decided_at = actor.user_id, now()
        if approve:
            request.valid_until = now() + timedelta(hours=hours if hours in rules.HOURS else 24)
        step = "approve" if approve else "refuse"
        workflow.take(LIFECYCLE, step, actor=actor, row=request, reason=reason)
    return request


def take_export(*, actor: Actor, request_id: int) -> tuple[AccessRequest, Sequence[Child]]:
    """Once, by who asked, while the approval holds; the children on it are kept for guardians."""
    with transaction():
        request = get_request(actor, request_id)
        lock(request)
        is_mine = request.kind == EXPORT and request.asked_by == actor.user_id
        if not is_mine or not may(actor, P.EXPORT_CHILDREN, request.region_code):
            raise Forbidden(Problem("not_permitted", ""))
        if request.valid_until is None or request.valid_until <= now():
            raise Conflict(Problem("not_approved", _l("There is no approval that still holds.")))
        children = for_export(actor, Filters(**request.filters))
        request.children = len(children)
        workflow.take(LIFECYCLE, "take", actor=actor, row=request)
        if children:
            rows = [{"request_id": request.id, "child_id": child.id} for child in children]
            session().execute(insert(ExportedChild), rows)
        audit.record(
            actor, "child.exported", request, reason=request.purpose or "", count=len(children)
        )
    return request, children


def get_request(actor: Actor, request_id: int) -> AccessRequest:
    """One's own, or one to decide. Raises NotFound for any other."""
    found = session().get(AccessRequest, request_id) if request_id <= LARGEST_ID else None
    if found is None or not (
        found.asked_by == actor.user_id
        or queries.may_decide(actor, found)
        or _decided(actor, found)
    ):
        raise NotFound(Problem("not_found", ""))
    return found


def _decided(actor: Actor, request: AccessRequest) -> bool:
    return request.decided_by is not None and request.decided_by == actor.user_id


def watch(*, actor: Actor, child: Child, at: datetime) -> None:
    """Within the transaction that records a reading: put what is unusual before the auditor."""
    reach = queries.reach_of(actor, child)
    own = reach in (rules.Reach.STATION, rules.Reach.PAIRED)
    files = queries.files_in_hour(actor, child, at)
    for kind in rules.unusual(
        files_in_hour=files,
        local=local(at),
        in_region=own or may(actor, P.READ_CHILD, child.region_code),
        rules=rules_for(child.region_code).reading,
    ):
        recent = exists().where(
            ReadingFlag.user_id == actor.user_id,
            ReadingFlag.kind == kind,
            ReadingFlag.at > at - timedelta(hours=1),
        )
        if not session().scalar(select(recent)):
            flag = ReadingFlag(
                user_id=actor.user_id,
                kind=kind.value,
                files=files,
                at=at,
                region_code=child.region_code,
            )
            flag.sealing()
            session().add(flag)


def close_flag(*, actor: Actor, flag_id: int, finding: str, outcome: str) -> ReadingFlag:
    """`outcome`: as in OUTCOMES; an incident is counted in the yearly compliance pack."""
    problems = []
    if not finding.strip():
        problems.append(Problem("no_finding", _l("Say what you found out."), field="reason"))
    if outcome not in OUTCOMES:
        problems.append(Problem("no_outcome", _l("Say what it was."), field="outcome"))
    if problems:
        raise InvalidInput(*problems)
    with transaction():
        flag: ReadingFlag = lock(get_visible(ReadingFlag, actor, flag_id))
        flag.outcome = outcome
        flag.finding, flag.seen_by, flag.seen_at = finding.strip(), actor.user_id, now()
        audit.record(actor, "reading_flag.looked_into", flag, outcome=outcome)
    return flag


def _demand_purpose(purpose: str) -> None:
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        problem = _l("Say in a sentence what you need it for.")
        raise InvalidInput(Problem("purpose_missing", problem, field="purpose"))


def _meant(actor: Actor, child_id: int | None, identity_number: str) -> Child | None:
    if child_id is not None:
        child: Child = get_visible(Child, actor, child_id, P.READ_CHILD)
        return child
    number = "".join(identity_number.split()).upper()
    index = blind_index("identity", number)
    return session().scalar(select(Child).where(Child.identity_index == index))


def _new_request(actor: Actor, kind: str, purpose: str, region: str) -> AccessRequest:
    request = AccessRequest(kind=kind, region_code=region, asked_by=actor.user_id, state="asked")
    request.purpose = purpose.strip()
    session().add(request)
    return request


def _home(actor: Actor) -> str:
    return min((grant.region_code for grant in actor.grants), default=COUNTRY)
