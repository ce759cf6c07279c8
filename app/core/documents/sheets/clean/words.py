"""Cells that hold one of a few words, or several."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..cells import CellValue, heading_key, is_blank, without_spaces
from ..problems import CellProblem
from .result import Cleaned, prepare, unique

_SEXES = {
    **dict.fromkeys(("男", "男性", "男孩", "男生", "男童", "m", "male", "1", "先生"), "male"),
    **dict.fromkeys(("女", "女性", "女孩", "女生", "女童", "f", "female", "2", "女士"), "female"),
}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TICKS = _set("√ ✓ ✔ ☑ ✅ 🗸 ü v y yes t true 1 是 有 对 ● ■ ★ ◆ 打钩 打勾 符合 属于")
_CROSSES = _set("× ✗ ✘ ✕ ❌ x n no f false 0 否 无 不是 没有 □ ☐ ○ - -- — —— / 不 非 不属于")
_BETWEEN = re.compile(r"[、,，;；/\n\r\t|]+|\s+|(?<=[\u4e00-\u9fff])[.．](?=[\u4e00-\u9fff])")
_TICKED = re.compile(r"[☑√✓✔■✅]\s*([^□☐☑√✓✔■✅○\s、，,;；]+)")
_UNTICKED = re.compile("[□☐○]")
_GROUPS = _set(
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 "
    "高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 "
    "普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 "
    "珞巴 基诺"
)
_OTHER_GROUPS = frozenset({"穿青人", "其他", "未识别", "未定族称", "外国血统", "外籍", "入籍"})


def clean_sex(value: CellValue) -> Cleaned:
    """ "male" or "female". Problem: sex."""
    text, mends = prepare(value)
    if not text:
        return Cleaned(None, unique(mends))
    word = without_spaces(text).lower().strip("()")
    if word not in _SEXES:
        raise CellProblem("sex", value=text)
    if text not in ("男", "女"):
        mends.append("form")
    return Cleaned(_SEXES[word], unique(mends))


def tick_of(value: CellValue) -> bool | None:
    """Whether the cell is ticked; None if it holds something else. An empty cell is not ticked."""
    if isinstance(value, bool) or value is None:
        return bool(value)
    text, _ = prepare(value)
    word = without_spaces(text).lower().strip("()[]")
    return True if word in _TICKS else False if not word or word in _CROSSES else None


def clean_yes_no(value: CellValue) -> Cleaned:
    """True, False or None for an empty cell. Problem: yes_no."""
    if is_blank(value):
        return Cleaned(None)
    ticked = tick_of(value)
    if ticked is None:
        raise CellProblem("yes_no", value=prepare(value)[0])
    return Cleaned(ticked)


def clean_text(value: CellValue) -> Cleaned:
    text, mends = prepare(value, fold=False)
    joined = re.sub(r"[ \t\u3000\xa0]+", " ", re.sub(r"\s*[\r\n]+\s*", " ", text)).strip()
    if joined != text:
        mends.append("spaces")
    return Cleaned(joined or None, unique(mends))


def split_list(text: str) -> list[str]:
    """Parts in their order, each once. Spaces part too, after every other mark."""
    return list(dict.fromkeys(part for part in _BETWEEN.split(text) if part))


def clean_list(value: CellValue) -> Cleaned:
    text, mends = prepare(value, fold=False)
    return Cleaned(_chosen(text) if text else [], unique(mends))


def clean_ethnic_group(value: CellValue) -> Cleaned:
    """Always with 族. Problem: ethnic_group."""
    text, mends = prepare(value)
    if not text:
        return Cleaned(None, unique(mends))
    word = without_spaces(text)
    stem = word.removesuffix("族")
    if stem in _GROUPS:
        return Cleaned(stem + "族", unique([*mends, *([] if stem + "族" == text else ["form"])]))
    if word in _OTHER_GROUPS:
        return Cleaned(word, unique(mends))
    raise CellProblem("ethnic_group", value=text)


def clean_choice(
    value: CellValue,
    options: Mapping[str, tuple[str, ...]],
    *,
    multiple: bool = False,
    unknown_code: str = "choice_unknown",
) -> Cleaned:
    """Option keys (one, or a list if `multiple`). With unknown_code "" a strange word stays."""
    text, mends = prepare(value)
    if not text:
        return Cleaned([] if multiple else None, unique(mends))
    words = {heading_key(word): key for key, all_words in options.items() for word in all_words}
    words |= {heading_key(key): key for key in options}
    whole = words.get(heading_key(text))
    parts = [text] if whole else _chosen(text)
    found = []
    for part in parts:
        key = words.get(heading_key(part)) or words.get(heading_key(re.sub(r"\(.*?\)", "", part)))
        if key is None and unknown_code:
            raise CellProblem(unknown_code, value=part, options=list(options))
        found.append(key or part)
    found = list(dict.fromkeys(found))
    if not multiple and len(found) > 1:
        raise CellProblem("choice_several", value=text)
    return Cleaned(found if multiple else (found[0] if found else None), unique(mends))


def _chosen(text: str) -> list[str]:
    """Printed boxes (☑留守儿童 □孤儿) count by their ticks; else everything that is listed."""
    if _UNTICKED.search(text) or _TICKED.match(text):
        return list(dict.fromkeys(_TICKED.findall(text)))
    return split_list(text)
