"""pledges"""

from __future__ import annotations

from flask import Flask

from app.core.documents import archive
from app.pledges.document import PLEDGE


def init_app(app: Flask) -> None:
    archive.register(app, PLEDGE)
