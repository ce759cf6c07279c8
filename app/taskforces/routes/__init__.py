from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("taskforces", __name__, url_prefix="/task-forces")

from app.taskforces.routes import acts, pages  # noqa: E402

__all__ = ["acts", "blueprint", "pages"]
