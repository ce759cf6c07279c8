"""Every template, page and block, looked at as browsers and htmx ask for it."""

import gzip
import re

import pytest
from jinja2 import nodes

from app.config import ROOT
from app.core.documents import html
from app.policy import Role
from tests.contracts.world import INSIDE, pages

TEMPLATES = ROOT / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
MOST_BYTES = 14 * 1024
# Not for a block alone: the frame of the page, and what asks other blocks for their content.
FRAME = {"content", "nav"}
# Pages that are printed rather than opened over a slow line.
WITHOUT_LIMIT: set[str] = set()
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\son[a-z]+\s*=|\sstyle\s*=|javascript:", re.I)
DRAWN = re.compile(r"\|\s*safe\b|\bautoescape\s+false|Markup\(")
ENDPOINT = re.compile(r"""url_for\(\s*['"]([a-z_]+\.[a-z_]+|static)['"]""")


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(app, name):
    of_paper = "/pdf/" in name
    (html._environment() if of_paper else app.jinja_env).get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_template_has_no_inline_code_and_escapes_everything(name):
    source = (TEMPLATES / name).read_text()
    assert not DRAWN.search(source)
    if "/pdf/" not in f"/{name}":
        assert not INLINE.search(source)


def test_links_lead_to_pages_that_exist(app):
    files = [*TEMPLATES.rglob("*.html"), *(ROOT / "app").rglob("*.py")]
    named = {(f.name, one) for f in files for one in ENDPOINT.findall(f.read_text())}
    assert [one for one in sorted(named) if one[1] not in app.view_functions] == []


def test_templates_are_all_in_use(app):
    """A template that nothing names is left over."""
    named = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    for name in NAMES:
        tree = app.jinja_env.parse((TEMPLATES / name).read_text())
        others = tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport))
        named += "\n" + "\n".join(str(node.template) for node in others)
    indirect = ("errors/", "ui/", "layouts/")
    left = [name for name in NAMES if not name.startswith(indirect) and name not in named]
    assert left == []


def htmls(world, role):
    visitor = world.client(role, INSIDE)
    for endpoint, url in pages(world):
        answer = visitor.get(url)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield endpoint, url, answer


@pytest.mark.parametrize("role", [Role.CHAIR, Role.VOLUNTEER, None])
def test_every_page_is_small(world, role):
    large = {}
    for endpoint, url, answer in htmls(world, role):
        size = len(gzip.compress(answer.data, 6))
        if size > MOST_BYTES and endpoint not in WITHOUT_LIMIT:
            large[url] = size
    assert large == {}


def test_every_block_renders_alone(world):
    """By its name as the target, as htmx asks; the client checks what comes back."""
    visitor, found = world.client(Role.CHAIR, INSIDE), 0
    for url, blocks in blocks_by_url(world).items():
        for block in sorted(blocks - FRAME):
            headers = {"HX-Request": "true", "HX-Target": block.replace("_", "-")}
            answer = visitor.get(url, headers=headers)
            assert answer.status_code == 200, (url, block)
            assert "<html" not in answer.text, (url, block)
            found += 1
    assert found > 50


def blocks_by_url(world):
    from flask import template_rendered

    rendered = []

    def note(_app, template, **_more):
        rendered.append(template)

    visitor, found = world.client(Role.CHAIR, INSIDE), {}
    with template_rendered.connected_to(note, world.app):
        for _, url in pages(world):
            rendered.clear()
            answer = visitor.get(url)
            if answer.status_code == 200 and answer.mimetype == "text/html" and rendered:
                found[url] = own_blocks(world, rendered[-1].name)
    return found


def own_blocks(world, name):
    """The blocks that the page's own template fills; those of its layouts are empty frames."""
    tree = world.app.jinja_env.parse((TEMPLATES / name).read_text())
    return {node.name for node in tree.find_all(nodes.Block)}


def test_boosted_link_gets_the_whole_page(world):
    headers = {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "rows"}
    visitor = world.client(Role.CHAIR, INSIDE)
    # Past the checking client, which takes every answer to htmx for a block.
    answer = super(type(visitor), visitor).open("/volunteers", headers=headers)
    assert b"<html" in answer.data
