"""The papers of pledges as poppler and qpdf see them: signed, corrected, put together.

The tools come with `scripts/setup.sh dev`; without them these tests fail and are not left out.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.core import jobs
from app.core.access.actors import SYSTEM, Actor
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents import archive, signing
from app.core.documents.models import Document
from app.pledges import record, services
from app.pledges.models import Pledge
from app.volunteers.models import Volunteer
from tests.people import make_volunteer, vet
from tests.pledges.test_services import issue, sign
from tests.support.client import CheckedClient

TOOLS = ("pdfsig", "pdffonts", "pdftotext", "qpdf")
SETUP = Path(__file__).resolve().parents[2] / "scripts/setup.sh"


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def signatures(file: Path) -> str:
    """pdfsig's own exit code says whether there is a signature at all."""
    return subprocess.run(
        ["pdfsig", "-nocert", str(file)], check=False, capture_output=True, text=True
    ).stdout


def kept(pledge: Pledge, folder: Path) -> Path:
    """The bytes of the archive, sound and with every font inside."""
    file = folder / f"{pledge.serial}.pdf"
    file.write_bytes(archive.pdf_bytes(session().get_one(Document, pledge.document_id)))
    return sound(file)


def sound(file: Path) -> Path:
    run("qpdf", "--check", str(file))
    fonts = run("pdffonts", str(file)).splitlines()[2:]
    assert fonts
    assert all(" yes yes yes " in line for line in fonts)
    return file


def text_of(file: Path) -> str:
    return "".join(run("pdftotext", str(file), "-").split())


@pytest.fixture
def own_certificate(app: Flask) -> None:
    signing.make(actor=SYSTEM, name="平江县爱心妈妈工作站")


def signed(staff: Actor, volunteer: Volunteer) -> Pledge:
    pledge = sign(staff, issue(staff, volunteer))
    jobs.run_waiting()
    session().expire_all()
    return pledge


def test_fresh_machine_gets_the_tools() -> None:
    wanted = SETUP.read_text("utf-8")
    for package in ("poppler-utils", "qpdf", "zbar-tools"):
        assert f"echo {package}" in wanted
    for tool in TOOLS:
        run("sh", "-c", f"command -v {tool}")


@pytest.mark.usefixtures("own_certificate")
def test_signed_pledge_bears_the_stations_signature(staff: Actor, tmp_path: Path) -> None:
    pledge = signed(staff, make_volunteer())
    file = kept(pledge, tmp_path)
    said = signatures(file)
    assert said.count("Signature is Valid") == 1
    assert "Total document signed" in said
    assert "平江县爱心妈妈工作站" in said
    assert file.stat().st_size <= 60_000
    assert pledge.serial in text_of(file)


@pytest.mark.usefixtures("own_certificate")
def test_unsigned_paper_bears_no_signature_of_the_station(staff: Actor, tmp_path: Path) -> None:
    """What still waits for her hand is a form, not a document."""
    pledge = issue(staff, make_volunteer())
    jobs.run_waiting()
    session().expire_all()
    assert "does not contain any signatures" in signatures(kept(pledge, tmp_path))


@pytest.mark.usefixtures("own_certificate")
def test_corrected_pledge_is_a_new_paper_and_the_old_stays_as_it_was(
    staff: Actor, chair: Actor, client: CheckedClient, tmp_path: Path
) -> None:
    volunteer = make_volunteer("王方")
    old = signed(staff, volunteer)
    before = kept(old, tmp_path).read_bytes()
    with transaction():
        volunteer.name = "王芳芳"
    new = services.reissue_pledge(actor=chair, pledge_id=old.id, reason="姓名写错")
    sign(staff, new)
    jobs.run_waiting()
    session().expire_all()
    assert kept(old, tmp_path).read_bytes() == before
    file = kept(new, tmp_path)
    assert "本人王芳芳自愿" in text_of(file)
    assert "本人王方自愿" in text_of(kept(old, tmp_path))
    assert "Signature is Valid" in signatures(file)
    # The number of the old one is not given again, and its check page says that it is void.
    assert int(new.serial[-6:]) == int(old.serial[-6:]) + 1
    codes = [session().get_one(Document, one.document_id).check_code for one in (old, new)]
    pages = [
        client.get(f"/verify/{one.serial}?code={code}").text
        for one, code in zip((old, new), codes, strict=True)
    ]
    assert "已撤销" in pages[0]
    assert "已撤销" not in pages[1]
    assert "王芳芳" not in pages[1], "a name is masked"
    assert new.serial in pages[1]


@pytest.mark.usefixtures("own_certificate")
def test_record_of_three_years_holds_the_three_pledges(
    staff: Actor, on_day: Callable[[date], None], tmp_path: Path
) -> None:
    volunteer, pledges = make_volunteer(vetted=False), []
    for _ in range(3):
        vet(volunteer)
        pledges.append(sign(staff, issue(staff, volunteer)))
        jobs.run_waiting()
        session().expire_all()
        on_day(pledges[-1].ends_on)
    on_day(today() - timedelta(days=3))
    file = tmp_path / "record.pdf"
    file.write_bytes(record.record_pdf(staff, volunteer))
    sound(file)
    pages = run("pdftotext", str(file), "-").split("\f")[:-1]
    assert len(pages) == 4
    for number, pledge in enumerate(pledges, 1):
        assert pledge.serial in pages[0]
        assert pledge.serial in pages[number]
    # Put together, the sheets are copies: they must not pose as signed by the station.
    assert "Signature is Valid" not in signatures(file)
    assert file.stat().st_size < 300_000
