"""python -m bench.pages: what each main page of the demonstration costs, against the budget.

First visit (cold cache, with style sheet, scripts and pictures) at most 45 KB in 4 requests; each
following page at most 14 KB. CPU is given as a multiple of a bare Flask page with one query and
fifty rows, measured beside it, because milliseconds say little on another machine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.server import BIN, ROOT, Client, cpu_ms, serving

PASSWORD = "aixin-demo"
FIRST_BYTES, FIRST_REQUESTS, NEXT_BYTES = 45_000, 4, 14_000
PAGES = (
    ("", "/"),
    ("", "/join"),
    ("", "/login"),
    ("", "/verify"),
    ("chair", "/"),
    ("chair", "/station"),
    ("chair", "/volunteers"),
    ("chair", "/volunteers/20"),
    ("chair", "/children"),
    ("chair", "/children/5"),
    ("chair", "/pairings/"),
    ("chair", "/pairings/child/16/candidates"),
    ("chair", "/pledges/"),
    ("chair", "/pledges/5"),
    ("chair", "/programme/"),
    ("chair", "/accounts"),
    ("auditor", "/audit"),
    ("volunteer", "/my-service"),
)
ASSET = re.compile(r'(?:href|src)="(/static/[^"#]+)')


@dataclass(frozen=True)
class Cost:
    page: int
    first: int
    requests: int


def cost(client: Client, path: str) -> Cost:
    plain = client.plain_html(path)
    status, _, page = client.get(path)
    if status != 200:
        raise RuntimeError(f"{path}: {status}")
    assets = sorted(set(ASSET.findall(plain)))
    return Cost(page, page + sum(client.get(asset)[2] for asset in assets), 1 + len(assets))


def main() -> int:
    with _demo() as environ:
        database = f"{environ['AIXIN_DATA_DIR']}/aixin.db"
        with serving("bench.bare:app", {"BENCH_DATABASE": database}) as (port, pid):
            bare = cpu_ms(Client(port, "br"), pid, "/")
        print(f"bare Flask page: {bare:.2f} ms of CPU\n")
        with serving("wsgi:app", environ) as (port, pid):
            over = _measure(port, pid, bare)
    print("\nover the budget: " + (", ".join(over) if over else "nothing"))
    return 1 if over else 0


def _measure(port: int, pid: int, bare: float) -> list[str]:
    print(f"{'':10}{'page':34}{'br':>8}{'gzip':>8}{'first':>8}{'req':>5}{'CPU':>7}")
    over, clients = [], {}
    for who, path in PAGES:
        if who not in clients:
            clients[who] = [Client(port, "br"), Client(port, "gzip")]
            for client in clients[who]:
                if who:
                    client.log_in(who, PASSWORD)
        brotli, zipped = (cost(client, path) for client in clients[who])
        times = cpu_ms(clients[who][0], pid, path) / bare
        line = f"{who or 'anybody':10}{path:34}{brotli.page:8}{zipped.page:8}{zipped.first:8}"
        print(f"{line}{zipped.requests:5}{times:6.1f}×", flush=True)
        # Nobody's first page lies behind the login: there style sheet and script are known already.
        is_heavy = zipped.first > FIRST_BYTES or zipped.requests > FIRST_REQUESTS
        if zipped.page > NEXT_BYTES or (is_heavy and not who):
            over.append(f"{who} {path}".strip())
    return over


@contextmanager
def _demo() -> Iterator[dict[str, str]]:
    """The demonstration's folder: that of AIXIN_DATA_DIR or var/demo if built, else a new one."""
    given = Path(os.environ.get("AIXIN_DATA_DIR") or ROOT / "var" / "demo")
    with tempfile.TemporaryDirectory() as made:
        folder = given if (given / "demo-made").exists() else Path(made)
        environ = {"AIXIN_DATA_DIR": str(folder), "AIXIN_DEMO": "1", "AIXIN_DATABASE_URL": ""}
        for command in (["db", "upgrade"], ["demo", "make"]):
            run = [str(BIN / "flask"), *command]
            subprocess.run(run, cwd=ROOT, env=os.environ | environ, check=True)
        yield environ


if __name__ == "__main__":
    sys.exit(main())
