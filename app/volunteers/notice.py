"""The recruitment notice of a station, from its programme; the page and the poster show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.core.regioncode import Level, level_of
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.regions import queries as regions
from app.regions.models import Station
from app.regions.picker import Limits
from app.volunteers.forms import VolunteerForm
from app.volunteers.poster import Poster, poster_pdf


@dataclass(frozen=True)
class Notice:
    station: Station
    rules: ProgrammeRules
    age_label: str
    requirements: tuple[str, ...]
    exclusions: tuple[str, ...]
    asks: tuple[tuple[str, str], ...]
    """(heading, text) of each duty of a local volunteer."""
    hotline: str


def current_notice() -> Notice | None:
    """None as long as the station has not been set up."""
    station = regions.current_station()
    if station is None:
        return None
    rules = rules_for(station.region_code)
    eligibility: Mapping[str, Any] = rules.raw.get("eligibility", {})
    duties = rules.raw.get("pledge", {}).get("duties", {}).get("local", {}).get("items", ())
    ages = f"{rules.eligibility.min_age}–{rules.eligibility.max_age}"
    return Notice(
        station=station,
        rules=rules,
        age_label=str(eligibility.get("age_label", ages)),
        requirements=tuple(eligibility.get("requirements", ())),
        exclusions=tuple(choice.label for choice in rules.eligibility.exclusions),
        asks=tuple((item["label"], item["text"]) for item in duties),
        hotline=str(rules.raw.get("hotline", "12338")),
    )


def confine(form: VolunteerForm, region_code: str) -> None:
    """Let the form's picker look into this division only, and begin there."""
    level = level_of(region_code)
    form.region.limits = Limits((Level.TOWNSHIP, Level.VILLAGE), region_code)
    form.region.start = region_code
    if level is Level.VILLAGE and not form.region.data:
        form.region.data = region_code


def poster(notice: Notice, join_url: str) -> bytes:
    station = notice.station
    return _poster_pdf(
        Poster(
            programme_title=notice.rules.name,
            station_name=station.name,
            federation_name=f"{regions.full_name(station.region_code)}妇女联合会",
            join_url=join_url,
            phone=station.phone,
            address=station.address,
            requirements=notice.requirements,
            age_label=notice.age_label,
            exclusions=notice.exclusions,
            asks=tuple(f"{label}：{text}" for label, text in notice.asks),
            hotline=notice.hotline,
        )
    )


@lru_cache(maxsize=8)
def _poster_pdf(content: Poster) -> bytes:
    """Kept, because anybody may ask for it and a page takes a second of the processor."""
    return poster_pdf(content)
