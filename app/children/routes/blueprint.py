from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("children", __name__, url_prefix="/children")
