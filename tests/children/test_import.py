"""From a file to the database: by pages, by command, and again."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.children.models import Child
from app.children.roster import KIND
from app.children.services import change_state
from app.core import jobs
from app.core.audit.models import AuditEvent
from app.core.db import session
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.imports import services
from app.core.imports.models import RosterImport
from app.policy import Role
from app.volunteers.models import Volunteer
from tests.children import rosters
from tests.children.rosters import PINGJIANG, VILLAGE_CODE, child_row, codes, examine, workbook
from tests.people import MILUO, make_actor, make_user

DATA = Path(__file__).parents[1] / "data"
SAMPLES = {
    "children": ("children-roster-pingjiang.xlsx", 60, Child),
    "volunteers": ("volunteer-roster-pingjiang.xlsx", 50, Volunteer),
}


def upload(actor, content, region=PINGJIANG, name="名册.xlsx"):
    return services.start_import(
        actor=actor, kind=KIND, region_code=region, content=content, name=name
    )


def vault_of(app):
    return app.extensions["settings"].data_dir / "files"


def count(model=Child):
    return session().scalar(select(func.count()).select_from(model))


@pytest.fixture
def chair(app):
    return make_actor(Role.CHAIR)


@pytest.mark.parametrize("kind", SAMPLES)
def test_sample_by_command_and_the_second_time_nothing_changes(app, kind):
    make_user("chair", (Role.CHAIR, PINGJIANG))
    name, rows, model = SAMPLES[kind]
    command = ["roster", "import", str(DATA / name), "--kind", kind, "--user", "chair", "--json"]
    first = app.test_cli_runner().invoke(args=command)
    assert first.exit_code == 0, first.output
    assert json.loads(first.output) == {
        "rows": rows,
        "ok": rows,
        "created": rows,
        "updated": 0,
        "unchanged": 0,
        "problems": [],
    }
    assert count(model) == rows
    second = json.loads(app.test_cli_runner().invoke(args=command).output)
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, rows)
    assert count(model) == rows


def test_imported_volunteers_are_applicants_and_men_helpers(app):
    make_user("chair", (Role.CHAIR, PINGJIANG))
    name, _rows, _model = SAMPLES["volunteers"]
    command = ["roster", "import", str(DATA / name), "--kind", "volunteers", "--user", "chair"]
    app.test_cli_runner().invoke(args=command)
    people = session().scalars(select(Volunteer)).all()
    assert {one.state for one in people} == {"applied"}
    assert {one.kind for one in people if one.sex == "male"} == {"helper"}
    assert all(one.team for one in people)


def test_check_needs_no_user_and_writes_nothing(app):
    file = str(DATA / SAMPLES["children"][0])
    done = app.test_cli_runner().invoke(args=["roster", "check", file, "--kind", "children"])
    assert done.exit_code == 0, done.output
    assert "rows: 60" in done.output
    assert count() == 0


def test_command_with_problems_writes_nothing_unless_they_are_skipped(app, tmp_path):
    make_user("chair", (Role.CHAIR, PINGJIANG))
    file = tmp_path / "名册.xlsx"
    file.write_bytes(workbook([child_row(), child_row(监护人联系电话="123")]))
    command = ["roster", "import", str(file), "--kind", "children", "--user", "chair", "--json"]
    done = app.test_cli_runner().invoke(args=command)
    answer = json.loads(done.output)
    assert (done.exit_code, answer["ok"], answer["created"], count()) == (1, 1, 0, 0)
    [problem] = answer["problems"]
    assert (problem["row"], problem["column"], problem["code"]) == (4, "监护人联系电话", "phone")
    assert problem["message"]
    done = app.test_cli_runner().invoke(args=[*command, "--skip-problems"])
    assert (done.exit_code, json.loads(done.output)["created"], count()) == (1, 1, 1)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04 broken", b"hello"])
def test_command_says_that_a_file_cannot_be_read(app, tmp_path, content):
    file = tmp_path / "名册.xlsx"
    file.write_bytes(content)
    command = ["roster", "check", str(file), "--kind", "children"]
    assert app.test_cli_runner().invoke(args=command).exit_code == 2
    missing = ["roster", "check", str(tmp_path / "no.xlsx"), "--kind", "children"]
    assert app.test_cli_runner().invoke(args=missing).exit_code == 2


def test_command_refuses_a_region_that_is_not_the_users(app, tmp_path):
    make_user("chair", (Role.CHAIR, PINGJIANG))
    file = str(DATA / SAMPLES["children"][0])
    command = ["roster", "import", file, "--kind", "children", "--user", "chair"]
    assert app.test_cli_runner().invoke(args=[*command, "--region", MILUO]).exit_code == 2
    assert count() == 0


def test_changed_rows_update_and_empty_cells_wipe_nothing(chair):
    row = child_row()
    rosters.bring_in(chair, workbook([row]))
    changed = {**row, "就读学校": "加义镇第二小学", "监护人联系电话": "13900002222", "年级": ""}
    assert rosters.bring_in(chair, workbook([changed]))["updated"] == 1
    child = session().scalars(select(Child)).one()
    assert (child.school, child.grade) == ("加义镇第二小学", "三年级")
    assert [one.phone for one in child.guardians] == ["13900002222"]
    assert rosters.bring_in(chair, workbook([changed]))["unchanged"] == 1


def test_moving_gives_a_number_of_the_new_village(chair):
    row = child_row()
    rosters.bring_in(chair, workbook([row]))
    rosters.bring_in(chair, workbook([{**row, "家庭住址": "平江县加义镇杨柳村3组"}]))
    child = session().scalars(select(Child)).one()
    assert child.region_code != VILLAGE_CODE
    assert child.roster_number == 1


def test_child_of_another_region_is_elsewhere_without_a_word_of_it(chair):
    row = child_row()
    rosters.bring_in(chair, workbook([row]))
    neighbour = make_actor(Role.CHAIR, MILUO)
    moved = workbook([{**row, "家庭住址": "汨罗市屈子祠镇永青村"}])
    found = examine(moved, neighbour, MILUO)
    assert codes(found) == [(3, "身份证号码", "elsewhere")]
    assert not found.problems[0].args


def test_closed_file_is_not_opened_by_a_roster(chair):
    row = child_row()
    rosters.bring_in(chair, workbook([row]))
    child = session().scalars(select(Child)).one()
    change_state(actor=chair, child_id=child.id, transition="leave", reason="搬走")
    assert codes(examine(workbook([row]), chair)) == [(3, "身份证号码", "file_closed")]


def test_nothing_is_written_while_there_are_problems(chair):
    with pytest.raises(InvalidInput):
        rosters.bring_in(chair, workbook([child_row(), child_row(姓名="")]))
    assert count() == 0
    assert rosters.bring_in(chair, workbook([child_row(), child_row(姓名="")]), skip_problems=True)
    assert count() == 1


def test_roster_is_written_once_and_recorded_with_counts(chair):
    started = rosters.check(chair, workbook([child_row()]))
    services.write_roster(actor=chair, kind=KIND, import_id=started.id)
    jobs.run_waiting()
    with pytest.raises(Conflict):
        services.write_roster(actor=chair, kind=KIND, import_id=started.id)
    event = session().scalars(select(AuditEvent).where(AuditEvent.act == "roster.imported")).one()
    assert event.detail["created"] == 1


def test_import_of_another_region_does_not_exist(chair):
    started = upload(chair, workbook([child_row()]))
    with pytest.raises(NotFound):
        services.get_import(make_actor(Role.CHAIR, MILUO), KIND, started.id)


def test_uploaded_file_lies_encrypted(app, chair):
    content = workbook([child_row()])
    row = session().get(RosterImport, upload(chair, content).id)
    files = [file.read_bytes() for file in vault_of(app).rglob("*") if file.is_file()]
    assert files
    assert not any(kept[:2] == b"PK" for kept in files)
    assert row.upload.read() == content


def test_pages_lead_from_file_to_result(visit, chair):
    browser = visit(chair)
    page = browser.get("/children/import")
    content = workbook([child_row(姓名="罗 小川"), child_row(监护人联系电话="123")])
    sent = browser.submit(
        page, {"file": (io.BytesIO(content), "名册.xlsx"), "region": PINGJIANG, "source": "station"}
    )
    assert sent.status_code == 303, sent.text
    assert "http-equiv" in browser.get(sent.location).text
    jobs.run_waiting()
    preview = browser.get(browser.get(sent.location).location)
    assert "phone" in preview.text
    columns = browser.get(f"{sent.location}/columns")
    assert "身份证号码" in columns.text
    corrected = browser.submit(columns, {"0-8": ""})
    assert corrected.status_code == 303
    jobs.run_waiting()
    preview = browser.get(browser.get(corrected.location).location)
    action = f"{sent.location}/write"
    refused = browser.submit(preview, {}, action=action)
    assert refused.status_code == 422
    written = browser.submit(preview, {"skip": "y"}, action=action)
    assert written.status_code == 303, written.text
    assert "progress" in browser.get(written.location).text
    jobs.run_waiting()
    done = browser.get(browser.get(written.location).location)
    assert done.status_code == 200
    child = session().scalars(select(Child)).one()
    assert (child.name, child.grade) == ("罗小川", None)


def test_page_refuses_a_file_with_a_clear_message(visit, chair):
    browser = visit(chair)
    page = browser.get("/children/import")
    sent = browser.submit(page, {"file": (io.BytesIO(b"%PDF-1.4"), "x.xlsx")})
    assert sent.status_code == 422
    assert "XLSX" in sent.text


def test_marked_workbook_is_given_and_recorded(visit, chair):
    started = rosters.check(chair, workbook([child_row(监护人联系电话="123")]))
    browser = visit(chair)
    preview = browser.get(f"/children/import/{started.id}/preview")
    marked = browser.submit(preview, {}, action=f"/children/import/{started.id}/marked")
    assert marked.status_code == 200
    assert marked.data.startswith(b"PK")
    acts = session().scalars(select(AuditEvent.act)).all()
    assert "roster.marked_copy" in acts
