"""Compares what is locked with the published holes: `make audit`, and as a step of `make check`.

Usage: scripts/audit.py [--must-answer]

Exit 1: a hole that requirements/accepted-holes.toml does not name, or names no longer in time.
Exit 3, only with --must-answer: the feed could not be asked about every package. Without it a
machine that reaches no feed says so and goes on, for `make check` must also run off the net.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements/dev.txt"
"""Holds all of runtime.txt as well."""
ACCEPTED = ROOT / "requirements/accepted-holes.toml"
SECONDS = 120


@dataclass
class Verdict:
    open: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    asked: int = 0

    def status(self, must_answer: bool) -> int:
        if self.open:
            return 1
        return 3 if must_answer and (self.unasked or not self.asked) else 0


def judge(
    dependencies: Iterable[Mapping[str, Any]], accepted: Mapping[str, date], today: date
) -> Verdict:
    """`dependencies` as pip-audit's JSON has them; `accepted`: a hole's name → its last day."""
    verdict = Verdict()
    for package in dependencies:
        if "skip_reason" in package:
            verdict.unasked.append(package["name"])
            continue
        verdict.asked += 1
        for hole in package["vulns"]:
            names = {hole["id"], *hole.get("aliases", ())}
            mend = ", ".join(hole.get("fix_versions", ())) or "no version yet"
            line = f"{package['name']} {package['version']}: {hole['id']} (mended in {mend})"
            in_time = any(name in accepted and today <= accepted[name] for name in names)
            (verdict.accepted if in_time else verdict.open).append(line)
    return verdict


def accepted_holes(path: Path = ACCEPTED) -> dict[str, date]:
    """Raises ValueError where an entry lacks its reason."""
    entries = tomllib.loads(path.read_text("utf-8")).get("accepted", [])
    for entry in entries:
        if not entry.get("reason", "").strip():
            raise ValueError(f"{path.name}: {entry.get('id')} has no reason")
    return {entry["id"]: entry["until"] for entry in entries}


def ask() -> list[Mapping[str, Any]] | None:
    """What pip-audit says of the lock; None where it got no answer at all."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK)]
    command += [
        "--disable-pip",
        "--require-hashes",
        "--format",
        "json",
        "--progress-spinner",
        "off",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        return list(json.loads(done.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None


def main(arguments: Sequence[str]) -> int:
    if find_spec("pip_audit") is None:
        print("audit: pip-audit is missing; run make setup-dev")
        return 2
    verdict = judge(ask() or (), accepted_holes(), datetime.now(UTC).date())
    for line in verdict.accepted:
        print(f"accepted: {line}")
    for line in verdict.open:
        print(f"HOLE: {line}")
    if not verdict.asked:
        print("audit: no feed of published holes answered; nothing was compared")
    else:
        print(
            f"audit: {verdict.asked} packages compared, {len(verdict.unasked)} not, "
            f"{len(verdict.open)} open holes"
        )
    return verdict.status("--must-answer" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
