"""What is looked for is really there: whoever is entitled is shown it, by the same scanner."""

from __future__ import annotations

import pytest

from app.policy import Role
from tests.contracts.world import INSIDE
from tests.leaks.planting import CHILD, PERSON
from tests.leaks.roads import addresses
from tests.leaks.scanner import find_in_answer

CALENDAR, JSON, PDF = "text/calendar", "application/json", "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_THE_FILE = {
    *("child.name", "child.identity_number", "child.school", "child.note", "family.address"),
    *("guardian.name", "guardian.phone", "child_fact.text", "task_force.interest"),
    *("volunteer.name", "volunteer.phone", "volunteer.identity_number", "volunteer.address"),
    *("family_request.asked_by", "hand_over.contact", "activity_incident.what"),
}
READABLE = {
    *("text/html", "text/plain", "text/css", "image/jpeg", "application/pkix-cert"),
    *(CALENDAR, JSON, PDF, XLSX),
}
"""What the scanner knows how to open. Teach it a new kind before a page answers with it."""


@pytest.fixture(scope="module")
def shown(house):
    """Column → kinds of answers in which the station's own people are shown it."""
    found: dict[str, set[str]] = {}
    kinds = set()
    visitor = house.world.client(Role.CHAIR, INSIDE)

    def note(answer):
        kinds.add(answer.mimetype)
        for word in find_in_answer(answer, house.marks.origins):
            found.setdefault(house.marks.origins[word], set()).add(answer.mimetype)

    for _, address in addresses(house.world):
        note(visitor.get(address))
    child, volunteer = house.world.values["child_id"], house.world.values["volunteer_id"]
    reason = {"reason": "年度核对工作需要"}
    for address, data in (
        (f"/children/{child}/print", reason),
        (f"/volunteers/{volunteer}/reveal", reason),
        ("/volunteers/export", {"fields": "phone", **reason}),
        (f"/children/desk/{house.world.values['request_id']}/copy", {}),
    ):
        note(visitor.post(address, data=data))
    return found, kinds


def test_station_is_shown_all_that_the_outsiders_are_not(shown):
    found, _ = shown
    assert IN_THE_FILE - found.keys() == set()


def test_station_is_shown_the_list_that_waits_to_be_written(house):
    assert len(house.listed) == 40
    visitor = house.world.client(Role.CHAIR, INSIDE)
    number = house.world.values["import_id"]
    shown = visitor.get(f"/children/import/{number}/preview?show=all")
    assert find_in_answer(shown, house.listed)


@pytest.mark.parametrize("kind", ["text/html", PDF, XLSX, JSON])
def test_scanner_finds_them_in_each_kind_of_answer(shown, kind):
    found, _ = shown
    assert [column for column, kinds in found.items() if kind in kinds]


def test_scanner_reads_the_calendar_feed(house):
    visitor = house.world.client(None)
    read = [visitor.get(address) for _, address in addresses(house.world)]
    feeds = [one for one in read if one.mimetype == CALENDAR]
    assert any(find_in_answer(one, ["亲子阅读"]) for one in feeds)


def test_every_kind_of_answer_can_be_read(shown):
    _, kinds = shown
    assert kinds - READABLE == set()


def test_words_are_in_every_value_that_was_written(house):
    parts = house.marks.words(CHILD, PERSON)
    assert len(house.marks.origins) > 70
    assert [one for one in house.marks.origins if not any(part in one for part in parts)] == []
