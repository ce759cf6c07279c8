from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from app.accounts.models import LoginSession, User
from app.accounts.services import activate
from app.core.clock import now
from app.core.db import session
from app.policy import Role
from tests.accounts.accounts import (
    DEVICE,
    OTHER_PASSWORD,
    PASSWORD,
    acts,
    code_now,
    make_account,
    visit,
    visit_with_factor,
)
from tests.people import JIAYI, MILUO, make_user

CODE = re.compile(r'<code class="serial">([A-Z0-9-]+)</code>')


def test_login_leads_to_where_one_was_going(client) -> None:
    make_account("newcomer", None)
    answer = client.get("/account")
    assert answer.location == "/login?next=/account"
    answer = visit(client, "newcomer", next="/account")
    assert (answer.status_code, answer.location) == (303, "/account")
    page = client.get("/account")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_login_leads_nowhere_else(client, target: str) -> None:
    make_account("newcomer", None)
    assert visit(client, "newcomer", next=target).location == "/"


def test_wrong_password_shows_the_form_again_with_the_name(client) -> None:
    make_account()
    answer = visit(client, password="wrong")
    assert answer.status_code == 422
    assert 'value="lihui"' in answer.text
    assert "wrong" not in answer.text
    assert client.get("/account").status_code == 303


def test_locked_account_is_told_how_long_to_wait(client) -> None:
    make_account()
    for _ in range(5):
        visit(client, password="wrong")
    answer = visit(client)
    assert answer.status_code == 429
    assert re.search(r"\b1\b|1 ?分钟", answer.text)


def test_submission_key_cannot_undo_the_count_of_failures(client) -> None:
    make_account()
    sent = {"_key": "x", "username": "lihui", "password": PASSWORD}
    for path in ("/login", "/activate"):
        client.application.config["WTF_CSRF_ENABLED"] = False
        try:
            assert client.post(path, data=sent).status_code == 400
        finally:
            client.application.config["WTF_CSRF_ENABLED"] = True


def test_login_gives_a_new_cookie_that_javascript_cannot_read(client) -> None:
    make_account("auditor", Role.AUDITOR)
    client.get("/login")
    before = client.get_cookie("aixin").value
    answer = visit(client, "auditor")
    assert client.get_cookie("aixin").value != before
    assert "HttpOnly" in answer.headers["Set-Cookie"]


def test_logout_ends_the_session_for_a_copied_cookie_too(client) -> None:
    make_account("auditor", Role.AUDITOR)
    visit(client, "auditor")
    copied = client.get_cookie("aixin").value
    page = client.get("/account")
    answer = client.submit(page, {}, action="/logout")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.set_cookie("aixin", copied)
    assert client.get("/account").location == "/login?next=/account"


