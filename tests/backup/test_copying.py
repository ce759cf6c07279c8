"""The continuous copy: what was written a minute ago comes back."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.children.models import Child
from app.config import BadSetting, Settings, from_env
from app.core import audit, portable
from app.core.access.actors import SYSTEM
from app.core.backup import copying, restore, services
from app.core.backup.stream import BadBackup
from app.core.clock import now
from app.core.crypto import Keyring
from app.core.db import database, session, transaction
from app.core.documents import vault
from app.policy import Role
from app.upkeep import tasks
from tests.people import make_actor, make_child


@pytest.fixture
def disk(fresh_app, tmp_path):
    """A second disk, set in the settings; the test's body is within the application."""
    folder = tmp_path / "second-disk"
    folder.mkdir()
    settings = replace(fresh_app.extensions["settings"], copy_dir=folder)
    fresh_app.extensions["settings"] = settings
    with fresh_app.app_context():
        if not database().is_sqlite:
            pytest.skip("PostgreSQL has its own: see the deployment page")
        yield folder


@pytest.fixture
def copier(disk):
    made = copying.Copier()
    yield made
    made.close()


def copy(copier):
    session().rollback()
    assert copier.step()
    assert copying.state().problem == ""


def bring_back(disk, folder, **options):
    folder.mkdir()
    settings = Settings(data_dir=folder, database_url=portable.sqlite_url(folder / "aixin.db"))
    report = restore.restore_copy(settings, disk, services.own_key(), replace=False, **options)
    ring = Keyring.load_or_create(folder / "keys.json")
    with portable.opened(settings.database_url, ring):
        names = [child.name for child in session().scalars(select(Child).order_by(Child.id))]
        assert audit.verify().broken_at is None
    return report, names


def with_record(name):
    child = make_child(name)
    with transaction():
        audit.record(SYSTEM, "test.done", child)
    return child


def test_what_was_written_after_the_base_comes_back(disk, copier, tmp_path):
    with_record("喆堃")
    copy(copier)
    with_record("钟䶮")
    stored = vault.store(b"a scan", b"k" * 32)
    copy(copier)
    with_record("罗一")
    copy(copier)
    assert len(list(disk.glob("copy-*.pages"))) == 2
    report, names = bring_back(disk, tmp_path / "new")
    assert names == ["喆堃", "钟䶮", "罗一"]
    assert (report.events, report.files) == (3, 1)
    assert (tmp_path / "new/files" / stored[:2] / stored).is_file()


def test_earlier_moment_comes_back(disk, copier, tmp_path):
    with time_machine.travel(now() - timedelta(hours=2)):
        with_record("喆堃")
        copy(copier)
    with time_machine.travel(now() - timedelta(hours=1)):
        with_record("钟䶮")
        copy(copier)
    with_record("罗一")
    copy(copier)
    until = now() - timedelta(minutes=30)
    assert bring_back(disk, tmp_path / "new", until=until)[1] == ["喆堃", "钟䶮"]
    with pytest.raises(BadBackup, match="no copy of that time"):
        bring_back(disk, tmp_path / "newer", until=now() - timedelta(days=1))


def test_new_process_begins_a_new_chain_and_two_are_kept(disk, copier, tmp_path):
    for hour in (3, 2, 1):
        with time_machine.travel(now() - timedelta(hours=hour)):
            with_record(f"童{hour}")
            another = copying.Copier()
            copy(another)
            another.close()
    assert len(list(disk.glob("copy-*.base"))) == copying.KEPT_CHAINS
    assert bring_back(disk, tmp_path / "new")[1] == ["童3", "童2", "童1"]


def test_nothing_new_writes_nothing(disk, copier):
    copy(copier)
    before = sorted(disk.iterdir())
    copy(copier)
    assert sorted(disk.iterdir()) == before
    assert copying.is_late() is False


def test_copy_tells_nothing_without_the_key(disk, copier):
    child = make_child("喆堃")
    copy(copier)
    make_child("钟䶮")
    copy(copier)
    for path in disk.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert "喆堃".encode() not in content
            assert child.data_key.wrapped not in content
            assert path.stat().st_mode & 0o077 == 0
    scratch = services.settings().data_dir / services.SCRATCH
    with (
        pytest.raises(BadBackup, match="another key"),
        copying.unpacked(disk, b"x" * 32, scratch=scratch),
    ):
        pass


def test_erased_child_cannot_be_read_from_an_earlier_copy(disk, copier, tmp_path):
    gone, _stays = with_record("喆堃"), with_record("钟䶮")
    copy(copier)
    with transaction():
        gone.data_key.destroy(now())
    copy(copier)
    # Of the shadow, too: it is the whole table as it was.
    report, names = bring_back(disk, tmp_path / "new")
    assert (report.erased, names) == (1, [None, "钟䶮"])
    for pages in disk.glob("copy-*.pages"):
        pages.unlink()
    assert bring_back(disk, tmp_path / "base-only")[1] == [None, "钟䶮"]


@pytest.mark.parametrize("damage", ["lost", "cut", "swapped"])
def test_damaged_chain_is_refused(disk, copier, tmp_path, damage):
    copy(copier)
    for name in ("喆堃", "钟䶮", "罗一"):
        with_record(name)
        copy(copier)
    first, second, _third = sorted(disk.glob("copy-*.pages"))
    if damage == "lost":
        first.unlink()
    elif damage == "cut":
        second.write_bytes(second.read_bytes()[:-20])
    else:
        content = first.read_bytes()
        first.write_bytes(second.read_bytes())
        second.write_bytes(content)
    with pytest.raises(BadBackup):
        bring_back(disk, tmp_path / "new")


def test_missing_disk_is_told_and_never_made_as_a_folder(disk, copier, tmp_path):
    copy(copier)
    disk.rename(tmp_path / "taken-away")
    with_record("喆堃")
    assert copier.step()
    assert copying.state().problem == "FileNotFoundError"
    assert copying.is_late()
    assert not disk.exists()
    (tmp_path / "taken-away").rename(disk)
    copy(copier)
    assert not copying.is_late()
    assert bring_back(disk, tmp_path / "new")[1] == ["喆堃"]


def test_second_process_stands_by_until_the_first_has_gone(disk, copier):
    copy(copier)
    other = copying.Copier()
    assert other.step() is False
    copier.close()
    assert other.step() is True
    other.close()


def test_old_copy_rings_the_alarm_on_page_and_home(disk, copier, fresh_app):
    actor = make_actor(Role.CHAIR)
    fresh_app.extensions["actor_loader"] = lambda: actor
    copy(copier)
    client, told = fresh_app.test_client(), ("没有最新副本", "没有最新的副本")
    assert all(text not in client.get(path).text for path in ("/", "/backups") for text in told)
    with time_machine.travel(now() + timedelta(minutes=6)):
        assert copying.is_late()
        assert told[0] in client.get("/").text
        assert told[1] in client.get("/backups").text


def test_nightly_check_finds_a_damaged_copy(disk, copier):
    copy(copier)
    tasks.check_copy()
    (base,) = disk.glob("copy-*.base")
    base.write_bytes(base.read_bytes()[:-9])
    with pytest.raises(BadBackup):
        tasks.check_copy()


def test_folder_inside_the_data_directory_is_refused(tmp_path):
    data = {"AIXIN_DATA_DIR": str(tmp_path)}
    assert from_env(data | {"AIXIN_COPY_DIR": "/media/second"}).copy_dir is not None
    for bad in (str(tmp_path / "copy"), "copy"):
        with pytest.raises(BadSetting, match="AIXIN_COPY_DIR"):
            from_env(data | {"AIXIN_COPY_DIR": bad})
