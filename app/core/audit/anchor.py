"""An end of the chain that lies outside the computer: on paper in the safe, or on a stick.

Who holds the server's keys could write the whole chain anew. Against a number and a seal that were
printed before, that shows: the entry of this number must still have this seal.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.core import durable
from app.core.audit.models import AuditEvent, AuditHead
from app.core.clock import now
from app.core.db import session

PREFIX, SUFFIX = "anchor-", ".json"
KEPT = 400
"""Files in a folder; one is made a day."""
MARK = 16
"""Letters of the seal that are printed: 64 bits, to be compared by eye."""


class BadAnchor(ValueError):
    """The file is no anchor."""


@dataclass(frozen=True)
class Anchor:
    seq: int
    seal: str
    made_at: str

    @property
    def mark(self) -> str:
        letters = hashlib.sha256(f"{self.seq}:{self.seal}".encode()).hexdigest()[:MARK].upper()
        return " ".join(letters[at : at + 4] for at in range(0, MARK, 4))


def take() -> Anchor | None:
    """The chain's end of now; None while nothing is on record."""
    head = session().get(AuditHead, 1, populate_existing=True)
    if head is None or head.seq == 0:
        return None
    return Anchor(head.seq, head.hash, now().isoformat(timespec="seconds"))


def save(anchor: Anchor, folder: Path) -> Path:
    """Write it into a folder that is there already: a stick that is missing is an OSError."""
    path = folder / f"{PREFIX}{anchor.seq:012d}{SUFFIX}"
    durable.write(path, json.dumps(asdict(anchor)).encode())
    for old in sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def read(path: Path) -> Anchor:
    """Raises BadAnchor."""
    try:
        said = json.loads(path.read_text("utf-8"))
        datetime.fromisoformat(said["made_at"])
        return Anchor(int(said["seq"]), str(said["seal"]), said["made_at"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadAnchor(path.name) from error


@dataclass(frozen=True)
class Comparison:
    seq: int
    holds: bool
    """Whether the entry of that number is still the one that was anchored."""


def compare(anchor: Anchor) -> Comparison:
    event = session().get(AuditEvent, anchor.seq)
    return Comparison(anchor.seq, event is not None and event.hash == anchor.seal)


def compare_mark(seq: int, mark: str) -> Comparison:
    """With what is printed: the number and the short mark."""
    event = session().get(AuditEvent, seq)
    typed = "".join(mark.split()).upper()
    found = "".join(Anchor(seq, event.hash, "").mark.split()) if event is not None else None
    return Comparison(seq, found == typed)
