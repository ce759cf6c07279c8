"""A number that no record can have: its address does not exist, its field is empty."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter

from app.core.access.scope import LARGEST_ID


def whole(text: str) -> int:
    """For `request.args.get(…, type=whole)`: what both databases can compare with a column.

    Raises ValueError, which makes `get` and `getlist` pass over the value.
    """
    number = int(text)
    if abs(number) > LARGEST_ID:
        raise ValueError(text)
    return number


class KeyConverter(IntegerConverter):
    """`<int:…>`, as large as a key can be."""

    def __init__(self, map: object, *args: object, **options: object) -> None:
        super().__init__(map, *args, **{"max": LARGEST_ID, **options})  # type: ignore[arg-type]


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = KeyConverter
