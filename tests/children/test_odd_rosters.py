"""Rosters unlike the samples: taken rightly, or refused with a clear word."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
import xlsxwriter

from app.core.documents.sheets import UnreadableFile
from app.core.documents.sheets.read import MAX_BYTES
from app.core.imports import messages
from tests.children.rosters import HEAD, VILLAGE_CODE, child_row, codes, examine, workbook

SHORT = ["姓名", "身份证号码", "家庭住址", "儿童类别"]


def values(row, head=SHORT):
    return [row[name] for name in head]


def text_file(encoding, delimiter=",", head=SHORT, rows=None):
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter)
    writer.writerow(head)
    writer.writerows(rows or [values(child_row()) for _ in range(2)])
    return target.getvalue().encode(encoding)


def taken(content, count, name="名册.xlsx"):
    from app.children.roster import ChildrenRoster
    from app.core.imports import pipeline
    from tests.children.rosters import PINGJIANG

    found = pipeline.examine(content, name, ChildrenRoster(None, PINGJIANG), {})
    assert codes(found) == []
    assert len(found.entries) == count
    assert {one.record.region_code for one in found.entries} == {VILLAGE_CODE}
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_files_of_every_kind(app, encoding, delimiter):
    taken(text_file(encoding, delimiter), 2, "名册.csv")


def test_several_title_lines_and_a_line_of_units(app):
    titles = ("附件2", "平江县困境儿童信息采集表", "填报单位：加义镇　填报日期：2026年3月")
    taken(workbook([child_row()], titles=titles), 1)


def test_totals_and_signatures_below(app):
    notes = ("合计：1人", "填表人：王主任　联系电话：13800001111", "说明：本表一式两份")
    taken(workbook([child_row()], notes=notes), 1)


def test_columns_in_another_order_with_unknown_ones_between(app):
    head = ["低保证号", *reversed(HEAD), "是否建档"]
    row = {**child_row(), "低保证号": "A12", "是否建档": "是"}
    taken(workbook([row], head=head), 1)


def test_spaces_within_headings(app):
    head = [f"{name[0]}　{name[1:]}" if name == "姓名" else name for name in HEAD]
    row = child_row()
    taken(workbook([{**row, "姓　名": row["姓名"]}], head=head), 1)


def test_blank_lines_between_people(app):
    taken(workbook([child_row(), {}, child_row(), {}, {}, child_row()]), 3)


def test_headings_repeat_on_every_page(app):
    repeated = dict(zip(HEAD, HEAD, strict=True))
    taken(workbook([child_row(), repeated, child_row()]), 2)


def test_several_sheets_are_all_read(app):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for sheet in ("一组", "二组"):
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, SHORT)
            page.write_row(1, 0, values(child_row()))
    taken(target.getvalue(), 2)


def test_table_does_not_begin_at_the_edge(app):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("表")
        page.write_row(6, 3, SHORT)
        page.write_row(7, 3, values(child_row()))
    taken(target.getvalue(), 1)


def test_village_merged_over_its_children(app):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("表")
        page.write_row(0, 0, SHORT)
        for at in (1, 2):
            page.write_row(at, 0, values(child_row()))
        page.merge_range(1, 2, 2, 2, "平江县加义镇谢江村民委员会")
    taken(target.getvalue(), 2)


def test_full_width_digits_and_small_x(app):
    row = child_row()
    wide = row["身份证号码"].lower().translate({ord("0") + n: ord("０") + n for n in range(10)})
    found = taken(workbook([{**row, "身份证号码": wide}]), 1)
    assert found.entries[0].record.identity_number == row["身份证号码"]


def test_apostrophe_before_the_number(app):
    row = child_row()
    taken(workbook([{**row, "身份证号码": f"'{row['身份证号码']}"}]), 1)


def test_number_that_the_spreadsheet_rounded_is_refused(app):
    row = child_row()
    found = examine(workbook([{**row, "身份证号码": float(row["身份证号码"][:17] + "0")}]))
    assert [code for _row, _column, code in codes(found)] == ["rounded"]


def test_formula_in_a_cell_is_refused(app):
    found = examine(workbook([{**child_row(), "备注": "=1+2"}]))
    assert [code for _row, _column, code in codes(found)] == ["formula"]


def test_web_page_called_a_workbook_is_refused(app):
    refused(b"<html><table><tr><td>x</td></tr></table></html>", "not_a_spreadsheet")


def test_picture_called_a_workbook_is_refused(app):
    refused(b"\x89PNG\r\n\x1a\n" + b"0" * 99, "not_a_spreadsheet")


def test_bomb_is_refused(app):
    refused(with_part(workbook([child_row()]), "xl/bomb.xml", b"0" * (160 << 20)), "zip_bomb")


def test_macros_are_refused(app):
    refused(with_part(workbook([child_row()]), "xl/vbaProject.bin", b"x"), "macro")


def test_other_archive_is_refused(app):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "x")
    refused(target.getvalue(), "not_a_spreadsheet")


def test_file_that_is_too_large_is_refused(app):
    refused(b"x" * (MAX_BYTES + 1), "too_large")


def test_roster_of_other_things_is_refused(app):
    refused("品名,数量,单价\n大米,3,50\n".encode("gbk"), "no_table")


def with_part(content, name, data):
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return target.getvalue()


def refused(content, code):
    with pytest.raises(UnreadableFile) as caught:
        examine(content)
    assert caught.value.code == code
    assert messages.text_of_unreadable(code) != messages.text_of_unreadable("damaged")
