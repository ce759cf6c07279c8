"""Every answer carries the headers; what only one person may see is kept nowhere."""

import pytest

from app.config import Settings
from app.core.access.guard import PUBLIC, permission_of
from app.core.web.security import CSP, HEADERS
from app.policy import Role
from tests.contracts.conftest import world  # noqa: F401
from tests.contracts.world import INSIDE, World
from tests.support.applications import create_app

OWN_CSP = "default-src 'none'; sandbox"


def test_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    directives = dict(part.split(" ", 1) for part in CSP.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert "unsafe" not in CSP


@pytest.mark.parametrize("role", [None, Role.CHAIR, Role.AUDITOR])
def test_every_answer_has_the_headers(world: World, role):  # noqa: F811
    visitor = world.client(role, INSIDE)
    urls = [(rule.endpoint, world.url(rule)) for rule in world.rules("GET")]
    for endpoint, url in [*urls, (None, "/nowhere"), (None, "/children/0")]:
        answer = visitor.get(url)
        for name, value in HEADERS.items():
            allowed = (value, OWN_CSP) if name == "Content-Security-Policy" else (value,)
            assert answer.headers[name] in allowed, (url, name)
        if answer.data:
            kind = answer.headers["Content-Type"]
            assert not kind.startswith("text/") or "charset=utf-8" in kind, url
        is_private = role is not None or (
            endpoint is not None and permission_of(world.app, endpoint) != PUBLIC
        )
        # A calendar program asks for its secret address again and again: a quarter of an hour.
        if endpoint not in ("static", "calendar.own_feed", "calendar.station_feed") and is_private:
            assert answer.headers["Cache-Control"] == "no-store", url


def test_static_files_are_kept_for_ever(world: World):  # noqa: F811
    answer = world.client(None).get(f"/static/{world.values['name']}")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_https_is_demanded_only_where_it_is_served(tmp_path):
    for https in (False, True):
        settings = Settings(data_dir=tmp_path, database_url="sqlite://", testing=True, https=https)
        app = create_app(settings)
        answer = app.test_client().get(app.extensions["assets"].urls["app.css"])
        assert ("Strict-Transport-Security" in answer.headers) == https
        assert app.config["SESSION_COOKIE_SECURE"] == https
        app.extensions["database"].engine.dispose()


@pytest.mark.parametrize("url", ["/verify/%00", "/verify?serial=a%00", "/locale/%00"])
def test_nul_is_refused(world: World, url):  # noqa: F811
    assert world.client(None).get(url).status_code == 400


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(world: World, method):  # noqa: F811
    assert world.client(None).open("/login", method=method).status_code == 405
