"""The headers of every answer."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, request

from app.core.access.actors import current_actor
from app.core.access.guard import PUBLIC, permission_of

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: the CSRF check of a POST over HTTPS asks for a Referer of the same origin.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


def init_app(app: Flask, *, https: bool) -> None:
    app.before_request(_refuse_nul)
    app.after_request(_add_headers)
    if https:
        app.after_request(_add_hsts)


def _refuse_nul() -> None:
    """No keyboard types it, and PostgreSQL has no text with it."""
    texts = [request.path, *request.args.values(), *(request.view_args or {}).values()]
    if request.method == "POST":
        texts += [value for values in request.form.listvalues() for value in values]
    if any("\0" in str(text) for text in texts):
        abort(400)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        private = response.status_code >= 500 or _is_private()
        response.headers["Cache-Control"] = "no-store" if private else "private, no-cache"
    return response


def _is_private() -> bool:
    """Whether the answer may hold something that only this person may see."""
    endpoint = request.endpoint
    is_public = endpoint is None or permission_of(current_app, endpoint) == PUBLIC
    return request.method != "GET" or not is_public or current_actor().is_signed_in


def _add_hsts(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
