from __future__ import annotations

from app.core.access.actors import SYSTEM
from app.core.backup import services
from app.core.db import after_commit, in_transaction


class BackupFailed(RuntimeError):
    pass


def back_up() -> None:
    """Nightly. After the running transaction, since it takes long and nobody may wait for it."""
    if in_transaction():
        after_commit(_back_up)
    else:
        _back_up()


def _back_up() -> None:
    run = services.create_backup(actor=SYSTEM)
    if run.problem:
        raise BackupFailed(run.problem)
