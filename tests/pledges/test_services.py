from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents import archive
from app.core.documents.models import Document
from app.core.errors import Conflict, DomainError, Forbidden, InvalidInput
from app.core.workflow import history
from app.pledges import services
from app.pledges.models import Pledge
from app.pledges.queries import pledge_in_force
from app.pledges.states import PLEDGE
from app.policy import Role
from app.programmes.queries import rules_for
from app.volunteers.models import VettingCheck, Volunteer
from tests.people import MILUO, XIEJIANG, actor_of, make_actor, make_user, make_volunteer, vet

LINES: list = [[(x, 10 + x % 7) for x in range(10, 60)]]


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 50), "white").save(out, "JPEG")
    return out.getvalue()


def issue(actor: Actor, volunteer: Volunteer) -> Pledge:
    return services.issue_pledge(actor=actor, volunteer_id=volunteer.id)


def sign(actor: Actor, pledge: Pledge) -> Pledge:
    return services.sign_on_screen(
        actor=actor, pledge_id=pledge.id, lines=LINES, redeclared=True, signed_on=today()
    )


def codes(error: pytest.ExceptionInfo[DomainError]) -> set[str]:
    return {problem.code for problem in error.value.problems}


def test_issued_pledge_has_number_paper_and_record(staff: Actor) -> None:
    pledge = issue(staff, make_volunteer())
    assert pledge.state == "issued"
    assert pledge.serial.startswith(f"CN-430626-{today().year}-")
    assert archive.pdf_bytes(session().get_one(Document, pledge.document_id)).startswith(b"%PDF")
    assert [change.target for change in history(pledge)] == ["issued"]
    assert session().scalar(select(AuditEvent.act).where(AuditEvent.act == "pledge.begun"))


def test_serials_of_a_county_and_year_have_no_gap(staff: Actor) -> None:
    first, second = issue(staff, make_volunteer()), issue(staff, make_volunteer("李丽"))
    with pytest.raises(Conflict):
        issue(staff, make_volunteer("周周", state="applied"))
    third = issue(staff, make_volunteer("吴吴"))
    numbers = [int(one.serial[-6:]) for one in (first, second, third)]
    assert numbers == list(range(numbers[0], numbers[0] + 3))


def test_signature_freezes_the_paper(staff: Actor) -> None:
    pledge = sign(staff, issue(staff, make_volunteer()))
    paper = session().get_one(Document, pledge.document_id)
    assert (pledge.state, pledge.signed_how, pledge.witness_id) == (
        "signed",
        "screen",
        staff.user_id,
    )
    assert archive.pdf_bytes(paper) == archive.pdf_bytes(paper)
    assert paper.sha256
    with pytest.raises(Conflict):
        sign(staff, pledge)
    with pytest.raises(Conflict), transaction():
        archive.revise(actor=staff, document=paper, snapshot={})


def test_scan_of_the_paper_signs_it(staff: Actor) -> None:
    pledge = issue(staff, make_volunteer())
    services.sign_on_paper(
        actor=staff,
        pledge_id=pledge.id,
        scan=photo(),
        scan_name="a.jpg",
        redeclared=True,
        signed_on=today(),
    )
    assert pledge.state == "signed"
    assert pledge.scan_id
    assert pledge_in_force(pledge.volunteer_id, today()) == pledge


def test_paper_signed_tomorrow_is_refused(staff: Actor) -> None:
    pledge = issue(staff, make_volunteer())
    with pytest.raises(InvalidInput) as error:
        services.sign_on_paper(
            actor=staff,
            pledge_id=pledge.id,
            scan=photo(),
            scan_name="",
            redeclared=True,
            signed_on=today() + timedelta(days=1),
        )
    assert codes(error) == {"in_future"}
    assert pledge.state == "issued"


def test_without_new_declaration_nobody_signs_R94(staff: Actor) -> None:
    pledge = issue(staff, make_volunteer())
    with pytest.raises(InvalidInput) as error:
        services.sign_on_screen(
            actor=staff, pledge_id=pledge.id, lines=LINES, redeclared=False, signed_on=today()
        )
    assert codes(error) == {"not_redeclared"}


