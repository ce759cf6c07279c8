"""Scans of applications that were written by hand and keyed in by the station."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.db import session, transaction
from app.core.documents.uploads import Upload
from app.core.errors import InvalidInput, NotFound
from app.policy import Role
from app.volunteers import retention, services
from app.volunteers.models import ApplicationPaper, Volunteer
from tests.people import make_actor, make_volunteer
from tests.support.client import CheckedClient
from tests.volunteers.test_services import values

Enter = Callable[[Actor], None]


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


def acts() -> list[str]:
    return list(session().scalars(select(AuditEvent.act).order_by(AuditEvent.seq)))


def test_paper_comes_with_the_entry_and_its_opening_is_recorded(staff: Actor) -> None:
    pages = [("a.png", picture()), ("b.png", picture())]
    row = services.enter_volunteer(actor=staff, values=values(), papers=pages).volunteer
    (paper,) = row.papers
    upload = services.open_paper(actor=staff, volunteer_id=row.id, paper_id=paper.id)
    assert upload.content_type == "application/pdf"
    assert upload.read()[:5] == b"%PDF-"
    assert acts()[-2:] == ["volunteer.paper_added", "volunteer.paper_opened"]
    with pytest.raises(NotFound):
        services.open_paper(actor=staff, volunteer_id=row.id, paper_id=paper.id + 1)


def test_broken_paper_keeps_nobody(staff: Actor) -> None:
    with pytest.raises(InvalidInput) as caught:
        services.enter_volunteer(actor=staff, values=values(), papers=[("a.exe", b"MZ")])
    assert caught.value.problems[0].field == "papers"
    assert session().scalars(select(Volunteer)).all() == []


def test_paper_is_for_reviewers_only(client: CheckedClient, enter_as: Enter) -> None:
    row = make_volunteer()
    enter_as(make_actor(Role.STAFF))
    path = f"/volunteers/{row.id}/papers/new"
    missing = client.submit(client.get(path), {})
    assert missing.status_code == 422
    bad = client.submit(client.get(path), {"papers": (BytesIO(b"x"), "a.exe")})
    assert bad.status_code == 422
    good = client.submit(client.get(path), {"papers": (BytesIO(picture()), "a.png")})
    assert good.status_code == 303
    paper = session().scalars(select(ApplicationPaper)).one()
    scan = f"/volunteers/{row.id}/papers/{paper.id}/scan"
    assert scan in client.get(f"/volunteers/{row.id}").text
    assert client.get(scan).data[:2] == b"\xff\xd8"
    enter_as(make_actor(Role.SUPERVISOR))
    assert scan not in client.get(f"/volunteers/{row.id}").text
    assert client.get(scan).status_code in (403, 404)


def test_keying_in_takes_the_paper_along(client: CheckedClient, enter_as: Enter) -> None:
    enter_as(make_actor(Role.STAFF))
    assert 'type="file"' in client.get("/volunteers/new").text


def test_paper_goes_with_the_file(staff: Actor) -> None:
    pages = [("a.png", picture())]
    row = services.enter_volunteer(actor=staff, values=values(), papers=pages).volunteer
    scan = session().get_one(Upload, row.papers[0].scan_id)
    with transaction():
        retention._forget(row)
    assert scan.data_key.plain() is None
