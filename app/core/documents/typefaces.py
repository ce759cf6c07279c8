"""The vendored fonts: the only ones that a printed document uses.

A document must look the same on every machine and hold every name of 通用规范汉字表, so fontconfig
is shown this folder alone and nothing that happens to be installed.
"""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

FONT_FOLDER = Path(__file__).resolve().parent / "fonts"
# Aixin Title holds only the characters of titles; these two hold the names.
TEXT_FONTS = ("AixinKai-Regular.ttf", "AixinSong-Bold.otf")
TITLE_FONTS = ("AixinTitle-Bold.ttf",)


@cache
def covered_codepoints(fonts: tuple[str, ...] = TEXT_FONTS) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    points: set[int] = set()
    for name in fonts:
        with TTFont(FONT_FOLDER / name, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)


def uncovered(text: str, fonts: tuple[str, ...] = TEXT_FONTS) -> set[str]:
    """Characters that would print as a crossed box; a form warns of them when a name is typed."""
    points = covered_codepoints(fonts)
    return {
        character
        for character in text
        if ord(character) not in points and unicodedata.category(character) not in {"Cc", "Cf"}
    }


@contextmanager
def only_our_fonts() -> Iterator[None]:
    """FONTCONFIG_FILE for as long as fontconfig reads it.

    Restored afterwards, because a browser started by this process would inherit it.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONT_FOLDER / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before
