from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pikepdf
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.clock import local, now
from app.core.db import session
from app.core.enrolment import queries as lists
from app.training.models import Completion, Course, Material, TrainingSession
from app.training.queries import completions_of
from app.training.services import signing_up
from app.volunteers.models import Volunteer
from tests.people import PINGJIANG, complete_course, make_course, make_volunteer
from tests.support.client import CheckedClient
from tests.training.samples import add_quiz, hold_now, plan

Enter = Callable[[Actor], None]


def small_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


def test_staff_make_a_course_with_page_and_question(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    enter_as(staff)
    form = client.get("/training/courses/new")
    assert client.submit(form, {"title": "", "minutes": "x"}).status_code == 422
    answer = client.submit(
        form,
        {"title": "守住底线", "theme": "risk", "minutes": "60", "duty": "initial", "is_open": "y"},
    )
    assert answer.status_code == 303
    course = session().scalar(select(Course))
    assert course is not None
    assert (course.region_code, course.is_open) == (PINGJIANG, True)
    page = client.get(f"/training/courses/{course.id}/materials/new")
    client.submit(page, {"title": "强制报告", "text": "# 三步\n- 打 110\n<script>"})
    page = client.get(f"/training/courses/{course.id}/questions/new")
    client.submit(page, {"text": "打什么电话？", "choices": "*110\n114", "because": "强制报告"})
    shown = client.get(f"/training/courses/{course.id}")
    assert "强制报告" in shown.text
    assert "打什么电话？" in shown.text
    material = session().scalar(select(Material))
    assert material is not None
    text = client.get(f"/training/materials/{material.id}").text
    assert "<h2>三步</h2>" in text
    assert "&lt;script&gt;" in text


def test_a_pdf_shows_its_size_and_comes_as_a_download(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    enter_as(staff)
    course = make_course()
    page = client.get(f"/training/courses/{course.id}/materials/new")
    key = re.search(r'name="_key"[^>]*value="([^"]+)"', page.text)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    data = {
        "title": "讲义",
        "file": (io.BytesIO(small_pdf()), "讲义.pdf"),
        "_key": key.group(1) if key else "",
        "csrf_token": token.group(1) if token else "",
    }
    answer = client.post(f"/training/courses/{course.id}/materials/new", data=data)
    assert answer.status_code == 303, answer.text
    material = session().scalar(select(Material))
    assert material is not None
    assert "KB" in client.get(f"/training/courses/{course.id}").text
    file = client.get(f"/training/materials/{material.id}/file")
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_a_session_is_planned_published_and_changed(
    client: CheckedClient, enter_as: Enter, staff: Actor
) -> None:
    enter_as(staff)
    course = make_course()
    start = local(now()) + timedelta(days=3)
    values = {
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "place": "县妇联三楼",
        "capacity": "30",
        "quotas": "加义镇 5",
    }
    form = client.get(f"/training/courses/{course.id}/sessions/new")
    wrong = client.submit(form, values | {"quotas": "别处 5"})
    assert wrong.status_code == 422
    answer = client.submit(form, values)
    assert answer.status_code == 303
    made = session().scalar(select(TrainingSession))
    assert made is not None
    assert made.occasion.quotas[0].group_key == "430626102"
    url = f"/training/sessions/{made.id}"
    assert client.submit(client.get(url), {}, action=f"{url}/publish").status_code == 303
    form = client.get(f"{url}/edit")
    assert "加义镇 5" in form.text
    assert client.submit(form, {"place": "镇文化站"}).status_code == 303
    assert "镇文化站" in client.get(url).text


def test_from_sign_up_to_confirmation_on_the_pages(
    client: CheckedClient, enter_as: Enter, staff: Actor, herself: Actor, wang: Volunteer
) -> None:
    course = make_course()
    right, several = add_quiz(staff, course)
    held = plan(staff, course)
    url = f"/training/sessions/{held.id}"
    enter_as(herself)
    assert client.get("/training/").text.count(course.title) == 1
    client.submit(client.get(url), {}, action=f"{url}/join")
    assert [one.state for one in lists.enrolments_of(held.occasion_id)] == ["enrolled"]
    assert client.get(url).status_code == 200
    hold_now(held)
    enter_as(staff)
    page = client.get(f"{url}/people")
    (person,) = lists.roster(held.occasion_id)
    client.submit(page, {"people": str(person.id)}, action=f"{url}/check-in")
    answer = client.submit(
        client.get(f"{url}/close"), {f"came-{wang.id}": "1", f"minutes-{wang.id}": "120"}
    )
    assert answer.status_code == 303
    enter_as(herself)
    quiz = client.get(f"/training/courses/{course.id}/quiz")
    result = client.submit(quiz, {f"q{right}": "1", f"q{several}": ["0", "2"]})
    assert result.status_code == 303
    assert "100" in client.get(result.headers["Location"]).text
    assert client.submit(client.get(f"{url}/feedback"), {"content": "5", "teacher": "4"})
    enter_as(staff)
    (row,) = completions_of(wang.id)
    list_page = client.get("/training/completions")
    client.submit(list_page, {"ids": str(row.id)}, action="/training/completions/confirm")
    assert session().get_one(Completion, row.id).state == "confirmed"
    for path in (url, f"/training/completions/{row.id}", "/training/coverage", "/training/courses"):
        assert client.get(path).status_code == 200
    assert "王芳" in client.get(f"/volunteers/{wang.id}").text


def test_a_full_session_says_the_place_in_the_line(
    client: CheckedClient, enter_as: Enter, staff: Actor, herself: Actor
) -> None:
    held = plan(staff, make_course(), capacity=1)
    other = make_volunteer("李梅")
    signing_up.sign_up_people(actor=staff, session_id=held.id, volunteer_ids=[other.id])
    enter_as(herself)
    url = f"/training/sessions/{held.id}"
    client.submit(client.get(url), {}, action=f"{url}/join")
    page = client.get(url)
    assert "1" in page.text
    client.submit(page, {}, action=f"{url}/leave")
    assert len(lists.enrolments_of(held.occasion_id)) == 1


def test_a_volunteer_sees_neither_others_nor_the_staff_pages(
    client: CheckedClient, enter_as: Enter, staff: Actor, herself: Actor
) -> None:
    other = make_volunteer("李梅", trained=False)
    row = complete_course(other, make_course())
    held = plan(staff, make_course("结对前培训"))
    draft = make_course("草稿课", is_open=False)
    enter_as(herself)
    assert client.get(f"/training/completions/{row.id}").status_code == 404
    assert client.get(f"/training/courses/{draft.id}").status_code == 404
    assert client.get("/training/coverage").status_code == 403
    for path in ("people", "close", "edit", "cancel"):
        assert client.get(f"/training/sessions/{held.id}/{path}").status_code in (403, 404)
    assert client.get("/training/courses/new").status_code == 403
