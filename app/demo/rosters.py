"""Villages' rosters: all sealed in the first year, some on their way to the next version."""

from __future__ import annotations

import io
import random
from datetime import timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select

from app.children.rosters import queries, rechecks, services
from app.children.rosters.models import RosterCheck, RosterVersion
from app.children.rosters.rules import check_code, first_of_month
from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session
from app.demo.cast import Cast
from app.demo.timeline import Timeline
from app.demo.volunteers import VILLAGES

SHARES = {"village": 0.9, "education": 0.6, "civil_affairs": 0.4, "disability": 0.1}
"""How much of a village's roster stands on each department's list."""
FIRST = 424
MONTHS = 3


class RosterStories:
    def __init__(self, timeline: Timeline, people: Cast, chance: random.Random) -> None:
        self._timeline, self._people, self._chance = timeline, people, chance

    def tell(self) -> None:
        for village in VILLAGES:
            self._timeline.at(FIRST, self._seal, village)
        again, waiting, returned, printed, *_rest = VILLAGES
        self._timeline.at(18, self._seal, again)
        self._timeline.at(6, self._hand_in, waiting)
        self._timeline.at(5, self._hand_in, returned)
        self._timeline.at(4, self._return, returned)
        self._timeline.at(9, self._hand_in, printed)
        self._timeline.at(8, self._print, printed)
        for months in range(MONTHS, -1, -1):
            self._tell_rechecks(months)

    def _tell_rechecks(self, months: int) -> None:
        first = first_of_month(today())
        for _ in range(months):
            first = first_of_month(first - timedelta(days=1))
        days_ago = (today() - first).days
        self._timeline.at(days_ago, rechecks.ask_for_rechecks)
        done = days_ago - 4
        if done > 0:
            left = 2 if months == 0 else 0
            self._timeline.at(done, self._recheck, left)

    def _recheck(self, left: int) -> None:
        waits = RosterCheck.done_on.is_(None) & RosterCheck.region_code.in_(VILLAGES)
        for check in session().scalars(select(RosterCheck).where(waits)).all()[left:]:
            rechecks.finish_recheck(actor=self._people.staff, check_id=check.id)

    def _hand_in(self, village: str) -> RosterVersion:
        return compile_roster(self._people.staff, village, self._chance)

    def _return(self, village: str) -> None:
        services.reopen(
            actor=self._people.chair,
            roster_id=_open(village).id,
            step="send_back",
            reason="5号、11号与民政名单不一致，请核实后再报。",
        )

    def _print(self, village: str) -> None:
        check_and_print(self._people.chair, _open(village))

    def _seal(self, village: str) -> None:
        self._hand_in(village)
        seal_roster(self._people.chair, _open(village), "加义镇党委")


def _open(village: str) -> RosterVersion:
    found = queries.open_version(village)
    if found is None:
        raise LookupError(village)
    return found


def compile_roster(actor: Actor, village: str, chance: random.Random) -> RosterVersion:
    roster = services.open_draft(actor=actor, region_code=village)
    ids = [child.id for child in queries.children_of(village)]
    for department, share in SHARES.items():
        listed = {one for one in ids if chance.random() < share}
        services.note_sources(
            actor=actor, roster_id=roster.id, department=department, child_ids=listed
        )
    gone = [one for one in queries.live_lines(roster) if one.change == "left" and not one.reason]
    services.note_reasons(
        actor=actor, roster_id=roster.id, reasons={one.child_id: "moved" for one in gone}
    )
    return services.hand_in(actor=actor, roster_id=roster.id)


def check_and_print(actor: Actor, roster: RosterVersion) -> None:
    services.check(actor=actor, roster_id=roster.id)
    services.record_print(actor=actor, roster_id=roster.id, purpose="送镇党委盖章")


def seal_roster(actor: Actor, roster: RosterVersion, office: str) -> None:
    check_and_print(actor, roster)
    services.seal(
        actor=actor,
        roster_id=roster.id,
        files=[("scan.jpg", _stamped_page())],
        code=check_code(roster.sha256),
        sealed_on=today(),
        office=office,
    )


def _stamped_page() -> bytes:
    """A sheet with a round stamp, without anybody's name."""
    page = Image.new("RGB", (1170, 827), "white")
    pen = ImageDraw.Draw(page)
    for line in range(12):
        pen.line((80, 120 + 40 * line, 1090, 120 + 40 * line), fill="#888888")
    pen.ellipse((850, 600, 1010, 760), outline="#c8102e", width=6)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=60)
    return out.getvalue()
