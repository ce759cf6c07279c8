"""A family comes together, or waits together."""

from __future__ import annotations

import subprocess

import pytest
from flask import Flask

from app.activities.services import joining
from app.children.families import services as families
from app.children.models import Child
from app.core.access.actors import Actor
from app.core.enrolment.queries import enrolments_of, room_of
from app.core.errors import Conflict, InvalidInput
from tests.activities.conftest import Enter
from tests.activities.samples import make_activity
from tests.people import grant_consent, make_child
from tests.support.client import CheckedClient


def may_come(name: str = "小明") -> Child:
    child = make_child(name)
    grant_consent(child, child.guardians[0], "activity")
    return child


@pytest.fixture
def sisters(staff: Actor) -> tuple[Child, Child, Child]:
    """The third one's guardian has not consented for her."""
    found = may_come("彭思雨"), may_come("彭欣怡"), make_child("彭诗琪")
    for other in found[1:]:
        families.join_families(
            actor=staff, child_id=other.id, other_id=found[0].id, reason="户口本上是姐妹"
        )
    return found


def test_family_takes_its_seats_together(
    app: Flask, staff: Actor, sisters: tuple[Child, Child, Child]
) -> None:
    activity = make_activity(actor=staff, capacity=5)
    made = joining.add_child(
        actor=staff, activity_id=activity.id, child_id=sisters[0].id, adults=2, siblings=True
    )
    assert (made.state, made.seats) == ("enrolled", 4)
    assert {one.ref for one in made.people} == {sisters[0].id, sisters[1].id}
    assert room_of(activity.occasion).free == 1
    with pytest.raises(Conflict):
        joining.add_child(actor=staff, activity_id=activity.id, child_id=sisters[1].id)
    waits = joining.add_child(
        actor=staff, activity_id=activity.id, child_id=may_come().id, adults=1
    )
    assert waits.state == "waiting"
    joining.remove_people(
        actor=staff, activity_id=activity.id, enrolment_id=made.id, reason="孩子发烧"
    )
    assert [one.state for one in enrolments_of(activity.occasion_id)] == ["enrolled"]


def test_family_of_too_many_or_alone(
    app: Flask, staff: Actor, sisters: tuple[Child, Child, Child]
) -> None:
    activity = make_activity(actor=staff)
    with pytest.raises(InvalidInput):
        joining.add_child(actor=staff, activity_id=activity.id, child_id=sisters[0].id, adults=5)
    joining.add_child(actor=staff, activity_id=activity.id, child_id=sisters[1].id)
    made = joining.add_child(
        actor=staff, activity_id=activity.id, child_id=sisters[0].id, siblings=True
    )
    assert [one.ref for one in made.people] == [sisters[0].id]


def test_family_is_signed_up_on_the_page_and_signs_in_on_paper(
    client: CheckedClient, enter_as: Enter, staff: Actor, sisters: tuple[Child, Child, Child]
) -> None:
    activity = make_activity(actor=staff)
    enter_as(staff)
    path = f"/activities/{activity.id}/people"
    page = client.get(f"{path}?q={sisters[0].alias}")
    values = {"adults": "2", "family": "1"}
    assert client.submit(page, values, action=f"{path}/add").status_code == 303
    text = client.get(path).text
    assert sisters[0].alias in text
    assert sisters[1].alias in text
    assert "大人2名" in text
    pdf = client.get(f"/activities/{activity.id}/sign-in.pdf").data
    printed = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    assert printed.count("家长") == 2
    assert "彭欣怡" in printed
