import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.accounts.models import LoginSession
from app.accounts.services import log_out
from app.core.clock import now
from app.core.db import session
from app.core.web import drafts
from app.core.web.drafts import Draft
from app.core.web.replay import Submission
from app.policy import Role
from app.volunteers.models import Team
from tests.accounts.accounts import make_account, visit
from tests.people import PINGJIANG, actor_of, make_user
from tests.support.client import defaults, find_form

HERE = {"Origin": "http://localhost"}
ELSEWHERE = {"Origin": "https://evil.example"}
TYPED = {"name": "昌江爱心队"}


@pytest.fixture
def typed(client):
    """A form that is filled in, but not sent; and where it goes."""
    make_account("lihui", Role.CHAIR)
    visit(client)
    form = find_form(client.get("/teams/new"))
    return "/teams/new", {**dict(defaults(form)), **TYPED}


def later(hours=3):
    return time_machine.travel(now() + timedelta(hours=hours), tick=False)


def rows(model):
    return session().scalar(select(func.count()).select_from(model))


def test_form_sent_after_the_session_ran_out_is_offered_after_the_login(client, typed):
    url, data = typed
    with later():
        answer = client.post(url, data=data, headers=HERE)
        assert answer.location.startswith("/login?next=/drafts/")
        draft = answer.location.partition("next=")[2]
        assert visit(client, next=draft).location.endswith(draft)
        page = client.get(draft)
        assert "昌江爱心队" in page.text
        opened = client.get(re.search(r'href="([^"]*draft=\d+)"', page.text)[1])
        assert 'value="昌江爱心队"' in opened.text
        assert rows(Team) == 0


def test_draft_waits_on_another_device_and_is_seen_by_nobody_else(client, app, typed):
    url, data = typed
    make_account("other", Role.CHAIR)
    with later():
        draft = client.post(url, data=data, headers=HERE).location.partition("next=")[2]
        phone, stranger = app.test_client(), app.test_client()
        visit(phone)
        assert draft in phone.get("/").text
        visit(stranger, "other")
        assert stranger.get(draft).status_code == 404
        assert draft not in stranger.get("/").text


def test_form_sent_after_a_logout_elsewhere_is_kept(client, typed):
    url, data = typed
    row = session().scalars(select(LoginSession)).one()
    log_out(actor=actor_of(row.user), session_id=row.id)
    assert "/drafts/" in client.post(url, data=data, headers=HERE).location


def test_form_from_another_site_is_not_kept(client, typed):
    url, data = typed
    with later():
        assert "/drafts/" not in client.post(url, data=data, headers=ELSEWHERE).location
        assert "/drafts/" not in client.post(url, data=data).location
    assert rows(Draft) == 0


def test_draft_is_encrypted_and_goes_after_two_weeks(client, typed):
    url, data = typed
    with later():
        client.post(url, data=data, headers=HERE)
    sealed = session().scalars(select(Draft.sealed)).one()
    assert "昌江".encode() not in sealed
    with later(24 * 15):
        drafts.forget_old()
    assert rows(Draft) == 0


def test_passwords_are_never_kept(client):
    make_account()
    visit(client)
    form = dict(defaults(find_form(client.get("/account/password"))))
    with later():
        client.post(
            "/account/password", data={**form, "current": "x", "password": "y"}, headers=HERE
        )
    assert rows(Draft) == 0


def test_draft_is_gone_once_it_has_been_sent(app, client, typed):
    user = make_user("someone", (Role.CHAIR, PINGJIANG))
    with app.test_request_context("/x", method="POST", data={"_key": "k1", "name": "a"}):
        drafts.keep(user.id)
    assert [kept.texts for kept in drafts.list_kept(user.id)] == [["a"]]
    drafts.discard(user.id, drafts.list_kept(user.id)[0].id)
    assert drafts.list_kept(user.id) == []


