"""Language of the page: the visitor's choice, else the installation's default."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, format_date, get_locale

from app.core import clock

COOKIE = "locale"


def init_app(app: Flask, *, default: str, locales: tuple[str, ...], timezone: str) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    app.config["LOCALES"] = locales
    app.config["DEFAULT_LOCALE"] = default
    Babel(
        app,
        default_locale=default,
        default_timezone=timezone,
        locale_selector=select_locale,
    )
    app.jinja_env.filters |= {"day": day, "day_long": day_long, "moment": moment}


def select_locale() -> str:
    wanted = request.cookies.get(COOKIE, "") if has_request_context() else ""
    known: tuple[str, ...] = current_app.config["LOCALES"]
    return wanted if wanted in known else current_app.config["DEFAULT_LOCALE"]


def is_chinese() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "zh"


def day(value: date | None) -> str:
    """2026年9月1日, or 1 Sep 2026."""
    if value is None:
        return ""
    return (
        f"{value.year}年{value.month}月{value.day}日"
        if is_chinese()
        else format_date(value, "d MMM y")
    )


def day_long(value: date | None) -> str:
    """With the weekday."""
    return "" if value is None else f"{day(value)} {format_date(value, 'EEEE')}"


def moment(value: datetime | None) -> str:
    if value is None:
        return ""
    at = clock.local(value)
    return f"{day(at.date())} {at:%H:%M}"
