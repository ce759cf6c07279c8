import sqlite3

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.core.db import session
from app.core.errors import is_disk_full
from app.core.web.replay import Submission
from app.volunteers.models import Team
from tests.accounts.accounts import make_account, visit


def full_sqlite(tmp_path) -> sqlite3.OperationalError:
    """The real error of a database that may not grow."""
    connection = sqlite3.connect(tmp_path / "full.db")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("PRAGMA max_page_count=2")
    with pytest.raises(sqlite3.OperationalError) as caught:
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    connection.close()
    return caught.value


def test_full_disk_is_told_from_other_trouble(tmp_path):
    assert is_disk_full(full_sqlite(tmp_path))
    assert is_disk_full(OSError(28, "No space left on device"))
    assert not is_disk_full(OSError(2, "No such file"))


def test_full_disk_changes_nothing_and_says_so(client, monkeypatch, tmp_path):
    make_account()
    visit(client)
    client.get("/locale/en")
    error = OperationalError("COMMIT", {}, full_sqlite(tmp_path))

    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr("app.site.routes.registry.todos", fail)
    page = client.get("/")
    assert page.status_code == 503
    assert "disk" in page.text
    assert session().scalar(select(func.count()).select_from(Team)) == 0
    assert session().scalar(select(func.count()).select_from(Submission)) == 0
