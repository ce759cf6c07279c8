"""Sign-ups out of a workbook, and what the preview says of them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook, load_workbook

from app.core import jobs
from app.core.access.actors import Actor
from app.core.db import session
from app.core.enrolment import queries as lists
from app.core.imports.models import RosterImport
from app.core.imports.pipeline import Examination, examine
from app.core.personal import blind_index
from app.policy import Role
from app.training.importing import KIND
from app.training.models import TrainingSession
from app.training.services import signing_up
from app.volunteers.models import Volunteer
from tests.people import MILUO, MILUO_VILLAGE, PINGJIANG, make_actor, make_course, make_volunteer
from tests.support.client import CheckedClient
from tests.training.samples import plan

Enter = Callable[[Actor], None]
HEADINGS = ("序号", "姓名", "身份证号", "手机号", "场次编号")


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, target = Workbook(), BytesIO()
    assert book.active is not None
    for row in (HEADINGS, *rows):
        book.active.append(list(row))
    book.save(target)
    return target.getvalue()


def check(actor: Actor, *rows: tuple[object, ...]) -> tuple[Examination, object]:
    roster = KIND.open(actor, PINGJIANG)
    return examine(workbook(*rows), "a.xlsx", roster, {}), roster


def seats(found: TrainingSession) -> list[str]:
    return [one.state for one in lists.enrolments_of(found.occasion_id)]


def known(name: str, phone: str) -> Volunteer:
    return make_volunteer(name, trained=False, phone_index=blind_index("phone", phone))


def test_each_line_is_judged_as_a_sign_up_is(staff: Actor) -> None:
    course = make_course()
    other, found = plan(staff, course), plan(staff, course, capacity=1)
    known("李静", "13800002222")
    known("李静", "13800003333")
    busy, waits = known("张敏", "13800004444"), known("王燕", "13800005555")
    signing_up.sign_up_people(actor=staff, session_id=other.id, volunteer_ids=[busy.id])
    make_volunteer("外县", region=MILUO_VILLAGE)
    rows = [
        (1, "李静", "", "13800002222", found.id),
        (2, "李静", "", "", found.id),
        (3, "张敏", "", "", found.id),
        (4, "王燕", "", "", found.id),
        (5, "外县", "", "", found.id),
        (6, "王燕", "", "", 99),
        (7, "王燕", "", "", "线下"),
    ]
    examined, roster = check(staff, *rows)
    codes = {one.value("serial"): [each.code for each in one.problems] for one in examined.entries}
    assert list(codes.values()) == [
        [],
        ["several_of_this_name"],
        ["overlap"],
        [],
        ["nobody_here"],
        ["no_such_session"],
        ["no_such_session"],
    ]
    first, last = examined.good
    assert (first.notes, len(last.notes)) == ((), 1)
    roster.write(examined.good)  # type: ignore[attr-defined]
    assert seats(found) == ["enrolled", "waiting"]
    assert last.row_id == waits.id
    again, _roster = check(staff, *rows[:1])
    assert [one.status for one in again.good] == ["unchanged"]


def test_a_session_of_another_station_is_not_there(staff: Actor) -> None:
    found = plan(staff, make_course())
    known("李静", "13800002222")
    examined, _roster = check(make_actor(Role.STAFF, MILUO), (1, "李静", "", "", found.id))
    assert [each.code for each in examined.entries[0].problems] == ["no_such_session"]


def test_the_pages_take_the_file_that_the_session_gives_out(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    found = plan(staff, make_course())
    held, occasion = found.id, found.occasion_id
    known("李静", "13800002222")
    enter_as(staff)
    page = client.get(f"/training/sessions/{held}/people")
    assert f"/training/sessions/{held}/list.xlsx" in page.text
    given = client.get(f"/training/sessions/{held}/list.xlsx")
    book = load_workbook(BytesIO(given.data))
    sheet = book.active
    assert sheet is not None
    headings = next(
        row for row in sheet.iter_rows() if [cell.value for cell in row][1:2] == ["姓名"]
    )
    sheet.cell(headings[0].row + 1, 2).value = "李静"
    target = BytesIO()
    book.save(target)
    start = client.get("/training/import")
    target.seek(0)
    sent = client.submit(start, {"file": (target, "list.xlsx")})
    assert sent.status_code == 303
    jobs.run_waiting()
    (row,) = session().query(RosterImport).all()
    preview = client.get(f"/training/import/{row.id}/preview")
    assert preview.status_code == 200
    assert "李静" in preview.text
    written = client.submit(preview, {}, action=f"/training/import/{row.id}/write")
    assert written.status_code == 303
    jobs.run_waiting()
    assert client.get(f"/training/import/{row.id}/done").status_code == 200
    states = [one.state for one in lists.enrolments_of(occasion)]
    assert states == ["enrolled"]
