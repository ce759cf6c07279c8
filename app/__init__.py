"""爱心妈妈工作站: `create_app` builds the house, one call a step."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, make_response
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app import (
    accounts,
    activities,
    certificates,
    children,
    cli,
    demo,
    hours,
    pairings,
    partners,
    pledges,
    programmes,
    regions,
    site,
    taskforces,
    training,
    upkeep,
    volunteers,
)
from app.config import ROOT, Settings, from_env
from app.core import acts, crypto, db, enrolment, errors, i18n, log, messages, registry
from app.core.access import guard, scope
from app.core.access import policy as access_policy
from app.core.audit import words
from app.core.calendar import sources as calendar_sources
from app.core.imports import kinds
from app.core.web import compression, converters, drafts, replay, security, static, ui
from app.policy import POLICY, P

AREAS = (
    accounts,
    programmes,
    regions,
    volunteers,
    children,
    hours,
    training,
    certificates,
    pledges,
    partners,
    pairings,
    taskforces,
    activities,
    upkeep,
    site,
    demo,
)

__all__ = ["Aixin", "create_app"]


class Aixin(Flask):
    def dispatch_request(self) -> Response:
        """Run the view; one whose form may be sent only once, in a transaction with its key."""
        if replay.applies():
            return replay.once(super().dispatch_request)
        return make_response(super().dispatch_request())

    def log_exception(self, exc_info: Any) -> None:
        """Flask's own would write the address, and the error's words."""
        self.logger.error("error.unhandled", exc_info=exc_info)


def create_app(settings: Settings | None = None) -> Aixin:
    """Build the application. It refuses to start while a route has no policy."""
    settings = settings or from_env()
    app = Aixin(__name__, static_folder=None, template_folder=str(ROOT / "templates"))
    _configure(app, settings)
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=0)  # type: ignore[method-assign]
    log.init_app(app)
    converters.init_app(app)
    compression.init_app(app)
    db.init_app(app, settings.database_url)
    i18n.init_app(
        app,
        default=settings.default_locale,
        locales=settings.locales,
        timezone=settings.timezone,
    )
    errors.init_app(app)
    registry.init_app(app)
    words.init_app(app)
    words.add(app, acts.ACTS, acts.OBJECTS)
    access_policy.init_app(app, POLICY)
    scope.init_app(app)
    drafts.init_app(app, find_owner=accounts.sessions.owner_of_cookie)
    guard.init_app(app)
    CSRFProtect(app)
    security.init_app(app, https=settings.https)
    static.init_app(app, ROOT / "static")
    ui.init_app(app)
    kinds.init_app(
        app,
        find_actor=accounts.queries.find_actor,
        actor_of=accounts.queries.active_actor,
    )
    messages.init_app(app, permission=P.OWN_ACCOUNT)
    enrolment.init_app(app)
    calendar_sources.init_app(app)
    for area in AREAS:
        area.init_app(app)
    cli.init_app(app)
    guard.check(app)
    return app


def _configure(app: Aixin, settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    keys = settings.data_dir / "keys.json"
    if not keys.exists() and (settings.data_dir / "aixin.db").exists():
        raise crypto.BadKeyFile("there is a database but no keys.json: restore it from the backup")
    keyring = crypto.Keyring.load_or_create(keys)
    app.extensions["settings"] = settings
    app.extensions["keyring"] = keyring
    app.config.from_mapping(
        SECRET_KEY=keyring.derive("cookies"),
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="__Host-aixin" if settings.https else "aixin",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # Bound to the session: a form that was open over lunch must not be lost.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.config.from_mapping(settings.flask)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
