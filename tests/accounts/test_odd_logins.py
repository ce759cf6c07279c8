from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts import devices
from app.accounts.services import log_in
from app.accounts.sessions import Device
from app.core.clock import now
from app.core.db import session
from app.core.errors import InvalidInput
from app.core.messages.models import InboxMessage
from tests.accounts.accounts import PASSWORD, make_account

pytestmark = pytest.mark.usefixtures("app")

PHONE = (
    "Mozilla/5.0 (Linux; Android 13; V2055A) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/134.0.0.0 Mobile Safari/537.36 XWEB/1340099 MMWEBSDK/1 "
    "MicroMessenger/8.0.60"
)
PC = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/128.0.0.0 Safari/537.36"
)


def told() -> list[str]:
    session().rollback()
    return list(session().scalars(select(InboxMessage.kind).order_by(InboxMessage.id)))


def enter(agent: str, password: str = PASSWORD) -> None:
    log_in(name="lihui", password=password, device=Device("10.0.0.9", agent[:120]))


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (PHONE, ("WeChat", "Android")),
        (PC, ("Chrome", "Windows")),
        (PC + " Edg/128.0.0.0", ("Edge", "Windows")),
        (
            "Mozilla/5.0 (iPhone; iPhone OS 17 like Mac OS X) Safari/604.1",
            ("Safari", "iPhone"),
        ),
        ("curl/8.0", ("", "")),
    ],
)
def test_browser_is_named_as_people_call_it(agent: str, shown: tuple[str, str]) -> None:
    assert devices.kind(agent) == shown


def test_login_in_another_browser_is_told_and_in_a_newer_version_not() -> None:
    make_account()
    enter(PC)
    assert told() == []
    enter(PC.replace("128", "141"))
    assert told() == []
    enter(PHONE)
    assert told() == ["login_new_device"]
    enter(PHONE)
    assert told() == ["login_new_device"]


def test_guesses_before_a_login_are_told() -> None:
    make_account()
    for _ in range(4):
        with pytest.raises(InvalidInput):
            enter(PC, "wrong")
    enter(PC)
    assert told() == ["login_failures"]
    row = session().scalars(select(InboxMessage)).one()
    assert row.values["count"] == 4
    with time_machine.travel(now() + timedelta(minutes=5)):
        enter(PC)
    assert told() == ["login_failures"]


def test_account_page_names_the_browser_and_not_its_whole_text(fresh_app) -> None:
    with fresh_app.app_context():
        make_account()
    client = fresh_app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = PHONE
    sent = {"username": "lihui", "password": PASSWORD}
    assert client.submit(client.get("/login"), sent).status_code == 303
    text = client.get("/account").text
    assert "MMWEBSDK" not in text
    assert "Android" in text
