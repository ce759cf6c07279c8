"""A page, or the one block of it that htmx asked for."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect, render_template, request
from jinja2_fragments.flask import render_block
from markupsafe import Markup

from app.core import registry
from app.core.access.actors import Actor

HOUSE_NAMES = (".local", ".lan", ".home.arpa", ".internal")


def wants_block(template: str) -> str | None:
    """The block that htmx wants to swap: its name is the id of the target element."""
    target = request.headers.get("HX-Target", "").replace("-", "_")
    if not request.headers.get("HX-Request") or request.headers.get("HX-Boosted") or not target:
        return None
    blocks = current_app.jinja_env.get_template(template).blocks
    return target if target in blocks and target not in ("content", "nav") else None


def page(template: str, *, status: int = 200, **context: Any) -> Response:
    """Answer with the page, or with its block for htmx."""
    block = wants_block(template)
    if block:
        body = render_block(template, block, **context)
    else:
        body = render_template(template, **context)
    response = make_response(body, status)
    response.headers.add("Vary", "HX-Request, HX-Target")
    return response


def panels(actor: Actor, row: Any) -> list[Markup]:
    """The sections that upper floors show of a record, each rendered with its own values only."""
    made = registry.panels(actor, row)
    return [Markup(render_template(one.template, **one.context)) for one in made]  # noqa: S704


def see(url: str) -> Response:
    """Go on to another page after an act (303), the same for htmx as a whole page."""
    if request.headers.get("HX-Request"):
        response = make_response("", 200)
        response.headers["HX-Redirect"] = url
        return response
    return make_response(redirect(url, 303))


def safe_next(default: str = "/") -> str:
    """The `next` address of the request if it leads to this site, else the default."""
    target = request.values.get("next", "")
    # Browsers drop tabs and line breaks and read a backslash as a slash: "/\t/evil" leaves too.
    odd = "\\" in target or any(ord(letter) <= 0x20 or ord(letter) == 0x7F for letter in target)
    if odd or not target.startswith("/") or target.startswith("//"):
        return default
    return target


def public_address() -> str:
    """The address that a QR code carries, without a trailing slash."""
    settings = current_app.extensions["settings"]
    if settings.public_url:
        return str(settings.public_url)
    if request and _is_of_the_house(request.host, settings.host):
        return request.host_url.rstrip("/")
    return f"http://{settings.host}:{settings.port}"


def _is_of_the_house(said: str, own: str) -> bool:
    """Whether the address that a visitor says she came to lies in the station's own network.

    She may say anything, and it would stay in the papers that are kept: so no name and no number
    of the internet is taken from her.
    """
    try:
        name = urlsplit(f"//{said}").hostname or ""
        number = ip_address(name)
    except ValueError:
        return bool(name) and (name == own or "." not in name or name.endswith(HOUSE_NAMES))
    return str(number) == own or number.is_private
