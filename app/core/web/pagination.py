"""Keyset paging: a page deep in a long list costs what the first one costs."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import BigInteger, ColumnElement, Select, TypeDecorator, and_, func, or_, select

from app.core.db import database, session

SIZE = 25


@dataclass(frozen=True)
class Page:
    items: Sequence[Any]
    total: int
    next_url: str | None
    prev_url: str | None


Order = tuple[Any, str]
"""A mapped column that is never null, and "asc" or "desc"."""


def paginate(query: Select[Any], *order: Order, size: int = SIZE) -> Page:
    """One page of a select of entities or of columns, by the request's `after` or `before`.

    The last column of `order` must be unique. A cursor that cannot be read, or with nothing
    beyond it, shows the first page.
    """
    total = session().scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    before, after = _decode("before", order), _decode("after", order)
    backwards = before is not None
    cursor = before if backwards else after
    rows = _rows(query, order, cursor, backwards, size)
    if cursor is not None and not rows:
        cursor, backwards = None, False
        rows = _rows(query, order, cursor, backwards, size)
    more, items = len(rows) > size, list(rows[:size])
    if backwards:
        items.reverse()
    has_next = more if not backwards else True
    has_prev = cursor is not None if not backwards else more
    return Page(
        items=items,
        total=total,
        next_url=_url("after", order, items[-1]) if items and has_next else None,
        prev_url=_url("before", order, items[0]) if items and has_prev else None,
    )


def paged(items: Sequence[Any], size: int = SIZE) -> Page:
    """One page of what is worked out rather than read, by the request's `page`."""
    last = max(0, (len(items) - 1) // size)
    wanted = request.args.get("page", "0")
    number = min(int(wanted), last) if wanted.isdecimal() and len(wanted) < 9 else 0

    def url(other: int) -> str:
        kept = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
        return f"{request.path}?{urlencode([*kept, ('page', str(other))])}"

    return Page(
        items=items[number * size : (number + 1) * size],
        total=len(items),
        next_url=url(number + 1) if number < last else None,
        prev_url=url(number - 1) if number else None,
    )


def _rows(
    query: Select[Any], order: Sequence[Order], cursor: list[Any] | None, backwards: bool, size: int
) -> Sequence[Any]:
    """One more than fits, to know whether there is more."""
    if cursor is not None:
        query = query.where(_beyond(order, cursor, backwards))
    found = session().execute(_sorted(query, order, backwards).limit(size + 1))
    is_entity = len(query.column_descriptions) == 1
    return found.scalars().all() if is_entity else found.all()


def _sorted(query: Select[Any], order: Sequence[Order], backwards: bool) -> Select[Any]:
    directions = [
        column.desc() if (direction == "desc") != backwards else column.asc()
        for column, direction in order
    ]
    return query.order_by(None).order_by(*directions)


def _beyond(order: Sequence[Order], cursor: list[Any], backwards: bool) -> ColumnElement[bool]:
    """(a, b, c) beyond the cursor, spelled out because the directions may differ."""
    steps = []
    for depth, (column, direction) in enumerate(order):
        larger = (direction == "asc") != backwards
        equal = [
            earlier == value for (earlier, _), value in zip(order[:depth], cursor, strict=False)
        ]
        steps.append(and_(*equal, column > cursor[depth] if larger else column < cursor[depth]))
    return or_(*steps)


def _url(name: str, order: Sequence[Order], row: Any) -> str:
    values = [getattr(row, column.key) for column, _ in order]
    token = urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")
    kept = [
        (key, value)
        for key, value in request.args.items(multi=True)
        if key not in ("after", "before")
    ]
    return f"{request.path}?{urlencode([*kept, (name, token)])}"


def _decode(name: str, order: Sequence[Order]) -> list[Any] | None:
    token = request.args.get(name)
    if not token:
        return None
    try:
        values = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            return None
        return [_typed(column, value) for (column, _), value in zip(order, values, strict=True)]
    except (ValueError, BadBase64, TypeError, RecursionError):
        return None


def _typed(column: Any, value: Any) -> Any:
    """The value as the column's type has it; ValueError or TypeError for what it cannot be."""
    decorated = isinstance(column.type, TypeDecorator)
    kind = (column.type.impl_instance if decorated else column.type).python_type
    if hasattr(kind, "fromisoformat") and isinstance(value, str):
        value = kind.fromisoformat(value)
    bits = 63 if isinstance(column.type, BigInteger) else 31
    if type(value) is not kind or (kind is int and abs(value) >= 2**bits):
        raise TypeError(str(column.key))
    if kind is str and "\0" in value:
        raise ValueError(str(column.key))
    if decorated:
        column.type.process_bind_param(value, database().engine.dialect)
    return value
