"""The normalisers, one cell at a time."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.documents.sheets import CellProblem, PartialDate
from app.core.documents.sheets import clean as c
from tests.core.sheet_files import id_number

CATEGORIES = {"left_behind": ("留守儿童", "留守"), "orphan": ("孤儿",)}
ID = id_number()
ANY_CELL = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.text("0123456789xX-. /、，年月日男女张三+*", max_size=24),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
)
CLEANERS = [
    c.clean_name, c.clean_id_number, c.clean_phone, c.clean_date, c.clean_sex, c.clean_yes_no,
    c.clean_integer, c.clean_list, c.clean_text, c.clean_ethnic_group,
    lambda value: c.clean_choice(value, CATEGORIES, multiple=True),
]  # fmt: skip


def code_of(cleaner, value, **options):
    with pytest.raises(CellProblem) as error:
        cleaner(value, **options)
    return error.value.code


@pytest.mark.parametrize("cleaner", CLEANERS)
@given(value=ANY_CELL)
def test_every_cleaner_answers_or_reports(cleaner, value):
    try:
        result = cleaner(value)
    except CellProblem:
        return
    assert isinstance(result.mends, tuple)


@pytest.mark.parametrize("cleaner", CLEANERS)
def test_an_empty_cell_is_no_problem(cleaner):
    for value in (None, "", "  \u3000", "\u200b"):
        assert cleaner(value).value in (None, [])


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张 三", "张三"), ("张\u3000三", "张三"), (" 欧阳\u200b 娜娜 ", "欧阳娜娜"), ("王\n芳",
        "王芳"),
        ("阿依古丽•买买提", "阿依古丽·买买提"), ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("张㛃", "张㛃"), ("䶮喆堃", "䶮喆堃"), ("李𬍛", "李𬍛"), ("Ｎguyen  Thi Ｈoa",
        "Nguyen Thi Hoa"),
        ("\ue81e", "\u9fb4"), ("张三，", "张三"), ("無", "無"),
    ],
)  # fmt: skip
def test_names_are_closed_up_and_rare_characters_stay(written, name):
    assert c.clean_name(written).value == name


@pytest.mark.parametrize(
    ("written", "code"),
    [("张?", "name_character"), ("李□", "name_character"), ("王\ue111", "name_character"),
     ("张三、李四", "several_names"), ("张三（大）", "name_invalid"), ("13812345678",
     "name_invalid"),
     (5.0, "name_invalid"), ("=张三", "name_invalid")],
)  # fmt: skip
def test_what_is_no_name_is_reported(written, code):
    assert code_of(c.clean_name, written) == code


@given(st.sampled_from([" ", "\u3000", "\u200b", "\xa0", "", "'"]), st.integers(1, 999))
def test_identity_numbers_are_mended(filler, serial):
    number = id_number(serial)
    wide = number.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789X"})
    for written in (
        f"{filler}{number}",
        filler.join((number[:6], number[6:])),
        wide,
        number.lower(),
    ):
        assert c.clean_id_number(written).value == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (430626201503041234, "rounded"), (4.30626201503041e17, "rounded"), ("4.30626E+17",
        "rounded"),
        (ID[:15] + "000", "rounded"), (ID[:17], "length"), (ID + "1", "length"), (13812345678,
        "length"),
        ("430626150304123", "old_number"), ("4306262015O304123X", "characters"),
        ("430626********1234", "masked"),
        ("430626201502301" + "23", "length"), (ID[:17] + ("0" if ID[17] != "0" else "1"),
        "check_digit"),
        (id_number(birth="20150230"), "birth_date_invalid"), (id_number(birth="18501010"),
        "birth_date_invalid"),
    ],
)  # fmt: skip
def test_bad_identity_numbers_are_reported(written, code):
    assert code_of(c.clean_id_number, written) == code


def test_a_birth_date_in_the_future_is_reported():
    number = id_number(birth="20300101")
    assert c.clean_id_number(number).value == number
    today = datetime.date(2026, 1, 1)
    assert code_of(c.clean_id_number, number, today=today) == "birth_date_invalid"


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        (13812345678.0, "13812345678"), (13812345678, "13812345678"),
        ("13812345678.0", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"), ("+86 13812345678", "13812345678"), ("008613812345678",
        "13812345678"),
        ("+86-138-1234-5678", "13812345678"), ("１３８１２３４５６７８", "13812345678"),
        ("013812345678", "13812345678"),
        ("0730-6223344", "0730-6223344"), ("(0730)6223344", "0730-6223344"), ("07306223344",
        "0730-6223344"),
        ("0731 85678901", "0731-85678901"), ("13812345678/13912345678", "13812345678"),
        ("13812345678、0730-6223344", "13812345678"), ("13812345678 13912345678", "13812345678"),
        ("手机：13812345678", "13812345678"), ("14513702858", "14513702858"), ("010-62345678",
        "010-62345678"),
    ],
)  # fmt: skip
def test_phones_are_mended(written, phone):
    assert c.clean_phone(written).value == phone


@pytest.mark.parametrize(
    "written",
    ["1381234567", "138123456789", "6223344", "12812345678", "abc", "13812345678/5", "4008001234",
    "13812345678a"],
)  # fmt: skip
def test_bad_phones_are_reported(written):
    assert code_of(c.clean_phone, written) == "phone"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        (2013.5, "2013-05"), (2013.05, "2013-05"), (2013.12, "2013-12"), (2013.11, "2013-11"),
        (2013, "2013"),
        ("2013.5", "2013-05"), ("2013.10", "2013-10"), ("2013年5月", "2013-05"), ("2013年05月12日",
        "2013-05-12"),
        ("2013-05-12", "2013-05-12"), ("2013/5/12", "2013-05-12"), ("20130512", "2013-05-12"),
        (20130512, "2013-05-12"),
        (201305, "2013-05"), ("201305", "2013-05"), (41406, "2013-05-12"), ("41406", "2013-05-12"),
        (41406.0, "2013-05-12"),
        ("2013-05-12 00:00:00", "2013-05-12"), ("２０１３．５．１２", "2013-05-12"),
        ("2013 年 5 月 12 日", "2013-05-12"),
        ("二〇一三年五月十二日", "2013-05-12"), ("2013年5月12日生", "2013-05-12"), ("2013.5.12.",
        "2013-05-12"),
        ("2013年", "2013"), ("2013、5", "2013-05"), ("'2013.5", "2013-05"),
        (datetime.date(2013, 5, 12), "2013-05-12"), (datetime.datetime(1905, 7, 5, 12, 0),
        "2013-05"),
        (datetime.date(1905, 7, 5), "2013"),
    ],
)  # fmt: skip
def test_dates_are_read_with_their_precision(written, iso):
    assert c.clean_date(written).value.isoformat() == iso


@pytest.mark.parametrize(
    "written",
    ["2013.13", "2013-02-30", "5月12日", "13.5.12", "去年", 2013.567, 999999, "2013-5-12-3", 1e300,
    "农历五月"],
)  # fmt: skip
def test_bad_dates_are_reported(written):
    assert code_of(c.clean_date, written) == "date"


def test_a_number_that_lost_its_last_zero_agrees_with_both_months():
    found, mends = c.clean_date(2013.1)
    assert (found.month, found.or_month) == (1, 10)
    assert "month_ambiguous" in mends
    assert found.agrees_with(datetime.date(2013, 10, 9))
    assert found.agrees_with(datetime.date(2013, 1, 9))
    assert not found.agrees_with(datetime.date(2013, 11, 9))
    assert c.clean_date("2013.1").value.or_month is None


def test_a_date_cell_on_the_first_may_mean_the_month():
    found = c.clean_date(datetime.date(2013, 5, 1)).value
    assert found.agrees_with(datetime.date(2013, 5, 12))
    assert not found.agrees_with(datetime.date(2013, 6, 1))
    assert not PartialDate(2013, 5, 1).agrees_with(datetime.date(2013, 5, 12))


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2090, 12, 31)))
def test_every_day_is_read_in_every_form(day):
    for written in (
        day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}", f"{day.year}/{day.month:02}/{day.day:02}", day,
        (day - datetime.date(1899, 12, 30)).days, float((day - datetime.date(1899, 12, 30)).days),
    ):  # fmt: skip
        assert c.clean_date(written).value.first_day() == day


@pytest.mark.parametrize(
    ("written", "number"),
    [("3人", 3), ("３", 3), ("三", 3), (3.0, 3), ("3.0", 3), ("十二", 12), ("两个", 2), ("二十一",
    21), (" 3 名", 3)],
)  # fmt: skip
def test_whole_numbers_are_read(written, number):
    assert c.clean_integer(written).value == number


@pytest.mark.parametrize("written", [3.5, "3~5", "若干", "1、2"])
def test_other_numbers_are_reported(written):
    assert code_of(c.clean_integer, written) == "integer"


def test_sexes_ticks_and_ethnic_groups():
    assert [c.clean_sex(v).value for v in ("男", " 女 ", "M", "f", 1, 2.0, "女性")] == [
        "male", "female", "male", "female", "male", "female", "female",
    ]  # fmt: skip
    assert code_of(c.clean_sex, "不男") == "sex"
    assert [c.tick_of(v) for v in ("√", "✓", "✔", 1.0, "是", "Y", "×", "否", None, 0)] == [
        True
    ] * 6 + [False] * 4
    assert c.tick_of("外出务工") is None
    assert [c.clean_ethnic_group(v).value for v in ("汉", "汉族", "土 家族")] == [
        "汉族",
        "汉族",
        "土家族",
    ]
    assert code_of(c.clean_ethnic_group, "一年级") == "ethnic_group"


def test_lists_and_choices_are_split_everywhere():
    parts = c.clean_list("生活困难、心理问题，学业落后；亲情缺失/法律 其他").value
    assert parts == ["生活困难", "心理问题", "学业落后", "亲情缺失", "法律", "其他"]
    chosen = c.clean_choice("留守儿童、孤儿", CATEGORIES, multiple=True).value
    assert chosen == ["left_behind", "orphan"]
    printed = c.clean_choice("☑留守儿童 □困境儿童 □孤儿", CATEGORIES, multiple=True).value
    assert printed == ["left_behind"]
    assert code_of(c.clean_choice, "火星儿童", options=CATEGORIES) == "choice_unknown"
    assert code_of(c.clean_choice, "留守、孤儿", options=CATEGORIES) == "choice_several"
    assert c.clean_choice("火星", CATEGORIES, unknown_code="").value == "火星"


def test_identity_numbers_tell_birth_date_and_sex():
    assert c.birth_date_of(ID) == datetime.date(2015, 3, 4)
    assert (c.sex_of(id_number(1)), c.sex_of(id_number(2))) == ("male", "female")
