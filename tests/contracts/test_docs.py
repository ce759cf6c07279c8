"""The security table names tests that exist."""

import re

from app.config import ROOT


def test_security_table_names_tests_that_exist():
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    sources = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    known = set(re.findall(r"def (test_\w+)", "\n".join(sources)))
    known |= {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    assert set(re.findall(r"\btest_\w+", text)) - known == set()
