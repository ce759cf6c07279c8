"""Months and weeks as grids. Pure."""

from __future__ import annotations

from calendar import Calendar
from datetime import date, timedelta

MONDAY_FIRST = Calendar(firstweekday=0)


def weeks_of(month: date) -> list[list[date]]:
    """The weeks that a month's page shows, Monday first, with the days before and after it."""
    return MONDAY_FIRST.monthdatescalendar(month.year, month.month)


def week_of(day: date) -> list[date]:
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(7)]


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def previous_month(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def parse_month(text: str, default: date) -> date:
    """2026-09 → its first day; anything else: the month of `default`."""
    try:
        year, _, month = text.partition("-")
        return date(int(year), int(month), 1)
    except ValueError:
        return default.replace(day=1)


def parse_day(text: str, default: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default
