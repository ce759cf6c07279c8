"""A list's conditions under a name of one's own: shown as links above the list.

What was searched for is not kept: it may be the name of a child.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, Index, Integer, String, func, select
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.core.access.actors import Actor
from app.core.clock import now
from app.core.db import Base, session, transaction
from app.core.errors import Conflict, NotFound, Problem
from app.core.personal import Kind, Sealed, SealedRow
from app.core.web.forms import BaseForm, strip

MOST = 12


class SavedView(SealedRow, Base):
    __tablename__ = "saved_view"
    __table_args__ = (Index(None, "user_id", "listing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(Integer, nullable=False)
    listing: Mapped[str] = mapped_column(String(32), nullable=False)
    """Whose conditions these are: children."""
    name = Sealed(Kind.TEXT, _l("To call a list that is often looked at by a name of one's own"))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False, default=dict)


class SaveForm(BaseForm):
    name = StringField(
        _l("Keep these conditions as"),
        [DataRequired(_l("Give it a name.")), Length(max=20)],
        filters=[strip],
    )


def views_of(actor: Actor, listing: str) -> Sequence[SavedView]:
    return session().scalars(_own(actor, listing).order_by(SavedView.id)).all()


def save_view(*, actor: Actor, listing: str, name: str, filters: Mapping[str, str]) -> SavedView:
    """Raises Conflict for one too many."""
    kept = {key: value for key, value in filters.items() if key != "q"}
    with transaction() as current:
        mine = _own(actor, listing).subquery()
        if (current.scalar(select(func.count()).select_from(mine)) or 0) >= MOST:
            text = _l("There are %(most)s already: remove one first.", most=MOST)
            raise Conflict(Problem("too_many", text, field="name"))
        view = SavedView(user_id=actor.user_id, listing=listing, filters=kept)
        view.name = name
        current.add(view)
        current.flush()
    return view


def remove_view(*, actor: Actor, listing: str, view_id: int) -> None:
    """Raises NotFound for somebody else's."""
    with transaction() as current:
        view = current.scalar(_own(actor, listing).where(SavedView.id == view_id))
        if view is None:
            raise NotFound(Problem("not_found", ""))
        view.data_key.destroy(now())
        current.delete(view)


def _own(actor: Actor, listing: str) -> Any:
    return select(SavedView).where(SavedView.user_id == actor.user_id, SavedView.listing == listing)
