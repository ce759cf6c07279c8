from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine

from app.core.clock import now
from app.core.db import session
from app.core.documents import signing
from app.policy import Role
from tests.accounts.accounts import PASSWORD, make_account, visit_with_factor
from tests.core.test_signing import bought


@pytest.fixture
def chair(fresh_app):
    with fresh_app.app_context():
        make_account("lihui", Role.CHAIR, totp=True)
        session().rollback()
        visitor = fresh_app.test_client()
        visit_with_factor(visitor)
        yield visitor


def test_the_chair_makes_a_certificate_and_is_warned_before_its_end(chair, monkeypatch):
    page = chair.submit(chair.get("/signature/make"), {"name": "某镇工作站", "years": "1"})
    assert page.status_code == 303
    text = chair.get("/signature").text
    assert "某镇工作站" in text
    assert "/signature" not in chair.get("/").text.split("<main", 1)[1]
    key = signing.current()
    assert chair.get(f"/signature/{key.id}.cer").data == key.certificate
    monkeypatch.setattr(signing, "WARN_DAYS", 400)
    assert "/signature" in chair.get("/").text.split("<main", 1)[1]


def test_a_wrong_file_is_said_beside_the_field(chair):
    form = chair.get("/signature/import")
    values = {"file": (io.BytesIO(b"x"), "a.p12"), "password": "x"}
    page = chair.submit(form, values)
    assert page.status_code == 422
    assert "PKCS#12" in page.text
    values = {"file": (io.BytesIO(bought(b"geheim")), "a.p12"), "password": "geheim"}
    assert chair.submit(chair.get("/signature/import"), values).status_code == 303
    assert signing.current().subject == "县妇联"
    chair.submit(chair.get("/signature/retire"), {})
    assert signing.current() is None


def test_the_page_asks_for_the_password_again(chair):
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        answer = chair.get("/signature/make")
        assert answer.location == "/account/confirm?next=/signature/make"
        chair.submit(chair.get(answer.location), {"password": PASSWORD})
        assert chair.get("/signature/make").status_code == 200
