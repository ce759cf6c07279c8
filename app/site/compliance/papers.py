from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import groupby

from flask_babel import force_locale

from app.accounts.queries import chair_of
from app.children.access.sections import REACH_LABELS, SECTIONS, WAYS
from app.core.clock import today
from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf
from app.core.documents.sheets import OutColumn, OutSheet, write_workbook
from app.core.personal import SENSITIVE, catalogue
from app.regions.queries import full_name
from app.regions.stations import current_station
from app.site.compliance.catalogue import keeping_of
from app.site.compliance.queries import Line, incidents
from app.site.labels import KIND_LABELS, TABLE_LABELS

STYLESHEETS = ("_shared/pdf/document.css", "site/pdf/compliance.css")
LANGUAGE = "zh_Hans_CN"
OF_CHILDREN = (
    *("child", "child_fact", "child_move", "hand_over", "disagreement"),
    *("family", "colour_review", "guardian", "consent", "upload"),
    *("access_request", "family_request"),
)
OF_THE_CHILD = ("child", "child_fact", "hand_over", "family", "colour_review", "consent")
"""All data of a child under 14 is sensitive (PIPL article 28)."""
CHECKLIST = (
    "专门的儿童个人信息处理规则已公布，并指定了负责人",
    "监护人的单项同意均有书面或者影像凭证，拒绝不影响其他服务",
    "内部人员访问以最小授权为原则，越权访问经审批并限时",
    "每次查阅、显示、打印、导出均有不可更改的记录（flask audit verify 已核验）",
    "身份证号码、电话、住址、姓名以逐人密钥加密保存",
    "备份已经恢复演练，密钥与备份分开保管",
    "工作人员和爱心妈妈已签保密承诺并接受培训",
    "个人信息安全事件应急预案已制定并演练；本年度事件数：{incidents}",
)


def checklist(lines: Sequence[Line] | None = None) -> list[str]:
    """With the year's incidents, where the figures of a year are told."""
    number = "____" if lines is None else f"{incidents(lines)}起"
    return [one.format(incidents=number) for one in CHECKLIST]


def rule_pdf(region: str) -> bytes:
    """儿童个人信息处理规则."""
    return _pdf(
        "site/pdf/rule.html",
        region,
        tables=_tables(),
        sections=SECTIONS,
        reaches=REACH_LABELS,
        ways=WAYS,
    )


def assessment_pdf(region: str) -> bytes:
    """个人信息保护影响评估, filled in as far as the software knows."""
    return _pdf("site/pdf/assessment.html", region, tables=_tables(), checklist=checklist())


def pack_pdf(region: str, year: int, lines: Sequence[Line]) -> bytes:
    groups = [(name, list(rows)) for name, rows in groupby(lines, key=lambda one: one.group)]
    return _pdf("site/pdf/pack.html", region, year=year, groups=groups, checklist=checklist(lines))


def pack_workbook(region: str, year: int, lines: Sequence[Line]) -> bytes:
    columns = (OutColumn("类别", 40), OutColumn("项目", 44), OutColumn("数量", 12))
    rows = ((one.group, one.label, one.number) for one in lines)
    title = f"{full_name(region)}未成年人个人信息合规审计（{year}年度）"
    checks = (OutColumn("自查项目", 80, wrap=True), OutColumn("结论", 16), OutColumn("说明", 40))
    target = io.BytesIO()
    sheets = [
        OutSheet("统计", columns, rows, title=title),
        OutSheet("自查表", checks, ((one, "", "") for one in checklist(lines)), title="自查表"),
    ]
    write_workbook(target, sheets)
    return target.getvalue()


def _pdf(template: str, region: str, **context: object) -> bytes:
    station = current_station(region)
    with force_locale(LANGUAGE):
        html = document_html(
            template,
            station_name=station.name if station else "爱心妈妈工作站",
            phone=(station.phone if station else "") or "________",
            place=full_name(region),
            responsible=chair_of(region) or "________",
            printed_on=today(),
            **context,
        )
    return render_pdf(html, stylesheets=STYLESHEETS)


def _tables() -> Iterator[tuple[str, object, list[tuple[str, str, str, str]]]]:
    """Of what is kept about children: the table, how it is kept, its fields."""
    for table, entries in groupby(catalogue(), key=lambda entry: entry.table):
        if table in OF_CHILDREN:
            fields = [
                (
                    str(KIND_LABELS[one.personal.kind]),
                    "敏感" if table in OF_THE_CHILD or one.personal.kind in SENSITIVE else "一般",
                    str(one.personal.purpose),
                    "加密" if one.sealed else "按权限可见",
                )
                for one in entries
            ]
            yield str(TABLE_LABELS.get(table, table)), keeping_of(table), fields
