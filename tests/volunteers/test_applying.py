"""Keeping an application, mending it; calls for volunteers and sisters' codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.errors import Conflict, Forbidden
from app.policy import Role
from app.volunteers import campaigns, drafts, queries, services
from app.volunteers.campaigns import CampaignValues
from app.volunteers.models import ApplicationDraft, Campaign, Volunteer
from tests.people import MILUO, PINGJIANG, actor_of, make_actor, make_user, make_volunteer
from tests.support.client import CheckedClient
from tests.volunteers.test_routes import filled, send, young_number

Enter = Callable[[Actor], None]
CODE = re.compile(r"([A-Z2-7]{4} [A-Z2-7]{4})")


def look_up(client: CheckedClient, code: str, number: str) -> Any:
    return client.submit(client.get("/join/status"), {"code": code, "last_four": number[-4:]})


def applied(client: CheckedClient, **changes: Any) -> tuple[str, str]:
    number = changes.pop("identity_number", None) or young_number()
    assert send(client, identity_number=number, **changes).status_code == 303
    return CODE.search(client.get("/join/done").text)[1], number


def test_unfinished_application_is_kept_and_found_again_on_another_phone(
    client: CheckedClient, app: Any
) -> None:
    number = young_number()
    typed = {"identity_number": number, "name": "王芳", "motive": "喜欢孩子", "later": "1"}
    kept = client.submit(client.get("/join"), typed, action="/join")
    assert (kept.status_code, kept.location) == (303, "/join/later")
    code = CODE.search(client.get("/join/later").text)[1]
    assert session().scalar(select(Volunteer)) is None
    other = app.test_client()
    assert look_up(other, code, "0000").status_code == 422
    found = look_up(other, code, number)
    assert (found.status_code, found.location) == (303, "/join/resume")
    page = other.get("/join/resume")
    assert "喜欢孩子" in page.text
    rest = filled(identity_number=number, motive="常常去看")
    assert other.submit(page, rest, action="/join").status_code == 303
    assert code in other.get("/join/done").text
    assert session().scalar(select(Volunteer)).motive == "常常去看"


def test_draft_without_a_number_is_not_lost(client: CheckedClient) -> None:
    page = client.submit(client.get("/join"), {"motive": "喜欢孩子", "later": "1"}, action="/join")
    assert page.status_code == 422
    assert "喜欢孩子" in page.text
    assert client.get("/join/resume").status_code == 303


def test_returned_application_is_mended_by_herself(client: CheckedClient, chair: Actor) -> None:
    code, number = applied(client)
    row = session().scalar(select(Volunteer))
    services.return_for_mending(actor=chair, volunteer_id=row.id, reason="请写明服务时间")
    assert "请写明服务时间" in look_up(client, code, number).text
    page = client.get("/join/resume")
    other = client.submit(page, filled(identity_number=young_number()), action="/join/resume")
    assert other.status_code == 422
    sent = client.submit(
        page, filled(identity_number=number, motive="周末有时间"), action="/join/resume"
    )
    assert (sent.status_code, sent.location) == (303, "/join/mended")
    session().expire_all()
    row = session().scalar(select(Volunteer))
    assert (row.state, row.motive) == ("applied", "周末有时间")
    services.begin_checks(actor=chair, volunteer_id=row.id)
    late = client.submit(
        client.get("/join/resume"), filled(identity_number=number), action="/join/resume"
    )
    assert late.status_code == 409


def test_repeated_application_looks_like_any_other_when_it_is_mended(client: CheckedClient) -> None:
    known = make_volunteer(motive=None)
    code, number = applied(client, identity_number=known.identity_number)
    assert "/join/resume" in look_up(client, code, number).text
    assert "喜欢孩子" in client.get("/join/resume").text
    sent = client.submit(
        client.get("/join/resume"),
        filled(identity_number=number, motive="别的"),
        action="/join/resume",
    )
    assert (sent.status_code, sent.location) == (303, "/join/mended")
    assert session().get(Volunteer, known.id).motive is None


def test_lost_code_is_replaced_and_the_old_one_opens_nothing(
    client: CheckedClient, enter_as: Enter
) -> None:
    code, number = applied(client)
    row = session().scalar(select(Volunteer))
    enter_as(make_actor(Role.STAFF))
    page = client.get(f"/volunteers/{row.id}")
    sent = client.submit(page, {}, action=f"/volunteers/{row.id}/code")
    new = CODE.search(client.get(sent.location).text)[1]
    assert new != code
    assert look_up(client, code, number).status_code == 422
    assert look_up(client, new, number).status_code == 200
    # What she sent is shown again, without the numbers.
    shown = client.get("/join/resume").text
    assert "王芳" in shown
    assert number not in shown
    with pytest.raises(Conflict):
        services.replace_code(actor=make_actor(Role.STAFF), volunteer_id=make_volunteer().id)


def test_old_drafts_go_with_their_key(app: Any) -> None:
    draft = drafts.keep("ABCD2345", {"name": ["王芳"]}, sent=False)
    assert drafts.forget_old() == 0
    with transaction():
        draft.saved_at = now() - timedelta(days=61)
    assert drafts.forget_old() == 1
    assert session().scalar(select(ApplicationDraft)) is None


def campaign(actor: Actor, **changes: Any) -> Campaign:
    values = {
        "title": "平江县爱心妈妈招募令",
        "text": "有的孩子，爸爸妈妈在远方。",
        "place": "",
        "quota": 30,
        "opens_on": today(),
        "closes_on": today() + timedelta(days=60),
    }
    return campaigns.create_campaign(
        actor=actor, region_code=PINGJIANG, values=CampaignValues(**(values | changes))
    )


def test_call_counts_who_comes_by_it_and_by_which_channel_R62(
    client: CheckedClient, staff: Actor
) -> None:
    made = campaign(staff)
    page = client.get(f"/join/{made.slug}?via=company")
    assert made.title in page.text
    action = f"/join?campaign={made.slug}&via=company"
    assert client.submit(page, filled(), action=action).status_code == 303
    assert client.submit(client.get("/join"), filled(), action="/join").status_code == 303
    funnel = campaigns.funnels(staff, "campaign_id")
    assert (funnel[made.id].applied, funnel[made.id].open, funnel[None].applied) == (1, 1, 1)
    assert set(campaigns.funnels(staff, "channel", made.id)) == {"company"}
    assert client.get("/join/zm-000000").status_code == 404


def test_calls_are_in_pages_and_found_by_their_names(
    client: CheckedClient, staff: Actor, enter_as: Enter
) -> None:
    for number in range(27):
        campaign(staff, title=f"第{number:02}次招募")
    enter_as(staff)
    first = client.get("/campaigns")
    assert first.text.count("次招募</a>") == 25
    assert "27" in first.text
    found = client.get("/campaigns?q=第07次")
    assert found.text.count("次招募</a>") == 1
    assert "第07次招募" in found.text
    assert client.get("/campaigns?q=%25").text.count("次招募</a>") == 0


def test_call_is_made_in_ones_own_region(staff: Actor) -> None:
    for actor in (make_actor(Role.STAFF, MILUO), make_actor(Role.REVIEWER)):
        with pytest.raises(Forbidden):
            campaign(actor)


def test_pages_of_calls(client: CheckedClient, enter_as: Enter) -> None:
    enter_as(make_actor(Role.STAFF))
    assert client.get("/campaigns").status_code == 200
    page = client.get("/campaigns/new")
    values = {"title": "招募令", "text": "来吧\n和我们一起", "quota": "5"}
    bad = client.submit(page, values | {"closes_on": "2020-01-01"})
    assert bad.status_code == 422
    sent = client.submit(page, values)
    assert sent.status_code == 303
    assert "招募令" in client.get(sent.location).text
    changed = client.submit(client.get(sent.location + "/edit"), {"quota": "7"})
    assert changed.status_code == 303
    assert session().scalar(select(Campaign)).quota == 7
    assert client.get("/campaigns").status_code == 200
    assert client.get("/campaigns/funnel").status_code == 200
    slug = session().scalar(select(Campaign)).slug
    shown = client.get(f"/join/{slug}").text
    assert '<p class="measure">来吧</p>' in shown
    assert '<p class="measure">和我们一起</p>' in shown
    for path in (f"/join/{slug}/poster.pdf", f"/join/{slug}/letter.pdf", "/join/form.pdf"):
        assert client.get(path).data[:5] == b"%PDF-"


def test_notice_counts_each_browser_once_by_its_channel(
    app: Flask, client: CheckedClient, enter_as: Enter
) -> None:
    chair = make_actor(Role.CHAIR)
    call = campaigns.create_campaign(
        actor=chair,
        region_code=PINGJIANG,
        values=CampaignValues(
            title="春季", text="来吧", place="", quota=3, opens_on=today(), closes_on=today()
        ),
    )
    for via in ("poster", "poster", "", "nowhere"):
        visitor = app.test_client()
        for _ in range(2):
            assert visitor.get(f"/join/{call.slug}?via={via}").status_code == 200
    app.test_client().head(f"/join/{call.slug}")
    by_channel = campaigns.funnels(chair, "channel", call.id)
    assert {key: one.opened for key, one in by_channel.items()} == {"poster": 2, "": 2}
    assert campaigns.funnels(chair, "campaign_id")[call.id].opened == 4
    enter_as(chair)
    page = client.get("/campaigns/funnel").text
    assert "打开公告" in page
    assert "春季" in page
    assert campaigns.funnels(make_actor(Role.CHAIR, MILUO), "campaign_id") == {}


def test_sister_is_remembered(client: CheckedClient, enter_as: Enter) -> None:
    user = make_user("am1234", (Role.VOLUNTEER, PINGJIANG))
    sister = make_volunteer(user_id=user.id)
    enter_as(actor_of(user))
    page = client.get("/my-service")
    assert client.submit(page, {}, action="/my-service/sister-code").status_code == 303
    code = session().get(Volunteer, sister.id).sister_code
    assert code in client.get("/my-service").text
    page = client.get(f"/join?sister={code}")
    assert client.submit(page, filled(), action="/join").status_code == 303
    made = session().scalar(select(Volunteer).where(Volunteer.id != sister.id))
    assert (made.recommended_by, made.channel) == (sister.id, "sister")


def test_application_in_full_is_kept(client: CheckedClient) -> None:
    applied(
        client,
        experience="带过两个孩子",
        household="与丈夫同住",
        availability="weekend",
        languages="平江话",
        employer="县一中",
        office="",
        honours="三八红旗手",
        licence_name="教师资格证",
        licence_number="2010430",
        licence_until="2030-01-01",
        channel="village",
    )
    row = session().scalar(select(Volunteer))
    assert (row.experience, row.household, row.availability) == (
        "带过两个孩子",
        "与丈夫同住",
        ["weekend"],
    )
    assert (row.languages, row.employer, row.honours, row.channel) == (
        "平江话",
        "县一中",
        "三八红旗手",
        "village",
    )
    assert [(one.name, one.number) for one in row.licences] == [("教师资格证", "2010430")]
    assert queries.facts_of(row).kind == "caring_mother"
