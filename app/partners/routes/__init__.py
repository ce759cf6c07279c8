from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("partners", __name__, url_prefix="/partners")

from app.partners.routes import agreements, organisations  # noqa: E402

__all__ = ["agreements", "blueprint", "organisations"]
