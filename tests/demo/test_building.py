"""The demonstration is whole, refuses real data, and lets every role in."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import demo
from app.core import audit
from app.core.audit import AuditEvent, words
from app.core.clock import today
from app.core.db import session
from app.demo import building
from app.demo.logins import LOGINS, PASSWORD
from app.pairings.models import Pairing
from app.pairings.queries import lapse_reasons
from app.pledges.models import Pledge
from app.volunteers.models import Volunteer
from tests.demo.conftest import bare
from tests.people import make_user


def test_every_act_and_thing_on_record_has_words(station: Flask) -> None:
    with station.app_context():
        known = words.of(station)
        acts = set(session().scalars(select(AuditEvent.act).distinct()))
        things = set(session().scalars(select(AuditEvent.object_type).distinct())) - {"", None}
    assert acts - known.acts.keys() == set()
    assert things - known.objects.keys() == set()


def test_township_has_everything_in_every_state(station: Flask) -> None:
    with station.app_context():
        volunteers = Counter(row.state for row in session().query(Volunteer))
        pairs = session().query(Pairing).all()
        lapsed = lapse_reasons(pairs, today())
        pledges = {row.state for row in session().query(Pledge)}
        assert set(volunteers) == {
            *("applied", "checking", "returned", "approved", "suspended", "refused", "left"),
            *("appealed", "merged"),
        }
        assert {row.state for row in pairs} == {
            "active",
            "ended",
            "lapsed",
            "proposed",
            "suspended",
        }
        assert 35 <= len(pairs) <= 45
        assert 3 <= len(lapsed) <= 8
        assert pledges == {"issued", "signed"}
        assert audit.verify().broken_at is None


def test_nothing_is_done_outside_its_time(station: Flask) -> None:
    with station.app_context():
        moments = [at for (at,) in session().query(audit.AuditEvent.at).order_by("seq")]
        assert moments == sorted(moments)
        assert (moments[-1] - moments[0]).days > 365


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.username)
def test_each_role_gets_in_with_one_step(station: Flask, login: object) -> None:
    client = station.test_client()
    page = client.get("/login")
    assert login.username in page.text
    entered = client.submit(page, {"username": login.username, "password": PASSWORD})
    assert (entered.status_code, entered.location) == (303, "/")
    home = client.get("/")
    assert 'class="banner demo"' in home.text
    if login.username in ("admin", "auditor"):
        assert 'href="/children"' not in home.text
        assert client.get("/children").status_code == 403


def test_county_ends_where_the_next_begins(station: Flask) -> None:
    def villages(username: str) -> str:
        client = station.test_client()
        client.submit(client.get("/login"), {"username": username, "password": PASSWORD})
        return client.get("/volunteers?township=430681107000").text

    assert not re.search(r'href="/volunteers/\d', villages("chair"))
    assert re.search(r'href="/volunteers/\d', villages("supervisor"))


def test_refuses_outside_the_demo(tmp_path: Path) -> None:
    app = bare(tmp_path)
    with app.app_context(), pytest.raises(building.NotHere, match="AIXIN_DEMO"):
        building.make()
    app.extensions["database"].engine.dispose()


def test_refuses_real_data(tmp_path: Path) -> None:
    app = bare(tmp_path, demo=True)
    with app.app_context():
        make_user("lihui")
        with pytest.raises(building.NotHere, match="did not make"):
            building.make()
    with pytest.raises(SystemExit, match="did not make"):
        demo.refuse_real_data(app)
    app.extensions["database"].engine.dispose()
