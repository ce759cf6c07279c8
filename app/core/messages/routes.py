from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.messages import services
from app.core.messages.models import InboxMessage
from app.core.messages.queries import inbox, unread_count
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate


def make_blueprint(permission: str) -> Blueprint:
    blueprint = Blueprint("messages", __name__, url_prefix="/messages")

    @blueprint.get("")
    @requires(permission)
    def index() -> Response:
        actor = current_actor()
        found = paginate(inbox(actor), (InboxMessage.id, "desc"))
        unread = unread_count(actor)
        return page("messages/list.html", found=found, unread=unread, form=ActionForm())

    @blueprint.post("/read")
    @requires(permission)
    def mark_read() -> Response:
        if ActionForm().validate_on_submit():
            up_to = request.form.get("up_to", 0, type=whole)
            services.mark_all_read(actor=current_actor(), up_to=up_to)
        return see(url_for("messages.index"))

    return blueprint
