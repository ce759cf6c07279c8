"""Pinyin of people's names: to sort lists by, and to search them with a Latin keyboard."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Read otherwise as a surname than in running text. Two characters are looked for first.
SURNAMES = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"),
    "令狐": ("ling", "hu"),
    "夏侯": ("xia", "hou"),
    "单": ("shan",),
    "解": ("xie",),
    "仇": ("qiu",),
    "查": ("zha",),
    "曾": ("zeng",),
    "区": ("ou",),
    "任": ("ren",),
    "朴": ("piao",),
    "翟": ("zhai",),
    "盖": ("ge",),
    "缪": ("miao",),
    "乐": ("yue",),
    "员": ("yun",),
    "种": ("chong",),
    "召": ("shao",),
    "谌": ("chen",),
    "覃": ("qin",),
    "牟": ("mu",),
    "华": ("hua",),
    "繁": ("po",),
    "秘": ("bi",),
    "折": ("she",),
    "黑": ("he",),
    "葛": ("ge",),
    "宁": ("ning",),
    "柏": ("bai",),
    "阚": ("kan",),
    "车": ("che",),
    "应": ("ying",),
    "隗": ("wei",),
    "尹": ("yin",),
    "冼": ("xian",),
    "逄": ("pang",),
    "洗": ("xian",),
    "燕": ("yan",),
    "纪": ("ji",),
    "重": ("chong",),
}


@lru_cache(maxsize=4096)
def syllables(name: str) -> tuple[str, ...]:
    """One for each character; what has no reading stays as it is, in lower case."""
    bare = "".join(name.split()).replace("·", "")
    surname = next((bare[:n] for n in (2, 1) if bare[:n] in SURNAMES), "")
    read = lazy_pinyin(bare[len(surname) :], style=Style.NORMAL, v_to_u=False)
    return (*SURNAMES.get(surname, ()), *(one.lower() for one in read))


def full(name: str) -> str:
    """王芳 → wangfang; 吕 is lv, as people type it."""
    return "".join(syllables(name))


def initials(name: str) -> str:
    """王芳 → wf."""
    return "".join(one[:1] for one in syllables(name))
