"""Every form of every role gets odd input, by a seeded dice: no 500, no template error.

Forms are filled as they stand on their pages, then some fields take a value out of ODD; and every
address is sent a body that no form of ours would send.
"""

import io
import logging
import os
import random
import re
import time

import pytest

from app.core import log
from app.core.access.guard import PUBLIC, permission_of
from app.policy import Role
from tests.contracts.conftest import *  # noqa: F403
from tests.contracts.world import INSIDE
from tests.support.client import defaults
from tests.support.html import parse

SEED = int(os.environ.get("FUZZ_SEED", "1"))
SECONDS = float(os.environ.get("FUZZ_SECONDS", "20"))
ODD = (
    "",
    " ",
    "　",
    "0",
    "-1",
    "9" * 30,
    "1e309",
    "٣",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "%s%n",
    "../../keys.json",
    "=cmd|' /C calc'!A0",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "\u202eabc",
    "𠮷" * 300,
    "a" * 5000,
    "[]",
    '{"a":1}',
    "000000000000",
    "430626102204",
)
TELLTALE = ("童一告", "430626201505050019", "13912345678", "平江县告密巷七号")
"""What a person's file holds: a name, an identity number, a phone, an address."""
LEAVES_THE_SESSION = {"accounts.logout"}


def forms_on(page):
    tree, _ = parse(page.text)
    return [form for form in tree.iter("form") if form.get("method") == "post"]


def send(client, dice, action, fields):
    for name in list(fields):
        if name not in ("csrf_token", "_key") and dice.random() < 0.4:
            fields[name] = dice.choice(ODD)
    return client.post(action, data=fields)


@pytest.mark.parametrize("role", [*Role, None])
def test_no_form_breaks_the_server(world, role):
    dice, client = random.Random(f"{SEED}{role}"), world.client(role, INSIDE)
    until, sent = time.monotonic() + SECONDS / 8, 0
    rules = [rule for rule in world.rules("GET") if rule.endpoint not in ("static", "site.healthz")]
    dice.shuffle(rules)
    for rule in rules:
        if time.monotonic() > until and (sent or role is None):
            break
        page = client.get(world.url(rule), query_string={"q": dice.choice(ODD), "after": "x"})
        assert page.status_code < 500, rule.endpoint
        if page.mimetype != "text/html" or page.status_code != 200:
            continue
        for form in forms_on(page):
            action = form.get("action") or world.url(rule)
            if action.endswith("/logout") or "backups" in action:
                continue
            answer = send(client, dice, action, dict(defaults(form)))
            assert answer.status_code < 500, (rule.endpoint, action)
            sent += 1
    assert sent or role is None


def forms_of(world, client):
    """(action, fields) of every form that this client comes to."""
    for rule in world.rules("GET"):
        if rule.endpoint in ("static", "site.healthz"):
            continue
        page = client.get(world.url(rule))
        if page.mimetype != "text/html" or page.status_code != 200:
            continue
        for form in forms_on(page):
            action = form.get("action") or world.url(rule)
            if not action.endswith("/logout") and "backups" not in action:
                yield action, dict(defaults(form))


@pytest.mark.parametrize("role", [Role.CHAIR, Role.STAFF, Role.VOLUNTEER, None])
def test_nothing_personal_gets_into_the_log(world, role, monkeypatch):
    """Every form is sent with a person's values in every field; some answers are errors."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log.Line())
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [*root.handlers, handler])
    monkeypatch.setattr(log.log, "isEnabledFor", lambda _level: True)
    dice, client, sent = random.Random(f"{SEED}{role}"), world.client(role, INSIDE), 0
    for action, fields in forms_of(world, client):
        told = {
            name: value if name in ("csrf_token", "_key") else dice.choice(TELLTALE)
            for name, value in fields.items()
        }
        mark = "&" if "?" in action else "?"
        client.post(f"{action}{mark}q={TELLTALE[0]}", data=told)
        sent += 1
    written = stream.getvalue()
    assert sent > (20 if role is Role.CHAIR else 1)
    assert written.count('"event": "request"') > sent
    decoded = written.encode().decode("unicode_escape")
    assert [text for text in TELLTALE if text in decoded or text in written] == []


@pytest.mark.parametrize("role", [Role.CHAIR, Role.VOLUNTEER, None])
def test_no_body_breaks_the_server(world, role):
    dice, client = random.Random(f"{SEED}{role}"), world.client(role, INSIDE)
    for rule in world.rules("POST"):
        if rule.endpoint in LEAVES_THE_SESSION or rule.endpoint == "upkeep.make_backup":
            continue
        body = {dice.choice(("name", "reason", "code", "region", "x")): dice.choice(ODD)}
        answer = client.post(world.url(rule), data=body)
        assert answer.status_code < 500, rule.endpoint
        answer = client.post(world.url(rule), data=b"\xff\xfe", content_type="multipart/form-data")
        assert answer.status_code < 500, rule.endpoint


def test_every_address_survives_odd_parts(world):
    client = world.client(Role.CHAIR, INSIDE)
    for rule in filter(lambda rule: rule.arguments, world.rules("GET")):
        for odd in ("0", "2147483648", "99999999999999999999", "x%27", "%00"):
            url = re.sub(r"<[^>]+>", odd, rule.rule)
            assert client.get(url).status_code < 500, (rule.endpoint, odd)


def test_public_addresses_are_few(world):
    public = {
        r.endpoint for r in world.rules("POST") if permission_of(world.app, r.endpoint) == PUBLIC
    }
    assert len(public) < 12, sorted(public)
