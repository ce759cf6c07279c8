"""Budgets and promises of static/ and templates/ that nobody sees until they break."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = (STATIC / "app.css").read_text("utf-8")


def packed(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


def test_vendored_files_are_the_published_ones():
    readme = (STATIC / "vendor/README.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", readme, re.MULTILINE))
    found = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (STATIC / "vendor").glob("*.js")
    }
    assert found == listed


def test_styles_fit_six_kilobytes():
    assert packed("app.css") <= 6 * 1024


def test_first_public_visit_fits_its_budget_without_htmx():
    assert packed("app.css") + packed("app.js") + packed("img/favicon.svg") <= 8 * 1024


def test_script_stays_within_a_hundred_lines_of_es2017():
    text = (STATIC / "app.js").read_text("utf-8")
    assert len(text.splitlines()) <= 100
    assert not re.search(r"\?\.|\?\?|\|\|=|replaceChildren|replaceAll|\.flat\(|localStorage", text)


def test_styles_are_readable_for_old_webviews():
    rules = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    assert not re.search(r":(is|where|has)\(|@layer|@container|(?<!grid-)\bgap:|\binset:", rules)


def test_dark_mode_costs_less_than_four_hundred_bytes():
    dark = re.search(
        r"@media screen and \(prefers-color-scheme: dark\) \{\n.*?\n\}\n", CSS, re.DOTALL
    )
    assert dark
    without = CSS.replace(dark[0], "")
    assert len(gzip.compress(CSS.encode())) - len(gzip.compress(without.encode())) < 400


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_template_has_no_inline_script_or_style(path: Path):
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|\|\s*safe|<script(?! src=)|hx-on", text)


def test_every_icon_named_in_the_templates_is_in_the_sprite():
    drawn = set(re.findall(r'id="(\w+)"', (STATIC / "img/icons.svg").read_text()))
    text = "".join(path.read_text("utf-8") for path in TEMPLATES)
    named = set(re.findall(r"icon\('(\w+)'\)", text))
    assert named <= drawn


def test_every_text_of_the_templates_has_its_chinese():
    # The default filter of pybabel leaves out folders that begin with an underscore.
    texts = {
        message
        for _, _, message, _, _ in extract_from_dir(
            str(ROOT / "templates"),
            method_map=[("**.html", "jinja2")],
            directory_filter=lambda path: True,
        )
    }
    po = ROOT / "app/translations/zh_Hans_CN/LC_MESSAGES/messages.po"
    with po.open("rb") as file:
        chinese = {message.id for message in read_po(file) if message.string and not message.fuzzy}
    assert texts - chinese == set()
