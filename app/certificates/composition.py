"""Putting a certificate into words: the division's wording and one volunteer's facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from app.certificates import queries
from app.certificates.kinds import PAPERS
from app.certificates.rules import Service, hours_label, lines_of
from app.core.clock import today
from app.core.documents.archive import Number
from app.core.documents.html import date_in_chinese
from app.core.personal import Kind, mask
from app.core.web.pages import public_address
from app.regions.stations import current_station
from app.training.kinds import THEMES_IN_CHINESE
from app.training.models import Completion
from app.training.queries import completions_of
from app.volunteers.models import Volunteer

SEXES = {"female": "女", "male": "男"}


@dataclass(frozen=True)
class RecordWish:
    """What a volunteer asked the proof of her service to say."""

    first: date | None = None
    last: date | None = None
    purpose: str = ""
    whole_number: bool = False
    """Print her identity number in full."""
    clerk: str = ""


def compose(
    kind: str,
    volunteer: Volunteer,
    number: Number,
    *,
    subject: str,
    places: Mapping[str, object],
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The snapshot: JSON values only, all places filled."""
    wording = queries.wording_for(volunteer.region_code, kind)
    station = current_station(volunteer.region_code)
    own = station.name if station else "爱心妈妈工作站"
    issuer = [line.strip() for line in wording.issuer.splitlines() if line.strip()] or [own]
    address = f"{public_address()}/verify/{number.serial}"
    texts = queries.worded(wording, {"name": volunteer.name, **places})
    return {
        **texts,
        "serial": number.serial,
        "check_code": number.check_code,
        "check_url": f"{address}?{urlencode({'code': number.check_code})}",
        "check_address": address,
        "name": volunteer.name,
        "subject": subject,
        "issuer": issuer,
        "issued_on": today().isoformat(),
        "issued_in_words": date_in_chinese(today()),
        "wording": f"{PAPERS[kind].code}-{wording.number}",
        **(more or {}),
    }


def compose_own_record(volunteer: Volunteer) -> dict[str, Any]:
    services = queries.services_of(volunteer.id, None, None)
    station = current_station(volunteer.region_code)
    return {
        "title": "志愿服务记录",
        "serial": "",
        "name": volunteer.name,
        "body": f"截至{date_in_chinese(today())}，工作站确认的服务记录如下：",
        "closing": "本页由本人自行打印，未经工作站盖章，不作为证明。"
        "需要证明的，请向工作站申请开具志愿服务记录证明，不收费。",
        "issuer": [station.name if station else "爱心妈妈工作站"],
        "issued_in_words": date_in_chinese(today()),
        "record": record_of(volunteer, services, RecordWish()),
    }


def completion_places(completion: Completion) -> dict[str, object]:
    course = completion.course
    until = completion.valid_until
    return {
        "course": course.title,
        "theme": THEMES_IN_CHINESE[course.theme],
        "minutes": completion.minutes,
        "completed_on": date_in_chinese(completion.completed_on),
        "valid_until": date_in_chinese(until) if until else "长期",
        "score": completion.score if completion.score is not None else "—",
    }


def record_of(
    volunteer: Volunteer, services: Sequence[Service], wish: RecordWish
) -> dict[str, Any]:
    """The four parts that the record rules ask for, and training and honours beside."""
    station = current_station(volunteer.region_code)
    number = volunteer.identity_number or ""
    since = volunteer.service_from
    return {
        "sex": SEXES.get(volunteer.sex, ""),
        "identity_number": number if wish.whole_number else mask(Kind.IDENTITY_NUMBER, number),
        "team": volunteer.team.name if volunteer.team else "“爱心妈妈”志愿服务队",
        "service_from": date_in_chinese(since) if since else "",
        "first": date_in_chinese(services[0].day) if services else "",
        "last": date_in_chinese(services[-1].day) if services else "",
        "times": len(services),
        "hours": hours_label(sum(one.minutes for one in services)),
        "lines": [
            {
                "title": line.title,
                "days": _span(line.first, line.last),
                "times": line.times,
                "hours": hours_label(line.minutes),
            }
            for line in lines_of(services)
        ],
        "trainings": [
            f"{one.course.title}（{one.minutes}分钟，{date_in_chinese(one.completed_on)}）"
            for one in completions_of(volunteer.id, "confirmed")[:4]
        ],
        "awards": queries.awards_of(volunteer.id),
        "clerk": wish.clerk,
        "phone": station.phone if station else "",
        "address": station.address if station else "",
        "purpose": wish.purpose,
    }


def _span(first: date, last: date) -> str:
    if first == last:
        return f"{first:%Y.%m.%d}"
    return f"{first:%Y.%m.%d}—{last:%Y.%m.%d}"
