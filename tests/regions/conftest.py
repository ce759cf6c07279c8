import re

import pytest
from flask import render_template_string
from wtforms import StringField
from wtforms.validators import DataRequired

from app import create_app
from app.config import Settings
from app.core.access.actors import ANONYMOUS
from app.core.access.guard import public
from app.core.db import Base, database, transaction
from app.core.web.forms import BaseForm
from app.regions import register
from app.regions.forms import PicksRegion, RegionField
from app.regions.matching import AddressIndex
from app.regions.services import load_register

PINGJIANG = "430626000000"
MILUO = "430681000000"
PARTS = (PINGJIANG, MILUO, "441900003000", "110101001000")

INPUT = re.compile(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"')

PAGE = """<form method="post">{{ form.csrf_token }}{{ form.submission_key }}
{{ form.name }}{{ form.name.errors | join }}{{ ui.region_picker(form.region) }}</form>"""


class JoinForm(PicksRegion, BaseForm):
    name = StringField("Name", [DataRequired()])
    region = RegionField("Village", [DataRequired("choose")])


@pytest.fixture(scope="session")
def extract():
    """Two neighbouring counties and the divisions above them."""
    return list(register.divisions(within=(PINGJIANG, MILUO)))


@pytest.fixture(scope="session")
def pingjiang(extract):
    return AddressIndex(((d.code, d.name) for d in extract), within=PINGJIANG)


@pytest.fixture(scope="session")
def country(database_kind, databases, tmp_path_factory):
    """The application with an extract of the register, and a form that asks for a village."""
    with databases.copy(database_kind, empty=True) as url:
        settings = Settings(
            data_dir=tmp_path_factory.mktemp("regions"),
            database_url=url,
            testing=True,
            default_locale="en",
        )
        app = create_app(settings)
        app.extensions.setdefault("actor_loader", lambda: ANONYMOUS)
        app.add_url_rule("/join-test", view_func=public(_join), methods=["GET", "POST"])
        with app.app_context():
            Base.metadata.create_all(database().engine)
            with transaction() as session:
                load_register(session.connection(), within=PARTS)
        yield app
        app.extensions["database"].engine.dispose()


def _join():
    form = JoinForm()
    if form.validate_on_submit():
        return f"chosen {form.region.data}"
    again = 422 if form.is_submitted() else 200
    return render_template_string(PAGE, form=form), again


@pytest.fixture
def in_country(country):
    with country.app_context():
        yield country


@pytest.fixture
def browser(country):
    return Browser(country.test_client())


class Browser:
    """Fills the form as a person without JavaScript does: every press sends all of it."""

    def __init__(self, client):
        self.client = client
        self.fields = {}
        self._read(client.get("/join-test"))

    def press(self, step="", **typed):
        """Press the picker's button, or without one the form's own."""
        self.fields |= typed
        sent = self.fields | ({"region-go": step} if step else {})
        return self._read(self.client.post("/join-test", data=sent))

    def _read(self, response):
        self.status, self.html = response.status_code, response.get_data(as_text=True)
        self.fields = dict(INPUT.findall(self.html)) or self.fields
        self.steps = re.findall(r'name="region-go" value="([^"]+)"', self.html)
        return self.status
