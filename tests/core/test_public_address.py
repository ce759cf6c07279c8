"""What a visitor says of the address does not get into papers that are kept."""

from dataclasses import replace

import pytest

from app.core.web.pages import public_address

OWN = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost", "http://localhost"),
        ("192.168.1.10:8000", "http://192.168.1.10:8000"),
        ("station.lan", "http://station.lan"),
        ("station", "http://station"),
        ("[fd00::5]:8000", "http://[fd00::5]:8000"),
        ("evil.example", OWN),
        ("evil.example:80", OWN),
        ("8.8.8.8", OWN),
        ("[2001:4860:4860::8888]", OWN),
        ("x@evil.example", OWN),
        ("192.168.1.10.evil.example", OWN),
    ],
)
def test_address_of_the_internet_is_not_taken_from_a_visitor(app, host, address):
    with app.test_request_context("/", headers={"Host": host}):
        assert public_address() == address


def test_address_that_is_set_stands_before_all(app, monkeypatch):
    settings = replace(app.extensions["settings"], public_url="https://aixin.example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)
    with app.test_request_context("/", headers={"Host": "evil.example"}):
        assert public_address() == "https://aixin.example.org"


def test_poster_leads_home_whatever_the_visitor_says(client):
    page = client.get("/join", headers={"Host": "evil.example"})
    assert "evil.example" not in page.text
