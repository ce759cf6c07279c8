from __future__ import annotations

from typing import Any

from flask import Response

from app.core.access.actors import current_actor
from app.core.access.policy import rule_of
from app.core.regioncode import COUNTRY
from app.core.web.pages import page
from app.regions.picker import Limits


def home(permission: str) -> str:
    held = current_actor().regions(rule_of(permission).roles)
    return held[0] if held else COUNTRY


def limit(field: Any, permission: str) -> None:
    """The picker of a division stays inside the actor's own."""
    place = home(permission)
    field.limits, field.start = Limits(field.limits.levels, place), place


def act(
    form: Any, *, title: Any, label: Any, back: str, lead: Any = "", upload: bool = False
) -> Response:
    """One act by a form, on a page of its own."""
    return page(
        "partners/act.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        title=title,
        label=label,
        back=back,
        lead=lead,
        upload=upload,
    )
