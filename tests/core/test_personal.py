"""Personal data lies sealed, bound to its place, and goes with its key."""

import shutil
import sqlite3
from datetime import date

import pytest
from sqlalchemy import select, text, update

from app.children.models import Child, Guardian
from app.core import crypto
from app.core.clock import now
from app.core.crypto import BadKeyFile, Keyring, Unreadable
from app.core.db import session, transaction
from app.core.personal import DataKey, Kind, blind_index, catalogue, keyring, mask
from app.volunteers.models import Volunteer
from tests.people import make_child, make_user, make_volunteer


@pytest.fixture
def child(app):
    return make_child("王小明")


def test_sealed_text_comes_back(app):
    user = make_user("chair")
    with transaction():
        user.phone = "13800000000"
    session().expire_all()
    assert user.phone == "13800000000"
    assert b"13800000000" not in user.phone_sealed


def test_same_text_again_is_no_change(app):
    user = make_user("chair")
    with transaction():
        user.phone = "13800000000"
    sealed = user.phone_sealed
    with transaction():
        user.phone = "13800000000"
        assert user not in session().dirty
    assert user.phone_sealed == sealed


def test_none_empties(app):
    user = make_user("chair")
    with transaction():
        user.phone = "13800000000"
        user.phone = None
    assert user.phone_sealed is None
    assert user.phone is None


def test_value_of_another_row_is_refused(app):
    one, other = make_volunteer("王芳"), make_volunteer("李娜")
    with transaction() as current:
        statement = update(Volunteer).where(Volunteer.id == one.id)
        # Even under the same key the place does not fit.
        values = {"phone_sealed": other.phone_sealed, "data_key_id": other.data_key_id}
        current.execute(statement.values(values))
    session().expire_all()
    with pytest.raises(Unreadable):
        _ = one.phone


def test_value_of_another_column_is_refused(app):
    one = make_volunteer()
    with transaction():
        one.identity_number_sealed = one.phone_sealed
    session().expire_all()
    with pytest.raises(Unreadable):
        _ = one.identity_number


@pytest.mark.parametrize(
    "broken", [b"", b"\1", b"\1" + b"x" * 5, b"\2" + b"x" * 40, b"\1" + b"x" * 60]
)
def test_damaged_value_is_refused(broken):
    with pytest.raises(Unreadable):
        crypto.decrypt(bytes(32), broken, "place")


def test_destroyed_key_makes_the_whole_file_unreadable(child):
    guardian = session().scalars(select(Guardian)).one()
    assert (child.name, guardian.name) == ("王小明", "张奶奶")
    with transaction():
        child.data_key.destroy(now())
        guardian.family.data_key.destroy(now())
    session().expire_all()
    assert (child.name, child.identity_number, guardian.name) == (None, None, None)
    with pytest.raises(ValueError, match="destroyed"):
        child.name = "别名"
    with pytest.raises(ValueError, match="destroyed"):
        guardian.name = "别名"


def test_destruction_that_was_rolled_back_keeps_the_file(child):
    with pytest.raises(ZeroDivisionError), transaction():
        child.data_key.destroy(now())
        session().flush()
        raise ZeroDivisionError
    assert child.name == "王小明"


def test_key_destroyed_elsewhere_is_not_remembered(child):
    assert child.name == "王小明"
    with transaction() as current:
        current.execute(
            update(DataKey).where(DataKey.id == child.data_key_id).values(wrapped=None),
            execution_options={"synchronize_session": False},
        )
    assert child.name is None


def test_no_plain_text_lies_on_disk(fresh_app, tmp_path):
    if not fresh_app.extensions["database"].is_sqlite:
        pytest.skip("looks into SQLite's file")
    with fresh_app.app_context():
        child = make_child("欧阳喆䶮", born_on=date(2014, 2, 3))
        number = child.identity_number
        file = fresh_app.extensions["database"].engine.url.database
        copy = tmp_path / "copy.db"
        with sqlite3.connect(file) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        source.close(), target.close()
        content = copy.read_bytes()
        shutil.copyfile(f"{file}-wal", tmp_path / "wal")
        content += (tmp_path / "wal").read_bytes()
    assert child.alias.encode() in content, "the file holds this row"
    for secret in ("欧阳喆䶮", number, number[-6:], "张奶奶", "13900000000"):
        assert secret.encode() not in content
        assert secret.encode("utf-16-le") not in content


