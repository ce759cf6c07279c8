from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, text

from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.clock import add_months, local, now, today
from app.core.db import session, transaction
from app.core.documents.uploads import Upload
from app.core.personal import blind_index
from app.core.workflow import history
from app.volunteers import retention, services
from app.volunteers.models import Volunteer
from tests.people import make_user, make_volunteer
from tests.support.client import CheckedClient
from tests.volunteers.test_services import reference

SECRETS = ("单雪梅", "shanxuemei", "13812345678", "谢江村八组", "喜欢孩子", "黄桂英", "发烧")
CODE = "ABCD2345"


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def refused(staff: Actor, chair: Actor) -> Volunteer:
    """With everything that can be known of an applicant."""
    row = make_volunteer(
        "单雪梅",
        state="checking",
        vetted=False,
        name_key="shanxuemei",
        status_code_index=blind_index("status_code", CODE),
        occupation="教师",
        employer="谢江小学",
        honours="三八红旗手",
        languages="平江话",
    )
    with transaction():
        row.phone, row.address, row.motive = "13812345678", "谢江村八组", "喜欢孩子"
        row.phone_index = blind_index("phone", "13812345678")
    services.record_reference(actor=staff, volunteer_id=row.id, values=reference("village"))
    services.add_licence(
        actor=staff,
        volunteer_id=row.id,
        name="教师资格证",
        number="A1",
        expires_on=None,
        scan=(picture(), "licence.png"),
    )
    services.refuse(actor=chair, volunteer_id=row.id, reason="面谈时发烧", code="interview")
    return row


def everything() -> str:
    """All that the tables of volunteers and their steps hold, as somebody with the file sees it."""
    tables = (
        "volunteer",
        "vetting_check",
        "volunteer_reference",
        "volunteer_licence",
        "application_draft",
    )
    rows = [session().execute(text(f"SELECT * FROM {one}")).all() for one in tables]
    return repr(rows)


def test_file_is_kept_to_its_last_day_and_anonymous_on_the_next(refused: Volunteer) -> None:
    assert refused.ended_at is not None
    last = add_months(local(refused.ended_at).date(), 36)
    assert retention.ends_on(refused) == last
    assert retention.forget_due(last) == 0
    assert refused.name == "单雪梅"
    assert retention.forget_due(last + timedelta(days=1)) == 1
    assert refused.forgotten_at is not None
    assert retention.forget_due(last + timedelta(days=2)) == 0


def test_nothing_that_names_her_can_be_read_afterwards(refused: Volunteer) -> None:
    number = refused.identity_number or ""
    retention.forget_due(today() + timedelta(days=4000))
    session().expire_all()
    row = session().get_one(Volunteer, refused.id)
    assert (row.name, row.name_key, row.name_initials) == (retention.NAMELESS, "", "")
    for value in (row.identity_number, row.phone, row.address, row.motive):
        assert value is None
    assert (row.identity_index, row.phone_index, row.status_code_index) == (None, None, None)
    assert (row.employer, row.honours, row.languages, row.occupation) == ("", "", "", "")
    assert [(one.person, one.said) for one in row.references] == [(None, None)]
    assert [one.number for one in row.licences] == [None]
    assert session().scalars(select(Upload)).one().data_key.plain() is None
    assert [step.reason for step in history(row) if step.reason] == []
    left = everything()
    assert not [word for word in (*SECRETS, number) if word in left]


def test_what_numbers_need_stays(refused: Volunteer) -> None:
    born = refused.born_on
    retention.forget_due(today() + timedelta(days=4000))
    assert (refused.state, refused.refusal_code) == ("refused", "interview")
    assert refused.born_on == date(born.year, 1, 1)
    assert refused.region_code
    assert [step.transition for step in history(refused)] == ["refuse"]
    acts = session().scalars(select(AuditEvent.act).order_by(AuditEvent.seq.desc())).all()
    assert acts[0] == "volunteer.forgotten"


def test_forgotten_number_can_apply_anew(refused: Volunteer) -> None:
    number = refused.identity_number or ""
    retention.forget_due(today() + timedelta(days=4000))
    index = blind_index("identity", number)
    assert session().scalar(select(Volunteer).where(Volunteer.identity_index == index)) is None


@pytest.mark.parametrize("state", ["applied", "checking", "appealed", "approved", "suspended"])
def test_running_file_is_never_forgotten(app: Flask, state: str) -> None:
    row = make_volunteer(state=state)
    with transaction():
        row.ended_at = now() - timedelta(days=9000)
    assert retention.forget_due() == 0
    assert row.name == "王芳"


def test_one_file_that_fails_does_not_keep_the_others(
    refused: Volunteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_volunteer("李娜", state="left")
    with transaction():
        other.ended_at = now() - timedelta(days=9000)
    forget = retention._forget

    def fail(row: Volunteer) -> None:
        if row.id == refused.id:
            raise RuntimeError("the disk")
        forget(row)

    monkeypatch.setattr(retention, "_forget", fail)
    with pytest.raises(ExceptionGroup):
        retention.forget_due(today() + timedelta(days=4000))
    session().expire_all()
    assert session().get_one(Volunteer, other.id).name == retention.NAMELESS
    assert session().get_one(Volunteer, refused.id).name == "单雪梅"


def test_report_says_who_is_next_and_how_many_are_anonymous(
    client: CheckedClient,
    refused: Volunteer,
    chair: Actor,
    enter_as: Callable[[Actor], None],
    on_day: Callable[[date], None],
) -> None:
    enter_as(chair)
    assert "单雪梅" not in client.get("/volunteers/retention").get_data(as_text=True)
    last = retention.ends_on(refused)
    assert last is not None
    on_day(last - timedelta(days=30))
    assert "单雪梅" in client.get("/volunteers/retention").get_data(as_text=True)
    on_day(last + timedelta(days=1))
    retention.forget_due()
    page = client.get("/volunteers/retention").get_data(as_text=True)
    assert "单雪梅" not in page
    assert refused.forgotten_at is not None
    assert f"{local(refused.forgotten_at):%Y-%m}" in page


def test_account_of_who_left_is_closed_long_before(app: Flask, chair: Actor) -> None:
    user = make_user("am9")
    row = make_volunteer(user_id=user.id)
    services.leave(actor=chair, volunteer_id=row.id, reason="搬家")
    assert not user.is_active
