from contextlib import contextmanager

import pytest
from flask import Flask

from app.core.access.guard import public
from tests.support.browser import assert_accessible, assert_fits, open_phone, serve

pytestmark = pytest.mark.browser

GOOD = """<!doctype html><html lang="en"><head><title>t</title>
<meta name="viewport" content="width=device-width"></head><body><main><h1>t</h1>{}</main></body>
</html>"""


@pytest.fixture
def showing(chromium):
    """A phone before one page with the given content."""

    @contextmanager
    def show(content, **options):
        app = Flask("probe", static_folder=None)
        app.add_url_rule("/", view_func=lambda: GOOD.format(content))
        with serve(app) as server, open_phone(chromium, server.url, **options) as page:
            page.goto("/")
            yield page

    return show


def test_good_page_is_accessible(showing):
    with showing("<p>x</p>") as page:
        assert_accessible(page)


def test_axe_finds_what_is_not(showing):
    with showing('<img src="data:,">') as page, pytest.raises(AssertionError, match="alt"):
        assert_accessible(page)


def test_wide_page_is_refused(showing):
    with showing('<p style="width:500px">x</p>') as page, pytest.raises(AssertionError, match="px"):
        assert_fits(page)


def test_script_error_fails_the_test(showing):
    with (
        pytest.raises(AssertionError, match="the browser complains"),
        showing("<script>nothing()</script>"),
    ):
        pass


def test_phone_without_script_runs_none(showing):
    with showing("<script>document.title = 'ran'</script>", script=False) as page:
        assert page.title() == "t"


@pytest.fixture
def page_without_database(fresh_app, monkeypatch):
    answer = GOOD.format("<p>x</p>"), {"Cache-Control": "no-store"}
    monkeypatch.setitem(fresh_app.view_functions, "static", public(lambda name: answer))
    return "/static/page"


def test_phone_shows_the_live_server(page_without_database, phone):
    assert phone.goto(page_without_database).headers["content-security-policy"]
    assert_accessible(phone)


def test_phone_without_script_shows_the_live_server(page_without_database, phone_without_script):
    assert phone_without_script.goto(page_without_database).status == 200
