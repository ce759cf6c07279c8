"""Public holidays and working weekends: the shipped table, corrected by what staff entered.

The table (chinesecalendar) follows the State Council's yearly notice and ends with the last one.
Rows of `holiday` lie over it rather than being copied from it, so that a newer table takes effect
by itself and a correction stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from chinese_calendar.constants import Holiday as Shipped
from chinese_calendar.constants import holidays as off_days
from chinese_calendar.constants import workdays as work_days
from sqlalchemy import extract, or_, select

from app.core.calendar.models import Holiday, SchoolPeriod
from app.core.db import session
from app.core.regioncode import COUNTRY, ancestors

OFF, WORK, PLAIN = "off", "work", "plain"
NAMES = {one.value: one.chinese for one in Shipped}
FIRST_YEAR, LAST_YEAR = min(off_days).year, max(off_days).year


@dataclass(frozen=True)
class DayKind:
    kind: str
    """off, work or plain."""
    name: str = ""


def shipped(day: date) -> DayKind:
    """What the table says of a day; plain where it knows nothing."""
    if day in off_days:
        return DayKind(OFF, NAMES.get(off_days[day], ""))
    if day in work_days:
        return DayKind(WORK, NAMES.get(work_days[day], ""))
    return DayKind(PLAIN)


def days_between(first: date, last: date) -> dict[date, DayKind]:
    """The days that are not plain, by one query."""
    entered = session().scalars(select(Holiday).where(Holiday.day.between(first, last)))
    return overlay(first, last, {row.day: DayKind(row.kind, row.name) for row in entered})


def overlay(first: date, last: date, entered: Mapping[date, DayKind]) -> dict[date, DayKind]:
    span = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    known = {day: entered.get(day) or shipped(day) for day in span}
    return {day: one for day, one in known.items() if one.kind != PLAIN}


def unknown_years(years: Iterable[int]) -> list[int]:
    """Those that neither the table nor anybody's entry covers: the pages say so."""
    asked = sorted({year for year in years if not FIRST_YEAR <= year <= LAST_YEAR})
    if not asked:
        return []
    of_years = or_(*(extract("year", Holiday.day) == year for year in asked))
    entered = {day.year for day in session().scalars(select(Holiday.day).where(of_years))}
    return [year for year in asked if year not in entered]


def school_periods(region_code: str, first: date, last: date) -> list[SchoolPeriod]:
    """Terms and holidays that touch the days, of the division and those above it."""
    path = [COUNTRY, *ancestors(region_code), region_code]
    query = select(SchoolPeriod).where(
        SchoolPeriod.region_code.in_(path),
        SchoolPeriod.starts_on <= last,
        SchoolPeriod.ends_on >= first,
    )
    return list(session().scalars(query.order_by(SchoolPeriod.starts_on, SchoolPeriod.id)))
