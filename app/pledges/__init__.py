"""The yearly pledge: issued from the programme's text, signed once, then frozen.

A volunteer has at most one pledge for any day that is not withdrawn; its serial has no gaps; what
was signed is a snapshot in the archive of documents and is never drawn from live data again.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import jobs, messages, registry
from app.core.access import scope
from app.core.audit import words
from app.core.documents import archive
from app.core.registry import NavEntry
from app.pledges import acts, batch_routes, batch_work, batches, merging, panels, reminders
from app.pledges.document import PLEDGE
from app.pledges.models import Pledge, PledgeBatch
from app.policy import P
from app.volunteers import hooks
from app.volunteers.models import Volunteer


def init_app(app: Flask) -> None:
    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    app.register_blueprint(batch_routes.blueprint)
    jobs.register(app, batches.PRINT, batch_work.work_on)
    scope.register(app, Pledge, P.READ_PLEDGE)
    scope.register(app, PledgeBatch, P.ISSUE_PLEDGE)
    scope.relate(
        app,
        Pledge,
        "own",
        lambda actor: Pledge.volunteer_id.in_(
            select(Volunteer.id).where(Volunteer.user_id == actor.user_id)
        ),
    )
    archive.register(app, PLEDGE)
    known = registry.of(app)
    known.nav.append(NavEntry(_l("Pledges"), "pledges.index", P.READ_PLEDGE, 40))
    known.todos.append(panels.todos)
    known.nightly["pledges.remind"] = reminders.remind_all
    messages.add_kinds(app, reminders.TEXTS)
    known.add_panel(Volunteer, panels.of_volunteer)
    hooks.before_merging(app, merging.objections)