def test_rotation_keeps_files_indexes_and_chain_readable(child):
    ring = keyring()
    turned = ring.rotated()
    wrapped, bound = child.data_key.wrapped, f"data_key:{child.data_key.id}"
    assert turned.unwrap(wrapped, bound) == ring.unwrap(wrapped, bound)
    assert turned.index("phone", "13800000000") == ring.index("phone", "13800000000")
    assert turned.derive("audit") == ring.derive("audit")
    again = turned.wrap(b"k" * 32, bound)
    assert turned.unwrap(again, bound) == b"k" * 32
    with pytest.raises(Unreadable):
        ring.unwrap(again, bound)
    with pytest.raises(Unreadable):
        turned.unwrap(again, "data_key:another")


def test_key_file_is_made_once_and_read_again(tmp_path):
    path = tmp_path / "deep" / "keys.json"
    made = Keyring.load_or_create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Keyring.load_or_create(path).derive("x") == made.derive("x")
    made.rotated().save(path)
    read = Keyring.load(path)
    assert (read.newest, read.derive("x")) == (2, made.derive("x"))
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]


def test_process_that_came_second_takes_the_first_ones_key(tmp_path, monkeypatch):
    path = tmp_path / "keys.json"
    winner = Keyring.generate()
    monkeypatch.setattr(type(path), "exists", lambda self: self != path and self.is_file())
    winner.save(path)
    assert Keyring.load_or_create(path).derive("x") == winner.derive("x")


@pytest.mark.parametrize(
    "content", ["", "{}", '{"keys": {}}', '{"keys": {"1": "AAAA"}}', '{"keys": {"x": ""}}']
)
def test_damaged_key_file_is_refused(tmp_path, content):
    path = tmp_path / "keys.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(BadKeyFile):
        Keyring.load_or_create(path)


def test_key_file_open_to_others_is_refused(tmp_path):
    path = tmp_path / "keys.json"
    Keyring.generate().save(path)
    path.chmod(0o640)
    with pytest.raises(BadKeyFile, match="chmod 600"):
        Keyring.load_or_create(path)


def test_blind_index_depends_on_purpose_and_installation(app):
    index = blind_index("phone", "13800000000")
    assert len(index) == 16
    assert index == blind_index("phone", "13800000000")
    assert index != blind_index("identity", "13800000000")
    assert index != Keyring.generate().index("phone", "13800000000")
    assert blind_index("phone", "") is None
    assert blind_index("phone", None) is None


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.IDENTITY_NUMBER, "430626201503081234", "430626********1234"),
        (Kind.IDENTITY_NUMBER, "12345", "****"),
        (Kind.PHONE, "13812345678", "138****5678"),
        (Kind.PHONE, "6223456", "****"),
        (Kind.NAME, "王", "王*"),
        (Kind.NAME, "王芳", "王*"),
        (Kind.NAME, "王小明", "王**"),
        (Kind.NAME, "欧阳小明", "欧**"),
        (Kind.ADDRESS, "三阳乡", "****"),
        (Kind.TEXT, "", ""),
        (Kind.TEXT, None, ""),
    ],
)
def test_mask(kind, value, shown):
    assert mask(kind, value) == shown


def test_catalogue_names_sealed_attributes_and_plain_columns(app):
    entries = {(entry.table, entry.column): entry for entry in catalogue()}
    assert entries["child", "name"].sealed
    assert entries["child", "name"].personal.kind is Kind.NAME
    assert not entries["child", "born_on"].sealed
    assert all(str(entry.personal.purpose) for entry in entries.values())


def test_every_sealed_value_of_a_child_is_bytes_in_the_table(child):
    sealed = [c.name for c in Child.__table__.columns if c.info.get("sealed")]
    found = session().execute(text(f"SELECT {', '.join(sealed)} FROM child")).one()
    assert all(value is None or isinstance(value, bytes) for value in found)
