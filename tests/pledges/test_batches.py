from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from app.accounts.models import User
from app.core import audit, jobs
from app.core.access.actors import Actor
from app.core.clock import as_of, now, today
from app.core.db import session, transaction
from app.core.documents.uploads import Upload
from app.core.errors import Conflict, InvalidInput, NotFound
from app.pledges import batch_work, batches, services
from app.pledges.batch_members import members_of
from app.pledges.models import Pledge, PledgeBatch
from app.pledges.scans import UnreadableScan, split
from app.policy import Role
from app.volunteers.models import Team
from tests.people import MILUO, XIEJIANG, make_actor, make_volunteer
from tests.support.client import CheckedClient

Enter = Callable[[Actor], None]


def team_of(names: Sequence[str]) -> Team:
    with transaction() as current:
        team = Team(name="谢江村爱心妈妈志愿服务队", region_code=XIEJIANG, captain_name="李丽")
        current.add(team)
        current.flush()
    for name in names:
        make_volunteer(name, team_id=team.id)
    return team


@pytest.fixture
def team(app: Flask) -> Team:
    team = team_of(("王芳", "李丽", "赵敏"))
    make_volunteer("老人", team_id=team.id, born_on=today().replace(year=1940, day=1))
    make_volunteer("未批准", team_id=team.id, state="applied")
    return team


@pytest.fixture
def batch(staff: Actor, team: Team) -> PledgeBatch:
    made = batches.make_batch(actor=staff, team_id=team.id)
    assert jobs.run_waiting() == 1
    session().expire_all()
    return made


def printed(batch: PledgeBatch) -> bytes:
    return session().get_one(Upload, batch.upload_id).read()


def scanned(pdf: bytes, folder: Path, *, first: int = 2) -> bytes:
    """The printed pages as a scanner gives them back: pictures in one PDF."""
    (folder / "printed.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "110", "-gray", "-f", str(first), "-png", "printed.pdf", "page"]
    subprocess.run(command, check=True, cwd=folder)
    images = [Image.open(file) for file in sorted(folder.glob("page*.png"))]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], quality=25)
    return out.getvalue()


def take(actor: Actor, batch: PledgeBatch, *files: bytes, redeclared: bool = True):
    return batches.take_scans(
        actor=actor,
        batch_id=batch.id,
        files=[(f"{n}.pdf", content) for n, content in enumerate(files)],
        signed_on=today(),
        redeclared=redeclared,
    )


def test_whole_team_is_issued_and_printed_in_the_background(
    batch: PledgeBatch, tmp_path: Path
) -> None:
    pledges = batches.pledges_of_batch(batch)
    assert {one.volunteer.name for one in pledges} == {"王芳", "李丽", "赵敏"}
    job = batches.job_of(batch)
    assert (job.state, job.done, job.total) == ("done", 6, 6)
    file = tmp_path / "batch.pdf"
    file.write_bytes(printed(batch))
    subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)
    text = subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True)
    pages = text.stdout.split("\f")[:-1]
    assert len(pages) == 4
    assert "签订清单" in pages[0]
    for one, page in zip(pledges, pages[1:], strict=True):
        assert one.serial in page
        assert one.serial in pages[0]


def test_members_are_left_out_with_the_reason(team: Team) -> None:
    reasons = {
        one.volunteer.name: [problem.code for problem in one.problems] for one in members_of(team)
    }
    assert reasons == {"王芳": [], "李丽": [], "赵敏": [], "老人": ["age"]}


def test_pledge_issued_before_is_printed_with_the_others(staff: Actor, team: Team) -> None:
    member = members_of(team)[0].volunteer
    before = services.issue_pledge(actor=staff, volunteer_id=member.id)
    made = batches.make_batch(actor=staff, team_id=team.id)
    jobs.run_waiting()
    assert before in batches.pledges_of_batch(made)


def test_scan_is_assigned_by_its_codes(staff: Actor, batch: PledgeBatch, tmp_path: Path) -> None:
    outcome = take(staff, batch, scanned(printed(batch), tmp_path))
    assert (outcome.signed, outcome.unknown) == (3, 0)
    assert {one.state for one in batches.pledges_of_batch(batch)} == {"signed"}
    assert len({one.scan_id for one in batches.pledges_of_batch(batch)}) == 3
    with pytest.raises(Conflict):
        batches.make_batch(actor=staff, team_id=batch.team_id)


