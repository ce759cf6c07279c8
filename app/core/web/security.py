"""The headers of every answer."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

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
    app.after_request(_add_headers)
    if https:
        app.after_request(_add_hsts)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if _is_private() else "private, no-cache"
    return response


def _is_private() -> bool:
    """Whether the answer may hold something that only this person may see."""
    endpoint = request.endpoint
    if endpoint is None:
        return False
    is_public = permission_of(current_app, endpoint) == PUBLIC
    return request.method != "GET" or not is_public or current_actor().is_signed_in


def _add_hsts(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
