"""The server's own thread that keeps the copy on the second disk fresh."""

from __future__ import annotations

import logging
import threading

from flask import Flask

from app.core.backup import copying

log = logging.getLogger(__name__)


def start(app: Flask) -> threading.Thread | None:
    """Where a folder is set; of several server processes one copies, the others stand by."""
    with app.app_context():
        if not copying.is_wanted():
            return None
    thread = threading.Thread(target=_follow, args=(app,), daemon=True, name="copying")
    thread.start()
    return thread


def _follow(app: Flask) -> None:
    rest = threading.Event()
    copier = None
    while True:
        try:
            with app.app_context():
                copier = copier or copying.Copier()
                copier.step()
        except Exception:
            # Whatever it was, the next minute is copied again.
            log.exception("copying.failed")
        rest.wait(copying.EVERY.total_seconds())
