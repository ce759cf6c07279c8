import re
from datetime import timedelta

import pytest
import time_machine

from app.core.access.actors import SYSTEM
from app.core.backup import key, services
from app.core.clock import now
from app.core.db import session
from app.policy import Role
from app.upkeep import clock, tasks
from tests.accounts.accounts import PASSWORD, acts, make_account, visit, visit_with_factor


@pytest.fixture
def chair(fresh_app):
    with fresh_app.app_context():
        make_account("lihui", Role.CHAIR, totp=True)
        session().rollback()
        visitor = fresh_app.test_client()
        visit_with_factor(visitor)
        yield visitor


def test_chair_makes_a_backup_and_the_red_line_goes(chair):
    assert "/backups" in chair.get("/").text
    assert "超过 8 天" in chair.get("/").text
    page = chair.get("/backups")
    answer = chair.submit(page, {})
    assert answer.status_code == 303
    assert services.last_good() is not None
    assert "超过 8 天" not in chair.get("/").text
    with time_machine.travel(now() + timedelta(days=9), tick=False):
        assert services.is_overdue()


def test_key_is_printed_only_after_the_password(chair):
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        answer = chair.get("/backups/key")
        assert answer.location == "/account/confirm?next=/backups/key"
        chair.submit(chair.get(answer.location), {"password": PASSWORD})
        page = chair.get("/backups/key")
        text = re.sub(r"<[^>]+>", " ", page.text)
        assert key.encode(services.own_key()) in re.sub(r"\s+", " ", text)
        assert page.headers["Cache-Control"] == "no-store"
        chair.submit(page, {})
    assert "backup.key_printed" in acts()


def test_staff_cannot_reach_backups(fresh_app):
    with fresh_app.app_context():
        make_account("staff", Role.STAFF, totp=True)
        visitor = fresh_app.test_client()
        visit(visitor, "staff")
        for url in ("/backups", "/backups/key", "/health"):
            assert visitor.get(url).status_code in (303, 403)
        assert visitor.get("/backups").location != "/backups"


def test_health_page_tells_of_a_clock_that_was_turned_back(chair, monkeypatch):
    assert not clock.is_wrong()
    with time_machine.travel(now() - timedelta(days=3), tick=False):
        assert clock.is_wrong()
    assert chair.get("/health").status_code == 200


def test_nightly_backup_that_fails_is_told(fresh_app, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    with fresh_app.app_context():
        monkeypatch.setattr("app.core.backup.archive.write", full)
        with pytest.raises(tasks.BackupFailed, match="No space"):
            tasks.back_up()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), TypeError("odd")])
def test_night_says_that_its_backup_failed_and_goes_on(fresh_app, monkeypatch, error):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr("app.core.backup.archive.extract", fail)
    answer = fresh_app.test_cli_runner().invoke(args=["nightly"])
    assert answer.exit_code == 1
    assert "upkeep.back_up: FAILED" in answer.output
    assert "volunteers.forget_due: done" in answer.output


def test_night_makes_a_backup(fresh_app):
    answer = fresh_app.test_cli_runner().invoke(args=["nightly"])
    assert answer.exit_code == 0, answer.output
    with fresh_app.app_context():
        assert services.last_good() is not None
        assert services.create_backup(actor=SYSTEM).problem == ""
