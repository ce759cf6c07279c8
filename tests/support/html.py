"""What every page must be, whoever asked for it: well-formed, labelled, without inline code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as MESSAGES

# Attributes that name other elements of the same page by their id.
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form")
UNLABELLED_TYPES = ("hidden", "submit", "button", "reset", "image")
FOREIGN_ROWS = ("tr", "td", "th", "tbody", "thead", "tfoot", "caption", "col")


class BadPage(AssertionError):
    """A page breaks the rules; the message lists all that was found."""


def parse(html: str, *, fragment: bool = False) -> tuple[Element, list[str]]:
    """The element tree and the parser's complaints with their lines."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    if fragment:
        tree = parser.parseFragment(html, container=_container(html))
    else:
        tree = parser.parse(html)
    errors = [f"line {at[0]}: {MESSAGES[code] % data}" for at, code, data in parser.errors]
    return tree, errors


def check_page(html: str, *, fragment: bool = False) -> Element:
    """The parsed page; raises BadPage."""
    tree, errors = parse(html, fragment=fragment)
    problems = errors + list(find_problems(tree))
    if not fragment:
        problems += find_page_problems(tree)
    if problems:
        raise BadPage("\n".join(problems))
    return tree


def find_page_problems(tree: Element) -> Iterator[str]:
    if not tree.get("lang"):
        yield "html has no lang"
    if not (tree.findtext("head/title") or "").strip():
        yield "the page has no title"
    if sum(1 for _ in tree.iter("h1")) != 1:
        yield "the page has not exactly one h1"


def find_problems(tree: Element) -> Iterator[str]:
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if "id" in element.attrib)
    yield from (f"id occurs {count} times: {name}" for name, count in ids.items() if count > 1)
    wrapped = {inner for label in tree.iter("label") for inner in label.iter()}
    labelled = {label.get("for") for label in tree.iter("label")}
    for element in elements:
        yield from _inline_code(element)
        if element.tag == "img" and "alt" not in element.attrib:
            yield f"image without alt: {element.get('src')}"
        for attribute in REFERENCES:
            for name in element.get(attribute, "").split():
                if name not in ids:
                    yield f"{element.tag} {attribute}={name}: no element has this id"
        if _needs_label(element) and not (element in wrapped or element.get("id") in labelled):
            yield f"{element.tag} without a label: {element.get('name')}"


def _inline_code(element: Element) -> Iterator[str]:
    if element.tag == "style":
        yield "inline style sheet"
    if element.tag == "script" and "src" not in element.attrib:
        yield "inline script"
    for name, value in element.attrib.items():
        if name == "style" or name.startswith("on"):
            yield f"{element.tag} has the attribute {name}"
        if value.strip().lower().startswith("javascript:"):
            yield f"{element.tag} {name} holds a script"


def _needs_label(element: Element) -> bool:
    if "aria-label" in element.attrib or "aria-labelledby" in element.attrib:
        return False
    if element.tag == "input":
        return element.get("type", "text") not in UNLABELLED_TYPES
    return element.tag in ("select", "textarea")


def _container(html: str) -> str:
    """The element that a block belongs in: rows are no content for a div."""
    tag = html.lstrip().removeprefix("<").split(">")[0].split()[:1]
    if not tag or tag[0] not in FOREIGN_ROWS:
        return "div"
    return {"tr": "tbody", "td": "tr", "th": "tr", "col": "colgroup"}.get(tag[0], "table")
