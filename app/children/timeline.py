"""What the children's area itself tells in the time line of a file."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from app.children.access.queries import sections_open_to
from app.children.desk.models import FamilyRequest
from app.children.desk.states import KINDS as KINDS_ASKED
from app.children.desk.states import LIFECYCLE as DESK
from app.children.families.states import BY_CODE as COLOURS
from app.children.life import handing_over
from app.children.life.facts import KINDS, SOURCES, facts_of
from app.children.life.models import ChildMove
from app.children.models import Child
from app.children.states import LIFECYCLE
from app.core import workflow
from app.core.access.actors import Actor
from app.core.clock import local
from app.core.db import session
from app.core.registry import Happening
from app.programmes.queries import rules_for
from app.regions import queries as regions


def of_child(actor: Actor, child: Child) -> Iterator[Happening]:
    yield Happening(child.found_on, _("The child was found"))
    labels = {step.name: step.label for step in LIFECYCLE.transitions}
    for change in workflow.history(child):
        if change.transition in labels:
            text = str(labels[change.transition])
            yield Happening(local(change.at).date(), text, change.actor_name)
    sections = sections_open_to(actor, child)
    if "colour" in sections:
        yield from _colours(child)
    for fact in facts_of(child):
        if fact.kind in sections:
            yield Happening(fact.as_of, f"{KINDS[fact.kind]}{_(': ')}{SOURCES[fact.source]}")
    if "history" in sections:
        yield from _moves(child)
        yield from _hand_over(child)
        yield from _requests(child)
    scopes = {one.code: one.label for one in rules_for(child.region_code).consent_scopes}
    for consent in child.consents:
        scope = scopes.get(consent.scope, consent.scope)
        if consent.decision == "granted":
            text = _("The guardian agreed: %(scope)s", scope=scope)
        else:
            text = _("The guardian refused: %(scope)s", scope=scope)
        yield Happening(consent.signed_on, text)
        if consent.withdrawn_on:
            text = _("The guardian withdrew the consent: %(scope)s", scope=scope)
            yield Happening(consent.withdrawn_on, text)


def _moves(child: Child) -> Iterator[Happening]:
    query = select(ChildMove).where(ChildMove.child_id == child.id)
    for move in session().scalars(query):
        places = regions.full_names({move.from_code, move.to_code})
        text = _(
            "Moved from %(old)s to %(new)s",
            old=places.get(move.from_code, move.from_code),
            new=places.get(move.to_code, move.to_code),
        )
        yield Happening(move.moved_on, text)
        if move.seen_at:
            yield Happening(local(move.seen_at).date(), _("The new station has taken note"))


def _hand_over(child: Child) -> Iterator[Happening]:
    row = handing_over.of_child(child)
    if row is None:
        return
    yield Happening(row.due_on, _("Comes of age"))
    if row.decided_on:
        text = _("Looked after next by: %(place)s", place=handing_over.PLACES[row.place])
        yield Happening(row.decided_on, text)


def _requests(child: Child) -> Iterator[Happening]:
    query = select(FamilyRequest).where(FamilyRequest.child_id == child.id)
    for asked in session().scalars(query):
        text = _("The family asked: %(kind)s", kind=KINDS_ASKED[asked.kind])
        yield Happening(asked.asked_on, text)
        if asked.answered_at:
            said = DESK.state(asked.state).label
            text = _("The family was answered: %(state)s", state=said)
            yield Happening(local(asked.answered_at).date(), text)


def _colours(child: Child) -> Iterator[Happening]:
    for review in child.family.reviews:
        label = COLOURS[review.colour].label
        yield Happening(review.reviewed_on, _("The family’s colour: %(colour)s", colour=label))
