"""The promises that all other tests stand on: isolation, real commits, cheap copies."""

import threading

import pytest
from flask import Response
from sqlalchemy import text

from app.core.access.guard import public
from app.core.db import database, session, transaction


def write(word):
    with transaction() as current:
        current.execute(text("INSERT INTO probe VALUES (:word)"), {"word": word})


def write_and_fail():
    with transaction():
        write("b")
        raise ZeroDivisionError


def words():
    return list(session().execute(text("SELECT word FROM probe ORDER BY word")).scalars())


def has_probe_table():
    return database().engine.dialect.has_table(session().connection(), "probe")


@pytest.mark.parametrize("turn", [1, 2])
def test_app_forgets_what_a_test_committed(app, turn):
    assert not has_probe_table()
    with transaction() as current:
        current.execute(text("CREATE TABLE probe (word TEXT)"))
    write("a")
    assert words() == ["a"]


def test_failed_transaction_leaves_the_earlier_one(app):
    with transaction() as current:
        current.execute(text("CREATE TABLE probe (word TEXT)"))
    write("a")
    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert words() == ["a"]


def test_test_sees_what_a_request_wrote_and_keeps_it(app, client, monkeypatch):
    with transaction() as current:
        current.execute(text("CREATE TABLE probe (word TEXT)"))
    assert words() == []

    @public
    def write_b(name):
        write(name)
        return Response(name, mimetype="text/plain", headers={"Cache-Control": "no-store"})

    monkeypatch.setitem(app.view_functions, "static", write_b)
    client.get("/static/b")
    assert words() == ["b"]
    write("c")
    assert words() == ["b", "c"]


def test_fresh_app_commits_for_other_threads(fresh_app):
    with fresh_app.app_context():
        with transaction() as current:
            current.execute(text("CREATE TABLE probe (word TEXT)"))
        write("a")
    seen = []

    def look():
        with fresh_app.app_context():
            seen.extend(words())

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["a"]


def test_fresh_app_is_new_each_time(fresh_app):
    with fresh_app.app_context():
        assert not has_probe_table()
