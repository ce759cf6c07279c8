"""What the station knows of the demonstration's families: brothers and sisters, colours, facts."""

from __future__ import annotations

from datetime import timedelta

from app.children.families import services
from app.children.life import facts, handing_over
from app.core.clock import today
from app.demo.cast import Cast
from app.demo.children import Kid
from app.demo.timeline import Timeline
from app.demo.volunteers import VILLAGES

REVIEWS = (
    ("green", "孩子情绪稳定，祖母身体好，父母每周视频联系。", 180),
    ("yellow", "期中成绩下降，祖母近来腰疼，需要关注。", 45),
    ("green", "家访三次，生活有规律，作业按时完成。", 200),
    ("red", "祖父住院，家中暂时无人照料，已请邻居帮忙。", 14),
)
TOLD = (
    ("teacher", "陈老师，语文，班主任", "school"),
    ("household", "父母在东莞务工，每年春节回家，收入不稳定。", "village"),
    ("school", "数学较弱，愿意参加课后辅导。", "school"),
)


class FamilyStories:
    def __init__(self, timeline: Timeline, people: Cast, kids: list[Kid]) -> None:
        self._people = people
        # Every village comes round again: these two live in the same one.
        timeline.at(60, self._join, kids[len(VILLAGES)], kids[0])
        for number, review in enumerate(REVIEWS * 2):
            timeline.at(50 - number, self._review, kids[number], *review)
        for number, told in enumerate(TOLD * 2):
            timeline.at(40 - number, self._tell, kids[number], *told)
        timeline.at(30, handing_over.prepare)

    def _join(self, kid: Kid, other: Kid) -> None:
        services.join_families(
            actor=self._people.staff,
            child_id=kid.row.id,
            other_id=other.row.id,
            reason="入户核对了户口本，是亲姐妹。",
        )

    def _review(self, kid: Kid, colour: str, reason: str, days: int) -> None:
        services.review_colour(
            actor=self._people.staff,
            child_id=kid.row.id,
            colour=colour,
            reason=reason,
            next_on=today() + timedelta(days=days),
        )

    def _tell(self, kid: Kid, kind: str, text: str, source: str) -> None:
        facts.record_fact(
            actor=self._people.staff,
            child_id=kid.row.id,
            kind=kind,
            text=text,
            source=source,
            as_of=today(),
        )
