from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.db import session, transaction
from app.core.personal import Kind, mask
from app.pairings import services
from app.pairings.coverage import register_reach
from app.pairings.models import FamilyWish, Pairing, VolunteerOffer
from app.pairings.rules import MODES
from app.pairings.services.checking import check_all
from app.policy import Role
from tests.pairings.pairs import pair, ready, take_steps, with_account
from tests.people import MILUO, make_actor, make_child, make_volunteer
from tests.pledges.test_services import photo
from tests.support.client import CheckedClient, defaults, find_form

Enter = Callable[[Actor], None]


@pytest.fixture
def pairing(staff: Actor) -> Pairing:
    return pair(staff)


def only_pairing() -> Pairing:
    return session().scalars(select(Pairing)).one()


def test_walk_from_the_waiting_child_to_the_pair(
    client: CheckedClient, staff: Actor, enter_as: Enter
) -> None:
    child, volunteer = make_child(), ready()
    enter_as(staff)
    waiting = client.get("/pairings/?view=unpaired")
    assert f"/pairings/child/{child.id}/candidates" in waiting.text
    candidates = client.get(f"/pairings/child/{child.id}/candidates?q=王")
    make = f"/pairings/child/{child.id}/with/{volunteer.id}"
    assert make in candidates.text
    answer = client.submit(client.get(make), {"how": "paper"})
    assert answer.status_code == 303
    assert only_pairing().state == "active"
    shown = client.get(answer.location)
    assert f"/pairings/{only_pairing().id}/meet" in shown.text
    assert client.get("/pairings/?q=wang").status_code == 200


def test_gate_explains_itself_with_the_mend_as_a_link(
    client: CheckedClient, staff: Actor, enter_as: Enter
) -> None:
    child, volunteer = make_child(consented=False), make_volunteer()
    enter_as(staff)
    url = f"/pairings/child/{child.id}/with/{volunteer.id}"
    shown = client.get(url)
    assert f"/pledges/new/{volunteer.id}" in shown.text
    assert f'/children/{child.id}"' in shown.text
    assert client.submit(shown, {}).status_code == 422
    assert session().scalars(select(Pairing)).all() == []


def test_proposal_is_answered_by_both_sides(
    client: CheckedClient, staff: Actor, enter_as: Enter
) -> None:
    child, volunteer = make_child("隐藏的名字"), ready()
    herself = with_account(volunteer)
    enter_as(staff)
    client.submit(client.get(f"/pairings/child/{child.id}/with/{volunteer.id}"), {"how": "ask"})
    proposal = only_pairing()
    assert proposal.state == "proposed"
    enter_as(herself)
    assert f"/pairings/{proposal.id}" in client.get("/").text
    seen = client.get(f"/pairings/{proposal.id}")
    assert child.alias in seen.text
    assert "隐藏的名字" not in seen.text
    assert "/answer/family/" not in seen.text
    assert client.get(f"/children/{child.id}").status_code == 404
    yes = f"/pairings/{proposal.id}/answer/volunteer/yes"
    assert client.submit(seen, {}, action=yes).status_code == 303
    enter_as(staff)
    shown = client.get(f"/pairings/{proposal.id}")
    assert "王芳" in shown.text
    client.submit(shown, {}, action=f"/pairings/{proposal.id}/answer/family/yes")
    session().expire_all()
    assert only_pairing().state == "active"


def test_volunteer_says_no_and_sees_nothing_more(
    client: CheckedClient, staff: Actor, enter_as: Enter
) -> None:
    volunteer = ready()
    proposal = services.propose_pairing(
        actor=staff, child_id=make_child().id, volunteer_id=volunteer.id, role="lead"
    )
    enter_as(with_account(volunteer))
    url = f"/pairings/{proposal.id}"
    no = f"{url}/answer/volunteer/no"
    assert client.submit(client.get(url), {}, action=no).location.endswith("/pairings/")
    assert client.get(url).status_code == 404


