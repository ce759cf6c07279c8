from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from app.accounts import passwords, sessions
from app.accounts.services import change_password, close_account, confirm_password, log_in, log_out
from app.accounts.tasks import forget_old_logins
from app.core import throttle
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import DomainError, InvalidInput
from app.core.throttle import ACCOUNT, ThrottleEvent
from app.policy import Role
from tests.accounts.accounts import (
    DEVICE,
    OTHER_PASSWORD,
    PASSWORD,
    acts,
    logged_in,
    make_account,
    session_of,
)
from tests.people import make_actor

pytestmark = pytest.mark.usefixtures("app")


def try_login(name: str = "lihui", password: str = "wrong", device=DEVICE) -> str:
    with pytest.raises(DomainError) as raised:
        log_in(name=name, password=password, device=device)
    return raised.value.problems[0].code


@pytest.mark.parametrize(
    "name", ["lihui", " LiHui ", "ｌｉｈｕｉ", "13800138000", "+86 138 0013 8000"]
)
def test_login_takes_user_name_or_phone(name: str) -> None:
    make_account(phone="13800138000")
    token = log_in(name=name, password=PASSWORD, device=DEVICE)
    found = sessions.load(token)
    assert found is not None
    assert found.actor.grants[0].role == Role.CHAIR
    assert not found.actor.second_factor


def test_token_itself_is_not_in_the_database() -> None:
    make_account()
    token = log_in(name="lihui", password=PASSWORD, device=DEVICE)
    row = session_of(token)
    assert token not in (row.token_hash, row.device, row.address)
    assert len(token) >= 43


def test_login_answers_alike_for_wrong_password_unknown_name_closed_and_unactivated() -> None:
    make_account()
    closed, unready = make_account("closed"), make_account("unready")
    with transaction():
        closed.is_active, unready.password_hash = False, None
    found = {try_login(name, "wrong") for name in ("lihui", "nobody")}
    found |= {try_login(name, PASSWORD) for name in ("closed", "unready", "nobody")}
    assert found == {"wrong_login"}
    assert acts().count("login.failed") == 5


def test_unknown_name_costs_a_hash_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str | None] = []
    real = passwords._nobodys
    monkeypatch.setattr(passwords, "_nobodys", lambda: checked.append("nobody") or real())
    try_login("nobody")
    assert checked == ["nobody"]


def test_account_locks_after_five_failures_and_opens_after_the_wait() -> None:
    make_account()
    with time_machine.travel(now(), tick=False) as clock:
        assert [try_login() for _ in range(6)] == ["wrong_login"] * 5 + ["too_many_attempts"]
        assert try_login(password=PASSWORD) == "too_many_attempts"
        clock.shift(timedelta(seconds=61))
        assert try_login() == "wrong_login"
        clock.shift(timedelta(seconds=61))
        assert try_login() == "too_many_attempts"
        clock.shift(timedelta(seconds=61))
        assert log_in(name="lihui", password=PASSWORD, device=DEVICE)
        assert session().query(ThrottleEvent).count() == 6, "those of the address stay"


def test_phone_and_user_name_share_one_count() -> None:
    make_account(phone="13800138000")
    for name in ("lihui", "13800138000") * 2 + ("lihui",):
        assert try_login(name) == "wrong_login"
    assert try_login("13800138000") == "too_many_attempts"


def test_address_locks_after_guessing_over_many_names() -> None:
    make_account()
    for number in range(30):
        assert try_login(f"nobody{number}") == "wrong_login"
    assert try_login("lihui", PASSWORD) == "too_many_attempts"
    elsewhere = sessions.Device("10.0.0.10", "another")
    assert log_in(name="lihui", password=PASSWORD, device=elsewhere)


def test_wait_is_told_in_minutes() -> None:
    assert "2" in str(throttle.TooManyAttempts(timedelta(seconds=61)).problems[0].message)


def test_attempt_inside_a_transaction_is_refused_because_it_would_be_undone() -> None:
    with pytest.raises(RuntimeError), transaction():
        throttle.attempt(throttle.Subject(b"1" * 16, ACCOUNT))


def test_session_ends_when_idle() -> None:
    make_account()
    with time_machine.travel(now(), tick=False) as clock:
        token = log_in(name="lihui", password=PASSWORD, device=DEVICE)
        clock.shift(timedelta(minutes=119))
        assert sessions.load(token)
        clock.shift(timedelta(minutes=2))
        assert sessions.load(token) is None


def test_session_ends_after_its_whole_life_however_busy() -> None:
    make_account()
    with time_machine.travel(now(), tick=False) as clock:
        token = log_in(name="lihui", password=PASSWORD, device=DEVICE)
        for _hour in range(11):
            clock.shift(timedelta(hours=1))
            with transaction():
                session_of(token).last_seen_at = now()
        assert sessions.load(token)
        clock.shift(timedelta(hours=1, seconds=1))
        assert sessions.load(token) is None


def test_logout_kills_the_row() -> None:
    user = make_account()
    token = log_in(name="lihui", password=PASSWORD, device=DEVICE)
    actor = sessions.load(token).actor
    log_out(actor=actor, session_id=session_of(token).id)
    assert sessions.load(token) is None
    assert acts()[-2:] == ["login.succeeded", "login.ended"]
    assert user.is_active


def test_closing_an_account_ends_every_session() -> None:
    user = make_account("staff", Role.STAFF)
    tokens = [log_in(name="staff", password=PASSWORD, device=DEVICE) for _ in range(2)]
    close_account(actor=make_actor(Role.CHAIR), user_id=user.id, reason="left the station")
    assert [sessions.load(token) for token in tokens] == [None, None]
    assert try_login("staff", PASSWORD) == "wrong_login"


def test_password_change_asks_for_the_current_one_and_ends_the_others() -> None:
    user = make_account()
    elsewhere = log_in(name="lihui", password=PASSWORD, device=DEVICE)
    actor, here = logged_in(user)
    given = {"actor": actor, "session_id": here.id, "end_others": True}
    with pytest.raises(InvalidInput) as raised:
        change_password(**given, current="wrong", new=OTHER_PASSWORD)
    assert raised.value.problems[0].field == "current"
    with pytest.raises(InvalidInput) as raised:
        change_password(**given, current=PASSWORD, new="lihui lihui lihui")
    assert raised.value.problems[0].code == "password_context"
    change_password(**given, current=PASSWORD, new=OTHER_PASSWORD)
    assert sessions.load(elsewhere) is None
    assert here.ended_at is None
    assert try_login("lihui", PASSWORD) == "wrong_login"


def test_confirming_the_password_is_throttled_like_the_login() -> None:
    actor, _here = logged_in(make_account())
    for _ in range(5):
        with pytest.raises(InvalidInput):
            confirm_password(actor=actor, password="wrong")
    with pytest.raises(throttle.TooManyAttempts):
        confirm_password(actor=actor, password=PASSWORD)


def test_old_failures_and_sessions_are_forgotten() -> None:
    make_account()
    with time_machine.travel(now(), tick=False) as clock:
        try_login()
        log_in(name="lihui", password=PASSWORD, device=DEVICE)
        try_login()
        clock.shift(timedelta(days=31))
        forget_old_logins()
        throttle.forget_old()
        assert session().query(ThrottleEvent).count() == 0
        assert session().query(sessions.LoginSession).count() == 0
