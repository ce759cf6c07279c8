"""Forms that the server did not take, and what becomes of the text in them."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from app.core.access.actors import current_actor
from app.core.errors import error_page
from app.core.web import drafts
from app.core.web.pages import see


def save_as_draft() -> Response | None:
    """The button "save as draft" of a long form, without script; after the gate."""
    user_id = current_actor().user_id
    if user_id is None or not drafts.is_keepable() or "_draft" not in request.form:
        return None
    kept = drafts.keep(user_id)
    found = drafts.find(user_id, kept) if kept else None
    if found is None:
        return None
    flash(_("Saved as a draft. Nothing has been sent yet; you can go on with it on any device."))
    return see(found.form_url or url_for("upkeep.draft", draft_id=found.id))


def not_from_us(_error: CSRFError) -> Any:
    """The token does not fit: the page was open in another session. The text is not lost."""
    if not drafts.is_keepable() or not drafts.is_same_origin():
        return error_page(400)
    user_id = current_actor().user_id
    kept = drafts.keep(user_id) if user_id is not None else None
    if kept is not None:
        return see(url_for("upkeep.draft", draft_id=kept))
    body = render_template(
        "upkeep/resend.html", fields=drafts.typed(), target=request.full_path.rstrip("?")
    )
    return body, 400
