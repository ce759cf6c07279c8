"""Organisations, partner counties, team pairs: what people do with them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit
from app.core.access.actors import SYSTEM, Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents.uploads import store_scan
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.workflow import advance, begin, take
from app.partners import queries, rules
from app.partners.models import CountyPartnership, Organisation, OrganisationMember, TeamPair
from app.partners.states import ORGANISATION, PARTNERSHIP, TEAM_PAIR
from app.policy import P
from app.regions.queries import get_region
from app.volunteers.models import Volunteer


@dataclass(frozen=True)
class OrganisationValues:
    name: str
    kind: str
    contact_name: str
    phone: str
    credit_code: str = ""
    offer: str = ""


def register_organisation(
    *, actor: Actor, region_code: str, values: OrganisationValues
) -> Organisation:
    """Put it on the books; somebody else decides whether it may stand for pairs."""
    with transaction() as current:
        demand(actor, P.KEEP_PARTNER, region_code)
        _free_name(region_code, values.name)
        one = Organisation(
            region_code=region_code, state=ORGANISATION.initial, made_by=actor.user_id
        )
        _fill(one, values)
        current.add(one)
        current.flush()
        begin(ORGANISATION, actor=actor, row=one)
    return one


def edit_organisation(
    *, actor: Actor, organisation_id: int, values: OrganisationValues
) -> Organisation:
    with transaction():
        one = _organisation(actor, organisation_id, P.KEEP_PARTNER)
        if one.name != values.name:
            _free_name(one.region_code, values.name)
        _fill(one, values)
        audit.record(actor, "organisation.edited", one)
    return one


def decide_organisation(
    *, actor: Actor, organisation_id: int, step: str, reason: str
) -> Organisation:
    """approve, suspend, resume or end. Whoever put it on the books does not approve it."""
    with transaction():
        one = _organisation(actor, organisation_id, P.DECIDE_PARTNER)
        if step == "approve" and one.made_by == actor.user_id:
            message = _l("You entered this organisation: somebody else decides.")
            raise Conflict(Problem("four_eyes", message))
        advance(ORGANISATION, step, actor=actor, row=one, reason=reason)
    return one


def record_agreement(
    *,
    actor: Actor,
    organisation_id: int,
    agreed_on: date,
    agreed_until: date,
    scan: bytes = b"",
    scan_name: str = "",
) -> Organisation:
    """The written agreement, from when until when; a later one replaces it."""
    if problem := rules.period_problem(agreed_on, agreed_until, "agreed_until"):
        raise InvalidInput(problem)
    with transaction():
        one = _organisation(actor, organisation_id, P.KEEP_PARTNER)
        one.agreed_on, one.agreed_until = agreed_on, agreed_until
        if scan:
            upload = store_scan(
                scan, purpose="organisation", name=scan_name, user_id=actor.user_id, field="scan"
            )
            one.agreement_scan_id = upload.id
        audit.record(
            actor, "organisation.agreed", one, until=agreed_until.isoformat(), scan=bool(scan)
        )
    return one


def add_person(*, actor: Actor, organisation_id: int, volunteer_id: int) -> OrganisationMember:
    with transaction() as current:
        one = _organisation(actor, organisation_id, P.KEEP_PARTNER)
        volunteer = get_visible(Volunteer, actor, volunteer_id)
        if volunteer.state != "approved":
            message = _l("Only an approved volunteer goes to children for an organisation.")
            raise Conflict(Problem("not_approved", message))
        if any(member.volunteer_id == volunteer.id for member in queries.people_of(one)):
            raise Conflict(Problem("member", _l("She is one of its people already.")))
        member = OrganisationMember(organisation=one, volunteer=volunteer, since=today())
        current.add(member)
        current.flush()
        audit.record(actor, "organisation.person_added", one, volunteer_id=volunteer.id)
    return member


def remove_person(*, actor: Actor, organisation_id: int, member_id: int) -> None:
    with transaction():
        one = _organisation(actor, organisation_id, P.KEEP_PARTNER)
        member = next((each for each in queries.people_of(one) if each.id == member_id), None)
        if member is None:
            raise Conflict(Problem("gone", _l("She is no longer one of its people.")))
        member.until = today()
        audit.record(actor, "organisation.person_left", one, volunteer_id=member.volunteer_id)


def propose_partnership(
    *,
    actor: Actor,
    region_code: str,
    other_code: str,
    starts_on: date,
    ends_on: date,
    terms: str = "",
) -> CountyPartnership:
    """Ask another county; nothing follows from it until that county has confirmed."""
    problem = rules.county_problem(region_code, other_code) or rules.period_problem(
        starts_on, ends_on, "ends_on"
    )
    if problem or get_region(other_code) is None:
        raise InvalidInput(problem or Problem("county", _l("Choose a county."), field="other_code"))
    with transaction() as current:
        demand(actor, P.PROPOSE_PARTNER, region_code)
        both = {region_code, other_code}
        # Each may ask the other at the same moment: whoever comes second finds it asked.
        for county in filter(None, map(get_region, sorted(both))):
            lock(county)
        standing = select(CountyPartnership).where(
            CountyPartnership.state.in_(("proposed", "running")),
            CountyPartnership.region_code.in_(both),
            CountyPartnership.other_code.in_(both),
        )
        for row in session().scalars(standing).all():
            if row.ends_on >= today():
                message = _l("These two counties have an agreement, or one has asked already.")
                raise Conflict(Problem("standing", message))
            take(PARTNERSHIP, "end", actor=SYSTEM, row=row, reason=_("Its time is over."))
        row = CountyPartnership(
            region_code=region_code,
            other_code=other_code,
            starts_on=starts_on,
            ends_on=ends_on,
            terms=terms,
            asked_by=actor.user_id,
        )
        current.add(row)
        current.flush()
        begin(PARTNERSHIP, actor=actor, row=row)
    return row


def answer_partnership(*, actor: Actor, partnership_id: int, step: str) -> CountyPartnership:
    """confirm or decline: by the chair of the county that was asked, never by who asked."""
    with transaction():
        row: CountyPartnership = lock(get_visible(CountyPartnership, actor, partnership_id))
        demand(actor, P.CONFIRM_PARTNER, row)
        if row.asked_by == actor.user_id:
            message = _l("You asked for this county: the other one answers.")
            raise Conflict(Problem("own_request", message))
        advance(PARTNERSHIP, step, actor=actor, row=row)
    return row


def end_partnership(*, actor: Actor, partnership_id: int, reason: str) -> CountyPartnership:
    """Either side ends it; the pairs that rest on it lapse in the night that follows."""
    with transaction():
        row: CountyPartnership = lock(get_visible(CountyPartnership, actor, partnership_id))
        advance(PARTNERSHIP, "end", actor=actor, row=row, reason=reason)
    return row


def pair_team(
    *, actor: Actor, team_id: int, region_code: str, purpose: str, starts_on: date
) -> TeamPair:
    """A team stands by a village: regular help to its team and its station, no child's name."""
    if not purpose.strip():
        message = _l("Say what the team will do there.")
        raise InvalidInput(Problem("purpose", message, field="purpose"))
    with transaction() as current:
        demand(actor, P.KEEP_PARTNER, region_code)
        team = next((one for one in queries.helping_teams(actor) if one.id == team_id), None)
        if team is None:
            raise InvalidInput(Problem("team", _l("Choose a team."), field="team"))
        if team.region_code == region_code:
            message = _l("This is the village’s own team.")
            raise Conflict(Problem("own_team", message, field="team"))
        lock(team)
        held = select(TeamPair.id).where(
            TeamPair.team_id == team.id,
            TeamPair.region_code == region_code,
            TeamPair.state == "running",
        )
        if session().scalar(held) is not None:
            raise Conflict(Problem("paired", _l("This team stands by this village already.")))
        row = TeamPair(
            team=team,
            region_code=region_code,
            purpose=purpose.strip(),
            starts_on=starts_on,
            made_by=actor.user_id,
        )
        current.add(row)
        current.flush()
        begin(TEAM_PAIR, actor=actor, row=row)
    return row


def end_team_pair(*, actor: Actor, pair_id: int, reason: str) -> TeamPair:
    with transaction():
        row: TeamPair = lock(get_visible(TeamPair, actor, pair_id))
        advance(TEAM_PAIR, "end", actor=actor, row=row, reason=reason)
        row.ends_on = today()
    return row


def _organisation(actor: Actor, organisation_id: int, permission: P) -> Organisation:
    one: Organisation = lock(get_visible(Organisation, actor, organisation_id))
    demand(actor, permission, one)
    if one.state == "ended":
        raise Conflict(Problem("ended", _l("The work with this organisation has ended.")))
    return one


def _free_name(region_code: str, name: str) -> None:
    taken = select(Organisation.id).where(
        Organisation.region_code == region_code, Organisation.name == name
    )
    if session().scalar(taken) is not None:
        message = _l("There is an organisation of this name here already.")
        raise Conflict(Problem("name", message, field="name"))


def _fill(one: Organisation, values: OrganisationValues) -> None:
    for name, value in asdict(values).items():
        setattr(one, name, value)
