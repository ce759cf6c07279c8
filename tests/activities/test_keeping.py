"""Photos, incidents, templates and the helpers that an activity needs."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.activities.models import Activity, Incident, Photo, Template
from app.activities.queries import missing_helpers
from app.activities.routes import day as routes
from app.activities.services import incidents, joining, photos, planning, templates
from app.children.models import Child, Consent
from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents.uploads import Upload
from app.core.enrolment.attendance import check_in
from app.core.enrolment.queries import roster
from app.core.errors import Conflict, InvalidInput, NotFound
from app.policy import Role
from tests.activities.conftest import Enter
from tests.activities.samples import make_activity, make_member, make_pair, pass_by
from tests.people import MILUO, grant_consent, make_actor, make_child
from tests.support.client import CheckedClient

GPS = 0x8825


def picture(side: int = 3000) -> bytes:
    """As a phone makes it, with the place where it was taken."""
    image = Image.effect_noise((side, side * 3 // 4), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(GPS)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def listed(app: Flask, staff: Actor) -> tuple[Activity, Child]:
    """An activity with a child whose guardian consents to activities and to pictures."""
    activity, child = make_activity(actor=staff), make_child()
    for scope in ("activity", "photo"):
        grant_consent(child, child.guardians[0], scope)
    joining.add_child(actor=staff, activity_id=activity.id, child_id=child.id)
    return activity, child


def add(staff: Actor, activity: Activity, *children: Child) -> Photo:
    return photos.add_photo(
        actor=staff,
        activity_id=activity.id,
        content=picture(800),
        name="a.jpg",
        child_ids=[one.id for one in children],
        nobody=not children,
    )


def test_photo_is_made_small_and_forgets_where_it_was_taken(
    staff: Actor, listed: tuple[Activity, Child]
) -> None:
    content = picture()
    with Image.open(io.BytesIO(content)) as sent:
        assert sent.getexif().get_ifd(GPS)
    photo = photos.add_photo(
        actor=staff, activity_id=listed[0].id, content=content, name="a.jpg", nobody=True
    )
    for upload, longest in ((photo.upload, 1280), (photo.small, 320)):
        with Image.open(io.BytesIO(upload.read())) as kept:
            assert max(kept.size) == longest
            assert not kept.getexif()
    assert b"PhoneMaker" not in photo.upload.read()


def test_photo_is_refused_without_consent_or_without_a_word_who_is_on_it(
    staff: Actor, listed: tuple[Activity, Child]
) -> None:
    activity, child = listed
    other = make_child()
    grant_consent(other, other.guardians[0], "activity")
    joining.add_child(actor=staff, activity_id=activity.id, child_id=other.id)
    with pytest.raises(Conflict) as refused:
        add(staff, activity, child, other)
    assert other.alias in str(refused.value.problems[0].message)
    with pytest.raises(NotFound):
        add(staff, activity, make_child())
    with pytest.raises(InvalidInput):
        photos.add_photo(actor=staff, activity_id=activity.id, content=picture(99), name="a")
    assert session().scalars(select(Photo)).all() == []
    assert session().scalars(select(Upload)).all() == []


def test_photo_is_shown_to_those_concerned_while_consent_holds(
    client: CheckedClient, enter_as: Enter, staff: Actor, listed: tuple[Activity, Child]
) -> None:
    activity, child = listed
    member, volunteer = make_member()
    hers = make_pair(volunteer)
    grant_consent(hers, hers.guardians[0], "photo")
    joining.add_child(actor=staff, activity_id=activity.id, child_id=hers.id)
    joining.join(actor=member, activity_id=activity.id)
    mine, shared, plain = (
        add(staff, activity, hers),
        add(staff, activity, hers, child),
        add(staff, activity),
    )
    assert photos.photos_of(member, activity) == [], "she was not there yet"
    pass_by(activity)
    ids = [one.id for one in roster(activity.occasion_id)]
    check_in(actor=staff, occasion_id=activity.occasion_id, participant_ids=ids)
    assert set(photos.photos_of(member, activity)) == {mine, plain}
    assert set(photos.photos_of(staff, activity)) == {mine, shared, plain}
    assert photos.photos_of(make_actor(Role.STAFF, MILUO), activity) == []
    enter_as(member)
    assert client.get(f"/activities/photos/{mine.id}/small.jpg").mimetype == "image/jpeg"
    assert client.get(f"/activities/photos/{shared.id}/big.jpg").status_code == 404
    with transaction() as current:
        for consent in current.scalars(select(Consent).where(Consent.child_id == hers.id)):
            consent.decision = "refused"
    assert photos.photos_of(staff, activity) == [plain]
    assert client.get(f"/activities/photos/{mine.id}/big.jpg").status_code == 404


def test_photos_are_added_and_taken_out_on_the_page(
    client: CheckedClient, enter_as: Enter, staff: Actor, listed: tuple[Activity, Child]
) -> None:
    activity, child = listed
    url = f"/activities/{activity.id}/photos"
    enter_as(staff)
    page = client.get(url)
    sent = client.submit(
        page, {"file": (io.BytesIO(b"no picture"), "a.jpg"), "nobody": "y"}, action=url
    )
    assert sent.status_code == 422
    values = {"file": (io.BytesIO(picture(400)), "a.jpg"), "children": str(child.id)}
    assert client.submit(client.get(url), values, action=url).status_code == 303
    photo = session().scalars(select(Photo)).one()
    file = photo.upload
    remove = f"/activities/photos/{photo.id}/remove"
    assert client.submit(client.get(url), {}, action=remove).status_code == 303
    assert session().scalars(select(Photo)).all() == []
    assert file.data_key.plain() is None


def test_photo_goes_with_the_file_of_a_child_on_it(
    staff: Actor, listed: tuple[Activity, Child]
) -> None:
    photo = add(staff, *listed)
    upload = photo.upload
    with transaction():
        photos.destroy_with(listed[1])
    assert session().scalars(select(Photo)).all() == []
    assert upload.data_key.plain() is None


def test_incident_is_for_the_station_and_followed_up(
    client: CheckedClient, enter_as: Enter, staff: Actor, listed: tuple[Activity, Child]
) -> None:
    activity, child = listed
    enter_as(staff)
    page = client.get(f"/activities/{activity.id}/incidents/new")
    values = {
        "kind": "injury",
        "child_id": str(child.id),
        "what": "跑步时摔倒",
        "done": "送卫生院，通知监护人",
        "follow_up_on": (today() + timedelta(days=1)).isoformat(),
    }
    assert client.submit(page, values | {"what": ""}).status_code == 422
    made = client.submit(page, values)
    assert made.status_code == 303
    assert "跑步时摔倒" in client.get(made.location).text
    for outsider in (make_actor(Role.REVIEWER), make_member()[0], make_actor(Role.STAFF, MILUO)):
        enter_as(outsider)
        assert client.get(made.location).status_code in (403, 404)
        assert "跑步时摔倒" not in client.get(f"/activities/{activity.id}").text
    enter_as(staff)
    assert made.location in client.get("/activities/incidents").text
    assert client.submit(client.get(made.location), {"done": "已痊愈"}).status_code == 303
    assert made.location not in client.get("/activities/incidents").text
    text = client.get(made.location).text
    assert "送卫生院" in text
    assert "已痊愈" in text


def test_incident_of_harm_is_due_at_once(staff: Actor, listed: tuple[Activity, Child]) -> None:
    made = incidents.record_incident(
        actor=staff,
        activity_id=listed[0].id,
        kind="harm",
        what="手臂有伤痕",
        follow_up_on=today() + timedelta(days=30),
    )
    assert made.follow_up_on == today()
    stored = session().connection().exec_driver_sql("SELECT what_sealed FROM activity_incident")
    assert "手臂".encode() not in bytes(stored.scalar() or b"")
    assert session().scalars(select(Incident)).one().what == "手臂有伤痕"


def test_template_brings_the_plan_without_days_and_safety(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    activity = make_activity(actor=staff, schedule="09:00 签到", capacity=30, co_hosts="共青团")
    enter_as(staff)
    page = client.get(f"/activities/{activity.id}/template")
    assert client.submit(page, {"name": "读书会模板"}).status_code == 303
    again = client.get(f"/activities/{activity.id}/template")
    assert client.submit(again, {"name": "读书会模板"}).status_code == 422
    template = session().scalars(select(Template)).one()
    form = client.get(f"/activities/new?template={template.id}").text
    for words in ("09:00 签到", "共青团", 'value="30"'):
        assert words in form
    made = client.submit(client.get(f"/activities/new?template={template.id}"), {})
    assert made.status_code == 303
    remove = f"/activities/templates/{template.id}/remove"
    enter_as(make_actor(Role.STAFF, MILUO))
    assert "读书会模板" not in client.get("/activities/templates").text
    enter_as(staff)
    assert client.submit(client.get("/activities/templates"), {}, action=remove).status_code == 303


@pytest.mark.parametrize("code", ["spring_festival", "winter", "children_day", "summer"])
def test_season_is_planned_from_its_preset(
    client: CheckedClient, enter_as: Enter, staff: Actor, code: str
) -> None:
    enter_as(staff)
    made = client.submit(client.get(f"/activities/new?preset={code}"), {"place": "镇文化站"})
    assert made.status_code == 303
    activity = session().scalars(select(Activity)).one()
    assert activity.campaign == templates.presets()[code]["campaign"]
    assert activity.day > today()
    assert activity.schedule
    assert activity.safety == []


def test_helpers_are_counted_by_skill(staff: Actor) -> None:
    activity = make_activity(actor=staff, min_helpers=2, helper_skills={"law": 1})
    assert missing_helpers(activity) == {"": 2, "law": 1}
    member, volunteer = make_member()
    with transaction():
        volunteer.skills = ["law"]
    joining.join(actor=member, activity_id=activity.id)
    assert missing_helpers(activity) == {"": 1}


def test_skills_are_typed_by_name_and_unknown_ones_refused(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    activity = make_activity(actor=staff, published=False)
    enter_as(staff)
    url = f"/activities/{activity.id}/edit"
    assert client.submit(client.get(url), {"helper_skills": "飞行 1"}).status_code == 422
    assert client.submit(client.get(url), {"helper_skills": "多少"}).status_code == 422


def test_plan_is_printed_for_everybody_and_with_safety_for_the_station(
    client: CheckedClient, enter_as: Enter, staff: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, str]] = []
    monkeypatch.setattr(
        routes, "plan_pdf", lambda _head, lines, _url: seen.append(dict(lines)) or b"%PDF-"
    )
    values = {"schedule": "09:00 签到", "cost": "免费", "co_hosts": "共青团", "bring": "水杯"}
    activity = make_activity(actor=staff, **values)
    client.get(f"/activities/{activity.id}/plan.pdf")
    enter_as(staff)
    client.get(f"/activities/{activity.id}/plan.pdf")
    public, inner = seen
    assert set(values.values()) <= set(public.values())
    assert "安全检查" not in public
    assert "安全检查" in inner


def test_heads_are_counted_by_place(client: CheckedClient, enter_as: Enter, staff: Actor) -> None:
    activity = make_activity(actor=staff, kind="theme_day")
    pass_by(activity)
    enter_as(staff)
    url = f"/activities/{activity.id}/close"
    values = {"minutes": "好", "children-430626102000": "200", "adults-430626102000": "12"}
    page = client.get(url)
    assert "加义镇" in page.text
    assert client.submit(page, values).status_code == 303
    heads = {one.region_code: (one.children, one.adults) for one in activity.heads}
    assert heads == {"430626102000": (200, 12)}
    assert planning.plan_of(activity).title == activity.title
