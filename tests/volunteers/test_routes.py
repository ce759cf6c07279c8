from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.core.access.actors import Actor, Grant
from app.core.audit import AuditEvent
from app.core.clock import now
from app.core.db import session, transaction
from app.policy import Role
from app.programmes import presets
from app.volunteers.models import Team, Volunteer
from app.volunteers.rules import exclusion_field
from tests.people import (
    MILUO_VILLAGE,
    XIEJIANG,
    actor_of,
    identity_number,
    make_actor,
    make_user,
    make_volunteer,
)
from tests.support.client import CheckedClient, defaults, find_form

RULES = presets.load("yueyang")
# The example of the standard GB 11643.
NUMBER = "11010519491231002X"
Enter = Callable[[Actor], None]


def young_number() -> str:
    return identity_number(date(1985, 6, 1))


def filled(**changes: Any) -> dict[str, Any]:
    answers = {exclusion_field(one.code): "no" for one in RULES.eligibility.exclusions}
    return {
        "name": "王芳",
        "identity_number": young_number(),
        "phone": "138 1234 5678",
        "region": XIEJIANG,
        "kind": "caring_mother",
        "placement": "local",
        "occupation": "教师",
        "skills": RULES.skills[0].code,
        "capacity": "1",
        "motive": "喜欢孩子",
        "agrees": "y",
        **answers,
        **changes,
    }


def send(client: CheckedClient, action: str = "/join", **changes: Any) -> Any:
    return client.submit(client.get("/join"), filled(**changes), action=action)


def count(app: Flask) -> int:
    return session().scalar(select(func.count()).select_from(Volunteer)) or 0


def test_notice_tells_who_may_not_before_the_form_R94(client: CheckedClient) -> None:
    text = client.get("/join").text
    for label in ("行政处分", "行政处罚", "刑事处罚", "18周岁以上70周岁以下"):
        assert -1 < text.index(label) < text.index('<form method="post"')
    assert "</svg>" in text


def test_poster_is_a_pdf(client: CheckedClient) -> None:
    response = client.get("/join/poster.pdf")
    assert (response.mimetype, response.data[:5]) == ("application/pdf", b"%PDF-")


def test_application_gets_a_code_that_opens_the_status(app: Flask, client: CheckedClient) -> None:
    number = young_number()
    response = send(client, identity_number=number)
    assert (response.status_code, response.location) == (303, "/join/done")
    done = client.get("/join/done").text
    code = re.search(r"([A-Z2-7]{4} [A-Z2-7]{4})", done)[1]
    assert code not in response.location
    page = client.get("/join/status")
    shown = client.submit(page, {"code": code.lower(), "last_four": number[-4:]})
    assert shown.status_code == 200
    assert "Application of" in shown.text or "申请" in shown.text or "报名" in shown.text
    volunteer = session().scalar(select(Volunteer))
    assert (volunteer.phone, volunteer.motive) == ("13812345678", "喜欢孩子")
    assert volunteer.privacy_agreed_at is not None
    # The next person at the same computer begins anew and cannot call the code back.
    client.get("/join")
    assert client.get("/join/done").status_code == 303


def test_repeated_post_is_one_application(app: Flask, client: CheckedClient) -> None:
    page, values = client.get("/join"), filled()
    first = client.submit(page, values, action="/join")
    again = client.submit(page, values, action="/join")
    assert (first.status_code, again.status_code) == (303, 303)
    assert again.location == first.location
    assert count(app) == 1


