import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from app.children.models import Child
from app.config import Settings
from app.core import audit, portable
from app.core.access.actors import SYSTEM
from app.core.backup import archive, key, restore, services
from app.core.backup.models import BackupRun
from app.core.backup.stream import BadBackup
from app.core.clock import now
from app.core.crypto import Keyring
from app.core.db import session, transaction
from app.core.documents import vault
from tests.people import make_child, make_volunteer


@pytest.fixture
def station(fresh_app):
    with fresh_app.app_context():
        yield fresh_app


@pytest.fixture
def data_dir(station) -> Path:
    return station.extensions["settings"].data_dir


def path_of(run: BackupRun) -> Path:
    return services.home() / run.name


def good_backup() -> BackupRun:
    run = services.create_backup(actor=SYSTEM)
    assert run.problem == ""
    return run


def elsewhere(folder: Path) -> Settings:
    """An empty machine with SQLite."""
    folder.mkdir()
    return Settings(data_dir=folder, database_url=portable.sqlite_url(folder / "aixin.db"))


def opened(settings: Settings):
    ring = Keyring.load_or_create(settings.data_dir / "keys.json")
    return portable.opened(settings.database_url, ring)


def test_backup_is_checked_by_unpacking_it(station, data_dir):
    make_child("喆堃")
    make_volunteer()
    with transaction():
        audit.record(SYSTEM, "test.done")
    vault.store(b"a scan", b"k" * 32)
    run = good_backup()
    assert run.verified_at is not None
    assert run.rows > 4
    report = services.verify_backup(path_of(run))
    assert (report.files, report.events, report.erased) == (1, 1, 0)
    assert report.readable > 4
    assert list((data_dir / services.SCRATCH).iterdir()) == []


def test_nothing_can_be_read_without_the_key(station, data_dir):
    make_child("喆堃")
    run = good_backup()
    for path in services.home().iterdir():
        assert "喆堃".encode() not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(BadBackup, match="another key"):
        services.verify_backup(path_of(run), secret=b"x" * 32)


def test_restore_drill_brings_a_station_back_on_an_empty_machine(station, tmp_path):
    child = make_child("喆堃")
    stored = vault.store(b"a scan", b"k" * 32)
    run = good_backup()
    settings = elsewhere(tmp_path / "new")
    printed = key.encode(services.own_key())
    restore.restore(settings, path_of(run), key.decode(printed), replace=False)
    with opened(settings):
        assert session().get(Child, child.id).name == "喆堃"
        assert audit.verify().broken_at is None
    assert (settings.data_dir / "files" / stored[:2] / stored).is_file()
    assert key.load_or_create(settings.data_dir) == services.own_key()
    assert (settings.data_dir / "keys.json").stat().st_mode & 0o077 == 0


def test_restore_puts_aside_what_is_there_and_only_when_told(station, tmp_path):
    run = good_backup()
    settings = elsewhere(tmp_path / "new")
    restore.restore(settings, path_of(run), services.own_key(), replace=False)
    with pytest.raises(restore.StationThere):
        restore.restore(settings, path_of(run), services.own_key(), replace=False)
    restore.restore(settings, path_of(run), services.own_key(), replace=True)
    (aside,) = settings.data_dir.glob("before-restore-*")
    assert (aside / "aixin.db").is_file()
    assert (aside / "keys.json").is_file()


def test_child_erased_later_cannot_be_read_from_an_earlier_backup(station, tmp_path):
    gone, stays = make_child("喆堃"), make_child("钟䶮")
    gone_id, stays_id = gone.id, stays.id
    with time_machine.travel(now() - timedelta(days=60)):
        old = good_backup()
        old_name = old.name
    with transaction():
        gone.data_key.destroy(now())
    good_backup()
    settings = elsewhere(tmp_path / "new")
    report = restore.restore(
        settings, services.home() / old_name, services.own_key(), replace=False
    )
    assert report.erased == 1
    with opened(settings):
        assert session().get(Child, stays_id).name == "钟䶮"
        row = session().get(Child, gone_id)
        assert row.name_sealed is not None
        assert row.name is None


def test_wrapped_keys_are_not_in_the_long_kept_file(station, tmp_path):
    child = make_child("喆堃")
    wrapped = child.data_key.wrapped
    run = good_backup()
    folder = tmp_path / "unpacked"
    folder.mkdir()
    archive.extract(path_of(run), services.own_key(), folder)
    assert wrapped not in (folder / archive.DATABASE).read_bytes()


def test_flipped_byte_and_missing_tail_are_noticed(station):
    run = good_backup()
    whole = path_of(run).read_bytes()
    for broken in (whole[:-1], whole[:200] + bytes([whole[200] ^ 1]) + whole[201:]):
        path_of(run).write_bytes(broken)
        with pytest.raises(BadBackup):
            services.verify_backup(path_of(run))


def test_backup_goes_to_the_other_disk_and_says_when_a_stick_is_missing(station, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    usual = station.extensions["settings"]
    station.extensions["settings"] = Settings(
        data_dir=usual.data_dir,
        database_url=usual.database_url,
        backup_dirs=(stick, tmp_path / "not-there"),
    )
    run = good_backup()
    assert (run.copies, run.missing) == (1, ["not-there"])
    services.verify_backup(stick / run.name)
    assert not (tmp_path / "not-there").exists()


def test_failed_backup_is_on_record_with_its_reason(station, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "write", full)
    run = services.create_backup(actor=SYSTEM)
    assert "No space left" in run.problem
    assert run.verified_at is None
    assert services.last_good() is None
    assert session().scalar(select(BackupRun.problem)) == run.problem


def test_station_without_a_good_backup_for_eight_days_is_overdue(station):
    assert services.is_overdue()
    good_backup()
    assert not services.is_overdue()
    with time_machine.travel(now() + timedelta(days=8, hours=1)):
        assert services.is_overdue()


def test_old_backups_go_and_the_keys_file_stays_one(station):
    made = services.home() / archive.name_at(now() - timedelta(days=900))
    shutil.copyfile(path_of(good_backup()), made)
    good_backup()
    assert not made.exists()
    assert len(list(services.home().glob("*.keys"))) == 1


def test_typed_and_unsent_text_is_not_backed_up():
    from app.core.backup.snapshot import UNKEPT

    assert "draft" in UNKEPT
