"""An import in the background: stopped, killed, gone on with, looked through, forgotten."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, func, select, update

from app.accounts.models import RoleGrant
from app.children.models import Child
from app.children.roster import KIND
from app.core import audit, jobs
from app.core.audit import AuditEvent
from app.core.clock import now
from app.core.crypto import Unreadable
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput
from app.core.imports import retention, services, work
from app.core.imports.models import RosterImport
from app.core.jobs import Job, Stopped
from app.policy import Role
from tests.children.rosters import PINGJIANG, check, child_row, workbook
from tests.people import MILUO, make_actor


@pytest.fixture
def chair(app):
    return make_actor(Role.CHAIR)


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(work, "BATCH", 2)


def started(actor, rows, name="名册.xlsx"):
    return services.start_import(
        actor=actor, kind=KIND, region_code=PINGJIANG, content=workbook(rows), name=name
    ).id


def checked(actor, rows):
    return check(actor, workbook(rows)).id


def told_to_write(actor, import_id, **options):
    services.write_roster(actor=actor, kind=KIND, import_id=import_id, **options)


def row_of(import_id):
    session().expire_all()
    return session().get(RosterImport, import_id)


def children():
    return session().scalar(select(func.count()).select_from(Child))


def write_until(monkeypatch, batch, act):
    """Do something just before the given batch is committed."""
    plain, seen = work._write_batch, []

    def wrapped(*args):
        plain(*args)
        seen.append(1)
        if len(seen) == batch:
            act()

    monkeypatch.setattr(work, "_write_batch", wrapped)


def test_check_is_kept_and_says_how_far_it_is(chair, small_batches):
    import_id = started(chair, [child_row() for _ in range(5)])
    assert (row_of(import_id).state, children()) == ("checking", 0)
    jobs.run_waiting()
    row = row_of(import_id)
    job = services.job_of(row)
    assert (row.state, job.state, job.done, job.total) == ("ready", "done", 5, 5)
    assert row.counts["created"] == len(work.findings_of(row).lines) == 5
    assert children() == 0


def test_stopped_check_writes_nothing_and_can_be_had_again(chair):
    import_id = started(chair, [child_row()])
    services.stop_import(actor=chair, kind=KIND, import_id=import_id)
    assert jobs.run_waiting() == 0
    assert row_of(import_id).state == "stopped"
    with pytest.raises(InvalidInput):
        told_to_write(chair, import_id)
    services.check_again(actor=chair, kind=KIND, import_id=import_id)
    jobs.run_waiting()
    assert row_of(import_id).state == "ready"


def test_stopped_writing_keeps_whole_batches_and_goes_on(chair, small_batches, monkeypatch):
    import_id = checked(chair, [child_row() for _ in range(5)])
    told_to_write(chair, import_id)
    with monkeypatch.context() as patched:
        plain = work._write_some

        def then_somebody_stops_it(*args):
            plain(*args)
            services.stop_import(actor=chair, kind=KIND, import_id=import_id)

        patched.setattr(work, "_write_some", then_somebody_stops_it)
        jobs.run_waiting()
    row = row_of(import_id)
    assert (row.position, row.counts["created"], children()) == (2, 2, 2)
    assert (row.state, services.job_of(row).state) == ("stopped", "stopped")
    told_to_write(chair, import_id)
    jobs.run_waiting()
    row = row_of(import_id)
    assert (row.state, row.counts["created"], row.counts["rows"]) == ("written", 5, 5)
    assert children() == 5
    numbers = session().scalars(select(Child.roster_number).order_by(Child.roster_number)).all()
    assert numbers == [1, 2, 3, 4, 5]
    assert audit.verify().broken_at is None


def test_stop_button_stops_what_runs(chair, small_batches):
    import_id = checked(chair, [child_row()])
    told_to_write(chair, import_id)
    services.stop_import(actor=chair, kind=KIND, import_id=import_id)
    assert jobs.run_waiting() == 0
    assert (row_of(import_id).state, children()) == ("stopped", 0)
    with pytest.raises(Conflict):
        services.stop_import(actor=chair, kind=KIND, import_id=import_id)


def test_killed_server_doubles_nothing(chair, small_batches, monkeypatch):
    """The process dies between two batches; another takes the job up from where it stood."""
    import_id = checked(chair, [child_row() for _ in range(6)])
    told_to_write(chair, import_id)

    class Killed(BaseException):
        pass

    def die():
        raise Killed

    with monkeypatch.context() as patched:
        write_until(patched, 2, die)
        with pytest.raises(Killed):
            jobs.run_next()
    session().rollback()
    assert (row_of(import_id).position, children()) == (2, 2)
    assert jobs.run_waiting() == 0, "its heart has beaten a moment ago"
    with transaction() as current:
        current.execute(update(Job).values(beat_at=now() - 2 * jobs.DEAD_AFTER))
    assert jobs.run_waiting() == 1
    row = row_of(import_id)
    assert (row.state, row.counts["created"], children()) == ("written", 6, 6)


def test_one_who_was_thought_dead_writes_no_more(chair, small_batches, monkeypatch):
    import_id = checked(chair, [child_row() for _ in range(4)])
    told_to_write(chair, import_id)

    def taken_over():
        session().execute(update(Job).values(attempts=Job.attempts + 1))

    write_until(monkeypatch, 1, taken_over)
    jobs.run_waiting()
    job = services.job_of(row_of(import_id))
    assert (job.state, children()) == ("running", 2)


def test_job_that_kills_three_times_is_given_up(chair):
    import_id = started(chair, [child_row()])
    with transaction() as current:
        values = {"state": "running", "attempts": 3, "beat_at": now() - 2 * jobs.DEAD_AFTER}
        current.execute(update(Job).values(**values))
    assert jobs.run_waiting() == 0
    row = row_of(import_id)
    assert services.job_of(row).error == "killed"
    assert services.is_stuck(row)


def test_progress_of_another_attempt_is_refused(chair):
    started(chair, [child_row()])
    job = jobs._claim()
    running = jobs.Running(job.id, job.attempts - 1, job.arguments, job.made_by)
    with pytest.raises(Stopped):
        running.progress(1)


def test_fault_leaves_an_import_that_can_be_gone_on_with(chair, monkeypatch):
    import_id = started(chair, [child_row()])
    with monkeypatch.context() as patched:
        patched.setattr(work.Findings, "begun", lambda _reading: 1 / 0)
        jobs.run_waiting()
    row = row_of(import_id)
    assert (row.state, services.job_of(row).error) == ("stopped", "ZeroDivisionError")
    services.check_again(actor=chair, kind=KIND, import_id=import_id)
    jobs.run_waiting()
    assert row_of(import_id).state == "ready"


def test_row_that_changed_since_the_check_is_left_out_and_said(chair):
    row = child_row()
    import_id = checked(chair, [row, child_row()])
    other = checked(chair, [row])
    told_to_write(chair, other)
    jobs.run_waiting()
    child = session().scalars(select(Child)).one()
    with transaction():
        child.state = "left"
    told_to_write(chair, import_id)
    jobs.run_waiting()
    done = row_of(import_id)
    assert (done.counts["created"], done.counts["problems"]) == (1, 1)
    assert done.late == [["花名册", 3, "file_closed", "id_number"]]


def test_account_closed_meanwhile_writes_nothing(chair):
    import_id = checked(chair, [child_row()])
    told_to_write(chair, import_id)
    with transaction() as current:
        current.execute(delete(RoleGrant).where(RoleGrant.user_id == chair.user_id))
    jobs.run_waiting()
    assert (row_of(import_id).state, children()) == ("stopped", 0)


def test_file_that_cannot_be_taken_says_so_on_its_page(visit, chair):
    broken = workbook([child_row()])[:-400] + b"\0" * 400
    import_id = services.start_import(
        actor=chair, kind=KIND, region_code=PINGJIANG, content="早上好\n".encode(), name="x.csv"
    ).id
    with pytest.raises(InvalidInput):
        services.start_import(
            actor=chair, kind=KIND, region_code=PINGJIANG, content=broken, name="x.xlsx"
        )
    jobs.run_waiting()
    assert row_of(import_id).problem == "no_table"
    assert "没有" in visit(chair).get(f"/children/import/{import_id}").text


def test_preview_is_paged_searched_and_masked_for_others(visit, chair):
    rows = [child_row(姓名=f"罗{word}") for word in "一二三四五六七八九十" * 3]
    rows += [child_row(姓名="陈小石", 监护人联系电话="138 0000 1111")]
    import_id = checked(chair, rows)
    address = f"/children/import/{import_id}/preview"
    browser = visit(chair)
    assert "page=2" in browser.get(f"{address}?show=all").text
    for words in ("陈小石", "chenxiaoshi", "cxs", rows[-1]["身份证号码"], "33"):
        found = browser.get(f"{address}?show=all&q={words}").text
        assert "陈小石" in found, words
        # A row's number may stand in somebody's identity number as well.
        assert words == "33" or "罗一" not in found, words
    assert "138 0000 1111" in browser.get(f"{address}?show=mended&q=陈小石").text
    assert browser.get(f"{address}?show=nonsense&page=99&q=nobody").status_code == 200
    colleague = visit(make_actor(Role.STAFF))
    page = colleague.get(f"{address}?show=mended&q=陈小石").text
    assert "陈**" in page
    assert "138 0000 1111" not in page
    assert visit(make_actor(Role.CHAIR, MILUO)).get(address).status_code == 404


def test_rows_with_problems_come_back_as_a_workbook_to_mend(visit, chair):
    import_id = checked(
        chair, [child_row(), child_row(监护人联系电话="123"), child_row(), child_row(姓名="")]
    )
    told_to_write(chair, import_id, skip_problems=True)
    jobs.run_waiting()
    browser = visit(chair)
    page = browser.get(f"/children/import/{import_id}/done")
    answer = browser.submit(page, {}, action=f"/children/import/{import_id}/marked")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][1] == "姓名"
    assert [row[11] for row in rows[2:]] == ["123", "13800001111"]
    assert "监护人联系电话" in rows[2][-1]
    # Put right, it is a roster like any other.
    sheet["L3"], sheet["B4"] = "13900001111", "罗小石"
    target = io.BytesIO()
    sheet.parent.save(target)
    again = services.start_import(
        actor=chair, kind=KIND, region_code=PINGJIANG, content=target.getvalue(), name="x.xlsx"
    ).id
    jobs.run_waiting()
    assert row_of(again).counts | {"created": 2, "problems": 0} == row_of(again).counts


def test_files_are_destroyed_after_their_term(app, visit, chair):
    vault = app.extensions["settings"].data_dir / "files"

    def files():
        return {one for one in vault.rglob("*") if one.is_file()}

    before = files()
    import_id = checked(chair, [child_row(), child_row(姓名="")])
    assert len(files() - before) == 2
    assert retention.purge_old() == 0
    with transaction() as current:
        current.execute(
            update(RosterImport).values(started_at=now() - retention.KEPT - timedelta(days=1))
        )
    assert retention.purge_old() == 1
    row = row_of(import_id)
    with pytest.raises(Unreadable):
        row.upload.read()
    assert row.counts["created"] == 1
    browser = visit(chair)
    for page in ("", "/preview", "/columns", "/done"):
        assert browser.get(f"/children/import/{import_id}{page}").status_code < 500
    with pytest.raises(Conflict):
        told_to_write(chair, import_id)
    acts = session().scalars(select(AuditEvent.act)).all()
    assert acts.count("roster.purged") == 1
    assert retention.purge_old() == 0
