"""How the names of divisions are written: in full, in short, and with which endings.

Offices write one village as 谢江村民委员会, 谢江村委会, 谢江村 or 谢江. A name is therefore taken
apart into its stem and its kind; names agree when both do. A village and a community of one stem
are two divisions.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from app.core.regioncode import Level


class Kind(StrEnum):
    VILLAGE = "村"
    COMMUNITY = "社区"
    SUBDISTRICT = "街道"


ENDINGS = {
    Kind.COMMUNITY: ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区"),
    Kind.VILLAGE: ("村村民委员会", "村民委员会", "村村委会", "村委会", "村"),
    Kind.SUBDISTRICT: ("街道办事处", "街道办", "街道"),
}
KINDS = {
    Level.TOWNSHIP: (Kind.SUBDISTRICT,),
    Level.VILLAGE: (Kind.COMMUNITY, Kind.VILLAGE),
}
PEOPLES = (
    "阿昌|白|保安|布朗|布依|朝鲜|达斡尔|傣|德昂|东乡|侗|独龙|俄罗斯|鄂伦春|鄂温克|仡佬|哈尼|哈萨克|赫哲|回|"
    "基诺|京|景颇|柯尔克孜|拉祜|黎|傈僳|珞巴|满|毛南|门巴|蒙古|苗|仫佬|纳西|怒|普米|羌|撒拉|畲|水|塔吉克|"
    "塔塔尔|土家|土|佤|维吾尔|乌孜别克|锡伯|瑶|彝|裕固|藏|壮"
)
AUTONOMOUS = re.compile(rf"(?:(?:{PEOPLES})族?|各族)+自治(?P<kind>[州县旗])$")
SHORT_ENDINGS = {
    Level.PROVINCE: re.compile(r"(?:壮族|回族|维吾尔)?自治区$|[省市]$"),
    Level.CITY: re.compile(r"地区$|[盟市]$"),
    Level.COUNTY: re.compile(r"[县旗市区]$"),
    Level.TOWNSHIP: re.compile(r"[镇乡]$|苏木$"),
}
NOT_WRITTEN = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Names that the register uses to fill a level; nobody writes them in an address."""

COMMITTEE = re.compile(r"(?<=社区)居(?:民委员|委)会$|(?<=[村居])(?:民委员|委)会$")
MARKS = re.compile(r"[\s,，、.。·;；:：\-—]+")


def tidy(text: str) -> str:
    """Full-width forms made plain, blanks and separating marks taken out."""
    return MARKS.sub("", unicodedata.normalize("NFKC", text))


def exact_forms(name: str, level: Level) -> set[str]:
    """All ways of writing this name that cannot mean a division of another kind."""
    forms = {name}
    if autonomous := AUTONOMOUS.search(name):
        forms.add(AUTONOMOUS.sub("", name) + autonomous["kind"])
    for kind in KINDS.get(level, ()):
        if stem := stem_of(name, kind):
            forms |= {stem + ending for ending in ENDINGS[kind]}
            break
    return forms


def short_form(name: str, level: Level) -> str | None:
    """The name without its ending, where at least two characters are left."""
    for kind in KINDS.get(level, ()):
        if stem := stem_of(name, kind):
            return stem if len(stem) > 1 else None
    ending = AUTONOMOUS if AUTONOMOUS.search(name) else SHORT_ENDINGS.get(level)
    stem = ending.sub("", name) if ending else name
    return stem if len(stem) > 1 and stem != name else None


def stem_of(name: str, kind: Kind) -> str | None:
    for ending in ENDINGS[kind]:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return None


def full_name(names: list[str]) -> str:
    """湖南省岳阳市平江县加义镇 from the names of the levels, the province first."""
    return "".join(name for name in names if name not in NOT_WRITTEN)


def search_term(word: str) -> str:
    """What the register's name, pinyin or initials begin with: 谢江村委会 is searched as 谢江村."""
    return COMMITTEE.sub("", tidy(word)).lower()
