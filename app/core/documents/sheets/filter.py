"""Tells people from titles, notes, totals, repeated headings, examples and empty prepared lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .cells import CellValue, heading_key, heading_text, is_blank, means_empty, text_of
from .mapping import Mapping
from .schema import Schema
from .sheet import Row, Sheet

_NOTE = re.compile(
    r"^(?:[（(]?(?:注|备注|说明|附注|填表说明|填报说明|填写说明|注意|注意事项|提示)[)）]?\s*[:：1-9一]"
    r"|(?:填表|填报|制表|审核|审批|复核|经办|统计|报送|上报|核实|分管|主管)(?:人|单位|时间|日期|领导|员)"
    r"|(?:负责人|单位负责人|联系人|单位|盖章|日期|村主任|校长|村支书|班主任)[^，,]{0,8}[:：(（]"
    r"|第\s*\d+\s*页|共\s*\d+\s*(?:页|人|名)|——?\s*以下空白|以下空白|此表|本表|(?:注|备注|说明|注意|附注)[:：]?$)"
)
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|累计|总人数|汇总)(?:[:：]?\d*[人名]?)?$")
_EXAMPLE = re.compile(
    r"^[（(]?(?:例|示例|样例|例如|填写示例|举例|范例|填写样例)[)）]?(?:[:：\d].*)?$"
)
_HINT = re.compile(r"^(?:必填|选填|可不填|下拉选择|请选择|格式[:：为]|自动生成|文本格式)")
_COLUMN_NUMBER = re.compile(r"^[(（]?(?:\d{1,2}|[甲乙丙丁])[)）]?$")


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """`reason`: heading, numbering, example, hint, total, note, section, empty."""

    row: int
    reason: str
    text: str


class RowFilter:
    def __init__(self, sheet: Sheet, mapping: Mapping, schema: Schema) -> None:
        self._sheet = sheet
        specs = {spec.key: spec for spec in schema.fields}
        mapped = [column for column in mapping.columns if column.field]
        self._serial = {c.index for c in mapped if specs[c.field].kind == "serial"}
        self._anchors = {c.index for c in mapped if specs[c.field].anchor}
        self._mapped = {column.index for column in mapped} - self._serial
        self._headings = {
            (column.index, heading_key(text)) for column in mapping.columns for text in column.path
        }
        self._header_last = mapping.header_last

    def reason_to_skip(self, row: Row) -> str | None:
        filled = {i: c for i, c in enumerate(row.cells) if not is_blank(c)}
        texts = [heading_text(text_of(cell)) for cell in filled.values()]
        if not filled:
            return None if self._has_formula(row) else "empty"
        same = sum(
            (index, heading_key(text_of(cell))) in self._headings for index, cell in filled.items()
        )
        if same >= 2 and same * 2 >= len(filled):
            return "heading"
        if self._is_numbering(row, texts):
            return "numbering"
        if any(_EXAMPLE.match(text) for text in texts[:2]):
            return "example"
        if sum(bool(_HINT.match(text)) for text in texts) >= 2:
            return "hint"
        if _TOTAL.match(texts[0]) or (len(texts) > 1 and _TOTAL.match(texts[1])):
            return "total"
        if _NOTE.match(texts[0]) and not self._has_digits_in_anchor(filled):
            return "note"
        return self._too_little(row, filled)

    def _is_numbering(self, row: Row, texts: list[str]) -> bool:
        """The line 甲 乙 1 2 3 … or (1) (2) (3) … right below the heading."""
        is_near = row.number <= self._header_last + 2
        return is_near and len(texts) >= 4 and all(_COLUMN_NUMBER.match(text) for text in texts)

    def _has_digits_in_anchor(self, filled: dict[int, CellValue]) -> bool:
        return any(
            index in self._anchors and re.search(r"\d{10}", str(cell))
            for index, cell in filled.items()
        )

    def _has_formula(self, row: Row) -> bool:
        return any((row.number, index) in self._sheet.formulas for index in self._anchors)

    def _too_little(self, row: Row, filled: dict[int, CellValue]) -> str | None:
        told = {
            index
            for index, cell in filled.items()
            if index in self._mapped
            and not (isinstance(cell, str) and means_empty(cell))
            and (row.number, index) not in self._sheet.formulas
        }
        if told & self._anchors:
            return "section" if len(filled) == 1 and self._spans(row, next(iter(filled))) else None
        if self._has_formula(row):
            return None
        if len(told) >= 2:
            return None
        is_section = len(filled) == 1 and not set(filled) & self._serial
        text = text_of(next(iter(filled.values())))
        return "section" if is_section or len(heading_text(text)) > 4 else "empty"

    def _spans(self, row: Row, column: int) -> bool:
        return any(
            merge.first_row == row.number
            and merge.first_column == column
            and merge.last_column - column >= 2
            for merge in self._sheet.merges
        )
