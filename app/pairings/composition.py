"""Putting agreement and statement into words: the programme's text, the facts of one pair."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from app.children.models import Guardian
from app.core.clock import add_months, today
from app.core.documents.archive import Number
from app.core.web.pages import public_address
from app.pairings.agreement import Agreement, Statement
from app.pairings.models import Closure, Pairing
from app.pairings.terms import PairingTerms
from app.programmes.queries import rules_for
from app.regions.stations import current_station, short_name

PARTS = {"lead": "主要结对人", "co": "共同结对人", "specialist": "专业服务人员"}


def compose_agreement(pairing: Pairing, terms: PairingTerms, number: Number) -> Agreement:
    rules, guardian = rules_for(pairing.region_code), _guardian(pairing)
    station = current_station(pairing.region_code)
    team = pairing.volunteer.team
    return Agreement(
        serial=number.serial,
        check_code=number.check_code,
        check_url=check_url(number),
        programme=rules.name,
        station_name=station.name if station else "爱心妈妈工作站",
        station_phone=(station.phone or "") if station else "",
        volunteer_name=pairing.volunteer.name,
        part=PARTS[pairing.role],
        team_name=team.name if team else "",
        child_alias=pairing.child.alias,
        village=short_name(pairing.region_code),
        guardian_name=(guardian.name or "") if guardian else "",
        guardian_relation=guardian.relation if guardian else "",
        starts_on=pairing.starts_on,
        ends_on=add_months(pairing.starts_on, 12) - timedelta(days=1),
        cadence=terms.cadence,
        ground_rules=terms.ground_rules,
        closing_rules=terms.closing_rules,
        hotline=rules.hotline,
    )


def compose_statement(closure: Closure, terms: PairingTerms, number: Number) -> Statement:
    pairing = closure.pairing
    rules, guardian = rules_for(pairing.region_code), _guardian(pairing)
    station = current_station(pairing.region_code)
    return Statement(
        serial=number.serial,
        check_code=number.check_code,
        check_url=check_url(number),
        station_name=station.name if station else "爱心妈妈工作站",
        station_phone=(station.phone or "") if station else "",
        volunteer_name=pairing.volunteer.name,
        child_alias=pairing.child.alias,
        guardian_name=(guardian.name or "") if guardian else "",
        began_on=pairing.starts_on,
        stated_on=today(),
        closing_rules=terms.closing_rules,
        cool_off_days=terms.cool_off_days,
        hotline=rules.hotline,
    )


def check_url(number: Number) -> str:
    query = urlencode({"code": number.check_code})
    return f"{public_address()}/verify/{number.serial}?{query}"


def _guardian(pairing: Pairing) -> Guardian | None:
    """Who has consented to the pairing, or the first guardian on file."""
    guardians = {one.id: one for one in pairing.child.guardians}
    consents = [one.guardian_id for one in pairing.child.consents if one.scope == "pairing"]
    for guardian_id in reversed(consents):
        if guardian_id in guardians:
            return guardians[guardian_id]
    return next(iter(guardians.values()), None)
