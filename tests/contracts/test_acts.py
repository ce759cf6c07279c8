"""The auditor reads words: every act that the code puts on record has them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from app.core.audit import words

APP = Path(__file__).resolve().parents[2] / "app"


def written_out() -> Iterator[str]:
    """The acts that stand as text in a call to `audit.record`."""
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                yield from _texts(node.args[1])


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def test_every_act_in_the_code_has_words(app: Flask) -> None:
    found = set(written_out())
    assert len(found) > 50
    assert found - words.of(app).acts.keys() == set()


def test_words_are_said_of_what_the_code_does(app: Flask) -> None:
    """A name left behind by an act that is gone only confuses."""
    paths = [path for path in APP.rglob("*.py") if path.name != "acts.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    silent = [act for act in words.of(app).acts if f'"{act}"' not in text]
    assert {act for act in silent if f'"{act.rpartition(".")[2]}"' not in text} == set()
