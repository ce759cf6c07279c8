"""The lunar date and the solar term of a day, as a wall calendar prints them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from lunar_python import Solar

FESTIVALS = frozenset({"春节", "元宵节", "端午节", "七夕节", "中秋节", "重阳节", "腊八节", "除夕"})
SOLAR_FESTIVALS = {
    (1, 1): "元旦",
    (3, 8): "妇女节",
    (5, 1): "劳动节",
    (5, 4): "青年节",
    (6, 1): "儿童节",
    (9, 10): "教师节",
    (10, 1): "国庆节",
    (11, 20): "世界儿童日",
}


@lru_cache(maxsize=4096)
def lunar_label(day: date) -> str:
    """八月十五 → 十五; the first of a month shows the month (八月, 闰六月)."""
    lunar = _lunar(day)
    if lunar.getDay() == 1:
        return f"{lunar.getMonthInChinese()}月"
    return str(lunar.getDayInChinese())


@lru_cache(maxsize=4096)
def lunar_date(day: date) -> str:
    """In full: 八月十五."""
    lunar = _lunar(day)
    return f"{lunar.getMonthInChinese()}月{lunar.getDayInChinese()}"


@lru_cache(maxsize=4096)
def solar_term(day: date) -> str:
    """清明, 冬至 …, on the day on which it falls in China; else nothing."""
    return str(_lunar(day).getJieQi())


@lru_cache(maxsize=4096)
def festival(day: date) -> str:
    """The one festival of the day that a station plans by; else nothing."""
    of_moon = [name for name in _lunar(day).getFestivals() if name in FESTIVALS]
    return of_moon[0] if of_moon else SOLAR_FESTIVALS.get((day.month, day.day), "")


def special_of(day: date) -> str:
    """Festival or solar term, to stand beside the lunar date; most days have neither."""
    return festival(day) or solar_term(day)


def note_of(day: date) -> str:
    """The one word below a day's number: festival, else solar term, else the lunar day."""
    return special_of(day) or lunar_label(day)


def _lunar(day: date) -> Any:
    return Solar.fromYmd(day.year, day.month, day.day).getLunar()
