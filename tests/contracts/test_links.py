"""Every address that a template or a view asks for by name exists."""

from __future__ import annotations

import re

from flask import Flask

from app.config import ROOT

NAMED = re.compile(r"""url_for\(\s*['"]([a-z_]+\.[a-z_]+|static)['"]""")


def test_named_endpoints_exist(app: Flask) -> None:
    files = [*ROOT.glob("app/**/*.py"), *ROOT.glob("templates/**/*.html")]
    missing = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in files
        for name in NAMED.findall(file.read_text(encoding="utf-8"))
        if name not in app.view_functions
    }
    assert not missing
