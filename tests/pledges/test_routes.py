from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.db import session
from app.pledges import services
from app.pledges.models import Pledge
from app.policy import Role
from tests.people import MILUO, PINGJIANG, actor_of, make_actor, make_user, make_volunteer
from tests.pledges.test_services import photo
from tests.support.client import CheckedClient

Enter = Callable[[Actor], None]
DRAWN = "M10 10" + "".join(f"L{x} {10 + x % 9}" for x in range(11, 60))


@pytest.fixture
def pledge(staff: Actor) -> Pledge:
    return services.issue_pledge(actor=staff, volunteer_id=make_volunteer().id)


def test_pledge_is_issued_from_the_volunteers_list(
    client: CheckedClient, staff: Actor, enter_as: Enter
) -> None:
    volunteer = make_volunteer("赵敏")
    enter_as(staff)
    missing = client.get("/pledges/?view=missing")
    assert f"/pledges/new/{volunteer.id}" in missing.text
    answer = client.submit(client.get(f"/pledges/new/{volunteer.id}"), {})
    made = session().scalar(select(Pledge).where(Pledge.volunteer_id == volunteer.id))
    assert made is not None
    assert answer.status_code == 303
    assert answer.location.endswith(f"/pledges/{made.id}")
    assert made.serial in client.get(answer.location).text


def test_second_issue_says_why_not(
    client: CheckedClient, staff: Actor, enter_as: Enter, pledge: Pledge
) -> None:
    enter_as(staff)
    answer = client.submit(client.get(f"/pledges/new/{pledge.volunteer_id}"), {})
    assert answer.status_code == 422


@pytest.mark.parametrize("view", ["", "issued", "signed", "renewal", "missing", "withdrawn", "x"])
def test_every_view_of_the_list_opens(
    client: CheckedClient, staff: Actor, enter_as: Enter, pledge: Pledge, view: str
) -> None:
    enter_as(staff)
    assert client.get(f"/pledges/?view={view}&q=王").status_code == 200


def test_screen_signature_by_the_form(
    client: CheckedClient, staff: Actor, enter_as: Enter, pledge: Pledge
) -> None:
    enter_as(staff)
    shown, action = client.get(f"/pledges/{pledge.id}"), f"/pledges/{pledge.id}/sign"
    refused = client.submit(shown, {"redeclared": "y", "place": "村部"}, action=action)
    assert refused.status_code == 422
    blank = {"redeclared": "y", "signature": DRAWN}
    assert client.submit(shown, blank, action=action).status_code == 422, "where is it signed?"
    answer = client.submit(shown, blank | {"place": "村部"}, action=action)
    assert answer.status_code == 303
    signed = client.get(f"/pledges/{pledge.id}")
    assert action not in signed.text
    pdf = client.get(f"/pledges/{pledge.id}/pledge.pdf")
    assert pdf.mimetype == "application/pdf"
    assert len(pdf.data) <= 60_000


def test_scan_by_the_form(
    client: CheckedClient, staff: Actor, enter_as: Enter, pledge: Pledge
) -> None:
    enter_as(staff)
    shown, action = client.get(f"/pledges/{pledge.id}"), f"/pledges/{pledge.id}/scan"
    wrong = {"redeclared": "y", "scan": (io.BytesIO(b"MZ"), "a.exe")}
    assert client.submit(shown, wrong, action=action).status_code == 422
    right = {"redeclared": "y", "scan": (io.BytesIO(photo()), "a.jpg")}
    assert client.submit(shown, right, action=action).status_code == 303
    scan = client.get(f"/pledges/{pledge.id}/scan")
    assert scan.mimetype == "image/jpeg"


def test_no_scan_no_file(
    client: CheckedClient, staff: Actor, enter_as: Enter, pledge: Pledge
) -> None:
    enter_as(staff)
    assert client.get(f"/pledges/{pledge.id}/scan").status_code == 404


def test_chair_withdraws_with_a_reason(
    client: CheckedClient, chair: Actor, enter_as: Enter, pledge: Pledge
) -> None:
    enter_as(chair)
    url = f"/pledges/{pledge.id}/withdraw"
    assert client.submit(client.get(url), {"reason": " "}).status_code == 422
    assert client.submit(client.get(url), {"reason": "写错"}).status_code == 303
    assert "写错" in client.get(f"/pledges/{pledge.id}").text
    check = client.get(f"/verify/{pledge.serial}")
    assert check.status_code == 200


def test_volunteer_sees_her_own_pledge_only(
    app: Flask, client: CheckedClient, staff: Actor, enter_as: Enter, pledge: Pledge
) -> None:
    user = make_user("lili", (Role.VOLUNTEER, PINGJIANG))
    own = services.issue_pledge(actor=staff, volunteer_id=make_volunteer(user_id=user.id).id)
    enter_as(actor_of(user))
    assert client.get(f"/pledges/{own.id}").status_code == 200
    assert client.get(f"/pledges/{pledge.id}").status_code == 404
    assert client.get(f"/pledges/new/{own.volunteer_id}").status_code in (403, 404)
    assert client.get("/pledges/").status_code == 200


def test_other_county_finds_nothing(client: CheckedClient, enter_as: Enter, pledge: Pledge) -> None:
    enter_as(make_actor(Role.CHAIR, MILUO))
    assert client.get(f"/pledges/{pledge.id}").status_code == 404
    assert client.get(f"/pledges/{pledge.id}/pledge.pdf").status_code == 404
