from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import RoleGrant
from app.children.access.models import AccessRequest, ReadingFlag
from app.children.desk.models import FamilyRequest
from app.children.models import Child, Consent
from app.core.access.scope import within
from app.core.audit.models import AuditEvent
from app.core.clock import ZONE, today
from app.core.db import session
from app.core.regioncode import LENGTH, pad, prefix


@dataclass(frozen=True)
class Line:
    """One figure of the pack; the wording is the Chinese of the authorities."""

    group: str
    label: str
    number: int


def pack(region: str, year: int) -> list[Line]:
    parts = (_access, _desk, _incidents)
    of_year = [line for part in parts for line in part(region, year)]
    return [*_children(region), *_consents(region), *of_year]


def years() -> list[int]:
    return [today().year - back for back in range(3)]


def _span(year: int) -> tuple[datetime, datetime]:
    first = datetime(year, 1, 1, tzinfo=ZONE).astimezone(UTC)
    return first, datetime(year + 1, 1, 1, tzinfo=ZONE).astimezone(UTC)


def _number(query: Any) -> int:
    return session().scalar(query) or 0


def _children(region: str) -> list[Line]:
    group = "一、处理的未成年人个人信息"
    base = select(func.count(Child.id)).where(within(Child, region), Child.state != "deleted")
    on = today()
    fourteen = date(on.year - 14, on.month, min(on.day, 28))
    return [
        Line(group, "儿童档案总数", _number(base)),
        Line(group, "其中：在册儿童", _number(base.where(Child.state == "enrolled"))),
        Line(
            group, "其中：不满14周岁（敏感个人信息）", _number(base.where(Child.born_on > fourteen))
        ),
        Line(
            group,
            "已删除（密钥已销毁）的档案",
            _number(
                select(func.count(Child.id)).where(within(Child, region), Child.state == "deleted")
            ),
        ),
    ]


def _consents(region: str) -> list[Line]:
    group = "二、监护人同意"
    inside = select(Child.id).where(within(Child, region))
    base = select(func.count(Consent.id)).where(Consent.child_id.in_(inside))
    on = today()
    in_force = (
        (Consent.decision == "granted")
        & Consent.withdrawn_on.is_(None)
        & (Consent.signed_on <= on)
        & (Consent.expires_on > on)
    )
    return [
        Line(group, "有效的单项同意", _number(base.where(in_force))),
        Line(group, "拒绝的单项同意", _number(base.where(Consent.decision == "refused"))),
        Line(group, "撤回的单项同意", _number(base.where(Consent.withdrawn_on.is_not(None)))),
    ]


def _acts(region: str, year: int, *acts: str) -> int:
    first, after = _span(year)
    inside = prefix(region)
    return _number(
        select(func.count(AuditEvent.seq)).where(
            AuditEvent.act.in_(acts),
            AuditEvent.at >= first,
            AuditEvent.at < after,
            AuditEvent.region_code.between(pad(inside), inside.ljust(LENGTH, "9")),
        )
    )


def _access(region: str, year: int) -> list[Line]:
    group = "三、内部人员访问（最小授权、审批、记录）"
    first, after = _span(year)
    asked = select(func.count(AccessRequest.id)).where(
        within(AccessRequest, region),
        AccessRequest.asked_at >= first,
        AccessRequest.asked_at < after,
    )
    flags = select(func.count(ReadingFlag.id)).where(
        within(ReadingFlag, region), ReadingFlag.at >= first, ReadingFlag.at < after
    )
    decided = AccessRequest.decided_by.is_not(None)
    return [
        Line(group, "打开档案次数", _acts(region, year, "child.opened")),
        Line(group, "显示完整内容次数", _acts(region, year, "child.revealed")),
        Line(group, "打印次数", _acts(region, year, "child.printed", "consent.form_printed")),
        Line(group, "导出次数", _acts(region, year, "child.exported")),
        Line(group, "查阅、导出申请", _number(asked)),
        Line(
            group,
            "其中：经另一人批准",
            _number(asked.where(decided, AccessRequest.state != "refused")),
        ),
        Line(group, "其中：未批准", _number(asked.where(AccessRequest.state == "refused"))),
        Line(group, "异常查阅提示", _number(flags)),
        Line(group, "其中：已核查", _number(flags.where(ReadingFlag.seen_at.is_not(None)))),
    ]


def _desk(region: str, year: int) -> list[Line]:
    group = "四、个人信息主体请求"
    base = select(func.count(FamilyRequest.id)).where(
        within(FamilyRequest, region),
        FamilyRequest.asked_on >= date(year, 1, 1),
        FamilyRequest.asked_on <= date(year, 12, 31),
    )
    kinds = {
        "see": "查阅",
        "copy": "复制、转移",
        "correct": "更正",
        "delete": "删除",
        "withdraw": "撤回同意",
    }
    lines = [
        Line(group, label, _number(base.where(FamilyRequest.kind == code)))
        for code, label in kinds.items()
    ]
    late = FamilyRequest.due_on < today()
    lines.append(
        Line(group, "逾期未答复", _number(base.where(FamilyRequest.state == "open", late)))
    )
    return lines


INCIDENTS = "经核查认定的个人信息安全事件"


def _incidents(region: str, year: int) -> list[Line]:
    """What was found by looking into unusual reading, and which accounts were closed."""
    group = "五、安全事件与处置"
    first, after = _span(year)
    looked_into = select(func.count(ReadingFlag.id)).where(
        within(ReadingFlag, region), ReadingFlag.seen_at >= first, ReadingFlag.seen_at < after
    )
    inside = prefix(region)
    local = select(RoleGrant.user_id).where(
        RoleGrant.region_code.between(pad(inside), inside.ljust(LENGTH, "9"))
    )
    closed = select(func.count(AuditEvent.object_id.distinct())).where(
        AuditEvent.act == "account.closed",
        AuditEvent.at >= first,
        AuditEvent.at < after,
        AuditEvent.object_id.in_(local),
    )
    return [
        Line(group, INCIDENTS, _number(looked_into.where(ReadingFlag.outcome == "incident"))),
        Line(
            group,
            "经核查已提醒改正的查阅",
            _number(looked_into.where(ReadingFlag.outcome == "warned")),
        ),
        Line(group, "停用的账户", _number(closed)),
    ]


def incidents(lines: Sequence[Line]) -> int:
    return next(one.number for one in lines if one.label == INCIDENTS)
