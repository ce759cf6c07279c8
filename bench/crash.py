"""Kill the server in the middle of its work, many times; nothing that was answered may be lost.

    python -m bench.crash --kills 200 [--database postgresql]

Clerks enrol children, register volunteers, found teams, check people in and take signatures,
without pause, and send again what got no answer; the server is killed with SIGKILL and started
again. At the end every answered form is in the database once, whole, with its submission key and
its audit entry, and nobody was told that her act was refused.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.support.acts import CLERKS
from tests.support.postgres import PostgresServer, connect
from tests.support.station import Clerk, Server, findings, log_in, make_station
from tests.support.visitor import Visitor


def run(folder: Path, kills: int, url: str | None = None) -> dict[str, object]:
    """Returns the findings; `lost`, `doubled` and `half written` must be 0."""
    dice = random.Random(kills)
    prepared = CLERKS * min(60, 5 + kills // 2)
    settings = make_station(folder, url, prepared=prepared)
    server = Server(settings)
    server.start()
    clerks = [Clerk(server.port, number, prepared=prepared) for number in range(CLERKS)]
    for clerk in clerks:
        clerk.arrive(log_in(Visitor(server.port)).cookies)
    for clerk in clerks:
        clerk.start()
    for _ in range(kills):
        time.sleep(0.15 + dice.random() * 0.5)
        server.kill()
        server.start()
    for clerk in clerks:
        clerk.is_done.set()
    for clerk in clerks:
        clerk.join(60)
    server.kill()
    for clerk in clerks:
        for text in clerk.refused:
            print(text, file=sys.stderr)
    return {"kills": kills, **findings(settings, clerks)}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.database == "sqlite":
            found = run(Path(name), options.kills)
        else:
            postgres = PostgresServer()
            postgres.start()
            try:
                with connect(postgres.folder) as connection:
                    connection.execute("CREATE DATABASE crash")
                url = f"postgresql+psycopg://postgres@/crash?host={postgres.folder}"
                found = run(Path(name), options.kills, url)
            finally:
                postgres.stop()
    print(options.database, ", ".join(f"{name}: {value}" for name, value in found.items()))
    return int(bool(found["lost"] or found["doubled"] or found["half written"] or found["refused"]))


if __name__ == "__main__":
    sys.exit(main())
