import pytest

from app.core.regioncode import COUNTRY, Level
from app.regions import queries

from .conftest import PINGJIANG


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("平江", "430626000000"),
        ("平江县", "430626000000"),
        ("pingjiang", "430626000000"),
        ("PJ", "430626000000"),
        ("加义", "430626103000"),
        ("平江 加义", "430626103000"),
        ("pj jy", "430626103000"),
        ("平江　加义　谢江", "430626103230"),
        ("谢江村委会", "430626103230"),
        ("谢江村民委员会", "430626103230"),
        ("hn yy pj jy xjc", "430626103230"),
        ("ml", "430681000000"),
    ],
)
def test_search_finds_by_name_pinyin_and_initials(in_country, text, first):
    assert queries.search(text)[0].code == first


@pytest.mark.parametrize("text", ["", "  ", "不存在", "平江 不存在", "不存在 加义", "%", "'", "_"])
def test_search_finds_nothing_for_what_is_not_there(in_country, text):
    assert queries.search(text) == []


def test_search_stays_inside_and_above_its_limits(in_country):
    found = queries.search("x", within=PINGJIANG, deepest=Level.TOWNSHIP)

    assert found
    assert all(r.code.startswith("430626") and r.level <= Level.TOWNSHIP for r in found)


def test_search_pages_join_without_gap_or_double(in_country):
    whole = [r.code for r in queries.search("s", within=PINGJIANG, limit=500)]
    paged, after = [], COUNTRY
    while page := queries.search("s", within=PINGJIANG, after=after, limit=7):
        paged += [r.code for r in page]
        after = paged[-1]

    assert len(whole) > 25
    assert paged == whole


def test_search_for_one_letter_over_the_country_leaves_villages_out(in_country):
    assert all(r.level <= Level.COUNTY for r in queries.search("s"))


def test_list_below_steps_over_levels_that_nobody_writes(in_country):
    assert [r.name for r in queries.list_below("110000000000")] == ["东城区"]
    assert [r.name for r in queries.list_below("441900000000")] == ["东城街道"]
    assert [r.name for r in queries.list_below(COUNTRY)] == ["北京市", "湖南省", "广东省"]


def test_full_name_is_put_together_from_the_levels(in_country):
    assert queries.full_name("430626103230") == "湖南省岳阳市平江县加义镇谢江村民委员会"
    assert queries.full_name("110101001001") == "北京市东城区东华门街道多福巷社区居委会"
    assert queries.full_name("441900003000") == "广东省东莞市东城街道"
    assert queries.full_name("999999999999") == ""


def test_address_index_of_a_county_reads_an_address(in_country):
    match = queries.address_index(PINGJIANG).find("湖南省岳阳市平江县加义镇谢江村16组")

    assert (match.code, match.rest) == ("430626103230", "16组")
