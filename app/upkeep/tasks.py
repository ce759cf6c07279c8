from __future__ import annotations

from contextlib import suppress

from app.core.access.actors import SYSTEM
from app.core.audit import anchor
from app.core.backup import copying, services, verify


class BackupFailed(RuntimeError):
    pass


def back_up() -> None:
    """Nightly. Raises BackupFailed."""
    run = services.create_backup(actor=SYSTEM)
    if run.problem:
        raise BackupFailed(run.problem)


def leave_anchors() -> int:
    """Nightly: the record's end goes to every folder of backups. Returns to how many."""
    made, count = anchor.take(), 0
    if made is None:
        return count
    for folder in (services.home(), *services.settings().backup_dirs):
        with suppress(OSError):
            anchor.save(made, folder)
            count += 1
    return count


def check_copy() -> None:
    """Nightly: bring the copy of the second disk back in a scratch folder. Raises BadBackup."""
    folder = services.settings().copy_dir
    if folder is None or not copying.is_wanted():
        return
    scratch = services.settings().data_dir / services.SCRATCH
    with copying.unpacked(folder, services.own_key(), scratch=scratch) as found:
        verify.check(found)
