"""The next version beside the one before; who left; whose file was deleted; the pairing gate."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.children import services as filing
from app.children.access import queries as access
from app.children.desk import services as desk
from app.children.queries import is_on_sealed_roster
from app.children.rosters import paper, queries, services
from app.children.rosters.models import ChildListing
from app.core import crypto
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput
from app.pairings.queries import gate_of, gate_of_standing
from app.pairings.rules import is_open
from app.pairings.services import make_pairing
from app.policy import Role
from app.programmes.queries import rules_for
from tests.children.village_rosters.village import bring_to, fresh_child, photo, seal
from tests.people import JIAYI, PINGJIANG, SANYANG, XIEJIANG, grant_consent, make_actor


def leave(actor, child):
    filing.change_state(actor=actor, child_id=child.id, transition="leave", reason="随父母进城")


def lines(roster):
    return {one.child_id: one for one in queries.lines_of(roster)}


def next_version(village):
    return services.open_draft(actor=village, region_code=XIEJIANG)


def delete_file(child):
    """As the family asked: received by one, carried out by another."""
    one, other = make_actor(Role.STAFF, JIAYI), make_actor(Role.CHAIR, JIAYI)
    desk.receive(
        actor=one, child_id=child.id, kind="delete", asked_by="奶奶", text="", asked_on=today()
    )
    desk.destroy_child(actor=other, child_id=child.id, reason="家庭要求")


def text_of(tmp_path, roster):
    file = tmp_path / "roster.pdf"
    file.write_bytes(paper.roster_pdf(make_actor(Role.CHAIR), roster, "送镇党委盖章"))
    return "".join(subprocess.check_output(["pdftotext", "-layout", file, "-"]).decode().split())


def test_next_version_shows_new_changed_and_left(village, township):
    stays, changes, goes = (fresh_child(name) for name in ("罗一", "罗二", "罗三"))
    bring_to("sealed", village, township)
    with transaction():
        changes.school = "加义中学"
    comes = fresh_child("罗四")
    leave(village, goes)
    found = lines(next_version(village))
    assert {key: one.change for key, one in found.items()} == {
        stays.id: "same",
        changes.id: "changed",
        goes.id: "left",
        comes.id: "new",
    }
    assert found[changes.id].differs == ("school",)


def test_nobody_leaves_the_roster_without_a_reason(village, township):
    child = fresh_child()
    bring_to("sealed", village, township)
    leave(village, child)
    roster = next_version(village)
    with pytest.raises(InvalidInput) as refused:
        services.hand_in(actor=village, roster_id=roster.id)
    assert refused.value.problems[0].code == "reason_missing"
    with pytest.raises(InvalidInput):
        services.note_reasons(actor=village, roster_id=roster.id, reasons={child.id: "died"})
    services.note_reasons(actor=village, roster_id=roster.id, reasons={child.id: "no_need"})
    services.hand_in(actor=village, roster_id=roster.id)
    assert (roster.gone, roster.listed) == (1, 0)
    assert lines(roster)[child.id].reason == "no_need"
    services.reopen(actor=village, roster_id=roster.id, step="take_back")
    assert lines(roster)[child.id].reason == "no_need"


@pytest.mark.parametrize(
    ("act", "reason"),
    [("move", "moved"), ("age_out", "aged_out"), ("record_death", "died"), ("delete", "deleted")],
)
def test_file_itself_tells_why_a_child_left(village, township, act, reason):
    child = fresh_child()
    bring_to("sealed", village, township)
    if act == "move":
        with transaction():
            child.region_code = SANYANG
    elif act == "delete":
        delete_file(child)
    else:
        filing.change_state(actor=village, child_id=child.id, transition=act, reason="核实")
    roster = next_version(village)
    assert lines(roster)[child.id].reason == reason
    services.hand_in(actor=village, roster_id=roster.id)
    assert lines(roster)[child.id].reason == reason


def test_deleted_file_can_be_read_in_no_old_version(village, township, tmp_path):
    child, other = fresh_child("罗小川"), fresh_child("喻小溪")
    roster = bring_to("sealed", village, township)
    scan = roster.scan
    assert "罗小川" in text_of(tmp_path, roster)
    delete_file(child)
    entry = next(one for one in queries.entries_of(roster) if one.child_id == child.id)
    session().refresh(entry)
    assert entry.content_sealed is not None
    assert entry.content is None
    assert queries.is_intact(roster)
    text = text_of(tmp_path, roster)
    assert "罗小川" not in text
    assert "喻小溪" in text
    with pytest.raises(crypto.Unreadable):
        scan.read()
    assert services.lost_scan(roster)
    assert lines(roster)[other.id].content["name"] == "喻小溪"


def test_scan_that_went_with_a_file_is_made_anew(village, township):
    child = fresh_child()
    roster = bring_to("sealed", village, township)
    with pytest.raises(Conflict):
        services.scan_again(actor=township, roster_id=roster.id, files=[("a.jpg", photo())])
    delete_file(child)
    services.scan_again(actor=township, roster_id=roster.id, files=[("a.jpg", photo())])
    assert roster.scan.read()
    assert roster.state == "sealed"


def test_file_deleted_on_the_way_sends_the_roster_back(village, township):
    child = fresh_child()
    roster = bring_to("printed", village, township)
    delete_file(child)
    with pytest.raises(Conflict) as refused:
        seal(township, roster)
    assert refused.value.problems[0].code == "holds_deleted"


def test_row_changed_behind_the_program_is_found(village, township):
    child = fresh_child()
    roster = bring_to("printed", village, township)
    with transaction():
        entry = queries.entries_of(roster)[0]
        entry.content = entry.content | {"name": "他人"}
    assert not queries.is_intact(roster)
    with pytest.raises(Conflict):
        seal(township, roster)
    with transaction():
        entry.content = entry.content | {"name": child.name}
        session().delete(entry)
    session().expire_all()
    assert not queries.is_intact(roster)


def test_names_lie_sealed_in_the_rows(village, township):
    fresh_child("罗小川")
    roster = bring_to("handed_in", village, township)
    entry = queries.entries_of(roster)[0]
    assert "罗小川".encode() not in entry.content_sealed
    assert "*" in entry.content["identity_number"]


def test_rows_keep_whose_lists_named_the_child(village, township, tmp_path):
    one, two = fresh_child("罗一"), fresh_child("罗二")
    roster = bring_to("draft", village, township)

    def tick(department, *children):
        services.note_sources(
            actor=village,
            roster_id=roster.id,
            department=department,
            child_ids={child.id for child in children},
        )

    tick("education", one, two)
    tick("civil_affairs", one)
    tick("education", one)
    assert lines(roster)[one.id].content["sources"] == ["civil_affairs", "education"]
    assert lines(roster)[two.id].content["sources"] == []
    assert len(session().scalars(select(ChildListing)).all()) == 2
    with pytest.raises(InvalidInput):
        tick("weather", one)
    services.hand_in(actor=village, roster_id=roster.id)
    assert "民政、" in text_of(tmp_path, roster)
    with pytest.raises(Conflict):
        tick("disability", one)


def test_paper_says_what_it_is_and_of_whom(village, township, tmp_path):
    fresh_child("罗小川", born_on=today().replace(year=today().year - 9, day=1))
    roster = bring_to("handed_in", village, township)
    assert "核对稿" in text_of(tmp_path, roster)
    services.check(actor=township, roster_id=roster.id)
    text = text_of(tmp_path, roster)
    for part in ("平江县加义镇谢江村关爱儿童名册", "第1版", "共1人", "罗小川", "（盖章）"):
        assert part in text
    assert roster.sha256[:6].upper() in text
    assert "送镇党委盖章" in text
    assert "核对稿" not in text


def test_print_is_told_to_the_childs_guardian(village, township):
    child = fresh_child()
    bring_to("printed", village, township)
    read = access.readings_of(child)
    assert [(one.act, one.purpose) for one in read] == [("child.roster_printed", "盖章")]


def test_child_is_on_the_roster_of_where_it_lives_now(village, township):
    child = fresh_child()
    bring_to("printed", village, township)
    assert not is_on_sealed_roster(child)
    seal(township, queries.open_version(XIEJIANG))
    assert is_on_sealed_roster(child)
    with transaction():
        child.region_code = SANYANG
    assert not is_on_sealed_roster(child)


def test_only_the_latest_sealed_version_counts(village, township):
    child = fresh_child()
    bring_to("sealed", village, township)
    leave(village, child)
    roster = next_version(village)
    services.note_reasons(actor=village, roster_id=roster.id, reasons={child.id: "moved"})
    assert is_on_sealed_roster(child)
    bring_to("sealed", village, township)
    assert not is_on_sealed_roster(child)


def test_pairing_begins_from_a_sealed_roster_only_R113(village, township):
    from tests.pairings.pairs import ready

    chair = make_actor(Role.CHAIR, PINGJIANG)
    child, volunteer = fresh_child(), ready()
    rules = rules_for(child.region_code)
    assert rules.sealed_roster_required

    def gate(given):
        found = gate_of(child, volunteer, role="lead", rules=given, day=today())
        return {one.code: one for one in found}

    shut = gate(rules)["roster"]
    assert not shut.ok
    assert shut.mend
    assert "roster" not in gate(replace(rules, sealed_roster_required=False))
    with pytest.raises(Conflict) as refused:
        make_pairing(actor=chair, child_id=child.id, volunteer_id=volunteer.id, role="lead")
    assert [one.code for one in refused.value.problems] == ["roster"]
    bring_to("sealed", village, township)
    pairing = make_pairing(actor=chair, child_id=child.id, volunteer_id=volunteer.id, role="lead")
    # Moving on does not end it: the next village's roster may take its time.
    with transaction():
        child.region_code = SANYANG
    assert is_open(gate_of_standing(pairing, today()))


def test_gate_leads_to_the_villages_roster(village, app, client, monkeypatch):
    from tests.pairings.pairs import ready

    chair = make_actor(Role.CHAIR, PINGJIANG)
    child, volunteer = fresh_child(), ready()
    monkeypatch.setitem(app.extensions, "actor_loader", lambda: chair)
    page = client.get(f"/pairings/child/{child.id}/with/{volunteer.id}")
    assert f"/rosters/village/{XIEJIANG}" in page.text
    assert client.get(f"/rosters/village/{XIEJIANG}").status_code == 200


def test_consent_and_roster_are_asked_for_apart(village, township):
    child = fresh_child(consented=False)
    bring_to("sealed", village, township)
    assert is_on_sealed_roster(child)
    grant_consent(child, child.guardians[0])
    assert is_on_sealed_roster(child)
