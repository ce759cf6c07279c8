"""Every way to ask the application for something, taken from its own table of routes.

The addresses are those of the child and the volunteer of the house; the forms are those that
somebody entitled to them finds on her pages, filled in as she would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from flask import Flask, Request, template_rendered
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from app.core.clock import today
from app.policy import Role
from tests.contracts.world import INSIDE, World
from tests.support.client import defaults
from tests.support.html import parse

REASON = "年度核对工作需要"
NOT_SENT = {
    "accounts.logout": "whoever has logged out asks for nothing more",
    "accounts.end_session": "the same, of her own",
    "accounts.change_password": "the same, of all her devices",
}


PLACES = {"region", "place", "parent", "within", "start", "township", "village"}
PAGING = {"page", "after", "before", "lang"}


@dataclass(frozen=True)
class Form:
    endpoint: str
    address: str
    values: tuple[tuple[str, str], ...]

    @property
    def data(self) -> MultiDict[str, str]:
        return MultiDict(self.values)


def addresses(world: World) -> Iterator[tuple[str, str]]:
    for rule in world.rules("GET"):
        yield rule.endpoint, world.url(rule)


class Watched(ImmutableMultiDict[str, str]):
    """The parameters of an address; notes which of them a page asks for."""

    asked: set[str] = set()

    def get(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *args, **kwargs)

    def __getitem__(self, key: Any) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


def asked_by(ask: Callable[[], Any]) -> tuple[Any, set[str]]:
    """The answer, and the parameters that the page would have read."""
    plain = Request.parameter_storage_class
    Watched.asked = set()
    Request.parameter_storage_class = Watched
    try:
        return ask(), set(Watched.asked)
    finally:
        Request.parameter_storage_class = plain


def searches(
    world: World, village: str, asked: set[str], words: list[str]
) -> Iterator[dict[str, str]]:
    """What an address may be asked for besides: each word, and by naming what is inside."""
    if free := asked & {"q", "username", "field", "first", "last", "serial", "code"}:
        for word in words:
            yield dict.fromkeys(asked - free, "all") | dict.fromkeys(free, word)
    if asked - PAGING:
        yield {name: _inside(world, village, name) for name in sorted(asked - PAGING)}
    if places := asked & PLACES:
        for code in (village[:9] + "000", village[:6] + "0" * 6):
            yield dict.fromkeys(places, code)


def _inside(world: World, village: str, name: str) -> str:
    if name in PLACES:
        return village
    for key in (f"{name}_id", name):
        if key in world.values:
            return str(world.values[key])
    special = {"day": today().isoformat(), "month": f"{today():%Y-%m}", "year": f"{today():%Y}"}
    return special.get(name, "all")


def blocks_of(app: Flask, ask: Any) -> tuple[Any, set[str]]:
    """The answer, and the blocks that its template has for htmx."""
    found: set[str] = set()

    def note(_app: Flask, template: Any, context: Any) -> None:
        found.update(template.blocks)

    with template_rendered.connected_to(note, app):
        answer = ask()
    return answer, found


def forms(world: World, words: list[str]) -> list[Form]:
    """The forms that send something, as the house's own people find them on their pages.

    None of the words is in them: what comes back is not an echo.
    """
    found: dict[tuple[str, str], Form] = {}
    shown: set[str] = set()
    for role in (Role.CHAIR, Role.VOLUNTEER, Role.REVIEWER, Role.AUDITOR, Role.ADMIN):
        visitor = world.client(role, INSIDE)
        for endpoint, address in addresses(world):
            if endpoint in shown:
                continue
            answer = visitor.get(address)
            if answer.status_code != 200:
                continue
            shown.add(endpoint)
            for form in _forms_on(world, answer, words) if answer.mimetype == "text/html" else ():
                found.setdefault((form.endpoint, form.address), form)
    bound = world.app.url_map.bind("localhost")
    for rule in world.rules("POST"):
        # No page shows it just now: it is sent empty.
        address = world.url(rule)
        endpoint = bound.match(address, method="POST")[0]
        if not any(known == endpoint for known, _ in found):
            found[endpoint, address] = Form(endpoint, address, ())
    return [one for one in found.values() if one.endpoint not in NOT_SENT]


def _forms_on(world: World, answer: Any, words: list[str]) -> Iterator[Form]:
    tree, _ = parse(answer.text)
    bound = world.app.url_map.bind("localhost")
    for form in tree.iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        address = form.get("action") or answer.request.path
        endpoint = bound.match(address.partition("?")[0], method="POST")[0]
        filled = (
            (name, REASON if any(word in value for word in words) else value)
            for name, value in _filled(form)
        )
        yield Form(endpoint, address, tuple(filled))


def _filled(form: Element) -> Iterator[tuple[str, str]]:
    empty = {
        field.get("name")
        for field in form.iter()
        if field.tag == "textarea" or (field.tag == "input" and field.get("type") in (None, "text"))
    }
    boxes = {f.get("name"): f.get("value", "on") for f in form.iter() if _is_choice(f)}
    for name, value in defaults(form):
        for each in value if isinstance(value, list) else [value]:
            yield name, each or (REASON if name in empty else "")
        boxes.pop(name, None)
    for name, value in boxes.items():
        if name:
            yield name, value


def _is_choice(field: Element) -> bool:
    return field.tag == "input" and field.get("type") in ("checkbox", "radio")
