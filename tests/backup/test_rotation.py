import pytest
from sqlalchemy import select

from app.children.models import Child
from app.core import audit, rotation
from app.core.access.actors import SYSTEM
from app.core.backup import services
from app.core.crypto import Keyring
from app.core.db import session, transaction
from app.core.personal import DataKey
from tests.people import make_child


@pytest.fixture
def station(fresh_app):
    with fresh_app.app_context():
        for name in ("喆堃", "钟䶮", "小明"):
            make_child(name)
        with transaction():
            audit.record(SYSTEM, "test.done")
        yield fresh_app


def marks():
    return {bytes(wrapped[:2])[1] for wrapped in session().scalars(select(DataKey.wrapped))}


def names():
    session().expire_all()
    return {child.name for child in session().scalars(select(Child))}


def test_every_data_key_lies_under_the_new_master_key(station):
    found = rotation.rotate()
    assert (found.key_id, found.was_begun) == (2, False)
    assert marks() == {2}
    assert names() == {"喆堃", "钟䶮", "小明"}
    assert audit.verify().broken_at is None
    path = station.extensions["settings"].data_dir / "keys.json"
    assert path.stat().st_mode & 0o077 == 0
    assert Keyring.load(path).newest == 2


def test_rotation_that_was_cut_off_is_finished_before_the_next(station, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 1)
    real, calls = rotation._rewrap_some, []

    def cut_off(ring):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return real(ring)

    monkeypatch.setattr(rotation, "_rewrap_some", cut_off)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate()
    assert marks() == {1, 2}
    assert names() == {"喆堃", "钟䶮", "小明"}
    monkeypatch.setattr(rotation, "_rewrap_some", real)
    assert rotation.rotate().was_begun
    assert marks() == {2}


def test_running_server_takes_the_new_key_from_the_file(station):
    other = Keyring.load(station.extensions["settings"].data_dir / "keys.json")
    rotation.rotate()
    row = session().scalars(select(DataKey)).first()
    assert other.newest == 1
    assert len(other.unwrap(row.wrapped, f"data_key:{row.id}")) == 32
    assert other.newest == 2


def test_backup_made_after_a_rotation_is_whole(station):
    services.create_backup(actor=SYSTEM)
    rotation.rotate()
    run = services.create_backup(actor=SYSTEM)
    assert run.problem == ""