def test_page_without_a_code_waits_for_a_person(
    staff: Actor, batch: PledgeBatch, tmp_path: Path
) -> None:
    blank = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(blank, "JPEG")
    outcome = take(staff, batch, blank.getvalue(), scanned(printed(batch), tmp_path, first=4))
    assert (outcome.signed, outcome.unknown) == (1, 1)
    (page,) = batches.unsettled(batch)
    waiting = [one for one in batches.pledges_of_batch(batch) if one.state == "issued"]
    values = {"actor": staff, "batch_id": batch.id, "page_id": page.id}
    with pytest.raises(InvalidInput):
        batches.assign_page(**values, pledge_id=999, redeclared=True)
    session().expire_all()
    batches.assign_page(**values, pledge_id=waiting[0].id, redeclared=True)
    assert waiting[0].state == "signed"
    assert batches.unsettled(batch) == []


def test_second_scan_of_a_page_is_put_aside(
    staff: Actor, batch: PledgeBatch, tmp_path: Path
) -> None:
    stack = scanned(printed(batch), tmp_path)
    take(staff, batch, stack)
    assert take(staff, batch, stack).unknown == 3


def test_file_that_is_no_scan_keeps_nothing(staff: Actor, batch: PledgeBatch) -> None:
    for content in (b"MZ...", b"%PDF-1.4 broken"):
        with pytest.raises(InvalidInput):
            take(staff, batch, content)
        session().expire_all()
    with pytest.raises(UnreadableScan):
        list(split(b""))


