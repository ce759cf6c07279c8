"""A pairing ends in steps: no child is left without knowing why."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents import archive
from app.core.documents.models import Document
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.workflow import advance
from app.pairings import closing, queries
from app.pairings.agreement import STATEMENT
from app.pairings.composition import compose_statement
from app.pairings.models import Closure, ClosureStep, Pairing
from app.pairings.services.checking import check_others
from app.pairings.states import PAIRING, RUNNING
from app.pairings.terms import terms_of
from app.policy import P
from app.programmes.queries import rules_for


def open_closure(*, actor: Actor, pairing_id: int, way: str, reason: str) -> Closure:
    """Begin the guided end; until its last step the volunteer remains the child's."""
    if way not in closing.WAYS:
        raise InvalidInput(Problem("way", _l("Choose how it ends."), field="way"))
    if not reason.strip():
        raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))
    with transaction() as current:
        pairing = _locked(actor, pairing_id)
        if queries.open_closure(pairing):
            raise Conflict(Problem("closing", _l("The end of this pairing has begun already.")))
        closure = Closure(
            pairing=pairing, way=way, opened_on=today(), opened_by=actor.user_id, steps=[]
        )
        closure.reason = reason.strip()
        current.add(closure)
        audit.record(actor, "pairing.closing", pairing, reason=reason, way=way)
    return closure


def cancel_closure(*, actor: Actor, pairing_id: int) -> None:
    """They go on after all; what was said meanwhile goes with it."""
    with transaction() as current:
        pairing = _locked(actor, pairing_id)
        closure = _of(pairing)
        if closure.statement_id:
            message = _l("The family has the statement already: end the pairing.")
            raise Conflict(Problem("stated", message))
        for step in closure.steps:
            current.delete(step)
        current.delete(closure)
        audit.record(actor, "pairing.closing_cancelled", pairing)


def record_step(
    *, actor: Actor, pairing_id: int, code: str, outcome: str, note: str = ""
) -> ClosureStep:
    """One step is done, was declined by the person asked, or is waived by the chair."""
    step = closing.step(code)
    if step is None or (code in ("statement", "hand_over") and outcome != "waived"):
        raise InvalidInput(Problem("step", _l("There is no such step.")))
    if problem := closing.outcome_problem(step, outcome, note):
        raise InvalidInput(problem)
    with transaction():
        pairing = _locked(actor, pairing_id)
        if outcome == "waived":
            demand(actor, P.WAIVE_CLOSURE, pairing)
        return _keep_step(actor, _of(pairing), code, outcome, note)


def record_hand_over(
    *, actor: Actor, pairing_id: int, hand_over: str, summary: str = ""
) -> ClosureStep:
    """What the successor may see; a summary is written where it is to be seen."""
    if hand_over not in closing.HAND_OVER:
        message = _l("Choose what the successor may see.")
        raise InvalidInput(Problem("hand_over", message, field="hand_over"))
    if hand_over != "nothing" and not summary.strip():
        message = _l("Write the summary for the successor.")
        raise InvalidInput(Problem("summary_missing", message, field="summary"))
    with transaction():
        closure = _of(_locked(actor, pairing_id))
        closure.hand_over = hand_over
        closure.summary = summary.strip() or None
        return _keep_step(actor, closure, "hand_over", "done", "")


def issue_statement(*, actor: Actor, pairing_id: int) -> Document:
    """The paper for the family: that it ends, from when, whom they turn to now."""
    with transaction():
        pairing = _locked(actor, pairing_id)
        closure = _of(pairing)
        if closure.statement_id:
            raise Conflict(Problem("issued", _l("The statement has been printed already.")))
        terms = terms_of(rules_for(pairing.region_code))
        paper = archive.issue(
            actor=actor,
            kind=STATEMENT.name,
            region_code=pairing.region_code,
            compose=lambda number: compose_statement(closure, terms, number).snapshot(),
            subject=pairing,
        )
        closure.statement_id = paper.id
        _keep_step(actor, closure, "statement", "done", "")
    return paper


def end_pairing(*, actor: Actor, pairing_id: int) -> Pairing:
    """Close the episode: from now on the volunteer no longer sees the child.

    Raises Conflict with each step that is neither done nor waived.
    """
    with transaction():
        pairing = _locked(actor, pairing_id)
        closure = _of(pairing)
        if missing := closing.missing_steps({step.code: step.outcome for step in closure.steps}):
            raise Conflict(*missing)
        terms = terms_of(rules_for(pairing.region_code))
        pairing.ended_on = closure.closed_on = today()
        pairing.next_review_on = pairing.trouble_since = pairing.paused_until = None
        pairing.trouble = []
        if closure.way != "planned":
            closure.cool_off_until = today() + timedelta(days=terms.cool_off_days)
        advance(PAIRING, "end", actor=actor, row=pairing, reason=closure.reason or "")
        check_others(actor, pairing)
    return pairing


def _locked(actor: Actor, pairing_id: int) -> Pairing:
    """The child first, as for a new pairing: nobody is paired beside somebody who just ends."""
    pairing: Pairing = get_visible(Pairing, actor, pairing_id)
    lock(pairing.child)
    lock(pairing)
    demand(actor, P.END_PAIRING, pairing)
    if pairing.state not in RUNNING:
        raise Conflict(Problem("wrong_state", _l("The pairing does not run.")))
    return pairing


def _of(pairing: Pairing) -> Closure:
    closure = queries.open_closure(pairing)
    if closure is None:
        raise Conflict(Problem("not_closing", _l("Begin the end of the pairing first.")))
    return closure


def _keep_step(actor: Actor, closure: Closure, code: str, outcome: str, note: str) -> ClosureStep:
    """The step as it was taken last."""
    step = next((one for one in closure.steps if one.code == code), None)
    if step is None:
        step = ClosureStep(closure=closure, code=code)
        session().add(step)
    step.outcome, step.on, step.by_name = outcome, today(), actor.name
    step.note = note.strip() or None
    audit.record(actor, "pairing.closure_step", closure.pairing, step=code, outcome=outcome)
    return step
