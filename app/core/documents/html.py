"""The HTML of a printed document, from plain values.

Its own Jinja environment: documents are rendered by commands, jobs and imports as well as by pages,
and must not depend on who is logged in or which language the reader chose. Wording is the Chinese
of the offices, in templates/<area>/pdf/ and in programme data.
"""

import datetime as dt
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.core.documents.pdf import TEMPLATES

DIGITS = "〇一二三四五六七八九"


def document_html(template: str, **context: object) -> str:
    return _environment().get_template(template).render(**context)


def date_in_chinese(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def ordinal_in_chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十; up to 99, for clauses."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones else "")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["date_cn"] = date_in_chinese
    environment.filters["ordinal_cn"] = ordinal_in_chinese
    return environment
