"""What keeps a station running and its work from getting lost.

Promises: a form that could not be taken is offered again to its author, and to nobody else; the
chair sees when the last good backup was made, and is told in red when that is too long ago; the
health page says what is wrong in words that somebody at the station can act on.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError

from app.core import registry
from app.core.registry import NavEntry
from app.core.web import drafts
from app.policy import P


def init_app(app: Flask) -> None:
    from app.upkeep import clock, routes, signature, tasks, todos, unsent

    app.register_blueprint(routes.blueprint)
    app.register_blueprint(signature.blueprint)
    app.register_error_handler(CSRFError, unsent.not_from_us)
    app.before_request(unsent.save_as_draft)
    clock.init_app(app)
    known = registry.of(app)
    known.nav.append(NavEntry(_l("Backups"), "upkeep.backups", P.BACK_UP, order=95))
    known.nav.append(NavEntry(_l("Digital signature"), "signature.show", P.BACK_UP, order=96))
    known.todos.append(todos.unsent_forms)
    known.todos.append(todos.signature)
    known.todos.append(todos.backups)
    known.nightly["upkeep.forget_old_drafts"] = drafts.forget_old
    known.nightly_alone["upkeep.back_up"] = tasks.back_up
    known.nightly["upkeep.leave_anchors"] = tasks.leave_anchors
    known.nightly_alone["upkeep.check_copy"] = tasks.check_copy
