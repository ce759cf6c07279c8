"""Rows in, people out: what is taken, what is skipped, what is reported and where."""

import datetime

from app.core.documents.sheets import (
    column_problems,
    find_rosters,
    parse_rows,
    read_table,
    skipped_rows,
)
from tests.core.roster_fields import CHILDREN, VOLUNTEERS
from tests.core.sheet_files import csv_text, id_number, people, problems, xlsx

HEAD = ["序号", "姓名", "性别", "身份证号码", "就读学校", "监护人电话"]


def person(serial, **changes):
    row = {"n": serial, "name": "张三", "sex": "男", "id": id_number(serial), "school": "中心小学"}
    return list({**row, "phone": "13812345678", **changes}.values())


def skipped(data, schema=CHILDREN):
    ((sheet, mapping),) = find_rosters(read_table(data), schema)
    return [(row.row, row.reason) for row in skipped_rows(sheet, mapping, schema)]


def test_both_samples_come_in_with_every_row_right(samples):
    today = datetime.date(2026, 9, 1)
    for key, schema, count in (("children", CHILDREN, 60), ("volunteers", VOLUNTEERS, 50)):
        rows = people(samples[key], schema, today=today)
        assert len(rows) == count
        assert problems(rows) == []
        assert [row.values["serial"] for row in rows] == [str(n) for n in range(1, count + 1)]
        required = [spec.key for spec in schema.fields if spec.required]
        assert all(row.values[field] for row in rows for field in required)


def test_problems_name_row_and_heading_as_the_file_shows_them():
    number = id_number(3)
    wrong = number[:17] + ("1" if number[17] != "1" else "2")
    rows = people(xlsx([
        ["花名册"], ["序号", "姓名", "性 别", "身份证\n号码", "学校", "监护人电话"],
        person(1, id=430626201503041234), person(2, name=None), person(3, id=wrong),
        person(4, phone="12345"), person(5, name="=B3"), person(6, sex="外"), person(7, id=None),
    ]))  # fmt: skip
    assert problems(rows) == [
        (3, "身份证号码", "rounded"), (4, "姓名", "missing"), (5, "身份证号码", "check_digit"),
        (6, "监护人电话", "phone"), (7, "姓名", "formula"), (8, "性别", "sex"), (9, "身份证号码",
        "missing"),
    ]  # fmt: skip
    assert rows[0].problems[0].letter == "D"


def test_csv_formulas_are_problems_too():
    rows = people(csv_text([HEAD, person(1, school="=HYPERLINK(1)"), person(2)]).encode("gbk"))
    assert problems(rows) == [(2, "就读学校", "formula")]


def test_formulas_in_serials_and_unknown_columns_do_no_harm():
    rows = people(xlsx([[*HEAD, "年龄差"], [*person(1, n="=ROW()-1"), "=1+1"]]))
    assert problems(rows) == []


def test_mends_are_listed_with_before_and_after():
    (row,) = people(xlsx([HEAD, person(1, name="张 三", phone=13812345678)]))
    assert row.values["name"] == "张三"
    assert [(m.column, m.before, m.after) for m in row.mends] == [
        ("姓名", "张 三", "张三"), ("监护人电话", "13812345678", "13812345678"),
    ]  # fmt: skip


def test_titles_notes_totals_and_repeated_headings_are_no_people():
    data = xlsx([
        HEAD, [None, 1, 2, 3, 4, 5], ["例", *person(9)[1:]], person(1), HEAD, person(2),
        ["二、汉昌街道"], person(3), [4], [], ["合计", "3人"], ["注：本表一式两份"], [None,
        "填表人：李四"],
        ["审核人：", None, "日期：2026年9月1日"], ["说明", "1.姓名须与户口簿一致"],
    ])  # fmt: skip
    rows = people(data)
    assert [row.row_number for row in rows] == [4, 6, 8]
    assert rows[2].section == "二、汉昌街道"
    assert [reason for _, reason in skipped(data)] == [
        "numbering", "example", "heading", "section", "total", "note", "note", "note", "note",
    ]  # fmt: skip


def test_prepared_lines_and_filled_down_cells_make_no_people():
    head = ["乡镇", "村", *HEAD]
    rows = [
        head,
        ["加义镇", "谢江村", *person(1)],
        [None, None, *person(2)],
        [None, None, 3],
        [None, None, 4],
    ]
    found = people(xlsx(rows, ["A2:A5", "B2:B3"]))
    assert [(r.values["township"], r.values["village"]) for r in found] == [
        ("加义镇", "谢江村")
    ] * 2
    assert problems(found) == []


def test_two_guardians_below_one_child_stay_one_child():
    head = ["序号", "姓名", "身份证号码", "监护人姓名", "监护人电话"]
    rows = [head, [1, "张三", id_number(), "李四", "13812345678"], [None, None, None, "王五", "x"],
            [2, "赵六", id_number(2), "钱七", "13812345678"]]  # fmt: skip
    found = people(xlsx(rows, ["A2:A3", "B2:B3", "C2:C3"]))
    assert [row.row_number for row in found] == [2, 4]
    assert found[0].more == [{"guardian_name": "王五", "guardian_phone": None}]
    assert problems(found) == [(3, "监护人电话", "phone")]


def test_as_above_takes_the_value_above():
    rows = [
        HEAD,
        person(1, phone="123"),
        person(2, school="同上"),
        person(3, school="〃", name="同上"),
    ]
    found = people(xlsx(rows))
    assert [row.values["school"] for row in found] == ["中心小学"] * 3
    assert problems(found) == [(2, "监护人电话", "phone"), (4, "姓名", "missing")]


def test_unknown_categories_and_odd_ticks_are_reported():
    head = ["姓名", "身份证号码", "儿童类别"]
    rows = people(xlsx([head, ["张三", id_number(), "火星儿童"]]))
    assert problems(rows) == [(2, "儿童类别", "category_unknown")]
    ticks = [["姓名", "身份证号码", "儿童类别", None], [None, None, "留守儿童", "孤儿"],
             ["张三", id_number(), "√", "大概"], ["李四", id_number(2), "√", "√"]]  # fmt: skip
    found = people(xlsx(ticks, ["C1:D1"]))
    assert problems(found) == [(3, "儿童类别", "tick_unknown")]
    assert found[1].values["category"] == ["left_behind", "orphan"]


def test_a_required_column_that_is_missing_is_reported_once():
    ((_, mapping),) = find_rosters(read_table(xlsx([["姓名", "性别"], ["张三", "男"]])), CHILDREN)
    (problem,) = column_problems(mapping, CHILDREN)
    assert (problem.row, problem.column, problem.code) == (1, "身份证号码", "column_missing")


def test_error_cells_are_reported():
    def spoil(page):
        page["E2"] = "#N/A"
        page["E2"].data_type = "e"

    assert problems(people(xlsx([HEAD, person(1)], tune=spoil))) == [(2, "就读学校", "error_value")]


def test_ten_thousand_rows_are_parsed_in_reasonable_time():
    import time

    data = csv_text([HEAD, *(person(n % 999 + 1, n=n) for n in range(10_000))]).encode()
    began = time.monotonic()
    (sheet,) = read_table(data)
    ((_, mapping),) = find_rosters([sheet], CHILDREN)
    assert sum(1 for _ in parse_rows(sheet, mapping, CHILDREN)) == 10_000
    assert time.monotonic() - began < 20
