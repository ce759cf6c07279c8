"""Parts of an address that no record can have are an address that does not exist."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1
"""Of an INTEGER in PostgreSQL; SQLite's driver refuses what has more than 64 bits."""


class KeyConverter(IntegerConverter):
    """`<int:…>`, as large as a key can be."""

    def __init__(self, map: object, *args: object, **options: object) -> None:
        super().__init__(map, *args, **{"max": LARGEST, **options})  # type: ignore[arg-type]


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = KeyConverter