def test_known_number_is_answered_like_a_new_one(app: Flask, client: CheckedClient) -> None:
    known = make_volunteer()
    number = known.identity_number
    response = send(client, identity_number=number)
    assert (response.status_code, response.location) == (303, "/join/done")
    code = re.search(r"([A-Z2-7]{4} [A-Z2-7]{4})", client.get("/join/done").text)[1]
    shown = client.submit(client.get("/join/status"), {"code": code, "last_four": number[-4:]})
    assert shown.status_code == 200
    assert count(app) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"identity_number": NUMBER},
        {"identity_number": "430626198506010021"},
        {"identity_number": "4306261985"},
        {"phone": "12"},
        {"name": "王/芳"},
        {"region": ""},
        {"region": MILUO_VILLAGE},
        {"capacity": "x"},
        {"capacity": "9"},
        {"kind": "nobody"},
        {"skills": "flying"},
        {"agrees": ""},
        {"exclusion_criminal_penalty": "yes"},
        {"exclusion_criminal_penalty": ""},
    ],
)
def test_bad_application_keeps_what_was_typed(
    app: Flask, client: CheckedClient, changes: dict[str, Any]
) -> None:
    if changes.get("agrees") == "":
        values = filled()
        del values["agrees"]
        response = client.submit(client.get("/join"), values, action="/join")
    else:
        response = send(client, **changes)
    assert response.status_code == 422
    assert "喜欢孩子" in response.text
    assert count(app) == 0


def test_name_that_cannot_be_printed_is_asked_about(app: Flask, client: CheckedClient) -> None:
    strange = "王\U000323a0"
    response = send(client, name=strange)
    assert response.status_code == 422
    assert "name_is_right" in response.text
    values = filled(name=strange, name_is_right="y")
    assert client.submit(response, values, action="/join").status_code == 303


def test_guessing_codes_is_slowed_down(client: CheckedClient) -> None:
    page = client.get("/join/status")
    statuses = [
        client.submit(page, {"code": "AAAA2222", "last_four": "0000"}).status_code for _ in range(8)
    ]
    assert statuses == [422] * 6 + [429] * 2


def test_list_shows_ones_own_region_only(client: CheckedClient, enter_as: Enter) -> None:
    make_volunteer("王芳")
    away = make_volunteer("李娜", region=MILUO_VILLAGE)
    enter_as(make_actor(Role.STAFF))
    text = client.get("/volunteers").text
    assert "王芳" in text
    assert "李娜" not in text
    assert "13800000000" not in text
    assert client.get("/volunteers?q=zhang").status_code == 200
    for path in ("", "/edit", "/reveal", "/leave", "/checks/identity", "/team"):
        assert client.get(f"/volunteers/{away.id}{path}").status_code == 404


def test_page_shows_checks_and_masks_numbers(client: CheckedClient, enter_as: Enter) -> None:
    volunteer = make_volunteer()
    number = volunteer.identity_number
    enter_as(make_actor(Role.CHAIR))
    text = client.get(f"/volunteers/{volunteer.id}").text
    assert number not in text
    assert number[:6] + "********" + number[-4:] in text
    assert text.count('class="green"') == len(RULES.checks)
    assert f"/volunteers/{volunteer.id}/suspend" in text
    assert f"/volunteers/{volunteer.id}/approve" not in text


def test_reveal_shows_numbers_once_and_on_record(client: CheckedClient, enter_as: Enter) -> None:
    volunteer = make_volunteer()
    path, number = f"/volunteers/{volunteer.id}/reveal", volunteer.identity_number
    enter_as(make_actor(Role.STAFF))
    page = client.get(path)
    assert client.submit(page, {"reason": ""}).status_code == 422
    shown = client.submit(client.get(path), {"reason": "约谈"})
    assert number in shown.text
    assert number not in client.get(path).text
    acts = select(AuditEvent.act).where(AuditEvent.act == "volunteer.revealed")
    assert len(session().scalars(acts).all()) == 1
    enter_as(make_actor(Role.SUPERVISOR))
    assert client.get(path).status_code == 403


def test_staff_registers_and_double_entry_leads_to_the_record(
    app: Flask, client: CheckedClient, enter_as: Enter
) -> None:
    enter_as(make_actor(Role.STAFF))
    values = filled(political_status="群众")
    first = client.submit(client.get("/volunteers/new"), values)
    assert first.status_code == 303
    assert client.get(first.location).status_code == 200
    again = client.submit(client.get("/volunteers/new"), values)
    assert again.status_code == 409
    assert first.location in again.text
    assert count(app) == 1


