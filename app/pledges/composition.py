"""Putting a pledge into words: the programme's text, the volunteer's facts, one year."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from app.core.documents.archive import Number
from app.core.web.pages import public_address
from app.pledges.document import Duty, PledgeDocument
from app.pledges.rules import Term
from app.programmes.rules import ProgrammeRules, fill_in
from app.regions.stations import current_station
from app.volunteers.models import Volunteer


def compose_pledge(
    volunteer: Volunteer, term: Term, rules: ProgrammeRules, number: Number
) -> PledgeDocument:
    """The document with every place filled; the wording is the programme's, unchanged."""
    text = rules.pledge
    station = current_station(volunteer.region_code)
    duties = text.duties.get(volunteer.placement)
    places = {
        "programme_title": rules.name,
        "volunteer_name": volunteer.name,
        "team_name": volunteer.team.name if volunteer.team else "“爱心妈妈”志愿服务队",
        "station_name": station.name if station else "爱心妈妈工作站",
        "service_years": rules.service_years,
        "starts_on": chinese_date(term.starts_on),
        "ends_on": chinese_date(term.ends_on),
        "age_label": rules.eligibility.age_label,
        "exclusions": "、".join(choice.label for choice in rules.eligibility.exclusions),
        "duty_summary": duties.summary if duties else "",
    }
    places["duty_clause"] = fill_in(text.duty_clause, places)
    query = urlencode({"code": number.check_code})
    return PledgeDocument(
        serial=number.serial,
        check_code=number.check_code,
        check_url=f"{public_address()}/verify/{number.serial}?{query}",
        title=text.title,
        subtitle=fill_in(text.subtitle, places),
        volunteer_name=volunteer.name,
        team_name=str(places["team_name"]),
        team_captain=volunteer.team.captain_name if volunteer.team else "",
        station_name=str(places["station_name"]),
        year_of_service=term.year_number,
        service_years=rules.service_years,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        children_count=0,
        preamble=fill_in(text.preamble, places),
        clauses=tuple(fill_in(clause, places) for clause in text.clauses),
        closing=text.closing,
        hotline=rules.hotline,
        duties_heading=duties.heading if duties else "",
        duties=tuple(Duty(item.label, item.text) for item in duties.items) if duties else (),
        text_version=text.version,
    )


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
