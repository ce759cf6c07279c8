"""What is a problem, and what is mended, in rosters as they come."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.children.rosters import (
    HEAD,
    VILLAGE_CODE,
    child_row,
    codes,
    examine,
    first_row,
    workbook,
)
from tests.people import identity_number

DATA = Path(__file__).parents[1] / "data"
pytestmark = pytest.mark.usefixtures("app")


def problems_of(**changes):
    return [
        (column, code) for _row, column, code in codes(examine(workbook([child_row(**changes)])))
    ]


def record_of(**changes):
    found = examine(workbook([child_row(**changes)]))
    assert codes(found) == []
    return found.entries[0].record


def wrong_digit(number):
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def test_sample_roster_has_every_row_right():
    found = examine((DATA / "children-roster-pingjiang.xlsx").read_bytes())
    assert found.counts() == {"rows": 60, "ok": 60, "created": 60, "updated": 0, "unchanged": 0}
    first = found.entries[0].record
    assert (first.name, first.region_code, first.address) == ("梁鑫", VILLAGE_CODE, "16组")
    assert (first.category, first.needs) == ("left_behind", ("affection",))
    assert first.guardians[0].phone == "15117776317"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"姓名": ""}, ("姓名", "missing_name")),
        (
            {"身份证号码": wrong_digit(identity_number(date(2014, 5, 6)))},
            ("身份证号码", "check_digit"),
        ),
        ({"身份证号码": 430626201405060000}, ("身份证号码", "rounded")),
        ({"身份证号码": "43062620140506"}, ("身份证号码", "identity_length")),
        ({"身份证号码": identity_number(date(2003, 1, 1))}, ("身份证号码", "age_out_of_range")),
        ({"性别": "男"}, ("性别", "sex_mismatch")),
        ({"性别": "不男不女"}, ("性别", "sex")),
        ({"出生年月": "2013年5月"}, ("出生年月", "birth_date_mismatch")),
        ({"监护人联系电话": "1380000111"}, ("监护人联系电话", "phone")),
        ({"儿童类别": "快乐儿童"}, ("儿童类别", "category_unknown")),
        ({"儿童类别": ""}, ("儿童类别", "missing_value")),
        ({"家庭住址": "平江县加义镇不存在村3组"}, ("家庭住址", "village_unknown")),
        ({"家庭住址": "平江县没有镇谢江村3组"}, ("家庭住址", "township_unknown")),
        ({"家庭住址": "湖南省岳阳市汨罗市屈子祠镇永青村"}, ("家庭住址", "village_outside_region")),
        ({"家庭住址": ""}, ("家庭住址", "missing_value")),
        ({"身份证号码": ""}, ("身份证号码", "missing_value")),
        ({"年级": "=1+2"}, ("年级", "formula")),
        ({"民族": "火星族"}, ("民族", "ethnic_group")),
    ],
)
def test_contradiction_is_reported_by_column_and_code(changes, expected):
    assert problems_of(**changes) == [expected]


def test_problem_names_the_row_of_the_spreadsheet():
    bad = child_row(监护人联系电话="123")
    found = examine(workbook([child_row(), bad, child_row()]))
    assert codes(found) == [(first_row() + 1, "监护人联系电话", "phone")]
    assert found.counts()["ok"] == 2


def test_same_person_twice_is_reported_at_the_second():
    once = child_row()
    found = examine(workbook([once, child_row(), {**once, "姓名": "罗 小 川"}]))
    assert codes(found) == [(first_row() + 2, "身份证号码", "duplicate_in_file")]
    assert found.problems[0].args["row"] == str(first_row())


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"姓名": " 罗　小 川 "}, "name", "罗小川"),
        ({"民族": "苗"}, "ethnic_group", "苗族"),
        ({"监护人联系电话": 13800001111}, "guardians.phone", "13800001111"),
        ({"监护人联系电话": "１３８－００００－１１１１"}, "guardians.phone", "13800001111"),
        ({"出生年月": "2014.5"}, "born_on", date(2014, 5, 6)),
        ({"出生年月": 2014.5}, "born_on", date(2014, 5, 6)),
        ({"出生年月": "2014年5月"}, "born_on", date(2014, 5, 6)),
        ({"出生年月": "20140506"}, "born_on", date(2014, 5, 6)),
        ({"性别": ""}, "sex", "female"),
        ({"儿童类别": "留守、残疾"}, "further_categories", ("disabled",)),
        ({"主要困难": "生活困难、学业落后"}, "needs", ("livelihood", "study")),
        ({"主要困难": "父亲在外"}, "note", "主要困难：父亲在外"),
        ({"家庭住址": "加义镇谢江村"}, "region_code", VILLAGE_CODE),
    ],
)
def test_harmless_mess_is_mended(changes, field, value):
    record = record_of(**changes)
    if field.startswith("guardians."):
        assert getattr(record.guardians[0], field.partition(".")[2]) == value
    else:
        assert getattr(record, field) == value


def test_mends_are_listed_for_the_preview():
    found = examine(workbook([child_row(姓名="罗 小川", 民族="苗")]))
    assert {mend.column for mend in found.mends} >= {"姓名", "民族"}


def test_full_width_identity_number_is_read():
    number = identity_number(date(2014, 5, 6))
    wide = "".join(chr(ord(mark) + 0xFEE0) for mark in number)
    assert record_of(身份证号码=wide).identity_number == number


def test_separate_columns_of_township_and_village():
    head = [name for name in HEAD if name != "家庭住址"]
    head[5:5] = ["乡镇", "村（社区）"]
    good = child_row(乡镇="加义镇", **{"村（社区）": "谢江村"})
    wrong = child_row(乡镇="三市镇", **{"村（社区）": "谢江村"})
    found = examine(workbook([good, wrong], head))
    assert found.entries[0].record.region_code == VILLAGE_CODE
    assert codes(found) == [(first_row() + 1, "村（社区）", "village_unknown")]


def test_village_from_the_title_where_no_column_has_it():
    head = [name for name in HEAD if name != "家庭住址"]
    found = examine(workbook([child_row()], head, ("花名册", "填报单位：加义镇谢江村")))
    assert codes(found) == []
    assert found.entries[0].record.region_code == VILLAGE_CODE


def test_category_from_the_title_where_no_column_has_it():
    head = [name for name in HEAD if name != "儿童类别"]
    found = examine(workbook([child_row()], head, ("平江县散居孤儿花名册",)))
    assert found.entries[0].record.category == "orphan"


def test_tick_columns_under_category_names():
    head = [name for name in HEAD if name != "儿童类别"] + ["留守儿童", "残疾儿童", "孤儿"]
    found = examine(workbook([child_row(残疾儿童="√")], head))
    assert codes(found) == []
    assert found.entries[0].record.category == "disabled"


def test_newborn_without_number_is_known_by_name_birth_date_and_village():
    row = child_row(身份证号码="", 出生年月="2026.9.1")
    found = examine(workbook([row, {**row, "序号": 99}]))
    assert found.entries[0].record.born_on == date(2026, 9, 1)
    assert [code for _row, _column, code in codes(found)] == ["duplicate_in_file"]


def test_notes_below_name_nobody():
    notes = ("注：1.本表以村（社区）为单位填报", "填表人：　　审核人：")
    found = examine(workbook([child_row()], notes=notes))
    assert found.counts()["rows"] == 1
    assert len(found.skipped) == 2


def test_csv_in_gb18030():
    row = child_row()
    lines = [",".join(HEAD), ",".join(str(row[name]) for name in HEAD)]
    found = examine("\r\n".join(lines).encode("gb18030"), name="名册.csv")
    assert codes(found) == []
    assert found.entries[0].record.name == "罗小川"


def test_missing_column_is_a_problem_of_the_file():
    head = [name for name in HEAD if name != "姓名"]
    found = examine(workbook([child_row()], head))
    assert [problem.code for problem in found.general] == ["column_missing"]


def test_guardians_number_is_not_kept_and_not_judged():
    head = [*HEAD, "监护人身份证号码"]
    found = examine(workbook([child_row(监护人身份证号码="43062619600101")], head))
    assert codes(found) == []


def test_region_unknown_is_read_from_the_addresses():
    full = "湖南省岳阳市平江县加义镇谢江村3组"
    assert codes(examine(workbook([child_row(家庭住址=full)], titles=()), region="")) == []


def test_township_called_like_a_county_far_away_is_the_township(app):
    """安定镇 of Pingjiang, and not 安定区 of another province."""
    row = child_row(家庭住址="", 乡镇="安定镇", 村="兴安居民委员会")
    head = [*HEAD, "乡镇", "村"]
    found = examine(workbook([row], head=head))
    assert codes(found) == []
    assert found.entries[0].record.region_code == "430626101001"