def test_later_edit_is_shown_both_texts(client: CheckedClient, enter_as: Enter) -> None:
    volunteer = make_volunteer()
    path = f"/volunteers/{volunteer.id}/edit"
    enter_as(make_actor(Role.STAFF))
    values = {"occupation": "护士", "kind": "caring_mother", "placement": "local"}
    mine, theirs = client.get(path), client.get(path)
    assert client.submit(theirs, values | {"occupation": "教师"}).status_code == 303
    answer = client.submit(mine, values)
    assert answer.status_code == 409
    assert "教师" in answer.text
    assert "护士" in answer.text
    assert client.submit(answer, {}).status_code == 303
    assert session().get(Volunteer, volunteer.id).occupation == "护士"
    assert session().get(Volunteer, volunteer.id).phone == "13800000000"


def test_walk_from_application_to_slip(client: CheckedClient, enter_as: Enter) -> None:
    send(client)
    volunteer = session().scalar(select(Volunteer))
    base = f"/volunteers/{volunteer.id}"
    enter_as(make_actor(Role.STAFF))
    for relation in ("village", "employer"):
        page = client.get(f"{base}/references/new")
        told = {"person": "黄桂英", "relation": relation, "supports": "yes", "said": "热心"}
        assert client.submit(page, told).status_code == 303
    scores = {f"score_{one.code}": "4" for one in RULES.vetting.questions}
    needs = {
        "record_enquiry": {"authority": "平江县公安局"},
        "interview": {"second_name": "陈秀兰", **scores},
    }
    for kind in RULES.checks:
        page = client.get(f"{base}/checks/{kind.code}")
        given = {"passed": "yes", **needs.get(kind.code, {})}
        assert client.submit(page, given).status_code == 303
    assert "黄桂英" in client.get(base).text
    assert client.get(f"{base}/approve").status_code == 403
    enter_as(make_actor(Role.REVIEWER))
    page = client.get(f"{base}/approve")
    assert client.submit(page, {"reason": ""}).status_code == 422
    done = client.submit(client.get(f"{base}/approve"), {"reason": "面谈良好"})
    assert (done.status_code, done.location) == (303, f"{base}/slip")
    slip = client.get(done.location)
    assert slip.status_code == 200
    volunteer = session().scalar(select(Volunteer))
    assert volunteer.state == "approved"
    user = make_user("nobody")
    enter_as(actor_of(user))
    assert client.get("/my-service").status_code == 403
    held = (Grant(Role.VOLUNTEER, volunteer.region_code),)
    herself = Actor(volunteer.user_id, volunteer.name, held, second_factor=True)
    enter_as(herself)
    own = client.get("/my-service")
    assert volunteer.name in own.text
    assert volunteer.identity_number not in own.text
    assert client.get(base).status_code == 403


def test_decision_that_is_blocked_says_why(client: CheckedClient, enter_as: Enter) -> None:
    volunteer = make_volunteer(state="checking", vetted=False)
    enter_as(make_actor(Role.CHAIR))
    path = f"/volunteers/{volunteer.id}"
    assert f'href="{path}/approve"' not in client.get(path).text
    answer = client.submit(client.get(f"{path}/approve"), {"reason": "好"})
    assert answer.status_code == 409
    assert session().get(Volunteer, volunteer.id).state == "checking"


def test_reviewer_goes_from_one_decision_to_the_next(
    client: CheckedClient, enter_as: Enter
) -> None:
    """Who has waited longest comes first, on the slip of who is approved as after a refusal."""
    first, second, third = (
        make_volunteer(name, state="checking", declared_at=now(), exclusions_declared=[])
        for name in ("李一", "李二", "李三")
    )
    enter_as(make_actor(Role.REVIEWER))
    path = f"/volunteers/{first.id}/refuse"
    done = client.submit(client.get(path), {"code": "other", "reason": "面谈"})
    assert f'id="next-application" href="/volunteers/{second.id}"' in client.get(done.location).text
    done = client.submit(client.get(f"/volunteers/{second.id}/approve"), {"reason": "同意"})
    assert done.location.endswith("/slip")
    assert f'id="next-application" href="/volunteers/{third.id}"' in client.get(done.location).text
    done = client.submit(
        client.get(f"/volunteers/{third.id}/refuse"), {"code": "other", "reason": "否"}
    )
    assert "next-application" not in client.get(done.location).text
    assert "next-application" not in client.get(f"/volunteers/{second.id}").text


