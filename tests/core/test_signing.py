"""The station's digital signature, as poppler and qpdf see it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from flask import Flask

from app import create_app
from app.certificates.document import document_kinds, print_one
from app.config import Settings
from app.core import jobs
from app.core.access.actors import SYSTEM
from app.core.clock import now
from app.core.db import Base, database, session
from app.core.documents import archive, signing
from app.core.documents.models import Document, SigningKey
from app.core.errors import InvalidInput
from app.pledges.document import pledge_pdf
from tests.certificates.samples import landscape, record
from tests.pledges.samples import drawn_signature, pledge

PLACE = "430626101000"
KIND = document_kinds()[0].name


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    url = f"sqlite:///{tmp_path / 'aixin.db'}"
    app = create_app(Settings(data_dir=tmp_path, database_url=url, testing=True))
    with app.app_context():
        Base.metadata.create_all(database().engine)
        yield app
        session().close()
        database().engine.dispose()


def issue() -> Document:
    return archive.issue(
        actor=SYSTEM,
        kind=KIND,
        region_code=PLACE,
        compose=lambda number: landscape(serial=number.serial),
    )


def make(name: str = "平江县爱心妈妈工作站") -> SigningKey:
    return signing.make(actor=SYSTEM, name=name)


def checked(pdf: bytes, folder: Path) -> str:
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True)
    return said.stdout


def test_a_document_is_signed_at_issue_and_the_signed_bytes_are_kept(
    app: Flask, tmp_path: Path
) -> None:
    key, document = make(), issue()
    assert jobs.run_waiting() == 1
    session().expire_all()
    assert document.signing_key_id == key.id
    pdf = archive.pdf_bytes(document)
    said = checked(pdf, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "平江县爱心妈妈工作站" in said
    assert len(pdf) <= 40 * 1024
    with pikepdf.open(tmp_path / "signed.pdf") as opened:
        assert "/StructTreeRoot" in opened.Root
        assert opened.open_metadata()["pdfaid:part"] == "3"
    fonts = subprocess.run(
        ["pdffonts", str(tmp_path / "signed.pdf")], capture_output=True, text=True, check=True
    )
    assert all(" yes yes yes " in line for line in fonts.stdout.splitlines()[2:])


def test_a_signed_pledge_is_at_most_60_kb(app: Flask) -> None:
    drawn = pledge().signed(drawn_signature(date(2026, 9, 3)))
    assert len(signing.sign(pledge_pdf(drawn), make())) <= 60_000


@pytest.mark.parametrize(("lines", "most"), [(1, 40), (10, 42)])
def test_a_signed_service_record_stays_small(
    app: Flask, tmp_path: Path, lines: int, most: int
) -> None:
    pdf = signing.sign(print_one(record(lines), 1), make())
    assert len(pdf) <= most * 1024
    assert "Signature is Valid" in checked(pdf, tmp_path)


def test_one_changed_letter_breaks_the_signature(app: Flask, tmp_path: Path) -> None:
    make()
    pdf = bytearray(archive.pdf_bytes(issue()))
    at = pdf.index(b"/Producer") + 12
    pdf[at] ^= 1
    file = tmp_path / "changed.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True)
    assert "Signature is Valid" not in said.stdout


def test_many_documents_of_one_use_case_are_one_job(app: Flask) -> None:
    make()
    from app.core.db import transaction

    with transaction():
        papers = [issue() for _ in range(3)]
    assert jobs.run_waiting() == 1
    session().expire_all()
    assert all(one.stored_name and one.signing_key_id for one in papers)


def test_without_set_up_nothing_is_signed(app: Flask, tmp_path: Path) -> None:
    document = issue()
    assert jobs.run_waiting() == 0
    assert "does not contain any signatures" in checked(archive.pdf_bytes(document), tmp_path)
    assert document.signing_key_id is None


def test_what_was_issued_before_stays_unsigned(app: Flask) -> None:
    document = issue()
    with time_machine.travel(now() + timedelta(minutes=1), tick=False):
        make()
        archive.pdf_bytes(document)
    assert document.signing_key_id is None


def test_a_new_key_takes_over_and_old_signatures_stay_valid(app: Flask, tmp_path: Path) -> None:
    first, document = make("甲站"), issue()
    jobs.run_waiting()
    second, later = make("乙站"), issue()
    jobs.run_waiting()
    session().expire_all()
    assert first.retired_at is not None
    assert signing.current() == second
    assert (document.signing_key_id, later.signing_key_id) == (first.id, second.id)
    assert "Signature is Valid" in checked(archive.pdf_bytes(document), tmp_path)
    signing.retire(actor=SYSTEM)
    assert signing.current() is None


def test_an_expired_certificate_signs_nothing(app: Flask) -> None:
    make()
    with time_machine.travel(now() + timedelta(days=365 * signing.YEARS + 1), tick=False):
        document = issue()
        archive.pdf_bytes(document)
        assert document.signing_key_id is None


def test_the_key_lies_sealed_and_for_nobody_else(app: Flask, tmp_path: Path) -> None:
    key = make()
    (file,) = [one for one in (tmp_path / "files").rglob("*") if one.is_file()]
    assert file.name == key.stored_name
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ValueError, match="PKCS"):
        pkcs12.load_pkcs12(file.read_bytes(), None)


def bought(password: bytes, bits: int = 2048) -> bytes:
    """As an authority sends it."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    key = rsa.generate_private_key(65537, bits)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "县妇联")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=300))
        .sign(key, SHA256())
    )
    lock = BestAvailableEncryption(password)
    return pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, lock)


def test_a_bought_certificate_is_taken_over(app: Flask, tmp_path: Path) -> None:
    key = signing.take(actor=SYSTEM, content=bought(b"geheim"), password="geheim")
    assert key.subject == "县妇联"
    assert "Signature is Valid" in checked(archive.pdf_bytes(issue()), tmp_path)


@pytest.mark.parametrize(
    ("content", "password"), [(b"nonsense", ""), (bought(b"geheim"), "wrong"), (b"", "")]
)
def test_a_file_that_does_not_open_is_refused(app: Flask, content: bytes, password: str) -> None:
    with pytest.raises(InvalidInput):
        signing.take(actor=SYSTEM, content=content, password=password)
    assert signing.current() is None


def test_the_check_page_names_who_signed(app: Flask) -> None:
    key, document = make(), issue()
    jobs.run_waiting()
    session().expire_all()
    finding = archive.check(document.serial, document.check_code)
    assert finding is not None
    assert finding.signed_with == key
    unknown = archive.check(document.serial, "")
    assert unknown is not None
    assert unknown.signed_with is None


def test_the_command_sets_up_shows_and_retires(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    assert "nothing is signed" in run(args=["signature", "show"]).output
    assert "工作站" in run(args=["signature", "set-up", "工作站"]).output
    assert "sha256" in run(args=["signature", "show"]).output
    run(args=["signature", "retire"])
    assert "nothing is signed" in run(args=["signature", "show"]).output
