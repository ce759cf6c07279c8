"""What must not appear in the code, because it opens a hole; each with the way to do it instead."""

import re

import pytest

from app.config import ROOT

CODE = sorted((ROOT / "app").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = {
    r"\btext\(\s*f[\"']": "bind parameters",
    r"shell\s*=\s*True": "a list of arguments",
    r"\b(pickle|marshal|shelve)\b\.load": "JSON",
    r"\b(eval|exec)\(": "no code from input",
    r"\bMarkup\(\s*f[\"']": "a template",
    r"render_template_string": "a template file",
    r"yaml\.load\(": "safe_load",
    r"verify\s*=\s*False": "a certificate",
    r"\brandom\.(choice|random|randint)\(": "secrets",
    r"(md5|sha1)\(": "sha256",
    r"request\.(args|form)\.get\w*\([^\n]*type=int\b": "converters.whole",
    r"\bimport (requests|urllib3|httpx)\b": "no outbound call at all",
}
IN_TEMPLATES = {
    r"\|\s*safe\b": "escaping",
    r"<script(?![^>]*\bsrc=)": "static/app.js",
    r"<style\b|\sstyle=": "static/app.css",
    r"\son[a-z]+=": "static/app.js",
    r"https?://(?!www\.w3\.org|www\.weather\.com\.cn)[a-z]": "nothing from elsewhere",
}


@pytest.mark.parametrize("pattern", FORBIDDEN, ids=list(FORBIDDEN.values()))
def test_code_does_without(pattern):
    found = [path.name for path in CODE if re.search(pattern, path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize("pattern", IN_TEMPLATES)
def test_templates_do_without(pattern):
    pages = [path for path in TEMPLATES if "pdf" not in path.parts]
    found = [path.name for path in pages if re.search(pattern, path.read_text("utf-8"))]
    assert found == []
