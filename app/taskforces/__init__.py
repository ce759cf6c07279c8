"""专班 around a key child: 1+1+N people, a plan, review dates, minutes, an end.

Each member sees her own slice of the file and her own steps, as long as she is in it, the task
force is at work and the guardian's consent holds. Whoever has no account gets her part on paper.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.children import hooks as child_hooks
from app.children.models import Child
from app.core import messages, registry
from app.core.access import scope
from app.core.audit import words
from app.core.registry import NavEntry
from app.policy import P
from app.taskforces import acts, merging, panels, queries, routes
from app.taskforces.models import TaskForce
from app.taskforces.services import ADDED
from app.volunteers import hooks as volunteer_hooks


def init_app(app: Flask) -> None:
    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    messages.add_kinds(app, {ADDED: _l("You were added to a task force for a child.")})
    app.register_blueprint(routes.blueprint)
    scope.register(app, TaskForce, P.READ_TASK_FORCE)
    scope.relate(app, TaskForce, "member", queries.is_member)
    known = registry.of(app)
    known.nav.append(NavEntry(_l("Task forces"), "taskforces.index", P.READ_TASK_FORCE, 32))
    known.todos.append(panels.todos)
    known.add_panel(Child, panels.of_child)
    known.add_timeline(Child, panels.in_timeline)
    child_hooks.add_deletion_blocker(app, panels.keeps_file)
    volunteer_hooks.on_merging(app, merging.join_memberships)