def test_volunteer_signs_her_own_and_no_other(staff: Actor) -> None:
    user = make_user("wangfang", (Role.VOLUNTEER, XIEJIANG))
    own, other = make_volunteer(user_id=user.id), make_volunteer("李丽")
    herself = actor_of(user)
    assert sign(herself, issue(staff, own)).state == "signed"
    with pytest.raises(Forbidden):
        sign(herself, issue(staff, other))


def test_suspended_volunteer_does_not_sign(staff: Actor) -> None:
    volunteer = make_volunteer()
    pledge = issue(staff, volunteer)
    with transaction():
        volunteer.state = "suspended"
    with pytest.raises(Conflict) as error:
        sign(staff, pledge)
    assert codes(error) == {"not_approved"}


def test_other_county_issues_nothing_here(app: Flask) -> None:
    with pytest.raises(Forbidden):
        issue(make_actor(Role.STAFF, MILUO), make_volunteer())


def test_withdrawn_pledge_makes_room_for_its_successor(chair: Actor, staff: Actor) -> None:
    volunteer = make_volunteer()
    pledge = sign(staff, issue(staff, volunteer))
    with pytest.raises(Conflict):
        issue(staff, volunteer)
    services.withdraw_pledge(actor=chair, pledge_id=pledge.id, reason="姓名写错")
    assert pledge_in_force(volunteer.id, today()) is None
    assert session().get_one(Document, pledge.document_id).withdrawn_at
    again = issue(staff, volunteer)
    assert (again.year_number, again.serial != pledge.serial) == (1, True)


def test_three_years_of_service_and_no_fourth_R112(
    staff: Actor, on_day: Callable[[date], None]
) -> None:
    volunteer = make_volunteer(vetted=False)
    day = today()
    for year in (1, 2, 3):
        vet(volunteer)
        pledge = sign(staff, issue(staff, volunteer))
        assert pledge.year_number == year
        on_day(pledge.ends_on)
    with pytest.raises(Conflict) as error:
        issue(staff, volunteer)
    assert "service_over" in codes(error)
    assert (pledge.ends_on - day).days in (1094, 1095)


def test_pledge_is_renewed_only_when_the_checks_hold_on_its_first_day(
    staff: Actor, on_day: Callable[[date], None]
) -> None:
    volunteer = make_volunteer()
    first = sign(staff, issue(staff, volunteer))
    on_day(first.ends_on)
    with transaction() as current:
        for check in current.scalars(select(VettingCheck)):
            # The last day of the old pledge is covered, the first of the new one is not.
            check.valid_until = first.ends_on
    with pytest.raises(Conflict) as error:
        issue(staff, volunteer)
    assert set(codes(error)) == {"check_expired"}
    vet(volunteer)
    assert issue(staff, volunteer).year_number == 2


@pytest.mark.parametrize("state", [state.code for state in PLEDGE.states])
@pytest.mark.parametrize("act", ["sign", "withdraw"])
def test_lifecycle_matrix(staff: Actor, chair: Actor, state: str, act: str) -> None:
    pledge = issue(staff, make_volunteer())
    with transaction():
        pledge.state = state
        if state == "signed":
            archive.finish(actor=staff, document=session().get_one(Document, pledge.document_id))
    allowed = (state, act) in {
        ("issued", "sign"),
        ("issued", "withdraw"),
        ("signed", "withdraw"),
    }

    def step() -> None:
        if act == "sign":
            sign(staff, pledge)
        else:
            services.withdraw_pledge(actor=chair, pledge_id=pledge.id, reason="测试")

    if allowed:
        step()
        assert pledge.state == {"sign": "signed", "withdraw": "withdrawn"}[act]
    else:
        with pytest.raises(Conflict):
            step()
        assert pledge.state == state


def test_rules_come_from_the_volunteers_region(staff: Actor) -> None:
    volunteer = make_volunteer(region=XIEJIANG)
    pledge = issue(staff, volunteer)
    assert (pledge.ends_on - pledge.starts_on).days in (364, 365)
    assert rules_for(volunteer.region_code).pledge_months == 12
