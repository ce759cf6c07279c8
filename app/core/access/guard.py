"""The gate in front of every page: no endpoint without a policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from app.core.access.actors import current_actor
from app.core.access.policy import may, rule_of

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"


def requires(permission: str) -> Callable[[View], View]:
    """Declare the permission without which the page is refused."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Declare that anybody may open the page without an account."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view


def fresh_password(view: View) -> View:
    """Mark a page that opens only shortly after the password was typed (`accounts.fresh`)."""
    view.needs_fresh_password = True  # type: ignore[attr-defined]
    return view


def permission_of(app: Flask, endpoint: str) -> str | None:
    return getattr(app.view_functions[endpoint], "permission", None)


def check(app: Flask) -> None:
    """Refuse to start while a route has no policy, or names a permission without a rule."""
    table = app.extensions["policy"]
    for endpoint in app.view_functions:
        permission = permission_of(app, endpoint)
        if permission != PUBLIC and permission not in table:
            raise RuntimeError(f"{endpoint}: declare @public or @requires(permission)")


def init_app(app: Flask) -> None:
    app.before_request(_gate)


def _gate() -> Response | None:
    if request.endpoint is None:
        return None
    permission = permission_of(current_app, request.endpoint)
    if permission == PUBLIC:
        return None
    actor = current_actor()
    if not actor.is_signed_in:
        return send_to("accounts.login", next=_way_back())
    if permission is None:
        abort(403)
    if may(actor, permission):
        return None
    rule = rule_of(permission)
    could = rule.may_be_related(actor) or actor.has_role(*rule.roles)
    if rule.second_factor and not actor.second_factor and could:
        return send_to("accounts.second_factor", next=_way_back())
    abort(403)
    return None


def _way_back() -> str:
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return "/"


def send_to(endpoint: str, **values: Any) -> Response:
    """A redirect that a plain browser and htmx both follow as a whole page."""
    url = url_for(endpoint, **values)
    if request.headers.get("HX-Request"):
        response = current_app.response_class(status=204)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, 303)
