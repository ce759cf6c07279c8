"""What gets into the log, and that nothing about a person does."""

import io
import json
import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core import log
from app.core.db import transaction
from app.policy import Role
from tests.accounts.accounts import make_account, visit
from tests.people import make_child


@pytest.fixture
def lines():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log.Line())
    root, ours = logging.getLogger(), logging.getLogger("app")
    level = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    ours.setLevel(level)


def test_request_is_one_line_without_its_address(app, client, lines):
    client.get("/join?name=王芳&phone=13800138000")
    (line,) = [line for line in lines() if line["event"] == "request"]
    assert set(line) <= {"at", "level", "logger", "event", *log.KEYS}
    assert line["endpoint"] == "volunteers.join"
    assert "138" not in json.dumps({**line, "at": "", "milliseconds": 0}, ensure_ascii=False)


def test_error_of_the_database_does_not_quote_the_row(app, lines):
    child = make_child("喆堃")
    with pytest.raises(IntegrityError) as raised, transaction() as current:
        values = {"n": "喆堃", "id": child.id}
        current.execute(text("INSERT INTO child (id, alias) VALUES (:id, :n)"), values)
    logging.getLogger("app.test").error("test.failed", exc_info=raised.value)
    assert "喆堃" not in json.dumps(lines(), ensure_ascii=False)
    assert "IntegrityError" in lines()[-1]["error"][0]


def test_words_of_libraries_and_unknown_keys_are_left_out(lines):
    logging.getLogger("weasyprint").warning("no glyph in %s", "喆堃")
    logging.getLogger("app.test").error("done: %s", "喆堃", extra={"name_": "喆堃", "status": 1})
    written = lines()
    assert "喆堃" not in json.dumps(written, ensure_ascii=False)
    assert written[-1]["status"] == 1
    assert written[-1]["event"] == "done: %s"


def test_line_break_in_a_value_makes_no_second_line(lines):
    logging.getLogger("app.test").info("probe", extra={"kind": 'a\n{"level": "critical"}'})
    assert len(lines()) == 1


def test_refused_page_says_who_was_refused_what(client, lines):
    user = make_account("fang", Role.VOLUNTEER)
    visit(client, "fang")
    client.get("/accounts")
    line = [line for line in lines() if line["event"] == "request"][-1]
    assert (line["endpoint"], line["status"], line["user"]) == ("accounts.index", 403, user.id)
    assert line["at"].endswith("+00:00")
