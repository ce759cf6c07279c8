"""Pages: for the public, for staff, and for the volunteer herself."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("volunteers", __name__)

from app.volunteers.routes import (  # noqa: E402
    acts,
    appeals,
    campaigns,
    doubles,
    due,
    entry,
    leaving,
    lists,
    outside,
    own,
    papers,
    public,
    record,
    teams,
)

__all__ = [
    "acts",
    "appeals",
    "blueprint",
    "campaigns",
    "doubles",
    "due",
    "entry",
    "leaving",
    "lists",
    "outside",
    "own",
    "papers",
    "public",
    "record",
    "teams",
]
