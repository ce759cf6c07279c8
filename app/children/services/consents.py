"""A guardian's written answers: each scope by itself, refusing and withdrawing are answers too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.children import rules
from app.children.consent_form import consent_pdf
from app.children.consent_paper import compose
from app.children.files import demand_kept
from app.children.models import Child, Consent, Guardian
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, lock
from app.core.clock import add_months, today
from app.core.db import session, transaction
from app.core.documents import signature
from app.core.documents.signature import Line, Signature
from app.core.documents.uploads import store_scan
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.core.imports.messages import TEXTS
from app.policy import P
from app.programmes.queries import rules_for

DECISIONS = ("granted", "refused")
MESSAGES: dict[str, Any] = {
    "missing_value": TEXTS["missing_value"],
    "signed_in_future": _l("This day has not come yet."),
    "no_answer": _l("Enter the guardian’s answer to at least one point."),
    "child_not_asked": _l("The child is 14 or older: without its own agreement none is in force."),
    "scope_unknown": _l("The programme does not ask for this consent."),
}


@dataclass(frozen=True)
class Scan:
    content: bytes
    name: str


def record_consent(
    *,
    actor: Actor,
    child_id: int,
    answers: Mapping[str, str],
    signed_on: date | None,
    guardian_id: int | None = None,
    scan: Scan | None = None,
    note: str = "",
    child_agreed: bool = False,
    how: str = "paper",
) -> list[Consent]:
    """One signed paper. `answers`: scope → granted or refused; scopes left open are not in it."""
    with transaction():
        child: Child = lock(get_visible(Child, actor, child_id, P.RECORD_CONSENT))
        demand_kept(child)
        programme = rules_for(child.region_code)
        given = {scope: word for scope, word in answers.items() if word in DECISIONS}
        of_age = rules.asks_child(child.born_on, signed_on or today())
        flaws = rules.flaws_of_consent(
            signed_on=signed_on,
            today=today(),
            scopes=given,
            known=[one.code for one in programme.consent_scopes],
            child_must_agree=of_age and "granted" in given.values(),
            child_agreed=child_agreed,
        )
        if flaws or signed_on is None:
            raise InvalidInput(
                *(Problem(flaw.code, MESSAGES[flaw.code], field=flaw.field) for flaw in flaws)
            )
        if guardian_id and guardian_id not in {one.id for one in child.guardians}:
            raise NotFound(Problem("not_found", ""))
        upload_id = _keep_scan(actor, scan)
        made = []
        for scope, decision in given.items():
            consent = Consent(
                child=child,
                guardian_id=guardian_id,
                scope=scope,
                decision=decision,
                child_agreed=child_agreed if of_age else None,
                signed_on=signed_on,
                expires_on=add_months(signed_on, programme.consent_months),
                text_version=programme.consent_version,
                signed_how=how,
                upload_id=upload_id,
                recorded_by=actor.user_id,
            )
            consent.note = note or None
            session().add(consent)
            made.append(consent)
        session().flush()
        for consent in made:
            audit.record(
                actor,
                f"consent.{consent.decision}",
                consent,
                child=child.id,
                scope=consent.scope,
            )
    return made


@dataclass(frozen=True)
class Signing:
    """What guardian and child did on the screen; `child_lines` of a child under 14: nothing."""

    answers: Mapping[str, str]
    guardian_id: int
    lines: Sequence[Line]
    child_lines: Sequence[Line] = ()
    child_said: str = ""
    note: str = ""


def sign_consent(*, actor: Actor, child_id: int, signing: Signing) -> list[Consent]:
    """The guardian answers and signs on the screen, from 14 on the child beside her.

    Kept like a scan: the form as they saw it, with the answers and the drawn signatures.
    """
    child: Child = get_visible(Child, actor, child_id, P.RECORD_CONSENT)
    demand_kept(child)
    guardian = next((one for one in child.guardians if one.id == signing.guardian_id), None)
    of_age = rules.asks_child(child.born_on, today())
    _demand_signed(child, signing, guardian, of_age=of_age)
    form = replace(
        compose(child, guardian=guardian, decisions=signing.answers),
        signature=Signature.drawn(signing.lines, today()),
        child_signature=Signature.drawn(signing.child_lines, today())
        if signing.child_lines
        else None,
        child_said=signing.child_said,
        taken_by=actor.name,
        valid_until=add_months(today(), rules_for(child.region_code).consent_months),
    )
    return record_consent(
        actor=actor,
        child_id=child_id,
        answers=signing.answers,
        signed_on=today(),
        guardian_id=signing.guardian_id,
        scan=Scan(consent_pdf(form), "consent.pdf"),
        note=signing.note,
        child_agreed=bool(signing.child_lines),
        how="screen",
    )


def _demand_signed(
    child: Child, signing: Signing, guardian: Guardian | None, *, of_age: bool
) -> None:
    """On the screen every point is answered: an open one could be filled in afterwards."""
    problems = [signature.problem_of(signing.lines)]
    if guardian is None:
        text = _l("Choose who signs. Add the guardian to the file first if she is missing.")
        problems.append(Problem("guardian_missing", text, field="guardian_id"))
    for scope in rules_for(child.region_code).consent_scopes:
        if signing.answers.get(scope.code) not in DECISIONS:
            text = _l("Agree, or do not agree.")
            problems.append(Problem("no_answer", text, field=f"scope_{scope.code}"))
    if of_age and "granted" in signing.answers.values():
        problems.append(signature.problem_of(signing.child_lines, "child_signature"))
    if found := [one for one in problems if one]:
        raise InvalidInput(*found)


def _keep_scan(actor: Actor, scan: Scan | None) -> int | None:
    if scan is None:
        return None
    kept = store_scan(
        scan.content, purpose="consent", name=scan.name, user_id=actor.user_id, field="scan"
    )
    return kept.id


def withdraw_consent(*, actor: Actor, child_id: int, consent_id: int, reason: str) -> Consent:
    """From today on it no longer holds. Raises Conflict if it did not hold anyway."""
    with transaction():
        child: Child = lock(get_visible(Child, actor, child_id, P.RECORD_CONSENT))
        demand_kept(child)
        consent = next((one for one in child.consents if one.id == consent_id), None)
        if consent is None:
            raise NotFound(Problem("not_found", ""))
        if consent.decision != "granted" or consent.withdrawn_on is not None:
            raise Conflict(
                Problem("not_in_force", _l("This consent has been withdrawn or never was given."))
            )
        consent.withdrawn_on = today()
        session().flush()
        audit.record(
            actor,
            "consent.withdrawn",
            consent,
            reason=reason,
            child=child.id,
            scope=consent.scope,
        )
    return consent
