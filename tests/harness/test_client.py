import pytest
from flask import Flask, g, redirect, request

from tests.support.client import CheckedClient
from tests.support.html import BadPage

FORM = """<!doctype html><html lang="en"><head><title>t</title></head><body><h1>t</h1>
<form method="post" action="/form"><input type="hidden" name="key" value="k1">
<label>Name <input name="name" value="old"></label>
<label>Sex <select name="sex"><option value="f">F</option><option value="m" selected>M</option>
</select></label>
<label><input type="checkbox" name="kind" value="a" checked> a</label>
<label><input type="checkbox" name="kind" value="b" checked> b</label>
<label>Note <textarea name="note">
line</textarea></label>
<button>Send</button></form></body></html>"""


@pytest.fixture
def visitor():
    app = Flask("probe")
    app.test_client_class = CheckedClient

    @app.get("/form")
    def show():
        g.touched = True
        return FORM

    @app.post("/form")
    def take():
        app.extensions["got"] = request.form.to_dict(flat=False)
        return redirect("/form")

    @app.get("/bad")
    def bad():
        return "<p>no page"

    return app.test_client()


def test_client_refuses_a_broken_page(visitor):
    with pytest.raises(BadPage):
        visitor.get("/bad")


def test_submit_sends_hidden_fields_and_defaults(visitor):
    page = visitor.get("/form")
    assert visitor.submit(page, {"name": "new"}).status_code == 302
    assert visitor.application.extensions["got"] == {
        "key": ["k1"],
        "name": ["new"],
        "sex": ["m"],
        "kind": ["a", "b"],
        "note": ["line"],
    }


def test_submit_refuses_a_field_that_the_form_has_not(visitor):
    with pytest.raises(AssertionError, match="no such field"):
        visitor.submit(visitor.get("/form"), {"nmae": "x"})


def test_request_does_not_share_g_with_the_test_around_it(visitor):
    with visitor.application.app_context():
        visitor.get("/form")
        assert "touched" not in g
