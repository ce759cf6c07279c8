"""Headings of every build, and the tables that they open."""

import json

import pytest

from app.core.documents.sheets import Mapping, find_rosters, find_tables, read_table
from tests.core.roster_fields import CHILDREN, VOLUNTEERS
from tests.core.sheet_files import csv_text, id_number, people, xls, xlsx

FLAT = ["序号", "姓名", "性别", "身份证号码", "就读学校", "监护人姓名", "监护人电话"]
PERSON = [1, "张三", "男", id_number(), "中心小学", "李四", "13812345678"]


def mapped(data, schema=CHILDREN):
    ((_, mapping),) = find_rosters(read_table(data), schema)
    return {column.letter: column.choice for column in mapping.columns if column.field}


def test_the_children_sample_is_mapped_whole(samples):
    ((_, mapping),) = find_rosters(read_table(samples["children"]), CHILDREN)
    assert (mapping.header_first, mapping.header_last) == (3, 4)
    assert [column.field for column in mapping.columns] == [
        "serial", "name", "sex", "id_number", "ethnic_group", "address", "school", "grade",
        "guardian_name", "guardian_relation", "guardian_phone", "category", "needs", "notes",
    ]  # fmt: skip
    assert mapping.columns[10].heading == "联系电话"
    assert mapping.titles[0] == "平江县留守儿童和困境儿童结对对象花名册"


def test_the_volunteer_sample_is_mapped_whole(samples):
    ((_, mapping),) = find_rosters(read_table(samples["volunteers"]), VOLUNTEERS)
    assert [column.field for column in mapping.columns] == [
        "serial", "name", "sex", "id_number", "phone", "village", "occupation", "politics",
        "skills", "capacity", "mode", "team",
    ]  # fmt: skip
    assert {column.confidence for column in mapping.columns} == {1.0}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓 名", "name"), ("姓\n名", "name"), ("*姓名：", "name"), ("儿童姓名", "name"), ("1.姓名",
        "name"),
        ("姓名 Name", "name"), ("姓名（必填）", "name"), ("身份证号（18位）", "id_number"),
        ("身份证\n号 码", "id_number"),
        ("身份证号码*", "id_number"), ("居民身份证号码（必填）", "id_number"), ("性别(男/女)",
        "sex"),
        ("监护人的联系电话", "guardian_phone"), ("联系电话（监护人）", "guardian_phone"),
        ("家长手机号", "guardian_phone"),
        ("监护人身份证号码", "guardian_id_number"), ("与监护人关系", "guardian_relation"),
        ("出生年月（如2013.5）", "birth"),
        ("现家庭住址", "address"), ("学校/幼儿园", "school"), ("儿童类别（可多选）", "category"),
        ("存在的主要困难", "needs"),
    ],
)  # fmt: skip
def test_a_heading_is_known_in_many_dresses(heading, field):
    base = {"name": "姓名", "id_number": "身份证号码"}
    head = [text for key, text in base.items() if key != field] + [heading]
    table = mapped(xlsx([["花名册"], head, ["甲乙", "丙丁", "戊己"][: len(head)]]))
    assert table["ABC"[len(head) - 1]] == field


@pytest.mark.parametrize(
    "heading",
    ["班主任姓名", "班主任电话", "爱心妈妈姓名", "父亲姓名", "母亲电话", "结对干部联系电话",
    "学校地址", "户主姓名",
     "父亲身份证号码", "银行卡号", "填表人", "住房类型", "志愿者身份证号"],
)  # fmt: skip
def test_what_belongs_to_somebody_else_is_ignored(heading):
    data = xlsx([[heading, "姓名", "身份证号码"], ["x", "张三", id_number()]])
    assert mapped(data) == {"B": "name", "C": "id_number"}


TWO_STOREYS = [
    ["序号", "姓名", "监护人情况", None, None, "身份证号码", "儿童类别", None, None, "备注"],
    [None, None, "姓名", "与儿童关系", "联系电话", None, "留守儿童", "孤儿", "其他（注明）", None],
    [1, "张三", "李四", "祖父", 13812345678, id_number(), "√", None, None, None],
    [2, "王五", "李四", "祖父", "13812345678", id_number(2), None, "✔", None, "好"],
]
WANTED = {
    "A": "serial", "B": "name", "C": "guardian_name", "D": "guardian_relation",
    "E": "guardian_phone",
    "F": "id_number", "G": "category:tick=left_behind", "H": "category:tick=orphan",
    "I": "category:tick=other_disadvantaged", "J": "notes",
}  # fmt: skip


def test_two_storeys_are_read_with_and_without_merges():
    merges = ["C1:E1", "G1:I1", *(f"{letter}1:{letter}2" for letter in "ABFJ")]
    assert mapped(xlsx(TWO_STOREYS, merges)) == WANTED
    assert mapped(xlsx(TWO_STOREYS)) == WANTED
    assert mapped(csv_text(TWO_STOREYS).encode("gb18030")) == WANTED
    assert (
        mapped(xls(TWO_STOREYS, [(0, 0, 2, 4), (0, 0, 6, 8), (0, 1, 0, 0), (0, 1, 1, 1)])) == WANTED
    )
    rows = people(xlsx(TWO_STOREYS, merges))
    assert [row.values["category"] for row in rows] == [["left_behind"], ["orphan"]]
    assert not [problem for row in rows for problem in row.problems]


def test_only_groups_stand_in_the_upper_storey():
    data = csv_text([
        [None, "儿童基本情况", None, None, "监护人情况", None, None, "爱心妈妈情况", None],
        ["序号", "姓名", "性别", "身份证号", "姓名", "关系", "电话", "姓名", "联系电话"],
        [1, "张三", "男", id_number(), "李四", "父亲", "13812345678", "王五", "13912345678"],
    ])  # fmt: skip
    assert mapped(data.encode()) == {
        "A": "serial", "B": "name", "C": "sex", "D": "id_number", "E": "guardian_name",
        "F": "guardian_relation", "G": "guardian_phone",
    }  # fmt: skip