def test_failed_print_is_told_and_tried_again(
    staff: Actor, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no space")

    made = batches.make_batch(actor=staff, team_id=team.id)
    with monkeypatch.context() as patched:
        patched.setattr(batch_work, "join", fail)
        jobs.run_waiting()
    session().expire_all()
    assert (batches.job_of(made).state, batches.job_of(made).error) == ("failed", "OSError")
    batches.make_again(actor=staff, batch_id=made.id)
    assert jobs.run_waiting() == 1
    session().expire_all()
    assert made.upload_id


def test_other_county_prints_nothing_here(team: Team) -> None:
    with pytest.raises(NotFound):
        batches.make_batch(actor=make_actor(Role.STAFF, MILUO), team_id=team.id)


def test_ceremony_by_the_pages(
    client: CheckedClient, staff: Actor, enter_as: Enter, team: Team, tmp_path: Path
) -> None:
    enter_as(staff)
    assert f"/pledges/teams/{team.id}" in client.get("/pledges/teams").text
    made = client.submit(client.get(f"/pledges/teams/{team.id}"), {})
    assert made.status_code == 303
    url = made.location
    assert "<progress" in client.get(url).text
    assert client.get(f"{url}/pledges.pdf").status_code == 404
    jobs.run_waiting()
    session().expire_all()
    pdf = client.get(f"{url}/pledges.pdf")
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        assert len(opened.pages) == 4
    shown, action = client.get(url), f"{url}/scans"
    assert client.submit(shown, {}, action=action).status_code == 422
    stack = io.BytesIO(scanned(pdf.data, tmp_path, first=1))
    values = {"scans": (stack, "a.pdf"), "redeclared": "y"}
    assert client.submit(shown, values, action=action).status_code == 303
    shown = client.get(url)
    (page,) = batches.unsettled(session().query(PledgeBatch).one())  # the cover
    assert f"{url}/pages/{page.id}" in shown.text
    assert client.get(f"{url}/pages/{page.id}/scan").status_code == 200
    aside = client.submit(client.get(f"{url}/pages/{page.id}"), {"pledge": "0"})
    assert aside.status_code == 303
    assert client.get(f"{url}/pages/{page.id}").status_code == 404


def test_reissue_corrects_with_a_reason(
    client: CheckedClient, chair: Actor, enter_as: Enter
) -> None:
    pledge = services.issue_pledge(actor=chair, volunteer_id=make_volunteer().id)
    enter_as(chair)
    url = f"/pledges/{pledge.id}/reissue"
    assert url in client.get(f"/pledges/{pledge.id}").text
    assert client.submit(client.get(url), {"reason": ""}).status_code == 422
    answer = client.submit(client.get(url), {"reason": "姓名写错"})
    assert answer.status_code == 303
    session().expire_all()
    assert pledge.state == "withdrawn"
    assert answer.location != f"/pledges/{pledge.id}"


def test_team_asked_for_twice_while_it_is_made_is_one_batch(staff: Actor, team: Team) -> None:
    first = batches.make_batch(actor=staff, team_id=team.id)
    assert batches.make_batch(actor=staff, team_id=team.id).id == first.id
    assert jobs.run_waiting() == 1
    assert session().scalar(select(func.count()).select_from(PledgeBatch)) == 1


def test_member_who_may_no_longer_is_left_out_and_told(
    client: CheckedClient, staff: Actor, enter_as: Enter, team: Team
) -> None:
    made = batches.make_batch(actor=staff, team_id=team.id)
    with transaction():
        members_of(team)[0].volunteer.state = "suspended"
    jobs.run_waiting()
    session().expire_all()
    assert len(batches.pledges_of_batch(made)) == 2
    (missing,) = batches.left_out(made)
    assert [problem.code for problem in missing.problems] == ["not_approved"]
    enter_as(staff)
    shown = client.get(f"/pledges/batches/{made.id}").text
    assert missing.volunteer.name in shown
    assert str(missing.problems[0].message) in shown


def test_who_lost_her_account_meanwhile_issues_nothing(staff: Actor, team: Team) -> None:
    made = batches.make_batch(actor=staff, team_id=team.id)
    with transaction() as current:
        current.get_one(User, staff.user_id).is_active = False
    jobs.run_waiting()
    session().expire_all()
    assert (batches.job_of(made).state, batches.pledges_of_batch(made)) == ("failed", [])
    other = make_actor(Role.STAFF)
    batches.make_again(actor=other, batch_id=made.id)
    jobs.run_waiting()
    session().expire_all()
    assert len(batches.pledges_of_batch(made)) == 3


@pytest.mark.parametrize("at", [1, 2, 3])
def test_server_that_dies_in_the_middle_doubles_nothing(
    fresh_app: Flask, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """The process ends after so many pledges; another one takes the job up again."""
    with fresh_app.app_context():
        staff, team_id = make_actor(Role.STAFF), team_of(("王芳", "李丽", "赵敏", "陈红")).id
        batch_id = batches.make_batch(actor=staff, team_id=team_id).id
        with monkeypatch.context() as patched:
            patched.setattr(batch_work, "issue_pledge", dying_after(at))
            with pytest.raises(KeyboardInterrupt):
                jobs.run_waiting()
    later = now() + 2 * jobs.DEAD_AFTER
    with fresh_app.app_context(), as_of(later):
        batch = session().get_one(PledgeBatch, batch_id)
        assert len(batches.pledges_of_batch(batch)) == at
        assert jobs.run_waiting() == 1
        session().expire_all()
        pledges = batches.pledges_of_batch(batch)
        assert len({one.volunteer_id for one in pledges}) == len(pledges) == 4
        assert sorted(int(one.serial[-6:]) for one in pledges) == [1, 2, 3, 4]
        job = batches.job_of(batch)
        assert (job.state, job.done, job.total, job.attempts) == ("done", 8, 8, 2)
        assert batch.upload_id
        assert audit.verify().broken_at is None


def dying_after(count: int) -> Callable[..., object]:
    """In the midst of the next one: her number is taken and nothing of it committed."""
    left = [count]

    def issue(**values: object) -> object:
        pledge = services.issue_pledge(**values)  # type: ignore[arg-type]
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return pledge

    return issue


def test_who_was_thought_dead_stops_and_keeps_nothing(
    staff: Actor, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = batches.make_batch(actor=staff, team_id=team.id)
    job = batches.job_of(made)

    def taken_up_by_another(**values: object) -> object:
        pledge = services.issue_pledge(**values)  # type: ignore[arg-type]
        job.attempts += 1
        return pledge

    monkeypatch.setattr(batch_work, "issue_pledge", taken_up_by_another)
    jobs.run_waiting()
    session().expire_all()
    assert batches.pledges_of_batch(made) == []
    assert session().scalar(select(func.count()).select_from(Pledge)) == 0


def test_progress_is_shown_with_and_without_script(
    client: CheckedClient, staff: Actor, enter_as: Enter, team: Team
) -> None:
    enter_as(staff)
    made = batches.make_batch(actor=staff, team_id=team.id)
    url = f"/pledges/batches/{made.id}"
    shown = client.get(url).text
    assert '<noscript><meta http-equiv="refresh"' in shown
    assert 'value="0"' in shown
    block = {"HX-Request": "true", "HX-Target": "progress"}
    assert "<progress" in client.get(url, headers=block).text
    jobs.run_waiting()
    session().expire_all()
    assert client.get(url, headers=block).headers["HX-Redirect"] == url
    shown = client.get(url).text
    assert "refresh" not in shown
    assert "<progress" not in shown
