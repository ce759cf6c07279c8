"""Requests and offers of experts, venues and goods between levels and units."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest

from app.activities.services import supplies
from app.activities.services.supplies import Terms
from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.messages.models import InboxMessage
from app.policy import Role
from tests.activities.conftest import Enter
from tests.activities.samples import make_member
from tests.people import MILUO, PINGJIANG, make_actor
from tests.support.client import CheckedClient

ELSEWHERE = "330100000000"


def kinds_told(user_id: int | None) -> list[str]:
    rows = session().query(InboxMessage).filter_by(user_id=user_id)
    return [one.kind for one in rows.order_by(InboxMessage.id)]


def test_request_is_answered_and_agreed_on_between_two_counties(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    other, third = make_actor(Role.STAFF, MILUO), make_actor(Role.CHAIR, "430600000000")
    enter_as(staff)
    page = client.get("/supplies/new")
    assert client.submit(page, {"title": ""}).status_code == 422
    made = client.submit(page, {"title": "暑期班要一名心理老师", "kind": "expert"})
    assert made.status_code == 303
    for helper, text in ((other, "我县李老师周三可以来"), (third, "市里可以派人")):
        enter_as(helper)
        assert "暑期班要一名心理老师" in client.get("/supplies").text
        page = client.get(made.location)
        assert (
            client.submit(page, {"text": text}, action=f"{made.location}/answer").status_code == 303
        )
        if helper is other:
            assert "/take/" not in client.get(made.location).text, "only who asked agrees"
    assert kinds_told(staff.user_id) == ["supply.answered"] * 2
    enter_as(staff)
    page = client.get(made.location)
    assert client.submit(page, {}, action=f"{made.location}/take/1").status_code == 303
    assert kinds_told(other.user_id) == ["supply.taken"]
    assert kinds_told(third.user_id) == ["supply.settled"]
    assert "暑期班" not in client.get("/supplies").text
    assert "暑期班" in client.get("/supplies?state=matched").text
    page = client.get(f"{made.location}/close")
    assert client.submit(page, {"reason": "课已上完"}).status_code == 303
    assert "课已上完" in client.get(made.location).text


def test_board_is_of_the_city_and_the_levels_above(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    mine = supplies.post_supply(
        actor=staff, region_code=PINGJIANG, terms=Terms("offer", "venue", "多功能厅")
    )
    stranger = make_actor(Role.STAFF, ELSEWHERE)
    enter_as(stranger)
    assert client.get(f"/supplies/{mine.id}").status_code == 404
    with pytest.raises(NotFound):
        supplies.answer_supply(actor=stranger, supply_id=mine.id, region_code=ELSEWHERE, text="x")
    with pytest.raises(Forbidden):
        supplies.post_supply(actor=staff, region_code=MILUO, terms=Terms("offer", "venue", "x"))
    member, _ = make_member()
    enter_as(member)
    assert client.get("/supplies").status_code == 403


def test_what_fits_is_the_other_side_of_the_same_kind_on_the_same_days(staff: Actor) -> None:
    soon, later = today() + timedelta(days=5), today() + timedelta(days=60)

    def post(side: str, kind: str, first: object = None) -> supplies.Supply:
        terms = Terms(side, kind, "x", first_day=first, last_day=first)  # type: ignore[arg-type]
        return supplies.post_supply(actor=staff, region_code=PINGJIANG, terms=terms)

    asked = post("request", "goods", soon)
    fits, whenever = post("offer", "goods", soon), post("offer", "goods")
    post("offer", "goods", later)
    post("offer", "venue", soon)
    post("request", "goods", soon)
    assert {one.id for one in supplies.matching(staff, asked)} == {fits.id, whenever.id}


def test_settled_entry_takes_no_answer(staff: Actor) -> None:
    made = supplies.post_supply(
        actor=staff, region_code=PINGJIANG, terms=Terms("request", "goods", "书包")
    )
    supplies.close_supply(actor=staff, supply_id=made.id, reason="已有")
    with pytest.raises(Conflict):
        supplies.answer_supply(actor=staff, supply_id=made.id, region_code=PINGJIANG, text="有")
    with pytest.raises(InvalidInput):
        supplies.post_supply(
            actor=staff, region_code=PINGJIANG, terms=Terms("request", "nonsense", "x")
        )


def test_board_is_taken_along_as_a_workbook(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    terms = Terms("request", "goods", "书包", amount=30)
    supplies.post_supply(actor=staff, region_code=PINGJIANG, terms=terms)
    enter_as(staff)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/supplies/export.xlsx").data))
    values = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "书包" in values
    assert 30 in values
