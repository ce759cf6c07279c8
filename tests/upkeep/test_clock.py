"""A wrong clock dates nobody's work wrongly in silence."""

from datetime import timedelta

import pytest
import time_machine

from app.core import audit
from app.core.access.actors import SYSTEM
from app.core.clock import now
from app.core.db import session, transaction
from app.upkeep import clock
from tests.accounts.accounts import PASSWORD, make_account


@pytest.fixture
def station(fresh_app):
    with fresh_app.app_context():
        make_account()
        with transaction():
            audit.record(SYSTEM, "test.done")
    fresh_app.extensions[clock.WATCHED] = True
    return fresh_app


def log_in(station):
    client = station.test_client()
    return client.submit(client.get("/login"), {"username": "lihui", "password": PASSWORD})


@pytest.mark.parametrize("days", [-3, 800])
def test_wrong_clock_refuses_even_the_login_and_says_so(station, days):
    with time_machine.travel(now() + timedelta(days=days)):
        answer = log_in(station)
        assert answer.status_code == 503
        assert "日期和时间" in answer.text
        assert station.test_client().get("/login").status_code == 200
        assert station.test_cli_runner().invoke(args=["nightly"]).exit_code == 1
    with station.app_context():
        assert audit.verify().events == 1
    assert log_in(station).status_code == 303


def test_small_step_and_a_long_holiday_are_no_wrong_clock(station):
    for step in (timedelta(minutes=-5), timedelta(days=200)):
        with time_machine.travel(now() + step):
            assert station.test_client().get("/login").status_code == 200
            with station.app_context():
                assert not clock.is_wrong()


def test_console_accepts_the_time_where_the_entry_was_the_wrong_one(station):
    with time_machine.travel(now() - timedelta(days=3)):
        assert log_in(station).status_code == 503
        done = station.test_cli_runner().invoke(args=["clock", "accept"])
        assert done.exit_code == 0, done.output
        assert log_in(station).status_code == 303
        with station.app_context():
            acts = session().scalars(
                audit.AuditEvent.__table__.select().with_only_columns(audit.AuditEvent.act)
            )
            assert "clock.accepted" in list(acts)


def test_empty_station_before_the_release_is_wrong(fresh_app):
    with fresh_app.app_context(), time_machine.travel("2001-01-01"):
        assert clock.is_wrong()
