"""What encrypting the whole database file would cost: SQLite beside SQLCipher.

python -m bench.cipher        in a venv that holds sqlcipher3-wheels
"""

from __future__ import annotations

import importlib
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

KEY, ROWS = "ab" * 32, 20_000
ONE_VILLAGE = "SELECT id, body FROM t WHERE region = 'v7' ORDER BY id LIMIT 25"


def opened(module: Any, path: Path, key: str) -> Any:
    connection = module.connect(str(path), isolation_level=None)
    if key:
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def median_ms(times: int, act: Callable[[], object]) -> float:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        spent.append(time.perf_counter() - began)
    return 1000 * statistics.median(spent)


def measure(module: Any, path: Path, key: str) -> dict[str, float]:
    database = opened(module, path, key)
    database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, region TEXT, body BLOB)")
    database.execute("CREATE INDEX i ON t (region)")
    database.execute("BEGIN")
    for n in range(ROWS):
        database.execute(
            "INSERT INTO t (region, body) VALUES (?, ?)", (f"v{n % 60}", os.urandom(300))
        )
    database.execute("COMMIT")
    commit = median_ms(
        300, lambda: database.execute("INSERT INTO t (body) VALUES (?)", (os.urandom(300),))
    )
    database.close()
    start = median_ms(20, lambda: opened(module, path, key).execute(ONE_VILLAGE).fetchall())
    database = opened(module, path, key)
    scan = median_ms(1, lambda: database.execute("SELECT sum(length(body)) FROM t").fetchall())
    page = median_ms(2000, lambda: database.execute(ONE_VILLAGE).fetchall())
    return {"commit": commit, "page": page, "start": start, "scan": scan}


def main() -> None:
    for name, module, key in (
        ("SQLite", sqlite3, ""),
        ("SQLCipher", importlib.import_module("sqlcipher3"), KEY),
    ):
        with tempfile.TemporaryDirectory() as folder:
            found = measure(module, Path(folder) / "x.db", key)
        print(f"{name:10}", "  ".join(f"{what} {ms:.3f} ms" for what, ms in found.items()))


if __name__ == "__main__":
    main()
