"""A round of visits goes from family to family, not from child to child."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import select, text

from app.activities.models import RoundStop
from app.activities.services import rounds
from app.children.families import services as families
from app.children.models import Child
from app.config import ROOT
from app.core import migrate
from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.db import session, transaction
from app.policy import Role
from tests.activities.conftest import Enter, make_places
from tests.activities.samples import make_activity
from tests.people import JIAYI, grant_consent, make_actor, make_child
from tests.support.applications import make_app
from tests.support.client import CheckedClient


def to_visit(**values: object) -> Child:
    child = make_child(**values)
    grant_consent(child, child.guardians[0], "home_visit")
    return child


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None
    return unescape(match[1])


def words_of(pdf: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def stops() -> list[RoundStop]:
    return list(session().scalars(select(RoundStop).order_by(RoundStop.id)))


def test_families_are_put_on_the_list_and_ticked(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    seen, refused = to_visit(), make_child()
    activity = make_activity(actor=staff, kind="patrol", sign_up="none")
    enter_as(staff)
    path = f"/activities/{activity.id}/round"
    assert path in client.get(f"/activities/{activity.id}").text
    for _ in range(2):
        values = {"place": JIAYI}
        assert client.submit(client.get(path), values, action=f"{path}/add").status_code == 303
    (stop,) = stops()
    text = client.get(path).text
    assert seen.alias in text
    assert refused.alias not in text
    values = {"result": "attention"}
    assert client.submit(client.get(path), values, action=f"{path}/{stop.id}").status_code == 303
    session().refresh(stop)
    first = stop.visited_at
    assert seen.alias not in client.get(f"{path}?left=1").text
    values = {"result": "well"}
    assert client.submit(client.get(path), values, action=f"{path}/{stop.id}").status_code == 303
    session().refresh(stop)
    assert (stop.result, stop.visited_at) == ("well", first)
    assert (
        client.submit(client.get(path), {"result": "x"}, action=f"{path}/{stop.id}").status_code
        == 422
    )
    enter_as(Actor(staff.user_id, staff.name, staff.grants, second_factor=False))
    assert seen.alias not in client.get(path).text
    other = make_activity(actor=staff)
    enter_as(staff)
    page = client.get(f"/activities/{other.id}/round")
    assert client.submit(page, {}, action=f"/activities/{other.id}/round/add").status_code == 422


def test_brothers_and_sisters_are_one_stop(app: Flask, staff: Actor) -> None:
    elder, younger, alone = to_visit(), to_visit(), to_visit()
    families.join_families(
        actor=staff, child_id=younger.id, other_id=elder.id, reason="户口本上是姐妹"
    )
    activity = make_activity(actor=staff, kind="patrol", sign_up="none")
    assert rounds.add_families(actor=staff, activity_id=activity.id, region_code=JIAYI) == 2
    assert {one.family_id for one in stops()} == {elder.family_id, alone.family_id}
    (both,) = [one for one in stops() if one.family_id == elder.family_id]
    assert {one.id for one in rounds.children_of(both)} == {elder.id, younger.id}


def test_only_families_of_the_chosen_colour_are_added(app: Flask, staff: Actor) -> None:
    calm, red = to_visit(), to_visit()
    with transaction():
        red.family.colour, red.family.review_on = "red", date(2027, 1, 1)
    activity = make_activity(actor=staff, kind="patrol", sign_up="none")
    rounds.add_families(actor=staff, activity_id=activity.id, region_code=JIAYI, colour="red")
    assert [one.family_id for one in stops()] == [red.family_id]
    rounds.add_families(actor=staff, activity_id=activity.id, region_code=JIAYI)
    assert [one.family_id for one in stops()] == [red.family_id, calm.family_id]


def test_what_was_found_stays_when_two_families_turn_out_to_be_one(
    app: Flask, staff: Actor
) -> None:
    elder, younger = to_visit(), to_visit()
    both = make_activity(actor=staff, kind="patrol", sign_up="none")
    rounds.add_families(actor=staff, activity_id=both.id, region_code=JIAYI)
    (stop,) = [one for one in stops() if one.family_id == younger.family_id]
    rounds.tick_family(actor=staff, activity_id=both.id, stop_id=stop.id, result="attention")
    with transaction() as current:
        only = make_activity(actor=staff, kind="patrol", sign_up="none")
        current.add(RoundStop(activity_id=only.id, family_id=younger.family_id, result="well"))
    families.join_families(
        actor=staff, child_id=younger.id, other_id=elder.id, reason="户口本上是姐妹"
    )
    found = [(one.activity_id, one.family_id, one.result) for one in stops()]
    assert found == [(both.id, elder.family_id, "attention"), (only.id, elder.family_id, "well")]


def test_sheet_to_walk_with_names_nobody_in_full(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    child = to_visit(name="彭思雨")
    activity = make_activity(actor=staff, kind="patrol", sign_up="none", title="暑期巡访")
    rounds.add_families(actor=staff, activity_id=activity.id, region_code=JIAYI)
    rounds.tick_family(actor=staff, activity_id=activity.id, stop_id=stops()[0].id, result="absent")
    enter_as(staff)
    answer = client.get(f"/activities/{activity.id}/round.pdf")
    assert answer.content_type == "application/pdf"
    text = words_of(answer.data)
    assert "暑期巡访" in text
    assert child.alias in text
    assert "√家中无人" in text.replace(" ", "")
    for hidden in ("彭思雨", "张奶奶", "13900000000"):
        assert hidden not in text
    acts = session().scalars(select(AuditEvent.act)).all()
    assert acts.count("round.sheet_printed") == 1


def test_long_round_is_paged_and_stays_on_its_page(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    children = [to_visit() for _ in range(27)]
    activity = make_activity(actor=staff, kind="patrol", sign_up="none")
    rounds.add_families(actor=staff, activity_id=activity.id, region_code=JIAYI)
    enter_as(staff)
    first = client.get(f"/activities/{activity.id}/round")
    assert children[0].alias in first.text
    assert children[26].alias not in first.text
    second = client.get(found(r'href="(\?[^"]*after=[^"]*|/[^"]*after=[^"]*)"', first.text))
    assert children[26].alias in second.text
    action = found(rf'action="(/[^"]*/round/{stops()[-1].id}[^"]*)"', second.text)
    answer = client.submit(second, {"result": "well"}, action=action)
    assert "after=" in answer.location


FOLDER = str(ROOT / "migrations")


@pytest.fixture
def migrated(database_kind: str, databases: Any, tmp_path: Path) -> Iterator[Flask]:
    with (
        databases.copy(database_kind, empty=True) as url,
        make_app(url, tmp_path) as app,
        app.app_context(),
    ):
        migrate.upgrade(FOLDER)
        yield app


def test_children_on_older_rounds_become_their_families(migrated: Flask) -> None:
    make_places()
    staff = make_actor(Role.STAFF)
    elder, younger = to_visit(), to_visit()
    families.join_families(actor=staff, child_id=younger.id, other_id=elder.id, reason="是姐妹")
    activity = make_activity(actor=staff, kind="patrol", sign_up="none")
    rounds.add_families(actor=staff, activity_id=activity.id, region_code=JIAYI)
    steps = ScriptDirectory(FOLDER).walk_revisions()
    step = next(one for one in steps if one.doc == "families on a round of visits")
    family_id, activity_id, ids = elder.family_id, activity.id, (elder.id, younger.id)
    session().rollback()
    migrate.downgrade(FOLDER, str(step.down_revision))
    with transaction() as current:
        assert current.scalars(text("SELECT child_id FROM round_stop")).all() == [min(ids)]
        current.execute(
            text("INSERT INTO round_stop (activity_id, child_id, result) VALUES (:a, :c, 'well')"),
            {"a": activity_id, "c": max(ids)},
        )
    session().rollback()
    migrate.upgrade(FOLDER)
    (stop,) = stops()
    assert (stop.family_id, stop.result) == (family_id, "well")
