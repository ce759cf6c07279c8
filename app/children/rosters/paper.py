"""A village's roster on paper: A4 landscape, printed from its frozen rows, with boxes to stamp."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.accounts.models import User
from app.children.rosters import queries, rules
from app.children.rosters.models import RosterVersion
from app.children.rosters.terms import RosterTerms, terms_of
from app.core import regioncode
from app.core.access.actors import Actor
from app.core.clock import local, now
from app.core.db import session
from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf
from app.core.regioncode import Level
from app.programmes.queries import rules_for
from app.regions import queries as regions

STYLESHEETS = ("_shared/pdf/document.css", "rosters/pdf/roster.css")
CHANGES = {"new": "新增", "changed": "变动", "same": "", "left": "离开"}
REASONS = {
    "moved": "迁出",
    "aged_out": "年满18周岁",
    "no_need": "不再需要",
    "died": "死亡",
    "mistake": "误登",
    "deleted": "档案已应家庭要求删除",
}
WORDS = {
    "name": "姓名",
    "sex": "性别",
    "born_on": "出生日期",
    "identity_number": "身份证号码",
    "category": "类别",
    "needs": "困难",
    "address": "住址",
    "school": "学校",
    "grade": "年级",
    "guardian": "监护人",
}


@dataclass(frozen=True)
class Frame:
    """What stands around the rows."""

    title: str
    place: str
    number: int
    frozen_on: date
    previous: int | None
    listed: int
    added: int
    changed: int
    gone: int
    code: str
    sha256: str
    compiled_by: str
    checked_by: str
    seal: str
    purpose: str
    printed: str
    is_for_check: bool


def roster_pdf(actor: Actor, roster: RosterVersion, purpose: str) -> bytes:
    terms = terms_of(rules_for(roster.region_code))
    lines = queries.lines_of(roster)
    html = document_html(
        "rosters/pdf/roster.html",
        frame=_frame(actor, roster, terms, purpose),
        rows=[_row(one, terms) for one in sorted(lines, key=_number) if one.change != "left"],
        gone=[_gone(one) for one in lines if one.change == "left"],
    )
    return render_pdf(html, stylesheets=STYLESHEETS)


def _number(line: rules.Line) -> int:
    return int((line.content or {}).get("number", 0))


def _frame(actor: Actor, roster: RosterVersion, terms: RosterTerms, purpose: str) -> Frame:
    assert roster.frozen_on is not None  # noqa: S101 - a draft is not printed
    return Frame(
        title=f"{_short(roster.region_code)}{terms.title}",
        place=regions.full_name(roster.region_code),
        number=roster.number,
        frozen_on=roster.frozen_on,
        previous=_number_of(roster.previous_id),
        listed=roster.listed,
        added=roster.added,
        changed=roster.changed,
        gone=roster.gone,
        code=rules.check_code(roster.sha256),
        sha256=roster.sha256,
        compiled_by=name_of(roster.handed_in_by),
        checked_by=name_of(roster.checked_by),
        seal=terms.seal,
        purpose=purpose,
        printed=f"{actor.name} {local(now()):%Y-%m-%d %H:%M}",
        is_for_check=roster.checked_by is None,
    )


def _short(code: str) -> str:
    """平江县加义镇谢江村: from the county down, as the title of a paper has it."""
    codes = [one for one in regioncode.ancestors(code) if regioncode.level_of(one) >= Level.COUNTY]
    names = regions.names_of([*codes, code])
    text = "".join(names.get(one, "") for one in [*codes, code])
    return text.removesuffix("民委员会") if text.endswith("村民委员会") else text


def _number_of(roster_id: int | None) -> int | None:
    found = session().get(RosterVersion, roster_id) if roster_id else None
    return found.number if found else None


def name_of(user_id: int | None) -> str:
    user = session().get(User, user_id) if user_id else None
    return user.name if user else ""


def _row(line: rules.Line, terms: RosterTerms) -> dict[str, Any]:
    kept = line.content or {}
    school = "".join((kept.get("school", ""), kept.get("grade", "")))
    change = CHANGES[line.change]
    if line.differs:
        change += "：" + "、".join(WORDS[name] for name in line.differs)
    return {
        **{name: kept.get(name, "") for name in WORDS},
        "number": kept.get("number", ""),
        "name": kept.get("name", "") if line.content else "（已删除）",
        "school": school,
        "sources": "、".join(terms.department(code) for code in kept.get("sources", ())),
        "change": change,
    }


def _gone(line: rules.Line) -> dict[str, Any]:
    kept = line.content or {}
    return {
        "number": kept.get("number", ""),
        "name": kept.get("name", "") if line.content else "（已删除）",
        "born_on": kept.get("born_on", ""),
        "reason": REASONS.get(line.reason, ""),
    }
