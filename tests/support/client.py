"""The test client: checks every page that it gets, and fills in forms as a browser does."""

from __future__ import annotations

from contextvars import Context
from typing import Any, cast
from xml.etree.ElementTree import Element

from flask import g, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.html import check_page, parse


class CheckedClient(FlaskClient):
    """A visitor with cookies. Raises BadPage for a page that breaks the rules of support/html."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        release_session()
        # Without a context of its own, a request would share `g` with the test around it.
        response = cast(TestResponse, Context().run(super().open, *args, **kwargs))
        if response.mimetype == "text/html" and response.data:
            asked_for_block = response.request.headers.get("HX-Request") == "true"
            check_page(response.text, fragment=asked_for_block)
        return response

    def submit(
        self, page: TestResponse, values: dict[str, Any], *, action: str | None = None
    ) -> TestResponse:
        """Send the page's form with its hidden fields and defaults, `values` over them.

        `action` chooses the form where a page has several. Follows no redirect.
        """
        form = find_form(page, action)
        data = dict(defaults(form))
        unknown = set(values) - set(names(form))
        assert not unknown, f"the form has no such field: {sorted(unknown)}"
        data.update(values)
        target = form.get("action") or page.request.path
        if form.get("method", "get").lower() == "get":
            return self.get(target, query_string=data)
        return self.post(target, data=data)


def release_session() -> None:
    """End what the test itself was reading, so that it sees what a request writes.

    A rollback after the request would take the request's rows with it: with one shared
    connection both are savepoints, one inside the other.
    """
    if has_app_context() and (opened := g.get("db_session")) and not opened.info.get("depth"):
        opened.rollback()


def find_form(page: TestResponse, action: str | None = None) -> Element:
    tree, _ = parse(page.text, fragment="<html" not in page.text)
    # Every page of somebody who is logged in has the form of the log-out in its header.
    part = tree.find(".//main") if action is None else None
    forms = [
        form
        for form in (tree if part is None else part).iter("form")
        if (action is None and form.get("method", "get").lower() == "post")
        or (action is not None and form.get("action") == action)
    ]
    assert len(forms) == 1, f"{len(forms)} forms on {page.request.path}, name the action"
    return forms[0]


def names(form: Element) -> list[str]:
    fields = ("input", "select", "textarea", "button")
    return [str(f.get("name")) for f in form.iter() if f.tag in fields and f.get("name")]


def defaults(form: Element) -> list[tuple[str, Any]]:
    found: dict[str, list[str]] = {}
    for field in form.iter():
        name = field.get("name")
        if not name or "disabled" in field.attrib:
            continue
        for value in _field_values(field):
            found.setdefault(name, []).append(value)
    return [(name, values if len(values) > 1 else values[0]) for name, values in found.items()]


def _field_values(field: Element) -> list[str]:
    kind = field.get("type", "text")
    if field.tag == "textarea":
        # A browser drops the line break that follows the tag.
        return ["".join(field.itertext()).removeprefix("\n")]
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib]
        if not chosen and "multiple" not in field.attrib:
            chosen = options[:1]
        return [o.get("value", "".join(o.itertext()).strip()) for o in chosen]
    if field.tag != "input" or kind in ("submit", "button", "reset", "image", "file"):
        return []
    if kind in ("checkbox", "radio"):
        return [field.get("value", "on")] if "checked" in field.attrib else []
    return [field.get("value", "")]