def test_station_takes_back_a_proposal(
    client: CheckedClient, staff: Actor, enter_as: Enter
) -> None:
    proposal = services.propose_pairing(
        actor=staff, child_id=make_child().id, volunteer_id=ready().id, role="lead"
    )
    enter_as(staff)
    url = f"/pairings/{proposal.id}"
    client.submit(client.get(url), {}, action=f"{url}/withdraw")
    assert client.get(url).status_code == 200
    session().expire_all()
    assert only_pairing().state == "declined"


@pytest.mark.parametrize(
    "view",
    ["active", "proposed", "trouble", "paused", "review", "unpaired", "free", "ended", "?"],
)
@pytest.mark.parametrize("filled", [True, False])
def test_every_view_of_the_list_opens(
    client: CheckedClient, staff: Actor, enter_as: Enter, view: str, filled: bool
) -> None:
    if filled:
        pair(staff)
        make_child()
    enter_as(staff)
    for rest in ("", "&region=430626000000&q=王"):
        assert client.get(f"/pairings/?view={view}{rest}").status_code == 200


def test_waiting_children_stand_in_the_order_of_the_programme_R37(
    client: CheckedClient, staff: Actor, enter_as: Enter
) -> None:
    migrant, orphan = make_child(category="migrant"), make_child(category="orphan")
    longer = make_child(category="orphan")
    with transaction():
        migrant.found_on -= timedelta(days=900)
        longer.found_on -= timedelta(days=9)
    enter_as(staff)
    text = client.get("/pairings/?view=unpaired").text
    places = [text.index(f'/children/{one.id}"') for one in (longer, orphan, migrant)]
    assert places == sorted(places)


def test_trouble_is_shown_with_its_clock(
    client: CheckedClient, staff: Actor, enter_as: Enter, pairing: Pairing
) -> None:
    with transaction():
        pairing.volunteer.state = "suspended"
    check_all()
    enter_as(staff)
    assert client.get(f"/pairings/{pairing.id}").status_code == 200
    assert f"/pairings/{pairing.id}" in client.get("/pairings/?view=trouble").text
    assert "view=trouble" in client.get("/").text


def test_acts_on_a_running_pair(
    client: CheckedClient, staff: Actor, enter_as: Enter, pairing: Pairing
) -> None:
    enter_as(staff)
    url = f"/pairings/{pairing.id}"
    assert client.submit(client.get(f"{url}/pause"), {"reason": " "}).status_code == 422
    assert client.submit(client.get(f"{url}/pause"), {"reason": "住院"}).status_code == 303
    paused = client.get(url)
    assert client.submit(paused, {}, action=f"{url}/resume").status_code == 303
    assert client.submit(client.get(f"{url}/suspend"), {"reason": "核实"}).status_code == 303
    assert client.get(url).status_code == 200
    assert client.submit(client.get(url), {}, action=f"{url}/resume").status_code == 303
    met = {"present": ["volunteer", "child"], "place": "村部"}
    assert client.submit(client.get(f"{url}/meet"), {}).status_code == 422
    assert client.submit(client.get(f"{url}/meet"), met).status_code == 303
    review = {"heard": ["child"], "outcome": "continue", "note": "开朗了"}
    assert client.submit(client.get(f"{url}/review"), {"heard": []}).status_code == 422
    assert client.submit(client.get(f"{url}/review"), review).status_code == 303
    shown = client.get(url)
    assert "开朗了" in shown.text
    assert "村部" in shown.text


def test_agreement_is_printed_and_its_scan_kept(
    client: CheckedClient, staff: Actor, enter_as: Enter, pairing: Pairing, tmp_path: Path
) -> None:
    enter_as(staff)
    url = f"/pairings/{pairing.id}"
    assert client.get(f"{url}/agreement.pdf").status_code == 404
    assert client.get(f"{url}/agreement").location.endswith("/agree")
    assert client.submit(client.get(f"{url}/agree"), {}).status_code == 303
    pdf = client.get(f"{url}/agreement.pdf")
    assert sound_text(pdf.data, tmp_path).count("签名") >= 3
    scan = {"scan": (io.BytesIO(photo()), "a.jpg")}
    assert client.submit(client.get(f"{url}/agreement"), {}).status_code == 422
    assert client.submit(client.get(f"{url}/agreement"), scan).status_code == 303
    assert client.get(f"{url}/agreement-scan").mimetype == "image/jpeg"
    assert client.get(url).status_code == 200


