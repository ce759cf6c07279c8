"""What the children's area itself tells in the time line of a file."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.children.access.queries import sections_open_to
from app.children.families.states import BY_CODE as COLOURS
from app.children.models import Child
from app.children.states import LIFECYCLE
from app.core import workflow
from app.core.access.actors import Actor
from app.core.clock import local
from app.core.registry import Happening
from app.programmes.queries import rules_for


def of_child(actor: Actor, child: Child) -> Iterator[Happening]:
    yield Happening(child.found_on, _("The child was found"))
    labels = {step.name: step.label for step in LIFECYCLE.transitions}
    for change in workflow.history(child):
        if change.transition in labels:
            text = str(labels[change.transition])
            yield Happening(local(change.at).date(), text, change.actor_name)
    if "colour" in sections_open_to(actor, child):
        yield from _colours(child)
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


def _colours(child: Child) -> Iterator[Happening]:
    for review in child.family.reviews:
        label = COLOURS[review.colour].label
        yield Happening(review.reviewed_on, _("The family’s colour: %(colour)s", colour=label))
