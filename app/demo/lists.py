"""Lists of two departments about the demonstration's children, which do not all agree."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from app.children.models import Child
from app.children.roster import KIND
from app.children.sources import queries, settling
from app.children.sources.queries import Filters
from app.core.clock import today
from app.core.documents.sheets import OutColumn, OutSheet, write_workbook
from app.core.imports.services import write_at_once
from app.demo.cast import Cast
from app.demo.children import Kid
from app.demo.logins import TOWNSHIP
from app.demo.timeline import Timeline
from app.regions.queries import full_name

HEADINGS = ("姓名", "身份证号码", "家庭住址", "就读学校", "年级", "监护人姓名", "监护人电话")
LISTED = 24
EDUCATION: Mapping[int, Mapping[str, str]] = {
    2: {"就读学校": "加义镇第二小学"},
    5: {"就读学校": "加义镇第二小学"},
    9: {"就读学校": "加义镇第二小学", "年级": "五年级"},
    13: {"年级": "三年级"},
    17: {"监护人电话": "13907300017"},
}
CIVIL_AFFAIRS: Mapping[int, Mapping[str, str]] = {
    4: {"监护人电话": "13907300004"},
    9: {"就读学校": "献钟学校"},
    11: {"家庭住址": "湖南省岳阳市平江县加义镇西燕村3组"},
    15: {"监护人姓名": "易桂英", "监护人电话": "13907300015"},
    18: {"监护人电话": "13907300018"},
}


class ListStories:
    def __init__(self, timeline: Timeline, people: Cast, kids: Sequence[Kid]) -> None:
        self._people, self._kids = people, kids
        timeline.at(26, self._bring, "education", "教育局学生名单", EDUCATION)
        timeline.at(12, self._bring, "civil_affairs", "民政局困境儿童名单", CIVIL_AFFAIRS)
        timeline.at(10, self._settle)

    def _bring(self, source: str, title: str, changes: Mapping[int, Mapping[str, str]]) -> None:
        listed = [
            {**_row(kid.row), **changes.get(number, {})}
            for number, kid in enumerate(self._kids[:LISTED])
            if kid.row.state == "enrolled"
        ]
        target = io.BytesIO()
        columns = [OutColumn(name, 20) for name in HEADINGS]
        rows = [[row[name] for name in HEADINGS] for row in listed]
        write_workbook(target, [OutSheet("名单", columns, rows, title=title)])
        write_at_once(
            actor=self._people.staff,
            kind=KIND,
            region_code=TOWNSHIP,
            content=target.getvalue(),
            name=f"{title}.xlsx",
            source=source,
            as_of=today() - timedelta(days=5),
        )

    def _settle(self) -> None:
        """One is settled; the others wait for whoever tries the demonstration."""
        first = queries.ids_of(self._people.staff, Filters(field="grade"), 1)
        settling.settle_many(
            actor=self._people.staff, ids=first, step="take", reason="电话问过班主任，以学校为准。"
        )


def _row(child: Child) -> dict[str, Any]:
    guardian = child.guardians[0]
    return {
        "姓名": child.name,
        "身份证号码": child.identity_number,
        "家庭住址": f"{full_name(child.region_code)}{child.address or ''}",
        "就读学校": child.school,
        "年级": child.grade,
        "监护人姓名": guardian.name,
        "监护人电话": guardian.phone,
    }
