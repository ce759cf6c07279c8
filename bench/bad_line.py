"""Fill in forms over a line that cuts, delays and loses answers; none may be lost or doubled.

python -m bench.bad_line --forms 1000
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.support.acts import CLERKS
from tests.support.proxy import BadLine
from tests.support.station import Clerk, Server, findings, log_in, make_station
from tests.support.visitor import Visitor


def run(folder: Path, forms: int) -> dict[str, object]:
    prepared = min(forms // 4, 200)
    settings = make_station(folder, prepared=prepared)
    server = Server(settings)
    server.start()
    line = BadLine(server.port)
    clerks = [Clerk(line.port, n, forms // CLERKS, prepared=prepared) for n in range(CLERKS)]
    for clerk in clerks:
        clerk.arrive(log_in(Visitor(server.port)).cookies)
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    line.close()
    server.kill()
    return {"forms": forms, **dict(line.fates), **findings(settings, clerks)}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--forms", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = run(Path(name), options.forms)
    print(", ".join(f"{name}: {value}" for name, value in found.items()))
    good = found["answered"] == options.forms
    return int(not good or bool(found["lost"] or found["doubled"] or found["half written"]))


if __name__ == "__main__":
    sys.exit(main())
