"""What is unpacked from a backup is the files of a station, each below its folder."""

import tarfile

import pytest

from app.core.backup import archive
from app.core.backup.stream import BadBackup

KEY = b"k" * 32


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "files/../../outside", "."])
def test_name_that_leads_elsewhere_is_refused(tmp_path, name):
    path, folder = tmp_path / "odd.backup", tmp_path / "unpacked"
    folder.mkdir()
    archive.write_small(path, KEY, {name: b"x"})
    with pytest.raises(BadBackup):
        archive.extract(path, KEY, folder)
    assert [found.name for found in tmp_path.rglob("outside")] == []


def test_link_is_refused(tmp_path, monkeypatch):
    def add_link(tar, name, _content):
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)

    monkeypatch.setattr(archive, "_add_bytes", add_link)
    archive.write_small(tmp_path / "odd.backup", KEY, {"files/link": b""})
    with pytest.raises(BadBackup, match="files/link"):
        archive.extract(tmp_path / "odd.backup", KEY, tmp_path)


def test_unpacked_files_are_closed_to_others(tmp_path):
    archive.write_small(
        tmp_path / "small.backup",
        KEY,
        {"files/a/b": b"x", "manifest.json": b"{}", "database.sqlite": b""},
    )
    folder = tmp_path / "unpacked"
    folder.mkdir()
    archive.extract(tmp_path / "small.backup", KEY, folder)
    assert (folder / "files/a/b").read_bytes() == b"x"
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*") if path.is_file()} == {0}
