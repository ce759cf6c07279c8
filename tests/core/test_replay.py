"""No form twice, whatever the line does."""

import threading
from datetime import timedelta

import pytest
from flask import Response, flash, redirect, request
from sqlalchemy import func, select, update
from sqlalchemy.orm.exc import StaleDataError

from app.core import db
from app.core.access.actors import ANONYMOUS, Actor
from app.core.access.guard import public
from app.core.clock import now
from app.core.db import TransactionDoomed, session, transaction
from app.core.errors import Conflict, Problem
from app.core.web import replay
from app.core.web.replay import Submission
from app.core.workflow import StateChange


def add_row(number):
    with transaction() as current:
        row = StateChange(
            object_type="probe",
            object_id=number,
            transition="t",
            source="a",
            target="b",
            at=now(),
            actor_name="",
        )
        current.add(row)
        current.flush()
        return row.id


@public
def act():
    number = int(request.form["number"])
    if number < 0:
        add_row(number)
        return Response("wrong", 422, mimetype="text/plain")
    if number == 999:
        raise Conflict(Problem("no", "This cannot be."))
    if number == 998:
        try:
            with transaction():
                add_row(number)
                raise Conflict(Problem("no", ""))
        except Conflict:
            return redirect("/rows/0", 303)
    return redirect(f"/rows/{add_row(number)}", 303)


@public
def fragment():
    add_row(1)
    return Response("<p>done</p>", mimetype="text/plain")


LOSES = []
"""How often the view below still loses a race."""


@public
def racing():
    flash("done")
    row = add_row(1)
    if LOSES:
        LOSES.pop()
        raise StaleDataError
    return redirect(f"/rows/{row}", 303)


@pytest.fixture
def site(fresh_app):
    """An application with a form to send; who sends it is `site.sender`."""
    fresh_app.config["WTF_CSRF_ENABLED"] = False
    fresh_app.add_url_rule("/act", "act", act, methods=["POST"])
    fresh_app.add_url_rule("/racing", "racing", racing, methods=["POST"])
    fresh_app.add_url_rule("/fragment", "fragment", fragment, methods=["POST"])
    people = threading.local()
    fresh_app.extensions["actor_loader"] = lambda: getattr(people, "actor", ANONYMOUS)
    fresh_app.sender = people
    return fresh_app


def send(site, key="k", number=1, headers=None, path="/act", **fields):
    data = {"_key": key, "number": number, **fields}
    return site.test_client().post(path, data=data, headers=headers or {})


def rows(site):
    with site.app_context():
        query = select(func.count()).where(StateChange.object_type == "probe")
        return session().scalar(query)


def test_same_form_again_leads_to_the_first_result(site):
    first = send(site)
    again = send(site, csrf_token="another")
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    assert rows(site) == 1


def test_htmx_is_sent_there_as_a_whole_page(site):
    first = send(site)
    again = send(site, headers={"HX-Request": "true"})
    assert (again.status_code, again.headers["HX-Redirect"]) == (200, first.location)


def test_other_content_under_the_same_key_is_refused(site):
    first = send(site)
    other = send(site, number=2)
    assert other.status_code == 409
    assert f'href="{first.location}"' in other.text
    assert rows(site) == 1


def test_another_path_is_other_content(site):
    send(site)
    assert send(site, path="/fragment").status_code == 409


@pytest.mark.parametrize("number", [-1, 999])
def test_error_keeps_the_key_free_and_writes_nothing(site, number):
    assert send(site, number=number).status_code in (409, 422)
    assert rows(site) == 0
    assert send(site, number=1).status_code == 303
    assert rows(site) == 1


def test_success_that_was_undone_is_not_announced(site):
    with pytest.raises(TransactionDoomed):
        send(site, number=998)
    assert rows(site) == 0


def test_form_without_a_key_runs_each_time(site):
    for _ in range(2):
        assert send(site, key="").status_code == 303
    assert rows(site) == 2


def test_key_of_somebody_else_is_another_key(site):
    for user_id in (1, 2):
        site.sender.actor = Actor(user_id, "somebody")
        assert send(site).status_code == 303
    site.sender.actor = ANONYMOUS
    assert send(site).status_code == 303
    assert rows(site) == 3


def test_answer_without_a_goal_leads_back_to_its_page(site):
    headers = {"Referer": "http://localhost/rows/5?tab=2"}
    send(site, path="/fragment", headers=headers)
    again = send(site, path="/fragment", headers=headers)
    assert again.location == "/rows/5?tab=2"
    assert rows(site) == 1


def test_address_of_elsewhere_is_not_followed(site):
    headers = {"Referer": "http://evil.example/"}
    send(site, path="/fragment", headers=headers)
    assert send(site, path="/fragment", headers=headers).location == "/fragment"


def test_unknown_address_takes_no_key(site):
    assert send(site, path="/nowhere").status_code == 404
    with site.app_context():
        assert session().scalar(select(func.count(Submission.id))) == 0


def test_twenty_at_once_make_one_row(site):
    start, answers = threading.Barrier(20), []

    def press():
        start.wait()
        answers.append(send(site))

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert len(answers) == 20
    assert rows(site) == 1


def test_lost_answers_neither_lose_nor_double(site):
    """Every third answer never arrives; the form is sent again, as the browser would."""
    for number in range(200):
        answer = send(site, key=f"k{number}", number=number)
        if number % 3 == 0:
            assert send(site, key=f"k{number}", number=number).location == answer.location
    assert rows(site) == 200


def test_old_keys_are_forgotten(site):
    send(site, key="old")
    with site.app_context(), transaction() as current:
        current.execute(update(Submission).values(at=now() - timedelta(days=31)))
    send(site, key="new", number=2)
    with site.app_context():
        assert replay.forget_old() == 1
        assert list(session().scalars(select(Submission.key))) == ["new"]


def test_nightly_command_reports_each_task_and_fails_loudly(site):
    site.extensions["registry"].nightly = {
        "a.works": lambda: add_row(1) and 3,
        "b.fails": lambda: add_row(2) / 0,
        "c.works": lambda: None,
    }
    site.extensions["registry"].nightly_alone = {"b.alone": lambda: db.in_transaction() or 7}
    result = site.test_cli_runner().invoke(args=["nightly"])
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "a.works: done (3)",
        "b.alone: done (7)",
        "b.fails: FAILED (ZeroDivisionError)",
        "c.works: done",
    ]
    assert rows(site) == 1


def test_nightly_tasks_of_all_areas_run(fresh_app):
    result = fresh_app.test_cli_runner().invoke(args=["nightly"])
    assert result.exit_code == 0, result.output
    assert "core.forget_old_forms: done (0)" in result.output


@pytest.mark.parametrize(("losses", "status", "done"), [(2, 303, 1), (3, 409, 0)])
def test_view_that_loses_a_race_runs_again(site, losses, status, done):
    LOSES[:] = [1] * losses
    client = site.test_client()
    answer = client.post("/racing", data={"_key": "k", "number": 1})
    assert (answer.status_code, rows(site), LOSES) == (status, done, [])
    with client.session_transaction() as kept:
        assert len(kept.get("_flashes", [])) == done
