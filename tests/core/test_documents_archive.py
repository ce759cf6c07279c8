import threading

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.config import Settings
from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.db import Base, database, session, transaction
from app.core.documents import archive, vault
from app.core.documents.archive import Damaged, DocumentKind, Number
from app.core.documents.models import Document, Standing
from app.core.documents.numbering import Counter, next_serial, same_check_code
from app.core.errors import Conflict, InvalidInput, NotFound

PINGJIANG = "430626101000"
YUEYANG_TOWER = "430602001000"
CHAIR = Actor(user_id=1, name="chair")
drawn: list[int] = []


def draw(snapshot, version):
    drawn.append(version)
    return f"%PDF {version} {snapshot['name']} {snapshot['serial']}".encode()


@pytest.fixture
def app(tmp_path):
    url = f"sqlite:///{tmp_path / 'aixin.db'}"
    app = create_app(Settings(data_dir=tmp_path, database_url=url, testing=True))
    archive.register(app, DocumentKind("letter", "XJ", 3, draw))
    drawn.clear()
    with app.app_context():
        Base.metadata.create_all(database().engine)
        yield app
        session().close()
        database().engine.dispose()


def compose(name="喆堃"):
    return lambda number: {"name": name, "serial": number.serial, "code": number.check_code}


def issue(name="喆堃", region_code=PINGJIANG, **options):
    return archive.issue(
        actor=CHAIR, kind="letter", region_code=region_code, compose=compose(name), **options
    )


def number_of(document: Document) -> str:
    return document.serial.rpartition("-")[2]


def test_serials_count_by_county_and_year(app, monkeypatch):
    first, second, elsewhere = issue(), issue(), issue(region_code=YUEYANG_TOWER)
    assert first.serial.startswith("XJ-430626-20")
    assert [number_of(d) for d in (first, second, elsewhere)] == ["000001", "000002", "000001"]
    with transaction():
        assert next_serial(prefix="XJ", region_code=PINGJIANG, year=1999).endswith("1999-000001")


def test_failed_issue_leaves_no_gap(app):
    issue()

    def fail(_number: Number):
        raise LookupError

    with pytest.raises(LookupError):
        archive.issue(actor=CHAIR, kind="letter", region_code=PINGJIANG, compose=fail)
    assert number_of(issue()) == "000002"


def test_serial_outside_a_transaction_is_refused(app):
    with pytest.raises(RuntimeError):
        next_serial(prefix="XJ", region_code=PINGJIANG, year=2026)


def test_serials_are_unique_and_without_gaps_when_many_issue_at_once(app):
    errors: list[BaseException] = []

    def issue_some(flask_app: Flask) -> None:
        try:
            with flask_app.app_context():
                for _ in range(5):
                    issue()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=issue_some, args=(app,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    serials = session().scalars(select(Document.serial)).all()
    assert sorted(int(s.rpartition("-")[2]) for s in serials) == list(range(1, 21))
    assert session().scalar(select(Counter.last)) == 20


def test_final_document_is_drawn_once_and_stored_encrypted(app, tmp_path):
    document = issue()
    first = archive.pdf_bytes(document)
    assert archive.pdf_bytes(document) == first
    assert drawn == [3]
    (file,) = (path for path in (tmp_path / "files").rglob("*") if path.is_file())
    assert file.name == document.stored_name
    assert b"%PDF" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_snapshot_is_sealed_in_the_database(app, tmp_path):
    document = issue("喆堃")
    assert "喆堃".encode() not in document.snapshot_sealed
    assert document.snapshot["name"] == "喆堃"


def test_draft_is_revised_until_it_is_finished(app):
    document = issue(final=False)
    assert document.standing is Standing.DRAFT
    assert "喆堃".encode() in archive.pdf_bytes(document)
    archive.revise(
        actor=CHAIR, document=document, snapshot={"name": "钟䶮", "serial": document.serial}
    )
    assert "钟䶮".encode() in archive.pdf_bytes(document)
    assert document.stored_name is None
    archive.finish(actor=CHAIR, document=document)
    assert document.standing is Standing.VALID
    archive.pdf_bytes(document)
    assert document.sha256
    with pytest.raises(Conflict):
        archive.revise(actor=CHAIR, document=document, snapshot={})
    with pytest.raises(Conflict):
        archive.finish(actor=CHAIR, document=document)


def test_withdrawal_keeps_the_document_and_says_so(app):
    document = issue()
    archive.withdraw(actor=CHAIR, document=document, reason="姓名有误，重新签订")
    assert document.standing is Standing.WITHDRAWN
    assert document.withdrawal_reason == "姓名有误，重新签订"
    assert archive.pdf_bytes(document)
    with pytest.raises(Conflict):
        archive.withdraw(actor=CHAIR, document=document, reason="再次")
    acts = session().scalars(select(AuditEvent.act).order_by(AuditEvent.seq)).all()
    assert acts == ["document.issued", "document.withdrawn"]


def test_unprintable_name_is_refused_before_a_number_is_spent(app):
    with pytest.raises(InvalidInput) as refusal:
        issue("王\U0003106c")
    assert "\U0003106c" in str(refusal.value.problems[0].message)
    assert number_of(issue()) == "000001"


def test_changed_file_is_noticed(app):
    document = issue()
    archive.pdf_bytes(document)
    with transaction():
        document.sha256 = "0" * 64
    with pytest.raises(Damaged):
        archive.pdf_bytes(document)


def test_destroyed_key_deletes_the_document(app):
    document = issue()
    archive.pdf_bytes(document)
    with transaction():
        document.data_key.destroy(document.issued_at)
    with pytest.raises(NotFound):
        archive.pdf_bytes(document)


def test_second_drawing_at_the_same_time_gives_the_bytes_that_were_kept(app, monkeypatch, tmp_path):
    document = issue()
    other = vault.store(b"%PDF the first", document.data_key.plain())
    real_lock = archive.lock

    def overtaken(row):
        locked = real_lock(row)
        row.stored_name = other
        row.sha256 = archive.hashlib.sha256(b"%PDF the first").hexdigest()
        return locked

    monkeypatch.setattr(archive, "lock", overtaken)
    assert archive.pdf_bytes(document) == b"%PDF the first"
    files = [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert files == [other]


@pytest.mark.parametrize(
    "typed", [" xj-430626-2026-000001", "ＸＪ－４３０６２６－２０２６－０００００１"]
)
def test_serial_is_found_as_people_type_it(app, typed):
    with transaction() as current:
        document = issue()
        document.serial = "XJ-430626-2026-000001"
        current.flush()
    assert archive.find_by_serial(typed) is not None
    assert archive.find_by_serial("XJ-430626-2026-999999") is None


def test_check_code_forgives_misread_letters():
    assert same_check_code("7kq-4x0", "7KQ4X0")
    assert same_check_code("7KQ4XO", "7KQ4X0")
    assert not same_check_code("7KQ4X1", "7KQ4X0")
    assert not same_check_code("", "7KQ4X0")


def test_vault_refuses_names_that_are_paths(app):
    with pytest.raises(ValueError, match="not a stored"):
        vault.load("../../keys.json", b"0" * 32)
