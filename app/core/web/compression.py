"""Pages are compressed on the way out: on a village's line that is the difference.

Compressing a secret beside text that an attacker chooses tells her the secret by the size (BREACH).
Here the CSRF token is signed anew with each second, so there is nothing to be guessed letter by
letter, and the cookie is SameSite=Lax, so another site cannot make a browser ask again and again.
"""

from __future__ import annotations

import gzip

import brotli
from flask import Flask, Response, request

KINDS = {"text/html", "text/plain", "application/json"}
SMALLEST = 500
"""Below it the packet is not worth the work."""


def init_app(app: Flask) -> None:
    """Call first of all: what is registered first sees the answer last, when it is complete."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in KINDS or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or response.direct_passthrough:
        return response
    body = response.get_data()
    accepted = request.accept_encodings
    if len(body) < SMALLEST:
        return response
    if accepted["br"]:
        response.set_data(brotli.compress(body, mode=brotli.MODE_TEXT, quality=5))
        response.headers["Content-Encoding"] = "br"
    elif accepted["gzip"]:
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
