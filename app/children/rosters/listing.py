"""Whose list a child stands on, noted from the list itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.children.models import Child
from app.children.rosters.models import ChildListing
from app.core.access.actors import Actor
from app.core.db import session


def list_children(actor: Actor, ids: Sequence[int], department: str, as_of: date) -> None:
    """The caller owns the transaction and the record of the import."""
    current = session()
    if not ids:
        return
    children = {one.id: one for one in current.scalars(select(Child).where(Child.id.in_(ids)))}
    of_children = select(ChildListing).where(ChildListing.child_id.in_(ids))
    known = {
        one.child_id: one for one in current.scalars(of_children) if one.department == department
    }
    for child_id, child in children.items():
        listing = known.get(child_id)
        if listing is None:
            listing = ChildListing(child=child, listed_on=as_of, noted_by=actor.user_id)
            listing.department = department
            current.add(listing)
        elif listing.listed_on < as_of:
            listing.listed_on = as_of
