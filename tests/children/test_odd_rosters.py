"""Rosters unlike the samples: taken rightly, or refused with a clear word."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from app.children.roster import KIND
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


def book_of(*rows, head=SHORT, formats=None):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("表")
        page.write_row(0, 0, head)
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                style = (formats or {}).get(column)
                page.write(at, column, value, *([book.add_format(style)] if style else []))
    return target.getvalue()


def test_two_lines_of_headings_merged_over_groups(app):
    row = child_row()
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("表")
        page.merge_range(0, 0, 0, 7, "加义镇困境儿童花名册")
        page.merge_range(1, 0, 2, 0, "序号")
        page.merge_range(1, 1, 1, 3, "儿童基本情况")
        page.merge_range(1, 4, 1, 6, "监护人情况")
        page.merge_range(1, 7, 2, 7, "家庭住址")
        page.write_row(2, 1, ("姓名", "身份证号码", "儿童类别", "姓名", "与儿童关系", "联系电话"))
        told = [row[name] for name in ("姓名", "身份证号码", "儿童类别")]
        people = [row[name] for name in ("监护人姓名", "与儿童关系", "监护人联系电话")]
        page.write_row(3, 0, [1, *told, *people, row["家庭住址"]])
    [entry] = taken(target.getvalue(), 1).entries
    assert entry.record.name == row["姓名"]
    [guardian] = entry.record.guardians
    assert (guardian.name, guardian.relation, guardian.phone) == ("罗奶奶", "祖母", "13800001111")


@pytest.mark.parametrize(
    ("written", "style"),
    [
        ("2014-05-06", None),
        ("2014.5.6", None),
        ("2014年5月6日", None),
        ("20140506", None),
        ("２０１４年５月６日", None),
        (20140506, None),
        (41765, {"num_format": "yyyy-mm-dd"}),
        (41765, {"num_format": 'yyyy"年"m"月"d"日"'}),
    ],
)
def test_birth_dates_as_text_as_numbers_and_as_days_of_the_spreadsheet(app, written, style):
    head = ["姓名", "性别", "出生年月", "家庭住址", "儿童类别"]
    row = child_row()
    cells = [row["姓名"], "女", written, row["家庭住址"], row["儿童类别"]]
    [entry] = taken(book_of(cells, head=head, formats={2: style}), 1).entries
    assert entry.record.born_on == date(2014, 5, 6)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("430626140506123", "identity_length"),
        ("43062620140506123", "identity_length"),
        ("430626201405061239", "check_digit"),
        ("4306262014*****239", "masked"),
        ("430626201413061230", "check_digit"),
        ("430626 20140506 O123", "characters"),
    ],
)
def test_old_and_damaged_identity_numbers_are_named_and_not_guessed(app, number, code):
    found = examine(workbook([child_row(身份证号码=number)]))
    assert [one for _row, column, one in codes(found) if column == "身份证号码"] == [code]
    [text] = {messages.text_of(one, KIND) for one in found.problems if one.code == code}
    assert text != "This cannot be taken."
    assert number not in text, "what is in the cell stays in the file"


@pytest.mark.parametrize(
    "written",
    [
        "谢江村",
        "谢江村3组",
        "加义镇谢江村",
        "加义谢江村3组",
        "平江县加义镇谢江村委会",
        "湖南省岳阳市平江县加义镇谢江村三组",
        "加义镇 谢江村",
    ],
)
def test_villages_in_short_forms(app, written):
    taken(workbook([child_row(家庭住址=written)]), 1)


def test_totals_between_and_below_are_lines_that_name_nobody(app):
    subtotal = {"序号": "小计", "姓名": "2人"}
    total = {"序号": "合计", "身份证号码": "3人"}
    found = taken(workbook([child_row(), child_row(), subtotal, child_row(), total]), 3)
    assert len(found.skipped) == 2


def test_old_binary_workbook_is_read_or_refused_with_what_to_do(app):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096
    with pytest.raises(UnreadableFile) as caught:
        examine(ole, name="名册.xls")
    assert caught.value.code in ("legacy_unreadable", "damaged", "format_not_supported")
    assert ".xlsx" in messages.text_of_unreadable(caught.value.code) or (
        "WPS" in messages.text_of_unreadable(caught.value.code)
    )


def test_hidden_sheet_of_choices_is_no_table(app):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("花名册")
        page.write_row(0, 0, SHORT)
        page.write_row(1, 0, values(child_row()))
        choices = book.add_worksheet("选项")
        choices.write_column(0, 0, ("留守儿童", "困境儿童", "孤儿"))
        choices.hide()
    taken(target.getvalue(), 1)
