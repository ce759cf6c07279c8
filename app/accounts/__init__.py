"""People's accounts: who they are, which roles they hold where, and that it is really they.

Promises: no password but the person herself knows it; a wrong guess costs time that grows; a
session can be seen and ended; whoever reads children's files has proved a second factor in that
session; nobody gives a role that is not hers to give, or changes her own.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core import registry
from app.core.registry import NavEntry
from app.policy import P


def init_app(app: Flask) -> None:
    from app.accounts import acts, cli, devices, fresh, panels, routes, sessions, tasks
    from app.accounts.services import signing_in
    from app.core import messages
    from app.core.audit import words

    words.add(app, acts.ACTS, acts.OBJECTS)
    messages.add_kinds(app, signing_in.MESSAGES)
    app.add_template_filter(devices.shown, "device")
    sessions.init_app(app)
    fresh.init_app(app)
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(cli.accounts_commands)
    known = registry.of(app)
    known.nav.append(NavEntry(_l("Accounts"), "accounts.index", P.MANAGE_ACCOUNTS, order=90))
    known.figures.append(panels.figures)
    known.nightly["accounts.forget_old_logins"] = tasks.forget_old_logins
