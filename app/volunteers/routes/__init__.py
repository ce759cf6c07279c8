"""Pages: for the public, for staff, and for the volunteer herself."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("volunteers", __name__)

from app.volunteers.routes import acts, campaigns, lists, own, papers, public, record, teams  # noqa: E402

__all__ = ["acts", "blueprint", "campaigns", "lists", "own", "papers", "public", "record", "teams"]
