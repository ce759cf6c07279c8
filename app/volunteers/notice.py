"""The recruitment notice of a station, from its programme; the page and the poster show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.core.regioncode import Level, level_of
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.regions import queries as regions
from app.regions.models import Station
from app.regions.picker import Limits
from app.regions.stations import current_station
from app.volunteers.brand import station_brand
from app.volunteers.forms import VolunteerForm
from app.volunteers.models import Campaign
from app.volunteers.poster import Poster, poster_pdf


@dataclass(frozen=True)
class Notice:
    station: Station
    rules: ProgrammeRules
    asks: tuple[str, ...]
    """The duties, in the programme's words for the public."""

    @property
    def exclusions(self) -> tuple[str, ...]:
        return tuple(choice.label for choice in self.rules.eligibility.exclusions)


def current_notice() -> Notice | None:
    """None as long as the station has not been set up."""
    station = current_station()
    if station is None:
        return None
    rules = rules_for(station.region_code)
    on_poster: Sequence[str] = rules.raw.get("poster", {}).get("asks", ())
    items = duties.items if (duties := rules.pledge.duties.get("local")) else ()
    asks = tuple(on_poster) or tuple(item.text for item in items)
    return Notice(station=station, rules=rules, asks=asks)


def confine(form: VolunteerForm, region_code: str) -> None:
    """Let the form's picker look into this division only, and begin there."""
    level = level_of(region_code)
    form.region.limits = Limits((Level.TOWNSHIP, Level.VILLAGE), region_code)
    form.region.start = region_code
    if level is Level.VILLAGE and not form.region.data:
        form.region.data = region_code


def poster(notice: Notice, join_url: str, campaign: Campaign | None = None) -> bytes:
    station = notice.station
    return _poster_pdf(
        Poster(
            programme_title=notice.rules.name,
            station_name=station.name,
            brand=station_brand(station.region_code),
            federation_name=f"{regions.full_name(station.region_code)}妇女联合会",
            join_url=join_url,
            phone=station.phone,
            address=(campaign.place if campaign else "") or station.address,
            requirements=notice.rules.eligibility.requirements,
            age_label=notice.rules.eligibility.age_label,
            exclusions=notice.exclusions,
            asks=notice.asks,
            hotline=notice.rules.hotline,
            call=campaign.text if campaign else "",
            title=campaign.title if campaign else "",
            until=campaign.closes_on if campaign else None,
            quota=campaign.quota if campaign else 0,
        )
    )


@lru_cache(maxsize=8)
def _poster_pdf(content: Poster) -> bytes:
    """Kept, because anybody may ask for it and a page takes a second of the processor."""
    return poster_pdf(content)