def test_three_storeys_under_titles():
    rows = [
        ["某县花名册"], ["填报单位：某镇"],
        ["序号", "基本情况", None, None, None, None, "监护人", None],
        [None, "姓名", "性别", None, "身份证号码", "家庭住址", "姓名", "电话"],
        [None, None, "男", "女", None, None, None, None],
        [1, "张三", "√", None, id_number(), "某村", "李四", "13812345678"],
    ]  # fmt: skip
    merges = ["A1:H1", "A2:H2", "A3:A5", "B3:F3", "G3:H3", "B4:B5", "C4:D4", "E4:E5", "F4:F5",
              "G4:G5", "H4:H5"]  # fmt: skip
    data = xlsx(rows, merges)
    assert mapped(data) == {
        "A": "serial", "B": "name", "C": "sex:tick=male", "D": "sex:tick=female", "E": "id_number",
        "F": "address", "G": "guardian_name", "H": "guardian_phone",
    }  # fmt: skip
    assert people(data)[0].values["sex"] == "male"


def test_one_storey_tick_columns_need_ticks_below():
    head = ["姓名", "身份证号码", "是否留守儿童", "孤儿", "残疾"]
    ticked = xlsx(
        [head, ["张三", id_number(), "√", None, "是"], ["李四", id_number(2), "×", 1, None]]
    )
    assert mapped(ticked)["E"] == "category:tick=disabled"
    assert [row.values["category"] for row in people(ticked)] == [
        ["left_behind", "disabled"],
        ["orphan"],
    ]
    worded = xlsx([head, ["张三", id_number(), "父母在外务工", None, "无"]])
    assert "C" not in mapped(worded)


def test_the_heading_is_found_far_down_and_far_right():
    rows = [["标题"], ["说明：一、姓名须与户口簿一致"], [], [], [], [], [], [None, None, *FLAT],
            [None, None, *PERSON]]  # fmt: skip
    assert mapped(xlsx(rows, ["A1:I1"]))["D"] == "name"
    assert people(xlsx(rows))[0].values["guardian_phone"] == "13812345678"


def test_address_and_date_may_be_split_below_their_heading():
    rows = [
        ["姓名", "身份证号码", "家庭住址", None, None, "出生年月", None],
        [None, None, "乡镇", "村（社区）", "组", "年", "月"],
        ["张三", id_number(), "加义镇", "谢江村", "3组", 2015, 3],
    ]
    for data in (xlsx(rows, ["C1:E1", "F1:G1"]), csv_text(rows).encode()):
        (row,) = people(data)
        assert (row.values["township"], row.values["village"]) == ("加义镇", "谢江村")
        assert row.values["birth"].isoformat() == "2015-03"


def test_cells_below_one_merged_heading_are_joined():
    rows = [["姓名", "身份证号码", "家庭住址", None, None, "备注"],
            ["张三", id_number(), "加义镇", "谢江村", 3, "x"]]  # fmt: skip
    (row,) = people(xlsx(rows, ["C1:E1"]))
    assert row.values["address"] == "加义镇谢江村3"


def test_sheets_without_a_roster_and_hidden_sheets_are_left_out():
    def hide(page):
        page.parent.create_sheet("旧").append(FLAT)
        page.parent["旧"].append(PERSON)
        page.parent["旧"].sheet_state = "hidden"

    more = [("填表说明", [["请如实填写姓名、性别"], ["性别", "民族", "儿童类别"], ["男", "汉",
    "孤儿"]]),
            ("加义镇", [FLAT, PERSON])]  # fmt: skip
    found = find_rosters(
        read_table(xlsx([FLAT, PERSON], name="汉昌", more=more, tune=hide)), CHILDREN
    )
    assert [sheet.name for sheet, _ in found] == ["汉昌", "加义镇"]


def test_another_layout_below_opens_another_table():
    other = ["身份证号码", "姓名", "监护人姓名", "备注"]
    data = xlsx([FLAT, PERSON, [], ["困境儿童"], other, [id_number(2), "王五", "李四", None]])
    (sheet,) = read_table(data)
    first, second = find_tables(sheet, CHILDREN)
    assert (first.data_last, second.header_last) == (4, 5)
    assert [row.values["name"] for row in people(data)] == ["张三", "王五"]


def test_no_table_without_an_anchor():
    assert find_rosters(read_table(xlsx([["性别", "民族"], ["男", "汉"]])), CHILDREN) == []


def test_a_mapping_is_kept_as_json_and_corrected():
    data = xlsx(
        [["姓名", "身份证号码", "孩子在哪里上学", "备注"], ["张三", id_number(), "小学", "x"]]
    )
    ((_, mapping),) = find_rosters(read_table(data), CHILDREN)
    assert [column.heading for column in mapping.ignored] == ["孩子在哪里上学"]
    again = Mapping.from_json(json.loads(json.dumps(mapping.to_json())))
    assert again == mapping
    better = again.from_choices({2: "school", 3: ""}, CHILDREN)
    assert [column.field for column in better.columns] == ["name", "id_number", "school", ""]
    ticked = again.from_choices({3: "category:tick=orphan"}, CHILDREN)
    assert ticked.columns[3].role == "tick"
    for choices in ({2: "nothing"}, {9: "school"}, {2: "name"}, {2: "school:fly"}):
        with pytest.raises(ValueError, match=r"."):
            again.from_choices(choices, CHILDREN)
