"""First meeting, agreement and reviews of a running pairing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import transaction
from app.core.documents import archive
from app.core.documents.models import Document
from app.core.documents.uploads import store_scan
from app.core.errors import Conflict, InvalidInput, Problem
from app.pairings import queries
from app.pairings.agreement import AGREEMENT
from app.pairings.composition import compose_agreement
from app.pairings.models import FirstMeeting, Pairing, Review
from app.pairings.states import RUNNING
from app.pairings.terms import next_review, terms_of
from app.policy import P
from app.programmes.queries import rules_for

PRESENT = {
    "volunteer": _l("Volunteer"),
    "child": _l("Child"),
    "guardian": _l("Guardian"),
}
OUTCOMES = {
    "continue": _l("Go on as it is"),
    "support": _l("Go on, with more support"),
    "rematch": _l("Match anew"),
    "close": _l("Close"),
}


def record_first_meeting(
    *,
    actor: Actor,
    pairing_id: int,
    met_on: date,
    place: str,
    present: Sequence[str],
    staff_name: str,
    note: str = "",
) -> FirstMeeting:
    """The first meeting was held, with a person of the station present."""
    with transaction() as current:
        pairing = _running(actor, pairing_id)
        if queries.first_meeting(pairing):
            raise Conflict(Problem("held", _l("The first meeting is on record already.")))
        _not_in_future(met_on, "met_on")
        if not {"volunteer", "child"} <= set(present):
            message = _l("Volunteer and child must both have been there.")
            raise InvalidInput(Problem("present", message, field="present"))
        if not staff_name.strip():
            message = _l("Name who of the station was there.")
            raise InvalidInput(Problem("staff_missing", message, field="staff_name"))
        meeting = FirstMeeting(
            pairing=pairing,
            met_on=met_on,
            place=place,
            present=[code for code in PRESENT if code in present],
            staff_name=staff_name.strip(),
            recorded_by=actor.user_id,
        )
        meeting.note = note or None
        current.add(meeting)
        audit.record(actor, "pairing.met", pairing)
    return meeting


def issue_agreement(*, actor: Actor, pairing_id: int) -> Document:
    """Number and print the agreement of volunteer, guardian and station; once a pairing."""
    with transaction():
        pairing = _running(actor, pairing_id)
        if pairing.agreement_id:
            raise Conflict(Problem("issued", _l("The agreement has been printed already.")))
        terms = terms_of(rules_for(pairing.region_code))
        paper = archive.issue(
            actor=actor,
            kind=AGREEMENT.name,
            region_code=pairing.region_code,
            compose=lambda number: compose_agreement(pairing, terms, number).snapshot(),
            subject=pairing,
        )
        pairing.agreement_id = paper.id
        audit.record(actor, "pairing.agreement_issued", pairing)
    return paper


def record_agreement(
    *, actor: Actor, pairing_id: int, signed_on: date, scan: bytes, scan_name: str
) -> Pairing:
    """Keep the paper that all three have signed."""
    with transaction():
        pairing = _running(actor, pairing_id)
        if not pairing.agreement_id:
            raise Conflict(Problem("not_issued", _l("Print the agreement first.")))
        if pairing.agreement_signed_on:
            raise Conflict(Problem("signed", _l("The signed agreement is on record already.")))
        _not_in_future(signed_on, "signed_on")
        upload = store_scan(
            scan, purpose="agreement", name=scan_name, user_id=actor.user_id, field="scan"
        )
        pairing.agreement_scan_id, pairing.agreement_signed_on = upload.id, signed_on
        audit.record(actor, "pairing.agreement_signed", pairing)
    return pairing


def record_review(
    *,
    actor: Actor,
    pairing_id: int,
    held_on: date,
    outcome: str,
    heard: Sequence[str],
    note: str,
) -> Review:
    """How the pair stands; the next review day follows from the calendar of the programme."""
    with transaction() as current:
        pairing = _running(actor, pairing_id)
        _not_in_future(held_on, "held_on")
        if held_on < pairing.starts_on:
            message = _l("The pairing began later.")
            raise InvalidInput(Problem("too_early", message, field="held_on"))
        if outcome not in OUTCOMES:
            raise InvalidInput(Problem("outcome", _l("Choose how it goes on."), field="outcome"))
        if not heard or not note.strip():
            message = _l("Say whom you heard, and in a sentence what they said.")
            raise InvalidInput(Problem("note_missing", message, field="note"))
        review = Review(
            pairing=pairing,
            due_on=pairing.next_review_on,
            held_on=held_on,
            outcome=outcome,
            heard=[code for code in PRESENT if code in heard],
            reviewer_name=actor.name,
        )
        review.note = note.strip()
        current.add(review)
        terms = terms_of(rules_for(pairing.region_code))
        after = max(held_on, pairing.next_review_on or held_on)
        pairing.next_review_on = next_review(pairing.starts_on, after, terms)
        audit.record(actor, "pairing.reviewed", pairing, outcome=outcome)
    return review


def _running(actor: Actor, pairing_id: int) -> Pairing:
    pairing: Pairing = lock(get_visible(Pairing, actor, pairing_id))
    demand(actor, P.KEEP_PAIRING, pairing)
    if pairing.state not in RUNNING:
        raise Conflict(Problem("wrong_state", _l("The pairing does not run.")))
    return pairing


def _not_in_future(day: date, field: str) -> None:
    if day > today():
        raise InvalidInput(Problem("in_future", _l("This day has not come yet."), field=field))