def sound_text(pdf: bytes, folder: Path) -> str:
    """The words of a PDF of one page that poppler and qpdf find no fault with."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)
    fonts = subprocess.run(["pdffonts", str(file)], check=True, capture_output=True, text=True)
    assert all(" yes yes yes " in line for line in fonts.stdout.splitlines()[2:])
    pages = subprocess.run(
        ["qpdf", "--show-npages", str(file)], check=True, capture_output=True, text=True
    )
    assert pages.stdout.strip() == "1"
    words = subprocess.run(
        ["pdftotext", str(file), "-"], check=True, capture_output=True, text=True
    )
    return "".join(words.stdout.split())


def test_guided_end(
    client: CheckedClient, staff: Actor, enter_as: Enter, pairing: Pairing, tmp_path: Path
) -> None:
    enter_as(staff)
    url = f"/pairings/{pairing.id}"
    assert client.get(f"{url}/end").location.endswith("/end/begin")
    assert client.submit(client.get(f"{url}/end/begin"), {}).status_code == 422
    begun = client.submit(client.get(f"{url}/end/begin"), {"way": "planned", "reason": "期满"})
    assert begun.location.endswith(f"{url}/end")
    guided = client.get(f"{url}/end")
    assert guided.text.count("/end/step/") == 6
    hidden = dict(defaults(find_form(guided, f"{url}/end/cancel")))
    assert client.post(f"{url}/end", data=hidden).status_code == 422
    step = client.get(f"{url}/end/step/talk_child")
    assert client.submit(step, {"outcome": "done"}).status_code == 422
    assert 'value="waived"' not in step.text
    assert client.submit(step, {"outcome": "declined"}).status_code == 303
    assert client.get(f"{url}/end/step/unknown").status_code == 404
    hand_over = client.get(f"{url}/end/step/hand_over")
    assert client.submit(hand_over, {"hand_over": "summary"}).status_code == 422
    assert client.submit(hand_over, {"hand_over": "nothing"}).status_code == 303
    assert client.submit(client.get(f"{url}/end/step/statement"), {}).status_code == 303
    text = sound_text(client.get(f"{url}/statement.pdf").data, tmp_path)
    assert "结束告知书" in text
    assert "110" in text
    for code in ("talk_volunteer", "talk_guardian", "last_meeting"):
        page = client.get(f"{url}/end/step/{code}")
        assert client.submit(page, {"outcome": "done", "note": "好"}).status_code == 303
    ready_to_end = client.get(f"{url}/end")
    assert client.submit(ready_to_end, {}).status_code == 303
    assert client.get(url).status_code == 200
    session().expire_all()
    assert only_pairing().state == "ended"


def test_end_is_given_up(
    client: CheckedClient, staff: Actor, enter_as: Enter, pairing: Pairing
) -> None:
    enter_as(staff)
    url = f"/pairings/{pairing.id}"
    client.submit(client.get(f"{url}/end/begin"), {"way": "planned", "reason": "期满"})
    client.submit(client.get(f"{url}/end"), {}, action=f"{url}/end/cancel")
    assert client.get(f"{url}/end").location.endswith("/end/begin")


def test_volunteer_keeps_to_her_slice(
    client: CheckedClient, staff: Actor, enter_as: Enter, pairing: Pairing
) -> None:
    services.pause_pairing(actor=staff, pairing_id=pairing.id, reason="家中的私事")
    services.resume_pairing(actor=staff, pairing_id=pairing.id)
    enter_as(with_account(pairing.volunteer))
    url = f"/pairings/{pairing.id}"
    shown = client.get(url)
    assert shown.status_code == 200
    assert "家中的私事" not in shown.text
    assert "/pause" not in shown.text
    assert client.get(f"/children/{pairing.child_id}").status_code == 200
    for page in ("pause", "suspend", "meet", "review", "agree", "end", "end/begin"):
        assert client.get(f"{url}/{page}").status_code in (403, 404), page
    services.open_closure(actor=staff, pairing_id=pairing.id, way="planned", reason="期满")
    take_steps(staff, pairing)
    services.end_pairing(actor=staff, pairing_id=pairing.id)
    for page in (url, f"/children/{pairing.child_id}"):
        assert client.get(page).status_code == 404


def test_other_county_finds_nothing(
    client: CheckedClient, enter_as: Enter, pairing: Pairing
) -> None:
    enter_as(make_actor(Role.CHAIR, MILUO))
    for page in ("", "/pause", "/end/begin", "/agreement.pdf"):
        assert client.get(f"/pairings/{pairing.id}{page}").status_code == 404


def test_both_halves_of_the_survey(client: CheckedClient, staff: Actor, enter_as: Enter) -> None:
    child, volunteer = make_child(), ready()
    enter_as(staff)
    wish = client.get(f"/pairings/wishes/{child.id}")
    assert client.submit(wish, {"days": ["weekend"]}).status_code == 303
    enter_as(with_account(volunteer))
    offer = client.get(f"/pairings/offers/{volunteer.id}")
    wanted = {"ages": ["6-11"], "days": ["weekend", "holiday"]}
    assert client.submit(offer, wanted).status_code == 303
    kept = session().get_one(VolunteerOffer, volunteer.id)
    assert (kept.ages, kept.days) == (["6-11"], ["weekend", "holiday"])
    assert session().get_one(FamilyWish, child.id).days == ["weekend"]
    enter_as(staff)
    assert client.get(f"/pairings/child/{child.id}/candidates").status_code == 200
    assert client.get(f"/pairings/offers/{volunteer.id}").text.count("checked") == 3


def test_coverage_in_three_rings_with_drill_down_R48(
    app: Flask, client: CheckedClient, staff: Actor, enter_as: Enter, pairing: Pairing
) -> None:
    make_child(category="orphan")
    reached = make_child(category="migrant").id
    make_child(category="left_behind", further_categories=["unattended"])
    register_reach(app, lambda _since: Child.id == reached)
    enter_as(staff)
    try:
        page = client.get("/pairings/coverage")
    finally:
        app.extensions["pairing_reach"].pop()
    assert "/pairings/coverage?region=430626102000" in page.text
    assert figures(page.text) == [[2, 0, 0], [0, 0, 0], [2, 1, 2]]
    village = client.get("/pairings/coverage?region=430626102000")
    assert "view=unpaired&amp;region=430626102204" in village.text
    assert client.get("/pairings/coverage?region=x").status_code == 200


def test_supervisor_counts_children_whom_she_does_not_see_R48(
    client: CheckedClient, enter_as: Enter, pairing: Pairing
) -> None:
    waiting = make_child(category="orphan")
    enter_as(make_actor(Role.SUPERVISOR))
    page = client.get("/pairings/coverage?region=430626102000")
    assert figures(page.text) == [[1, 0, 0], [0, 0, 0], [1, 1, 1]]
    assert waiting.alias not in page.text
    assert "view=unpaired" not in page.text
    assert "没有儿童" in page.text, "an empty ring is not complete"


def figures(html: str) -> list[list[int]]:
    """The numbers of the first table, row by row."""
    table = html.split("<tbody>")[1].split("</tbody>")[0]
    return [
        [int(number) for number in re.findall(r'class="number"[^>]*>(\d+)<', row)]
        for row in table.split("<tr>")[1:]
    ]


def test_list_leaves_the_house_with_a_reason_on_record(
    client: CheckedClient, staff: Actor, enter_as: Enter, pairing: Pairing
) -> None:
    pair(staff, child=pairing.child, volunteer=ready("赵敏敏"), role="co")
    enter_as(staff)
    assert client.submit(client.get("/pairings/export"), {"reason": " "}).status_code == 422
    sent = client.submit(client.get("/pairings/export"), {"reason": "上报市妇联"})
    assert sent.status_code == 200
    rows = load_workbook(io.BytesIO(sent.data)).active.iter_rows(values_only=True)
    text = str(list(rows))
    assert pairing.child.alias in text
    assert "王芳" not in text
    assert "上报市妇联" in text
    assert str(MODES["many_to_one"]) in text
    assert f"{mask(Kind.NAME, '赵敏敏')}（{services.ROLES['co']}）" in text
    assert session().scalar(select(AuditEvent.act).where(AuditEvent.act == "pairing.exported"))