@pytest.mark.parametrize("other", [PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", PASSWORD[:-1]])
def test_password_is_taken_as_typed(client, other) -> None:
    make_account()
    assert visit(client, password=other).status_code == 422
    assert visit(client).status_code == 303


def test_passwords_are_masked_and_left_to_the_browsers_keeper(client) -> None:
    make_account()
    pages = [client.get("/login"), client.get("/activate")]
    visit(client)
    pages += [client.get("/account/password"), client.get("/account/confirm")]
    found = [tag for page in pages for tag in re.findall(r"<input[^>]*password[^>]*>", page.text)]
    assert len(found) >= 5
    for tag in found:
        assert 'type="password"' in tag
        assert re.search('autocomplete="(new|current)-password"', tag)
        assert "onpaste" not in tag


def test_session_ended_elsewhere_is_over_here(client, app) -> None:
    make_account("auditor", Role.AUDITOR)
    elsewhere = app.test_client()
    visit(elsewhere, "auditor")
    visit(client, "auditor")
    other = session().query(LoginSession).order_by(LoginSession.id).first()
    answer = client.submit(client.get("/account"), {}, action=f"/account/sessions/{other.id}/end")
    assert answer.status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert client.get("/account").status_code == 200


def test_all_other_sessions_are_ended_at_once(client, app) -> None:
    make_account("auditor", Role.AUDITOR)
    first, second, stranger = app.test_client(), app.test_client(), app.test_client()
    make_account("other", Role.AUDITOR)
    visit(first, "auditor")
    visit(second, "auditor")
    visit(stranger, "other")
    visit(client, "auditor")
    page = client.submit(client.get("/account"), {}, action="/account/sessions/end")
    assert page.status_code == 303
    assert [one.get("/account").status_code for one in (first, second)] == [303, 303]
    assert [one.get("/account").status_code for one in (client, stranger)] == [200, 200]
    assert acts()[-1] == "login.all_ended"
    assert 'action="/account/sessions/end"' not in client.get("/account").text


def test_nobody_ends_anothers_session_by_its_number(client, app) -> None:
    make_account("auditor", Role.AUDITOR)
    make_account("other", Role.AUDITOR)
    visit(app.test_client(), "other")
    visit(client, "auditor")
    other = session().query(LoginSession).order_by(LoginSession.id).first()
    page = client.get("/account")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    sent = {"csrf_token": token, "_key": "k"}
    assert client.post(f"/account/sessions/{other.id}/end", data=sent).status_code == 404


def test_idle_limit_moves_with_use_and_is_written_every_five_minutes(client) -> None:
    make_account("auditor", Role.AUDITOR)
    with time_machine.travel(now(), tick=False) as clock:
        visit(client, "auditor")

        def seen() -> timedelta:
            session().rollback()
            row = session().query(LoginSession).one()
            found = row.last_seen_at - row.created_at
            session().rollback()
            return found

        clock.shift(timedelta(minutes=4))
        client.get("/account")
        assert seen() == timedelta()
        for _ in range(3):
            clock.shift(timedelta(minutes=90))
            assert client.get("/account").status_code == 200
        assert seen() == timedelta(minutes=274)
        clock.shift(timedelta(minutes=121))
        assert client.get("/account").status_code == 303


def test_reader_of_children_is_asked_for_the_second_factor_after_the_password(client) -> None:
    make_account(totp=True)
    answer = visit(client, next="/account")
    assert answer.location == "/account/second-factor?next=/account"
    page = client.get(answer.location)
    assert client.submit(page, {"code": "123456"}).status_code == 422
    before = client.get_cookie("aixin").value
    done = client.submit(page, {"code": code_now()})
    assert (done.status_code, done.location) == (303, "/account")
    assert client.get_cookie("aixin").value != before
    assert client.get("/accounts").status_code == 200


def test_page_of_accounts_is_closed_until_the_factor_is_proved(client) -> None:
    make_account(totp=True)
    visit(client)
    assert client.get("/accounts").location == "/account/second-factor?next=/accounts"


def test_first_app_is_enrolled_from_the_page(client) -> None:
    import pyotp

    make_account()
    answer = visit(client)
    page = client.get(client.get(answer.location).location)
    key = re.search(r'<code class="serial">([A-Z2-7 ]+)</code>', page.text)[1].replace(" ", "")
    given = {"code": pyotp.TOTP(key).now()}
    answer = client.submit(page, given, action="/account/second-factor/app")
    assert answer.status_code == 303
    assert client.get("/accounts").status_code == 200


def test_sheet_is_shown_again_over_a_bad_line_but_not_for_long(client) -> None:
    make_account()
    with time_machine.travel(now(), tick=False) as clock:
        visit(client)
        page = client.get("/account/second-factor/set-up")
        answer = client.submit(page, {}, action="/account/second-factor/sheet")
        codes = CODE.findall(client.get(answer.location).text)
        assert len(codes) == 10
        assert CODE.findall(client.get(answer.location).text) == codes
        assert codes[0] not in client.get_cookie("aixin").value
        clock.shift(timedelta(minutes=16))
        assert CODE.findall(client.get(answer.location).text) == []
    form = client.get("/account/second-factor")
    assert client.submit(form, {"code": codes[4]}).status_code == 303
    assert client.get("/accounts").status_code == 200


def test_changing_the_factor_asks_for_the_password_again(client) -> None:
    make_account(totp=True)
    visit_with_factor(client)
    page = client.get("/account/second-factor/set-up")
    action = "/account/second-factor/sheet"
    assert client.submit(page, {"password": "wrong"}, action=action).status_code == 422
    assert client.submit(page, {"password": PASSWORD}, action=action).status_code == 303


def test_factor_cannot_be_changed_before_it_is_proved(client) -> None:
    make_account(totp=True)
    visit(client)
    answer = client.get("/account/second-factor/set-up")
    assert answer.location.startswith("/account/second-factor?next=")


def test_password_is_changed_on_its_page(client) -> None:
    make_account("auditor", Role.AUDITOR)
    visit(client, "auditor")
    page = client.get("/account/password")
    given = {"current": PASSWORD, "password": "short"}
    assert client.submit(page, given).status_code == 422
    given["password"] = OTHER_PASSWORD
    assert client.submit(page, given).status_code == 303
    assert "password.changed" in acts()


def test_slip_sets_the_password(client) -> None:
    page = client.get("/activate?username=wangfang")
    assert 'value="wangfang"' in page.text
    given = {"code": "AAAA-BBBB-CCCC", "password": OTHER_PASSWORD}
    assert client.submit(page, given).status_code == 422


def test_chair_prints_a_slip_that_opens_the_account(client) -> None:
    make_account(totp=True)
    user = make_user("wangfang", (Role.STAFF, JIAYI), name="王芳")
    visit_with_factor(client)
    page = client.get(f"/accounts/{user.id}")
    answer = client.submit(page, {}, action=f"/accounts/{user.id}/code")
    slip = client.get(answer.location)
    code = CODE.search(slip.text)[1]
    assert activate(name="wangfang", code=code, password=OTHER_PASSWORD, device=DEVICE)


def test_accounts_of_another_region_do_not_exist(client) -> None:
    make_account(totp=True)
    outside = make_user("outside", (Role.STAFF, MILUO), name="外县的人")
    visit_with_factor(client)
    assert "外县的人" not in client.get("/accounts").text
    for path in ("", "/slip", "/roles", "/close", "/lost-factor"):
        assert client.get(f"/accounts/{outside.id}{path}").status_code == 404


def test_list_is_searched_and_says_when_it_is_empty(client) -> None:
    make_account(totp=True)
    make_user("wangfang", (Role.STAFF, JIAYI), name="王芳")
    visit_with_factor(client)
    found = client.get("/accounts?q=王芳")
    assert "王芳" in found.text
    assert "lihui" not in found.text.split("<main")[1]
    assert 'class="empty"' in client.get("/accounts?q=nobody").text


def test_account_is_closed_with_a_reason(client) -> None:
    make_account(totp=True)
    user = make_user("wangfang", (Role.STAFF, JIAYI), name="王芳")
    visit_with_factor(client)
    page = client.get(f"/accounts/{user.id}/close")
    assert client.submit(page, {"reason": ""}).status_code == 422
    assert client.submit(page, {"reason": "moved away"}).status_code == 303
    session().expire_all()
    assert not session().get(User, user.id).is_active


def test_new_account_page_keeps_to_the_chairs_roles(client) -> None:
    make_account(totp=True)
    visit_with_factor(client)
    page = client.get("/accounts/new")
    assert 'value="admin"' not in page.text
    given = {"name": "王芳", "username": "wangfang", "role": "admin"}
    assert client.submit(page, given).status_code == 422
    assert session().query(User).count() == 1


def test_guest_sees_the_login_without_scripts_or_secrets(client) -> None:
    page = client.get("/login")
    assert 'autocomplete="current-password"' in page.text
    assert page.headers["Cache-Control"] == "private, no-cache"
