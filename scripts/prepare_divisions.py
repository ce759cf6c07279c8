"""Makes app/regions/data/divisions.tsv.xz from the published register of divisions.

Run once for each edition of the register: python scripts/prepare_divisions.py REGISTER.csv[.xz]
Input: CSV with the columns code,name; codes of 2, 4, 6, 9 or 12 digits.
Output: lines code<TAB>name<TAB>pinyin, sorted by code; codes padded to 12 digits, pinyin without
tones, one word for each character. The initials are the first letters of those words, so that
they need no column of their own. pypinyin is needed here and nowhere else.
"""

import csv
import lzma
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

sys.path.insert(0, str(Path(__file__).parent.parent))
from app.regions import codes

TARGET = Path(__file__).parent.parent / "app/regions/data/divisions.tsv.xz"

# A committee's title says nothing that a search needs: 谢江村民委员会 is found as xie jiang cun.
COMMITTEE = re.compile(
    r"(?<=社区)居(?:民委员|委)会$|(?<=村)村?(?:民委员|委)会$|(?<=居)(?:民委员|委)会$"
)
WORD = re.compile(r"[a-z0-9]+")

# In names of places these characters are read otherwise than alone, or the dictionary prefers a
# rare reading. A name that still differs is listed with all its characters.
CHARACTERS = {"长": "cháng", "都": "dū", "朝": "cháo", "勒": "lè", "珲": "hún"}
NAMES = {
    "朝阳": ["cháo", "yáng"],
    "长子县": ["zhǎng", "zǐ", "xiàn"],
    "单县": ["shàn", "xiàn"],
    "六合区": ["lù", "hé", "qū"],
    "漯河": ["luò", "hé"],
    "宕昌": ["tàn", "chāng"],
}


def main(source: Path) -> None:
    load_single_dict({ord(character): word for character, word in CHARACTERS.items()})
    load_phrases_dict({name: [[word] for word in words] for name, words in NAMES.items()})
    lines = [f"{code}\t{name}\t{pinyin(name)}\n" for code, name in sorted(divisions(source))]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(lzma.compress("".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(lines)} divisions, {TARGET.stat().st_size / 1e6:.1f} MB: {TARGET}")


def divisions(source: Path) -> Iterator[tuple[str, str]]:
    """Padded (code, name), without the register's placeholders.

    Where a level is missing the register repeats the node above with zeros (东莞市 4419 and 441900,
    金门县 350527, 350527000 and 350527000000); padded they are one and the same division.
    """
    opener = lzma.open if source.suffix == ".xz" else open
    seen: dict[str, str] = {}
    with opener(source, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code, name = codes.full(row["code"]), row["name"].strip()
            if seen.setdefault(code, name) != name:
                raise SystemExit(f"{code} has two names: {seen[code]} and {name}")
    yield from seen.items()


def pinyin(name: str) -> str:
    spoken = " ".join(lazy_pinyin(COMMITTEE.sub("", name), v_to_u=False)).lower()
    return " ".join(WORD.findall(spoken.replace("ü", "v")))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
