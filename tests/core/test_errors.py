"""What people see when something does not work, in both languages."""

import pytest
from flask import abort
from sqlalchemy import insert
from sqlalchemy.orm.exc import StaleDataError

from app.core.access.guard import public
from app.core.clock import now
from app.core.db import session, transaction
from app.core.documents.numbering import Counter
from app.core.errors import SHOWN, Conflict, Forbidden, InvalidInput, NotFound, Problem
from app.core.web.replay import Submission
from tests.support.applications import make_app


def add_key(name):
    with transaction() as current:
        current.execute(
            insert(Submission).values(sender="1", key="k", body_hash="", location="", at=now())
        )
        current.execute(
            insert(Submission).values(sender="1", key="k", body_hash="", location="", at=now())
        )


def add_nothing(name):
    with transaction() as current:
        current.execute(insert(Counter).values(kind="T", scope="x", year=1, last=None))


def raiser(error):
    def view(name):
        raise error

    return view


@pytest.fixture
def failing(app, monkeypatch):
    """`failing(view)` puts the view in the place of a public page of one argument."""

    def put(view):
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        monkeypatch.setitem(app.view_functions, "static", public(view))
        return app.test_client()

    return put


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
@pytest.mark.parametrize("status", SHOWN)
def test_each_status_has_its_page(failing, status, locale):
    visitor = failing(lambda name: abort(status))
    visitor.set_cookie("locale", locale)
    answer = visitor.get("/static/x")
    assert answer.status_code == status
    assert f'lang="{"en" if locale == "en" else "zh-Hans-CN"}"' in answer.text
    assert "HX-Retarget" not in answer.headers


@pytest.mark.parametrize("status", [403, 404, 409, 500])
def test_htmx_puts_an_error_in_place_of_the_page(failing, status):
    visitor = failing(lambda name: abort(status))
    visitor.get("/static/x")
    answer = super(type(visitor), visitor).open(
        "/static/x", headers={"HX-Request": "true", "HX-Target": "rows"}
    )
    assert answer.headers["HX-Retarget"] == "body"
    assert answer.headers["HX-Reswap"] == "innerHTML"
    assert b"<h1" in answer.data


@pytest.mark.parametrize(
    ("error", "status"),
    [(Conflict, 409), (InvalidInput, 422), (NotFound, 404), (Forbidden, 403)],
)
def test_domain_error_says_its_reason_and_what_mends_it(failing, error, status):
    problem = Problem("no", "It rains.", mend="Take an umbrella", mend_url="/umbrella")
    answer = failing(raiser(error(problem))).get("/static/x")
    assert answer.status_code == status
    assert "It rains." in answer.text
    assert '<a href="/umbrella">Take an umbrella</a>' in answer.text


def test_problem_without_words_shows_the_usual_page(failing):
    answer = failing(raiser(NotFound(Problem("not_found", "")))).get("/static/x")
    assert "<li></li>" not in answer.text
    assert "problems" not in answer.text


@pytest.mark.parametrize("view", [raiser(StaleDataError("late")), add_key])
def test_lost_race_is_a_conflict(failing, view):
    assert failing(view).get("/static/x").status_code == 409


def test_other_broken_constraint_is_our_fault(failing, caplog):
    assert failing(add_nothing).get("/static/x").status_code == 500
    session().rollback()


def test_unhandled_error_shows_nothing_of_itself(failing):
    answer = failing(raiser(ZeroDivisionError("secret"))).get("/static/x")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_address_that_takes_no_get_says_what_it_takes(client):
    answer = client.get("/logout")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


@pytest.mark.parametrize(
    "url", ["sqlite:///{0}/empty.db", "postgresql+psycopg://nobody@/none?host={0}"]
)
def test_database_that_does_not_answer_is_told_in_plain_words(tmp_path, url):
    with make_app(url.format(tmp_path), tmp_path) as dead:
        dead.config["PROPAGATE_EXCEPTIONS"] = False
        for answer in (dead.test_client().get("/"), dead.test_client().post("/login")):
            assert answer.status_code == 503
            assert "数据库没有回应" in answer.text
            assert "Traceback" not in answer.text
