"""A village with children, and its roster brought to any state."""

from __future__ import annotations

import io

from PIL import Image

from app.children.models import Child
from app.children.rosters import services
from app.children.rosters.models import RosterVersion
from app.children.rosters.rules import check_code
from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session, transaction
from app.regions.models import Region
from tests.people import JIAYI, PINGJIANG, XIEJIANG, make_child

NAMES = {
    PINGJIANG: ("平江县", 3),
    JIAYI: ("加义镇", 4),
    XIEJIANG: ("谢江村民委员会", 5),
    "430626102999": ("空山村民委员会", 5),
}
EMPTY = "430626102999"
"""Nobody has been entered there."""
STATES = ("draft", "handed_in", "checked", "printed", "sealed")


def make_places() -> None:
    with transaction() as current:
        for code, (name, level) in NAMES.items():
            if current.get(Region, code) is None:
                current.add(Region(code=code, name=name, level=level, pinyin="", initials=""))


def fresh_child(name: str = "罗小川", **values: object) -> Child:
    return make_child(name, rostered=False, **values)  # type: ignore[arg-type]


def bring_to(state: str, village: Actor, township: Actor) -> RosterVersion:
    roster = services.open_draft(actor=village, region_code=XIEJIANG)
    if state == "draft":
        return roster
    services.hand_in(actor=village, roster_id=roster.id)
    if state != "handed_in":
        services.check(actor=township, roster_id=roster.id)
    if state in ("printed", "sealed"):
        services.record_print(actor=township, roster_id=roster.id, purpose="盖章")
    if state == "sealed":
        seal(township, roster)
    return roster


def seal(actor: Actor, roster: RosterVersion, **changes: object) -> RosterVersion:
    session().refresh(roster)
    values: dict[str, object] = {
        "files": [("a.jpg", photo())],
        "code": check_code(roster.sha256),
        "sealed_on": today(),
        "office": "加义镇党委",
    }
    return services.seal(actor=actor, roster_id=roster.id, **(values | changes))  # type: ignore[arg-type]


def photo(colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "JPEG")
    return out.getvalue()
