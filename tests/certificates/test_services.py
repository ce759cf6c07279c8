from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.certificates import queries, services
from app.certificates.composition import RecordWish
from app.certificates.models import Certificate
from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents import archive
from app.core.documents.models import Document, Standing
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.messages.models import InboxMessage
from app.hours.models import ServiceHours
from app.training.services import sessions, signing_up
from app.volunteers.models import Volunteer
from tests.people import MILUO_VILLAGE, PINGJIANG, complete_course, make_course, make_volunteer
from tests.support.client import CheckedClient
from tests.training.samples import hold_now, plan

Enter = Callable[[Actor], None]


def codes(error: pytest.ExceptionInfo[Conflict]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def says(certificate: Certificate) -> dict[str, object]:
    snapshot = session().get_one(Document, certificate.document_id).snapshot
    assert snapshot is not None
    return snapshot


def give_hours(volunteer: Volunteer, minutes: int, **values: object) -> ServiceHours:
    with transaction() as current:
        entry = ServiceHours(
            volunteer_id=volunteer.id,
            region_code=volunteer.region_code,
            **(
                {
                    "state": "confirmed",
                    "source": "activity",
                    "source_id": minutes,
                    "title": "暑期课堂",
                    "day": date(2026, 7, 1),
                    "minutes": minutes,
                }
                | values
            ),
        )
        current.add(entry)
        current.flush()
    return entry


def test_a_confirmed_training_gives_one_certificate(staff: Actor, wang: Volunteer) -> None:
    row = complete_course(wang, make_course("守住底线"))
    made = services.issue_for_completion(actor=staff, completion_id=row.id)
    text = says(made)
    assert made.serial.startswith("PX-430626-")
    assert "王芳同志" in str(text["body"])
    assert "“守住底线”" in str(text["body"])
    assert text["issuer"] == ["平江县爱心妈妈工作站"]
    told = [one.kind for one in session().query(InboxMessage)]
    assert told == ["certificate.issued"]
    with pytest.raises(Conflict) as error:
        services.issue_for_completion(actor=staff, completion_id=row.id)
    assert codes(error) == ["has_one"]


def test_what_is_not_confirmed_gives_none(staff: Actor, wang: Volunteer) -> None:
    row = complete_course(wang, make_course(), state="earned")
    with pytest.raises(Conflict) as error:
        services.issue_for_completion(actor=staff, completion_id=row.id)
    assert codes(error) == ["not_confirmed"]


def test_a_session_is_served_at_once_and_without_gaps(staff: Actor) -> None:
    held = plan(staff, make_course())
    people = [make_volunteer(name, trained=False) for name in ("甲一", "乙二", "丙三")]
    ids = [one.id for one in people]
    signing_up.sign_up_people(actor=staff, session_id=held.id, volunteer_ids=ids)
    hold_now(held)
    minutes: dict[int, int | None] = {ids[0]: 120, ids[1]: 120, ids[2]: 30}
    sessions.close_list(actor=staff, session_id=held.id, minutes=minutes)
    from app.training.queries import completions_of_session
    from app.training.services.completion import confirm_completions

    rows = completions_of_session(staff, held.id)
    assert services.issue_for_session(actor=staff, session_id=held.id) == 0
    confirm_completions(actor=staff, ids=[one.id for one in rows])
    assert services.issue_for_session(actor=staff, session_id=held.id) == 2
    assert services.issue_for_session(actor=staff, session_id=held.id) == 0
    numbers = [int(one.serial[-6:]) for one in queries.of_session(held.id)]
    assert numbers == [1, 2]


def test_withdrawing_and_reissuing_keep_both_with_reasons(
    staff: Actor, chair: Actor, wang: Volunteer
) -> None:
    row = complete_course(wang, make_course())
    old = services.issue_for_completion(actor=staff, completion_id=row.id)
    with pytest.raises(Forbidden):
        services.withdraw_certificate(actor=staff, certificate_id=old.id, reason="x")
    with pytest.raises(InvalidInput):
        services.withdraw_certificate(actor=chair, certificate_id=old.id, reason=" ")
    with transaction():
        wang.name = "王方"
    new = services.reissue_certificate(
        actor=chair, certificate_id=old.id, reason="姓名有误，应为王方"
    )
    assert (old.state, new.state, new.replaces_id) == ("withdrawn", "issued", old.id)
    assert says(new)["name"] == "王方"
    assert says(old)["name"] == "王芳"
    finding = archive.check(old.serial, "")
    assert finding is not None
    assert finding.standing is Standing.WITHDRAWN


def test_the_record_counts_confirmed_hours_only(staff: Actor, wang: Volunteer) -> None:
    wish = RecordWish(purpose="求职", clerk="李主任")
    give_hours(wang, 60, state="recorded")
    with pytest.raises(Conflict) as error:
        services.issue_record(actor=staff, volunteer_id=wang.id, wish=wish)
    assert codes(error) == ["no_hours"]
    give_hours(wang, 90)
    give_hours(wang, 125, title="入户陪伴", day=date(2026, 8, 1))
    complete_course(wang, make_course())
    made = services.issue_record(actor=staff, volunteer_id=wang.id, wish=wish)
    record = says(made)["record"]
    assert isinstance(record, dict)
    assert (record["times"], record["hours"]) == (2, "3.5小时")
    assert record["lines"][0]["title"] == "入户陪伴"
    assert record["trainings"] == [f"岗前培训（120分钟，{chinese(today())}）"]
    assert "*" in record["identity_number"]
    full = RecordWish(whole_number=True)
    made = services.issue_record(actor=staff, volunteer_id=wang.id, wish=full)
    record = says(made)["record"]
    assert isinstance(record, dict)
    assert record["identity_number"] == wang.identity_number


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def test_an_honour_stands_in_the_next_record(staff: Actor, wang: Volunteer) -> None:
    services.issue_award(actor=staff, volunteer_id=wang.id, kind="honour", award="优秀爱心妈妈")
    give_hours(wang, 60)
    made = services.issue_record(actor=staff, volunteer_id=wang.id, wish=RecordWish())
    record = says(made)["record"]
    assert isinstance(record, dict)
    assert record["awards"] == [f"优秀爱心妈妈（{today().year}年）"]
    with pytest.raises(InvalidInput):
        services.issue_award(actor=staff, volunteer_id=wang.id, kind="honour", award=" ")


def test_another_countys_volunteer_does_not_exist(staff: Actor) -> None:
    away = make_volunteer("刘英", region=MILUO_VILLAGE)
    with pytest.raises(NotFound):
        services.issue_award(actor=staff, volunteer_id=away.id, kind="thanks", award="x")


def test_a_federation_words_its_own(chair: Actor, staff: Actor, wang: Volunteer) -> None:
    values = {
        "actor": chair,
        "region_code": PINGJIANG,
        "kind": "completion",
        "title": "结业证书",
        "closing": "",
        "issuer": "平江县妇女联合会\n平江县爱心妈妈工作站",
    }
    for body in ("没有名字", "{name}学了{nothing}"):
        with pytest.raises(InvalidInput):
            services.word_certificate(**values, body=body)
    first = services.issue_for_completion(
        actor=staff, completion_id=complete_course(wang, make_course("甲")).id
    )
    services.word_certificate(**values, body="{name}学完{course}。")
    second = services.issue_for_completion(
        actor=staff, completion_id=complete_course(wang, make_course("乙")).id
    )
    assert says(second)["body"] == "王芳学完乙。"
    assert says(second)["issuer"] == ["平江县妇女联合会", "平江县爱心妈妈工作站"]
    assert "准予结业" in str(says(first)["body"])


def test_a_volunteer_asks_and_is_answered(staff: Actor, herself: Actor, wang: Volunteer) -> None:
    asked = services.ask_correction(actor=herself, volunteer_id=wang.id, text="学时应为180分钟")
    with pytest.raises(InvalidInput):
        services.answer_correction(
            actor=staff, correction_id=asked.id, is_corrected=True, answer=""
        )
    with pytest.raises(Forbidden):
        services.answer_correction(
            actor=herself, correction_id=asked.id, is_corrected=True, answer="好"
        )
    services.answer_correction(
        actor=staff, correction_id=asked.id, is_corrected=False, answer="签到为120分钟"
    )
    assert asked.state == "declined"
    other = make_volunteer("李梅")
    with pytest.raises(NotFound):
        services.ask_correction(actor=herself, volunteer_id=other.id, text="x")


def test_the_check_page_slows_guesses(client: CheckedClient, staff: Actor, wang: Volunteer) -> None:
    row = complete_course(wang, make_course("守住底线"))
    made = services.issue_for_completion(actor=staff, completion_id=row.id)
    code = session().get_one(Document, made.document_id).check_code
    url = f"/verify/{made.serial}"
    assert "王*" in client.get(f"{url}?code={code}").text
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(10):
        page = client.get(f"{url}?code={wrong}")
        assert page.status_code == 200
        assert "王*" not in page.text
    assert client.get(f"{url}?code={code}").status_code == 429
    assert client.get(url).status_code == 200


def test_pages_of_certificates(
    client: CheckedClient,
    enter_as: Enter,
    staff: Actor,
    chair: Actor,
    herself: Actor,
    wang: Volunteer,
) -> None:
    row = complete_course(wang, make_course("守住底线"))
    made = services.issue_for_completion(actor=staff, completion_id=row.id)
    enter_as(chair)
    give_hours(wang, 90)
    form = client.get(f"/certificates/new/{wang.id}")
    assert client.submit(form, {"kind": "honour", "award": ""}).status_code == 422
    answer = client.submit(form, {"kind": "record", "purpose": "求职"})
    assert answer.status_code == 303
    assert client.get(answer.headers["Location"]).status_code == 200
    for path in ("", "wording", "wording/completion", "corrections", f"{made.id}"):
        assert client.get(f"/certificates/{path}").status_code == 200
    for path in ("wording/record/preview.pdf", "wording/thanks/preview.pdf"):
        assert client.get(f"/certificates/{path}").data.startswith(b"%PDF")
    wording = client.get("/certificates/wording/thanks")
    assert client.submit(wording, {"body": "{nobody}"}).status_code == 422
    assert client.submit(wording, {"body": "{name}：感谢您{award}。"}).status_code == 303
    reissue = client.get(f"/certificates/{made.id}/reissue")
    assert client.submit(reissue, {"reason": "更正"}).status_code == 303
    newest = queries.certificates_of(wang.id)[0]
    withdraw = client.get(f"/certificates/{newest.id}/withdraw")
    assert client.submit(withdraw, {"reason": "误发"}).status_code == 303
    enter_as(herself)
    assert client.get(f"/certificates/{made.id}/certificate.pdf").data.startswith(b"%PDF")
    own = client.get("/my-service").text
    assert "守住底线" in own
    answer = client.submit(client.get("/certificates/corrections/new"), {"text": "学时有误"})
    assert answer.status_code == 303
    enter_as(staff)
    (asked,) = queries.corrections_of(wang.id)
    page = client.get(f"/certificates/corrections/{asked.id}")
    assert client.submit(page, {"is_corrected": "yes", "answer": "已更正"}).status_code == 303
    other = make_volunteer("李梅", trained=False)
    not_hers = services.issue_award(
        actor=staff, volunteer_id=other.id, kind="thanks", award="参加活动"
    )
    enter_as(herself)
    assert client.get(f"/certificates/{not_hers.id}").status_code == 404
    assert client.get(f"/certificates/{not_hers.id}/certificate.pdf").status_code == 404
    assert client.get("/certificates/wording").status_code == 403


def test_the_serial_of_a_failed_issue_is_not_lost(staff: Actor, wang: Volunteer) -> None:
    with transaction():
        wang.name = "王\U0001f600"
    row = complete_course(wang, make_course())
    with pytest.raises(InvalidInput):
        services.issue_for_completion(actor=staff, completion_id=row.id)
    with transaction():
        wang.name = "王芳"
    made = services.issue_for_completion(actor=staff, completion_id=row.id)
    assert made.serial.endswith("-000001")
    assert made.issued_on - today() == timedelta(0)
