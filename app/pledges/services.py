"""Issue, sign and withdraw pledges."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import lock
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.documents import archive, signature
from app.core.documents.models import Document
from app.core.documents.uploads import store_scan
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.core.workflow import advance, begin
from app.pledges import document
from app.pledges.composition import compose_pledge
from app.pledges.document import PledgeDocument
from app.pledges.models import Pledge
from app.pledges.queries import earlier_terms, vetting_gaps
from app.pledges.rules import age_problem, next_term, problems_to_issue
from app.pledges.states import PLEDGE
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.volunteers.models import Volunteer


def issue_pledge(*, actor: Actor, volunteer_id: int, starts_on: date | None = None) -> Pledge:
    """Make the next year's pledge, numbered and ready to be printed or signed.

    Raises Conflict with every reason that speaks against it.
    """
    with transaction() as current:
        volunteer = _locked_volunteer(volunteer_id)
        demand(actor, P.ISSUE_PLEDGE, volunteer)
        rules = rules_for(volunteer.region_code)
        earlier = earlier_terms(volunteer.id)
        term = next_term(earlier, rules, today(), starts_on)
        problems = problems_to_issue(
            is_approved=volunteer.state == "approved",
            vetting=vetting_gaps(volunteer, term.starts_on),
            born_on=volunteer.born_on,
            earlier=earlier,
            term=term,
            rules=rules,
            today=today(),
        )
        if problems:
            raise Conflict(*problems)
        paper = archive.issue(
            actor=actor,
            kind=document.PLEDGE.name,
            region_code=volunteer.region_code,
            compose=lambda number: compose_pledge(volunteer, term, rules, number).snapshot(),
            subject=volunteer,
            final=False,
        )
        pledge = Pledge(
            volunteer=volunteer,
            region_code=volunteer.region_code,
            state=PLEDGE.initial,
            year_number=term.year_number,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            serial=paper.serial,
            document_id=paper.id,
        )
        current.add(pledge)
        current.flush()
        begin(PLEDGE, actor=actor, row=pledge)
    return pledge


def sign_on_screen(
    *,
    actor: Actor,
    pledge_id: int,
    lines: list[signature.Line],
    redeclared: bool,
    signed_on: date,
    device: str = "",
    place: str = "",
) -> Pledge:
    """Take the drawn signature. `device`: what the browser says of itself.

    Raises InvalidInput, Conflict or Forbidden.
    """
    if problem := signature.problem_of(lines):
        raise InvalidInput(problem)
    with transaction():
        pledge = _to_sign(actor, pledge_id, redeclared)
        paper = _paper(pledge)
        drawn = signature.Signature.drawn(lines, signed_on)
        signed = PledgeDocument.from_snapshot(paper.snapshot).signed(drawn)
        archive.revise(actor=actor, document=paper, snapshot=signed.snapshot())
        pledge.device, pledge.place = device[:120], place[:80]
        _finish(actor, pledge, signed_on, "screen")
    return pledge


def sign_on_paper(
    *,
    actor: Actor,
    pledge_id: int,
    scan: bytes,
    scan_name: str,
    redeclared: bool,
    signed_on: date,
) -> Pledge:
    """Keep the scan of the paper that was signed. Only the station's people may."""
    with transaction():
        pledge = _to_sign(actor, pledge_id, redeclared)
        demand(actor, P.ISSUE_PLEDGE, pledge)
        if signed_on > today():
            raise InvalidInput(
                Problem("in_future", _l("This day has not come yet."), field="signed_on")
            )
        upload = store_scan(
            scan, purpose="pledge", name=scan_name, user_id=actor.user_id, field="scan"
        )
        pledge.scan_id = upload.id
        _finish(actor, pledge, signed_on, "paper")
    return pledge


def withdraw_pledge(*, actor: Actor, pledge_id: int, reason: str) -> Pledge:
    """Declare it no longer valid; the check page of its serial says so from now on."""
    with transaction():
        pledge = _locked_pledge(pledge_id)
        advance(PLEDGE, "withdraw", actor=actor, row=pledge, reason=reason)
        archive.withdraw(actor=actor, document=_paper(pledge), reason=reason)
    return pledge


def reissue_pledge(*, actor: Actor, pledge_id: int, reason: str) -> Pledge:
    """Correct a pledge: withdraw it with the reason and issue its successor for the same year.

    Names, team and text are those of today; it is signed anew.
    """
    with transaction():
        pledge = _locked_pledge(pledge_id)
        starts_on = pledge.starts_on
        withdraw_pledge(actor=actor, pledge_id=pledge.id, reason=reason)
        return issue_pledge(actor=actor, volunteer_id=pledge.volunteer_id, starts_on=starts_on)


def _to_sign(actor: Actor, pledge_id: int, redeclared: bool) -> Pledge:
    pledge = _locked_pledge(pledge_id)
    demand(actor, P.SIGN_PLEDGE, pledge)
    rules = rules_for(pledge.region_code)
    if pledge.volunteer.state != "approved":
        raise Conflict(
            Problem("not_approved", _l("The volunteer is not approved, or is suspended."))
        )
    if not redeclared:
        raise InvalidInput(_not_redeclared(rules))
    if problem := age_problem(pledge.volunteer.born_on, max(today(), pledge.starts_on), rules):
        raise Conflict(problem)
    return pledge


def _not_redeclared(rules: ProgrammeRules) -> Problem:
    labels = "、".join(choice.label for choice in rules.eligibility.exclusions)
    message = _l(
        "Without the declaration that none of these apply she cannot serve: %(list)s", list=labels
    )
    return Problem("not_redeclared", message, field="redeclared")


def _finish(actor: Actor, pledge: Pledge, signed_on: date, how: str) -> None:
    archive.finish(actor=actor, document=_paper(pledge))
    pledge.signed_on, pledge.signed_how, pledge.signed_at = signed_on, how, now()
    # R94: declared anew with each signature, by her hand; her own record follows.
    exclusions = rules_for(pledge.region_code).eligibility.exclusions
    pledge.declared = [one.code for one in exclusions]
    pledge.volunteer.exclusions_declared, pledge.volunteer.declared_at = [], now()
    # Her own hand needs no witness; where she signs at the station, whoever is logged in is one.
    if pledge.volunteer.user_id != actor.user_id:
        pledge.witness_id = actor.user_id
    advance(PLEDGE, "sign", actor=actor, row=pledge)


def _paper(pledge: Pledge) -> Document:
    return session().get_one(Document, pledge.document_id)


def _locked_pledge(pledge_id: int) -> Pledge:
    """The volunteer first, as where a pledge is issued and where she is paired on it."""
    found = session().get(Pledge, pledge_id)
    if found is None:
        raise NotFound(Problem("not_found", ""))
    lock(found.volunteer)
    pledge: Pledge = lock(found)
    return pledge


def _locked_volunteer(volunteer_id: int) -> Volunteer:
    found = session().get(Volunteer, volunteer_id)
    if found is None:
        raise NotFound(Problem("not_found", ""))
    volunteer: Volunteer = lock(found)
    return volunteer
