"""The columns that another system asks for, each with what fills it. Pure.

A heading is written as that system has it; what fills it is guessed from the words, or said
behind an equals sign: 证件号码=身份证号. Nothing behind the sign leaves the column empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.errors import Problem

MOST = 40
LONGEST = 40
FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "志愿者姓名", "真实姓名"),
    "sex": ("性别",),
    "identity_kind": ("证件类型", "证件种类"),
    "identity_number": ("身份证号", "证件号码", "身份证号码", "身份证"),
    "born_on": ("出生日期", "出生年月", "出生年月日"),
    "age": ("年龄",),
    "phone": ("手机号码", "手机号", "联系电话", "联系方式", "电话"),
    "political_status": ("政治面貌",),
    "occupation": ("职业", "从业情况", "从业状况"),
    "employer": ("工作单位", "所在单位", "单位"),
    "place": ("所属区域", "所在地区", "服务区域", "居住区域", "居住地"),
    "address": ("详细地址", "居住地址", "家庭住址", "通讯地址"),
    "skills": ("专业特长", "服务领域", "服务类别", "特长", "服务意向"),
    "kind": ("志愿者类别", "身份类别"),
    "team": ("所属队伍", "服务组织", "志愿团体", "加入组织", "所属组织", "志愿服务队"),
    "service_from": ("加入日期", "注册日期", "服务起始日期"),
    "registration_number": ("志愿者编号", "注册号", "登记号", "注册编号"),
    "": ("",),
}
"""Field → the words that headings have for it; the first is what the page calls it."""


@dataclass(frozen=True)
class Column:
    heading: str
    field: str

    @property
    def line(self) -> str:
        if self.field == guess(self.heading):
            return self.heading
        return f"{self.heading}={FIELDS[self.field][0]}"


@dataclass(frozen=True)
class System:
    code: str
    label: Any
    columns: tuple[str, ...]


SYSTEMS = {
    one.code: one
    for one in (
        System(
            "department",
            _l("Volunteer system of the social-work department"),
            (
                "姓名", "性别", "证件类型", "证件号码", "出生日期", "政治面貌", "从业情况",
                "工作单位", "手机号码", "居住区域", "详细地址", "服务类别", "志愿者编号",
            ),
        ),
        System(
            "platform",
            _l("Volunteer platform (志愿汇 and the like)"),
            ("真实姓名", "证件类型", "身份证号", "手机号", "性别", "政治面貌", "所在地区",
             "志愿团体", "加入日期", "服务领域"),
        ),
    )
}  # fmt: skip


def guess(heading: str) -> str | None:
    """What fills a column of this name; None where nobody knows."""
    word = heading.strip().strip("*＊").split("（")[0].split("(")[0].strip()
    return next((field for field, words in FIELDS.items() if word and word in words), None)


def read(text: str) -> tuple[list[Column], list[Problem]]:
    """The columns of what somebody typed, one a line, or pasted from a row of a workbook."""
    columns, problems = [], []
    for line in text.replace("\t", "\n").replace("＝", "=").splitlines():
        heading, sign, word = (part.strip() for part in line.partition("="))
        if not heading:
            continue
        field = _field(word) if sign else guess(heading)
        if field is None:
            message = _l(
                "Nobody knows what fills “%(heading)s”. Write “%(heading)s=姓名”, or "
                "“%(heading)s=” to leave the column empty.",
                heading=heading,
            )
            problems.append(Problem("heading_unknown", message, field="columns"))
        else:
            columns.append(Column(heading[:LONGEST], field))
    return columns, problems + _whole_problems(columns, problems)


def _field(word: str) -> str | None:
    return guess(word) if word else ""


def _whole_problems(columns: Sequence[Column], found: Sequence[Problem]) -> list[Problem]:
    headings = [one.heading for one in columns]
    checks = (
        (not columns and not found, _l("Write at least one line.")),
        (len(columns) > MOST, _l("At most %(most)s columns.", most=MOST)),
        (len(set(headings)) < len(headings), _l("Two columns have the same heading.")),
    )
    return [Problem("columns", text, field="columns") for bad, text in checks if bad]


def columns_of(lines: Sequence[str]) -> list[Column]:
    return read("\n".join(lines))[0]
