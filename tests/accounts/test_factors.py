from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine

from app.accounts import codes, queries, sessions
from app.accounts.services import clear_factor, enrol_totp, log_in, log_out, make_sheet, prove
from app.accounts.services.factors import offered_secret
from app.core.db import session
from app.core.errors import DomainError, Forbidden, InvalidInput
from app.policy import Role
from tests.accounts.accounts import (
    DEVICE,
    PASSWORD,
    SECRET,
    acts,
    code_now,
    logged_in,
    make_account,
    session_of,
)
from tests.people import make_actor

pytestmark = pytest.mark.usefixtures("app")
START = datetime(2026, 9, 1, 8, 0, 5, tzinfo=UTC)


def refused(actor, here, code: str) -> str:
    with pytest.raises(DomainError) as raised:
        prove(actor=actor, session_id=here.id, code=code)
    return raised.value.problems[0].code


def test_code_proves_this_session_alone_and_changes_its_token() -> None:
    user = make_account(totp=True)
    other = log_in(name="lihui", password=PASSWORD, device=DEVICE)
    first = log_in(name="lihui", password=PASSWORD, device=DEVICE)
    here = session_of(first)
    token = prove(actor=queries.load_actor(user), session_id=here.id, code=code_now())
    assert sessions.load(first) is None
    assert sessions.load(token).actor.second_factor
    assert not sessions.load(other).actor.second_factor


@pytest.mark.parametrize("pad", ["{}", " {}", "{} ", "{}\n", "\u3000{}", "{:.3}-{}"])
def test_code_is_good_once_however_it_is_padded(pad: str) -> None:
    actor, here = logged_in(make_account(totp=True))
    with time_machine.travel(START, tick=False) as clock:
        code = code_now()
        prove(actor=actor, session_id=here.id, code=code)
        again = f"{code[:3]}-{code[3:]}" if "-" in pad else pad.format(code)
        assert refused(actor, here, again) == "wrong_code"
        clock.shift(timedelta(seconds=29))
        assert refused(actor, here, again) == "wrong_code"


def test_used_code_is_refused_after_a_failed_try_and_in_another_session() -> None:
    user = make_account(totp=True)
    actor, here = logged_in(user)
    with time_machine.travel(START, tick=False):
        prove(actor=actor, session_id=here.id, code=code_now())
        assert refused(actor, here, "000000") == "wrong_code"
        assert refused(actor, here, code_now()) == "wrong_code"
        _actor, there = logged_in(user)
        assert refused(actor, there, code_now()) == "wrong_code"


def test_earlier_code_is_refused_once_a_later_one_was_used() -> None:
    actor, here = logged_in(make_account(totp=True))
    with time_machine.travel(START, tick=False):
        earlier, current = code_now(START.timestamp() - 30), code_now()
        prove(actor=actor, session_id=here.id, code=current)
        assert refused(actor, here, earlier) == "wrong_code"


@pytest.mark.parametrize(("shift", "taken"), [(-30, True), (30, True), (-60, False), (60, False)])
def test_clock_of_the_phone_may_be_half_a_minute_off(shift: int, taken: bool) -> None:
    actor, here = logged_in(make_account(totp=True))
    with time_machine.travel(START, tick=False):
        code = code_now(START.timestamp() + shift)
        if taken:
            assert prove(actor=actor, session_id=here.id, code=code)
        else:
            assert refused(actor, here, code) == "wrong_code"


def test_guessing_codes_is_throttled_and_recorded() -> None:
    actor, here = logged_in(make_account(totp=True))
    found = [refused(actor, here, f"00000{n}") for n in range(6)]
    assert found == ["wrong_code"] * 5 + ["too_many_attempts"]
    assert refused(actor, here, code_now()) == "too_many_attempts"
    assert acts().count("factor.failed") == 5


def test_app_is_enrolled_with_its_first_code_which_is_then_used_up() -> None:
    user = make_account()
    actor, here = logged_in(user)
    secret = offered_secret(user, here.id)
    assert offered_secret(user, here.id) == secret, "the page may be loaded again"
    with time_machine.travel(START, tick=False):
        code = pyotp.TOTP(secret).at(START)
        with pytest.raises(InvalidInput):
            enrol_totp(actor=actor, session_id=here.id, code="123456")
        token = enrol_totp(actor=actor, session_id=here.id, code=code)
        assert user.totp_secret == secret
        assert sessions.load(token).actor.second_factor
        assert refused(actor, here, code) == "wrong_code"
    assert offered_secret(user, here.id) != secret


def test_stolen_password_does_not_replace_the_second_factor() -> None:
    user = make_account(totp=True)
    actor, here = logged_in(user)
    code = pyotp.TOTP(offered_secret(user, here.id)).now()
    with pytest.raises(Forbidden):
        enrol_totp(actor=actor, session_id=here.id, code=code)
    with pytest.raises(Forbidden):
        make_sheet(actor=actor, session_id=here.id)
    assert user.totp_secret == SECRET


def test_each_code_of_the_sheet_is_good_once_and_a_new_sheet_voids_the_old() -> None:
    user = make_account()
    actor, here = logged_in(user)
    sheet = make_sheet(actor=actor, session_id=here.id)
    assert len(set(sheet)) == 10
    stored = [row.code_hash for row in session().query(codes.OneTimeCode)]
    assert all(code.encode() not in stored and len(row) == 16 for code in sheet for row in stored)
    prove(actor=actor, session_id=here.id, code=sheet[0].lower().replace("-", " "))
    assert refused(actor, here, sheet[0]) == "wrong_code"
    assert codes.count_left(user.id) == 9
    newer = make_sheet(actor=actor, session_id=here.id)
    assert refused(actor, here, sheet[1]) == "wrong_code"
    assert prove(actor=actor, session_id=here.id, code=newer[3])


def test_somebody_elses_code_is_refused() -> None:
    other, there = logged_in(make_account("wangfang"))
    sheet = make_sheet(actor=other, session_id=there.id)
    actor, here = logged_in(make_account(totp=True))
    assert refused(actor, here, sheet[0]) == "wrong_code"
    with pytest.raises(Forbidden):
        prove(actor=actor, session_id=there.id, code=code_now())


def test_lost_factor_is_cleared_with_a_reason_and_ends_all_sessions() -> None:
    user = make_account("staff", Role.STAFF, totp=True)
    _actor, here = logged_in(user)
    chair = make_actor(Role.CHAIR)
    with pytest.raises(InvalidInput):
        clear_factor(actor=chair, user_id=user.id, reason="  ")
    clear_factor(actor=chair, user_id=user.id, reason="seen in person with her identity card")
    assert not queries.has_second_factor(user)
    session().refresh(here)
    assert here.ended_at is not None
    assert acts()[-1] == "factor.cleared"


def test_ended_session_proves_nothing() -> None:
    user = make_account(totp=True)
    actor, here = logged_in(user)
    log_out(actor=actor, session_id=here.id)
    with pytest.raises(Forbidden):
        prove(actor=actor, session_id=here.id, code=code_now())
