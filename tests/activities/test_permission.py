"""A guardian's answer: by paper through the station, or with the code on the paper."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.activities.models import Activity, PermissionSlip
from app.activities.permission import is_slip_code, printed, slip_code
from app.activities.routes import slips as routes
from app.activities.services import day, joining, permission
from app.children.models import Child
from app.core.access.actors import ANONYMOUS, Actor
from app.core.audit.models import AuditEvent
from app.core.clock import today
from app.core.db import session
from app.core.enrolment.queries import enrolments_of, roster
from app.core.errors import Conflict, InvalidInput
from app.policy import Role
from tests.activities.conftest import Enter
from tests.activities.samples import make_activity, make_member, make_pair, pass_by
from tests.people import grant_consent, make_actor, make_child
from tests.support.client import CheckedClient, defaults, find_form


@pytest.fixture
def child(app: Flask) -> Child:
    child = make_child()
    grant_consent(child, child.guardians[0], "activity")
    return child


def address(activity: Activity, child: Child) -> str:
    return f"/slip/{activity.id}/{child.id}/{slip_code(activity.id, child.id)}"


def states(activity: Activity) -> list[str]:
    return [one.state for one in enrolments_of(activity.occasion_id)]


def test_guardian_answers_by_the_code_on_her_paper(
    client: CheckedClient, enter_as: Enter, staff: Actor, child: Child
) -> None:
    activity = make_activity(actor=staff)
    url = address(activity, child)
    page = client.get(url)
    assert child.alias in page.text
    assert child.name not in page.text
    assert "未填写" not in page.text, "what the plan leaves open is not asked of her"
    assert client.submit(page, {"answer": "yes"}).status_code == 422, "she has not said who she is"
    values = {
        "answer": "yes",
        "collectors": "奶奶李桂英",
        "health": "花生过敏",
        "is_guardian": "y",
    }
    assert client.submit(client.get(url), values).status_code == 303
    assert states(activity) == ["enrolled"]
    again = client.get(url).text
    assert "花生" not in again
    assert "李桂英" not in again
    slip = permission.slip_of(activity.id, child.id)
    assert slip is not None
    assert (slip.permits, slip.by_code, slip.health) == (True, True, "花生过敏")
    no = {"answer": "no", "is_guardian": "y"}
    assert client.submit(client.get(url), no).status_code == 303
    assert states(activity) == []


def test_guardian_of_a_full_activity_waits_in_line(
    client: CheckedClient, enter_as: Enter, staff: Actor, child: Child
) -> None:
    activity = make_activity(actor=staff, capacity=1)
    member, _ = make_member()
    joining.join(actor=member, activity_id=activity.id)
    values = {"answer": "yes", "is_guardian": "y"}
    client.submit(client.get(address(activity, child)), values)
    assert states(activity) == ["enrolled", "waiting"]
    assert "number 1" in (text := client.get(address(activity, child)).text) or "第1" in text


def test_wrong_code_shows_nothing_and_is_slowed(
    client: CheckedClient, enter_as: Enter, staff: Actor, child: Child
) -> None:
    activity = make_activity(actor=staff)
    right = slip_code(activity.id, child.id)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    answers = [client.get(f"/slip/{activity.id}/{child.id}/{wrong}").status_code for _ in range(11)]
    assert answers == [404] * 10 + [429]
    page = client.get(address(activity, child))
    assert page.status_code == 429
    assert child.alias not in page.text


def test_submission_key_cannot_undo_the_count_of_wrong_codes(
    client: CheckedClient, enter_as: Enter, staff: Actor, child: Child
) -> None:
    activity = make_activity(actor=staff)
    token = dict(defaults(find_form(client.get("/slip"))))["csrf_token"]
    wrong = f"/slip/{activity.id}/{child.id}/000000000000"
    answers = [
        client.post(wrong, data={"csrf_token": token, "_key": f"k{number}"}).status_code
        for number in range(11)
    ]
    assert answers == [404] * 10 + [429]


def test_code_is_read_as_people_type_it_and_holds_for_one_child_only(app: Flask) -> None:
    code = slip_code(3, 7)
    assert len(code) == 12
    assert is_slip_code(3, 7, printed(code).lower())
    assert is_slip_code(3, 7, code.replace("0", "o").replace("1", "I"))
    assert not is_slip_code(3, 8, code)
    assert not is_slip_code(4, 7, code)
    assert not is_slip_code(3, 7, "")
    assert not is_slip_code(3, 7, "好")


def test_code_ends_when_the_activity_begins(
    client: CheckedClient, enter_as: Enter, staff: Actor, child: Child
) -> None:
    activity = make_activity(actor=staff)
    assert "is_guardian" in client.get(address(activity, child)).text
    pass_by(activity, days=0.01)
    assert "is_guardian" not in client.get(address(activity, child)).text
    with pytest.raises(Conflict):
        permission.answer_by_code(activity_id=activity.id, child_id=child.id, permits=True)
    assert states(activity) == []


def test_number_and_code_are_typed_from_paper(
    client: CheckedClient, enter_as: Enter, staff: Actor, child: Child
) -> None:
    activity = make_activity(actor=staff)
    code = printed(slip_code(activity.id, child.id))
    page = client.get("/slip")
    assert client.submit(page, {"number": "zwölf", "code": code}).status_code == 422
    found = client.submit(
        client.get("/slip"), {"number": f"{activity.id}-{child.id}", "code": code}
    )
    assert child.alias in client.get(found.location).text


def test_guardian_without_consent_to_activities_is_told_to_ask(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    activity, child = make_activity(actor=staff), make_child()
    page = client.get(address(activity, child))
    assert client.submit(page, {"answer": "yes", "is_guardian": "y"}).status_code == 422
    assert session().scalars(select(PermissionSlip)).all() == []


def test_notes_are_shown_to_whom_they_concern_and_noted(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    member, volunteer = make_member()
    child = make_pair(volunteer)
    other = make_child()
    grant_consent(other, other.guardians[0], "activity")
    activity = make_activity(actor=staff, sign_up="pairs")
    joining.join(actor=member, activity_id=activity.id, child_id=child.id)
    for one, health in ((child, "哮喘"), (other, "青霉素过敏")):
        permission.record_slip(
            actor=staff,
            activity_id=activity.id,
            child_id=one.id,
            returned_on=today(),
            health=health,
        )
    url = f"/activities/{activity.id}/notes"
    enter_as(staff)
    assert {"哮喘", "青霉素过敏"} <= set(client.get(url).text.replace("<", ">").split(">"))
    enter_as(member)
    text = client.get(url).text
    assert "哮喘" in text
    assert "青霉素" not in text
    stranger, _ = make_member("旁人")
    enter_as(stranger)
    assert "哮喘" not in client.get(url).text
    enter_as(ANONYMOUS)
    assert client.get(url).status_code in (302, 303, 403)
    opened = session().scalars(select(AuditEvent).where(AuditEvent.act == "activity.notes_opened"))
    assert len(opened.all()) == 2


def test_child_goes_home_with_somebody_named_or_after_a_call(staff: Actor, child: Child) -> None:
    activity = make_activity(actor=staff)
    permission.record_slip(
        actor=staff,
        activity_id=activity.id,
        child_id=child.id,
        returned_on=today(),
        collectors="李桂英 任建国",
    )
    person = roster(activity.occasion_id)[0]
    pass_by(activity)
    day.check_in(actor=staff, activity_id=activity.id, participant_ids=[person.id])
    args = {"actor": staff, "activity_id": activity.id, "participant_id": person.id}
    with pytest.raises(InvalidInput):
        day.check_out(**args, collected_by="陌生人")
    day.check_out(**args, collected_by="陌生人", agreed_by_phone=True)
    assert roster(activity.occasion_id)[0].collected_by == "陌生人"


def test_slips_invite_the_families_of_a_place(
    client: CheckedClient,
    enter_as: Enter,
    staff: Actor,
    child: Child,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(routes, "slips_pdf", lambda _heading, made: seen.extend(made) or b"%PDF-")
    make_child()  # whose guardian has not consented
    activity = make_activity(actor=staff)
    url = f"/activities/{activity.id}/slips.pdf"
    enter_as(staff)
    client.get(url)
    assert seen == []
    client.get(f"{url}?place={child.region_code}")
    assert [(one.name, one.alias) for one in seen] == [(child.name, child.alias)]
    enter_as(make_actor(Role.STAFF, second_factor=False))
    client.get(f"{url}?place={child.region_code}")
    assert len(seen) == 1, "without the second factor there are no names"