def test_twenty_drafts_at_most(app, client):
    user = make_user("someone")
    for number in range(25):
        with app.test_request_context("/x", method="POST", data={"_key": f"k{number}"}):
            drafts.keep(user.id)
    assert rows(Draft) == drafts.MOST


def test_form_with_a_stale_token_is_put_aside_and_can_be_sent(client):
    make_account("lihui", Role.CHAIR)
    visit(client)
    form = dict(defaults(find_form(client.get("/teams/new"))))
    stale = {**form, **TYPED, "csrf_token": "stale"}
    answer = client.post("/teams/new", data=stale, headers=HERE)
    assert answer.status_code == 303
    page = client.get(answer.location)
    again = client.submit(page, {}, action="/teams/new")
    assert again.status_code in (303, 422)
    assert client.post("/teams/new", data=stale, headers=ELSEWHERE).status_code == 400


def test_public_form_with_a_stale_token_can_be_sent_again(client):
    data = {"_key": "k", "name": "王芳", "csrf_token": "stale"}
    page = client.post("/join", data=data, headers=HERE)
    assert page.status_code == 400
    fields = dict(defaults(find_form(page)))
    assert (fields["name"], fields["_key"]) == ("王芳", "k")
    assert fields["csrf_token"] != "stale"


def test_draft_button_keeps_an_unfinished_form_without_script(client, typed):
    url, data = typed
    answer = client.post(url, data={**data, "_draft": "1"}, headers=HERE)
    assert "draft=" in answer.location
    assert 'value="昌江爱心队"' in client.get(answer.location).text
    assert rows(Team) == rows(Submission) == 0


def test_long_text_put_aside_before_a_logout_is_whole_on_another_device(client, app, typed):
    url, data = typed
    whole = {**data, "name": "昌江爱心队", "note": "第一行\r\n第二行 <b>&amp; “引号”\r\n" * 40}
    client.post(url, data={**whole, "_draft": "1"}, headers=HERE)
    client.submit(client.get("/account"), {}, action="/logout")
    assert client.get("/teams/new").location.startswith("/login")
    phone = app.test_client()
    visit(phone)
    draft = re.search(r'href="(/drafts/\d+)"', phone.get("/").text)[1]
    assert "昌江爱心队" in phone.get(draft).text
    kept = drafts.find(session().scalars(select(LoginSession.user_id)).first(), draft_id(draft))
    sent = [(name, value) for name, value in whole.items() if name != "csrf_token"]
    assert (kept.path, kept.fields) == (url, sent)
    opened = phone.get(re.search(r'href="([^"]*draft=\d+)"', phone.get(draft).text)[1])
    assert 'value="昌江爱心队"' in opened.text


def draft_id(url):
    return int(url.rpartition("/")[2])


def test_form_that_is_not_kept_comes_back_to_its_page(client):
    make_account("lihui", Role.CHAIR)
    visit(client)
    data = dict(defaults(find_form(client.get("/volunteers/export"))))
    del data["_key"]
    with later(0.2):
        back = client.post("/volunteers/export", data=data).location
        assert back == "/account/confirm?next=/volunteers/export"


def test_volunteer_export_opens_after_the_password(client, app):
    make_account("lihui", Role.CHAIR)
    visit(client)
    before, thief = client.get_cookie("aixin").value, app.test_client()
    assert client.get("/volunteers/export").status_code == 200
    with later(0.2):
        answer = client.get("/volunteers/export")
        assert answer.location.startswith("/account/confirm?next=/volunteers/export")
        form = client.get(answer.location)
        assert client.submit(form, {"password": "wrong"}).status_code == 422
        done = client.submit(form, {"password": "four green hills far away"})
        assert done.location == "/volunteers/export"
        assert client.get_cookie("aixin").value != before
        thief.set_cookie("aixin", before)
        assert thief.get("/account").location.startswith("/login")
        assert client.get("/volunteers/export").status_code == 200