@pytest.mark.parametrize(("in_full", "shows"), [(False, False), (True, True)])
def test_export_is_masked_unless_there_is_a_reason(
    client: CheckedClient, enter_as: Enter, in_full: bool, shows: bool
) -> None:
    volunteer = make_volunteer()
    number = volunteer.identity_number
    enter_as(make_actor(Role.CHAIR))
    page = client.get("/volunteers/export?state=approved")
    if in_full:
        assert client.submit(page, {"in_full": "y"}).status_code == 422
    values = {"in_full": "y", "reason": "上报市妇联"} if in_full else {}
    answer = client.submit(client.get("/volunteers/export?state=approved"), values)
    sheet = load_workbook(BytesIO(answer.data)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "王芳" in cells
    assert (number in cells) is shows
    acts = session().scalars(select(AuditEvent).where(AuditEvent.act == "volunteer.exported"))
    assert [(act.detail["rows"], act.detail["in_full"]) for act in acts] == [(1, in_full)]


def test_team_is_formed_and_joined(client: CheckedClient, enter_as: Enter) -> None:
    volunteer = make_volunteer()
    enter_as(make_actor(Role.CHAIR))
    form = client.get("/teams/new")
    made = client.submit(form, {"name": "加义队", "kind": "local", "captain_name": "李"})
    assert made.status_code == 303
    assert "加义队" in client.get("/teams").text
    team = session().scalar(select(Team))
    path = f"/volunteers/{volunteer.id}/team"
    assert client.submit(client.get(path), {"team": str(team.id)}).status_code == 303
    assert "加义队" in client.get(f"/volunteers/{volunteer.id}").text


def test_repeat_is_shown_until_settled(client: CheckedClient, enter_as: Enter) -> None:
    volunteer = make_volunteer()
    send(client, identity_number=volunteer.identity_number)
    enter_as(make_actor(Role.STAFF))
    path = f"/volunteers/{volunteer.id}"
    assert path in client.get("/").text
    page = client.get(path)
    assert client.submit(page, {}, action=f"{path}/repeats").status_code == 303
    assert f"{path}/repeats" not in client.get(path).text


def test_station_that_is_not_set_up_takes_no_application(app: Flask, client: CheckedClient) -> None:
    from sqlalchemy import delete

    from app.regions.models import Station

    with transaction() as current:
        current.execute(delete(Station))
    assert client.get("/join").status_code == 503


# A page cannot repeat a control character; what browsers never send is tested below.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=60)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    changes=st.dictionaries(st.sampled_from(sorted(filled())), TEXT, max_size=6),
)
def test_no_form_breaks_the_application(
    app: Flask, client: CheckedClient, changes: dict[str, str]
) -> None:
    values = filled(**changes)
    response = client.submit(client.get("/join"), values, action="/join")
    assert response.status_code in (303, 422, 429)


def test_control_characters_are_left_out(app: Flask, client: CheckedClient) -> None:
    response = send(client, name="王\x0b芳\x1f", motive="一\x0b二")
    assert response.status_code == 303
    volunteer = session().scalar(select(Volunteer))
    assert (volunteer.name, volunteer.motive) == ("王芳", "一二")


def test_submission_key_cannot_undo_the_count_of_guesses(client: CheckedClient) -> None:
    page = client.get("/join/status")
    token = dict(defaults(find_form(page)))["csrf_token"]
    guess = {"csrf_token": token, "code": "AAAA2222", "last_four": "0000"}
    statuses = [
        client.post("/join/status", data={**guess, "_key": f"k{number}"}).status_code
        for number in range(8)
    ]
    assert statuses == [422] * 6 + [429] * 2
