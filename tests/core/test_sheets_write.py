"""Workbooks out, read back by another library."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from app.core.documents.sheets import (
    OutColumn,
    OutSheet,
    find_rosters,
    mark_workbook,
    neutralise,
    read_table,
    write_workbook,
)
from app.core.documents.sheets.write import sheet_name
from tests.core.roster_fields import CHILDREN
from tests.core.sheet_files import id_number, people, problems, xlsx


def written(sheets):
    out = io.BytesIO()
    write_workbook(out, sheets)
    return out.getvalue()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_text_becomes_a_formula(text):
    assert neutralise(text) == "'" + text
    data = written([OutSheet("a", [OutColumn(text)], [[text]])])
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}
    assert page["A2"].value.startswith("'")
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_an_export_prints_well_and_keeps_numbers_as_text():
    number = id_number()
    columns = [
        OutColumn("姓名", 10),
        OutColumn("身份证号码", 22),
        OutColumn("人数"),
        OutColumn("日期"),
    ]
    rows = [["张三", number, 3, date(2026, 1, 2)], ["李四", 430626201503041234, None, True]]
    page = openpyxl.load_workbook(
        io.BytesIO(written([OutSheet("名册", columns, rows, title="花名册", notes=["注：无"])]))
    ).active
    assert [cell.value for cell in page[2]] == ["姓名", "身份证号码", "人数", "日期"]
    assert page["B3"].value == number
    assert page["B3"].number_format == "@"
    assert page["B4"].value == "430626201503041234"
    assert page["C3"].value == 3
    assert page["D3"].value.date() == date(2026, 1, 2)
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.print_title_rows == "$2:$2"


def test_sheet_names_are_always_legal():
    taken = []
    for name in ("a/b:c", "A B C", "", "很长" * 30, "'x'"):
        taken.append(sheet_name(name, taken))
    assert len({name.lower() for name in taken}) == 5
    assert all(0 < len(name) <= 31 for name in taken)


def test_the_marked_copy_shows_each_problem_and_can_be_imported_again():
    head = ["序号", "姓名", "身份证号码", "监护人", None]
    second = [None, None, None, "姓名", "联系电话"]
    rows = [["名册"], head, second, [1, "张 三", id_number(), "李四", "123"],
            [2, None, id_number(2), "王五", 13812345678]]  # fmt: skip
    data = xlsx(rows, ["A1:E1", "D2:E2", "A2:A3", "B2:B3", "C2:C3"])
    found = find_rosters(read_table(data), CHILDREN)
    parsed = people(data)
    out = io.BytesIO()
    name = found[0][0].name
    mark_workbook(
        out,
        [found[0][0]],
        {name: [problem for row in parsed for problem in row.problems]},
        lambda problem: f"<{problem.code}>",
        heading_rows={name: 3},
    )
    page = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active
    assert page["F3"].value == "问题"
    assert page["F4"].value == "联系电话：<phone>"
    assert page["F5"].value == "姓名：<missing>"
    assert page["E4"].fill.fgColor.rgb.endswith("FFC7CE")
    assert page["B5"].fill.fgColor.rgb.endswith("FFC7CE")
    assert page["C4"].value == id_number()
    assert page["C4"].number_format == "@"
    assert problems(people(out.getvalue())) == problems(parsed)
