import pytest

from app.regions.matching import AddressIndex, Problem

from .addresses import CHILDREN, VOLUNTEERS

XIEJIANG = CHILDREN["湖南省岳阳市平江县加义镇谢江村民委员会16组"]


@pytest.mark.parametrize(("address", "village"), [*CHILDREN.items(), *VOLUNTEERS.items()])
def test_address_of_the_sample_rosters_is_found(pingjiang, address, village):
    match = pingjiang.find(address)

    assert (match.code, match.problem) == (village, None)
    assert match.rest == (address.split("会")[-1].split("社区")[-1] if "组" in address else "")


@pytest.mark.parametrize(
    ("address", "rest"),
    [
        ("平江县加义镇谢江村", ""),
        ("加义镇谢江村", ""),
        ("加义镇谢江村委会16组", "16组"),
        ("加义谢江16组", "16组"),
        ("谢江村", ""),
        ("岳阳市平江县加义镇谢江村", ""),
        ("湖南平江加义镇谢江村老屋组", "老屋组"),
        (" 湖南省 岳阳市　平江县加义镇 谢江村１６组 ", "16组"),
        ("湖南省岳阳市平江县，加义镇，谢江村，16组", "16组"),
        ("湖南省岳阳市平江县加义镇谢江村第十六组", "第十六组"),
    ],
)
def test_address_is_found_however_it_is_written(pingjiang, address, rest):
    match = pingjiang.find(address)

    assert (match.code, match.rest, match.problem) == (XIEJIANG, rest, None)


@pytest.mark.parametrize("ending", ["社区", "社区居委会", "社区居民委员会", "居委会", "居民委员会"])
@pytest.mark.parametrize("street", ["汉昌街道", "汉昌街道办事处", "汉昌街道办", "汉昌"])
def test_community_and_street_are_found_under_each_ending(pingjiang, street, ending):
    match = pingjiang.find(f"平江县{street}四柱路{ending}4组")

    assert match.code == CHILDREN["湖南省岳阳市平江县汉昌街道四柱路社区4组"]
    assert match.rest == "4组"


@pytest.mark.parametrize(
    ("address", "problem", "deepest"),
    [
        ("", Problem.EMPTY, "430626000000"),
        ("平江县", Problem.UNKNOWN_TOWNSHIP, "430626000000"),
        ("平江县加仪镇谢江村", Problem.UNKNOWN_TOWNSHIP, "430626000000"),
        ("平江县加义乡谢江村", Problem.UNKNOWN_TOWNSHIP, "430626000000"),
        ("加义镇", Problem.UNKNOWN_VILLAGE, "430626103000"),
        ("加义镇谢河村16组", Problem.UNKNOWN_VILLAGE, "430626103000"),
        ("加义镇谢江社区", Problem.UNKNOWN_VILLAGE, "430626103000"),
        ("加义镇谢江头村", Problem.UNKNOWN_VILLAGE, "430626103000"),
        ("湖南省岳阳市华容县插旗镇", Problem.UNKNOWN_COUNTY, "430600000000"),
        ("湖南省长沙市浏阳市大瑶镇", Problem.UNKNOWN_CITY, "430000000000"),
    ],
)
def test_address_that_is_not_in_the_register_says_at_which_level(
    pingjiang, address, problem, deepest
):
    match = pingjiang.find(address)

    assert (match.problem, match.code) == (problem, deepest)


@pytest.mark.parametrize("address", ["加义镇谢河村16组", "加义镇谢江社区", "加义镇谢江头村"])
def test_unknown_village_comes_with_those_that_are_close(pingjiang, address):
    assert XIEJIANG in pingjiang.find(address).candidates


def test_unknown_township_comes_with_those_that_are_close(pingjiang):
    assert "430626103000" in pingjiang.find("平江县加义乡谢江村").candidates


def test_one_name_in_two_townships_is_ambiguous():
    index = AddressIndex(
        [
            ("430626000000", "平江县"),
            ("430626101000", "安定镇"),
            ("430626101201", "新建村民委员会"),
            ("430626102000", "三市镇"),
            ("430626102201", "新建村委会"),
        ],
        within="430626000000",
    )

    match = index.find("平江县新建村3组")

    assert match.problem == Problem.AMBIGUOUS
    assert match.candidates == ("430626101201", "430626102201")
    assert index.find("三市镇新建村3组").code == "430626102201"


def test_village_and_community_of_one_stem_are_two_places():
    index = AddressIndex(
        [
            ("430626000000", "平江县"),
            ("430626101000", "安定镇"),
            ("430626101001", "昌安居民委员会"),
            ("430626101201", "昌安村民委员会"),
        ],
        within="430626101000",
    )

    assert index.find("昌安社区1组").code == "430626101001"
    assert index.find("昌安村1组").code == "430626101201"
    assert index.find("昌安1组").problem == Problem.AMBIGUOUS


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("广东省东莞市石碣镇桔洲社区", "441900101003"),
        ("东莞石碣桔洲", "441900101003"),
        ("北京市东城区东华门街道多福巷社区", "110101001001"),
        ("北京东城东华门多福巷", "110101001001"),
        ("湘西州凤凰县沱江镇栗湾村", "433123100202"),
        ("湘西土家族苗族自治州凤凰县沱江镇栗湾村", "433123100202"),
    ],
)
def test_places_without_a_written_level_are_found(address, code):
    index = AddressIndex(
        [
            ("110000000000", "北京市"),
            ("110100000000", "市辖区"),
            ("110101000000", "东城区"),
            ("110101001000", "东华门街道"),
            ("110101001001", "多福巷社区居委会"),
            ("430000000000", "湖南省"),
            ("433100000000", "湘西土家族苗族自治州"),
            ("433123000000", "凤凰县"),
            ("433123100000", "沱江镇"),
            ("433123100202", "栗湾村民委员会"),
            ("440000000000", "广东省"),
            ("441900000000", "东莞市"),
            ("441900101000", "石碣镇"),
            ("441900101003", "桔洲社区居民委员会"),
        ],
        within="000000000000",
    )
    match = index.find(address)

    assert (match.code, match.problem) == (code, None)


def test_unknown_township_of_a_city_without_counties_is_named_so():
    index = AddressIndex(
        [("440000000000", "广东省"), ("441900000000", "东莞市"), ("441900101000", "石碣镇")],
        within="441900000000",
    )

    assert index.find("东莞市石杰镇").problem == Problem.UNKNOWN_TOWNSHIP
