from __future__ import annotations

from datetime import date, timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from app.children.access.models import AccessRequest
from app.children.desk import queries
from app.children.desk.models import FamilyRequest
from app.children.desk.states import KINDS, LIFECYCLE, TERM_DAYS
from app.children.families import changes as families
from app.children.life.models import HandOver
from app.children.models import Child
from app.children.sources.models import Disagreement
from app.children.states import LIFECYCLE as FILE
from app.core import audit, workflow
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import now, today
from app.core.db import after_commit, session, transaction
from app.core.documents import vault
from app.core.documents.models import Document
from app.core.documents.uploads import Upload
from app.core.errors import Conflict, Forbidden, InvalidInput, Problem
from app.core.workflow import StateChange
from app.policy import P


def receive(
    *, actor: Actor, child_id: int, kind: str, asked_by: str, text: str, asked_on: date | None
) -> FamilyRequest:
    problems = []
    if kind not in KINDS:
        problems.append(Problem("kind_missing", _l("Choose what the family asks."), field="kind"))
    if not asked_by.strip():
        problems.append(Problem("missing_name", _l("The name is missing."), field="asked_by"))
    if asked_on is None or asked_on > today():
        problems.append(Problem("asked_on", _l("Enter the day."), field="asked_on"))
    if problems or asked_on is None:
        raise InvalidInput(*problems)
    with transaction():
        child: Child = get_visible(Child, actor, child_id, P.KEEP_REQUEST_DESK)
        request = FamilyRequest(
            child_id=child.id,
            kind=kind,
            region_code=child.region_code,
            asked_on=asked_on,
            due_on=asked_on + timedelta(days=TERM_DAYS),
            received_by=actor.user_id,
            state=LIFECYCLE.initial,
        )
        request.asked_by, request.text = asked_by.strip(), text.strip() or None
        session().add(request)
        session().flush()
        workflow.begin(LIFECYCLE, actor=actor, row=request)
    return request


def answer(*, actor: Actor, request_id: int, done: bool, text: str) -> FamilyRequest:
    """Raises Conflict for a deletion that is called done while the file is still there."""
    if not text.strip():
        raise InvalidInput(Problem("no_answer", _l("Write the answer."), field="text"))
    with transaction():
        request = lock(get_visible(FamilyRequest, actor, request_id))
        if done and request.kind == "delete" and request.child.state != "deleted":
            problem = _l(
                "The file is still there. A chair who did not receive the request deletes it."
            )
            raise Conflict(Problem("not_deleted", problem))
        _answer(actor, request, "finish" if done else "refuse", text)
    return request


def _answer(actor: Actor, request: FamilyRequest, step: str, text: str) -> None:
    request.answer = text.strip()
    request.answered_by, request.answered_at = actor.user_id, now()
    workflow.take(LIFECYCLE, step, actor=actor, row=request, reason=text.strip())


def record_copy(*, actor: Actor, request_id: int) -> FamilyRequest:
    with transaction():
        request: FamilyRequest = get_visible(FamilyRequest, actor, request_id)
        audit.record(actor, "child.copied", request.child, request=request.id)
    return request


def destroy_child(*, actor: Actor, child_id: int, reason: str) -> Child:
    """Destroy the keys of the file and of all that hangs on it; keep a row that names nobody.

    Two people: whoever received the family's request does not carry it out. Without a request a
    file goes only when its term is over. Raises Conflict while an area needs the file.
    """
    with transaction() as current:
        child: Child = lock(get_visible(Child, actor, child_id, P.DELETE_CHILD))
        demand(actor, P.DELETE_CHILD, child)
        request = queries.open_deletion(child.id)
        if request is None and not queries.is_over_term(actor, child):
            problem = _l("Nobody has asked for it, and the file’s term is not over.")
            raise Conflict(Problem("no_ground", problem))
        if request is not None and request.received_by == actor.user_id:
            raise Forbidden(
                Problem("second_person", _l("Another chair must carry out what you received."))
            )
        if needed := queries.blockers(child):
            raise Conflict(*(Problem("still_needed", text) for text in needed))
        workflow.take(FILE, "delete", actor=actor, row=child, reason=reason)
        shred(child)
        if request is not None:
            _answer(actor, request, "finish", reason)
        current.flush()
        audit.record(actor, "child.destroyed", child)
    return child


def shred(child: Child) -> None:
    """The caller has taken the file's last step."""
    current, at = session(), now()
    keyed: list[Upload | Document | AccessRequest] = []
    scans = {one.upload_id for one in child.consents if one.upload_id}
    keyed += current.scalars(select(Upload).where(Upload.id.in_(scans)))
    subject = (Document.subject_type == "child") & (Document.subject_id == child.id)
    keyed += current.scalars(select(Document).where(subject))
    keyed += current.scalars(select(AccessRequest).where(AccessRequest.child_id == child.id))
    for source in current_app.extensions.get("child_shredders", ()):
        keyed += source(child)
    for row in keyed:
        row.data_key.destroy(at)
        if name := getattr(row, "stored_name", None):
            after_commit(lambda name=name: vault.remove(name))  # type: ignore[misc]
    families.take_out_erased(child)
    child.data_key.destroy(at)
    _make_anonymous(child)


def _make_anonymous(child: Child) -> None:
    """What stays counts children by year of birth, sex, category and village."""
    child.alias = "—"
    child.born_on = date(child.born_on.year, 1, 1)
    child.ethnic_group, child.further_categories, child.needs = "", [], []
    child.identity_index = child.name_index = child.pinyin_index = child.initials_index = None
    # The day of the hand-over is the birthday.
    said = update(Disagreement).where(Disagreement.child_id == child.id)
    session().execute(said.values(said_index=None))
    hand_over = update(HandOver).where(HandOver.child_id == child.id)
    session().execute(hand_over.values(due_on=child.born_on))
    rows = ((StateChange.object_type == "child") & (StateChange.object_id == child.id)) | (
        (StateChange.object_type == "consent")
        & StateChange.object_id.in_([one.id for one in child.consents])
    )
    session().execute(update(StateChange).where(rows).values(reason_sealed=None))
