"""The chapters for applicants and reviewers speak of what is really there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "app/translations/zh_Hans_CN/LC_MESSAGES/messages.po"
GUIDE = ROOT / "docs/guide"
LARGEST = 120_000
"""Bytes of a picture: the guide is read on a phone."""


@pytest.mark.parametrize("chapter", ["applicant.md", "reviewer.md"])
def test_words_in_quotes_stand_on_a_page(chapter: str) -> None:
    with CATALOGUE.open("rb") as file:
        shown = "\n".join(str(message.string) for message in read_po(file))
    quoted = re.findall("“([^”]+)”", (GUIDE / chapter).read_text("utf-8"))
    assert quoted
    assert [words for words in quoted if words not in shown] == []


@pytest.mark.parametrize("chapter", ["applicant.md", "reviewer.md"])
def test_pictures_are_there_and_small(chapter: str) -> None:
    names = re.findall(r"\]\((images/[^)]+)\)", (GUIDE / chapter).read_text("utf-8"))
    assert names
    for name in names:
        assert 0 < (GUIDE / name).stat().st_size < LARGEST, name
