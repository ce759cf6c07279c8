"""Short runs of bench/: a few kills and a few dozen forms."""

import warnings

import pytest

from app.accounts import passwords
from bench import bad_line, crash


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch):
    # The station's quick hashes must not stay; forking beside threads is what is wanted here.
    monkeypatch.setattr(passwords, "_hasher", passwords._hasher)
    warnings.simplefilter("ignore", DeprecationWarning)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


def test_killed_server_loses_nothing_that_it_answered(tmp_path):
    found = crash.run(tmp_path / "station", kills=4)
    assert (found["lost"], found["doubled"], found["half written"]) == (0, 0, 0)
    assert (found["refused"], found["integrity_check"]) == (0, "ok")
    assert found["audit chain"] == "whole"


def test_bad_line_loses_and_doubles_nothing(tmp_path):
    found = bad_line.run(tmp_path / "station", forms=40)
    assert found["answered"] == 40
    assert (found["lost"], found["doubled"], found["half written"]) == (0, 0, 0)
    assert found["refused"] == 0
    assert found["sent again"] > 0
