from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.children import consent_paper, queries, services
from app.children.models import Child
from app.children.queries import Filters
from app.children.records import ChildRecord, GuardianRecord
from app.core import audit
from app.core.access.actors import Actor
from app.core.audit.models import AuditEvent
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, StaleVersion
from app.policy import Role
from tests.people import (
    JIAYI,
    MILUO,
    MILUO_VILLAGE,
    XIEJIANG,
    identity_number,
    make_actor,
    make_child,
)

BORN = date(2015, 3, 8)


@pytest.fixture
def chair(app) -> Actor:
    return make_actor(Role.CHAIR)


def record(**changes) -> ChildRecord:
    plain = ChildRecord(
        name="罗小川",
        identity_number=identity_number(BORN),
        born_on=BORN,
        sex="female",
        region_code=XIEJIANG,
        category="left_behind",
        needs=("study",),
        guardians=(GuardianRecord("罗奶奶", "13800001111", "祖母"),),
    )
    return replace(plain, **changes)


def acts() -> list[str]:
    return list(session().scalars(select(AuditEvent.act).order_by(AuditEvent.seq)))


def found(actor: Actor, **filters) -> list[Child]:
    return list(session().scalars(queries.list_children(actor, Filters(**filters))))


def test_entering_gives_number_nickname_and_history(chair):
    first = services.enter_child(actor=chair, record=record())
    second = services.enter_child(actor=chair, record=record(identity_number=identity_number(BORN)))
    assert (first.roster_number, second.roster_number) == (1, 2)
    assert first.alias.startswith("小")
    assert first.alias != second.alias
    assert "child.begun" in acts()


def test_roster_number_is_never_given_twice(chair):
    child = services.enter_child(actor=chair, record=record())
    with transaction() as current:
        child.region_code = "430626102205"
        current.flush()
    again = services.enter_child(actor=chair, record=record(identity_number=identity_number(BORN)))
    assert again.roster_number == 2


def test_entering_twice_names_the_file_there_is(chair):
    child = services.enter_child(actor=chair, record=record())
    with pytest.raises(InvalidInput) as refused:
        services.enter_child(actor=chair, record=record(identity_number=child.identity_number))
    assert refused.value.problems[0].code == "already_enrolled"


def test_entering_a_child_of_elsewhere_tells_nothing_of_it(chair):
    other = make_actor(Role.CHAIR, MILUO)
    child = services.enter_child(actor=other, record=record(region_code=MILUO_VILLAGE))
    with pytest.raises(InvalidInput) as refused:
        services.enter_child(actor=chair, record=record(identity_number=child.identity_number))
    problem = refused.value.problems[0]
    assert problem.code == "elsewhere"
    assert child.alias not in str(problem.message)


def test_entering_outside_the_own_region_is_forbidden(chair):
    with pytest.raises(Forbidden):
        services.enter_child(actor=chair, record=record(region_code=MILUO_VILLAGE))


def test_update_refuses_what_somebody_else_overtook(chair):
    child = services.enter_child(actor=chair, record=record())
    read = child.version
    change = record(identity_number=child.identity_number, school="加义中心小学")
    services.update_child(actor=chair, child_id=child.id, version=read, record=change)
    with pytest.raises(StaleVersion):
        services.update_child(actor=chair, child_id=child.id, version=read, record=change)
    assert child.school == "加义中心小学"


def test_update_empties_what_was_emptied(chair):
    child = services.enter_child(actor=chair, record=record(note="怕黑"))
    change = record(identity_number=child.identity_number, note="")
    services.update_child(actor=chair, child_id=child.id, version=child.version, record=change)
    assert child.note is None
    assert [one.name for one in child.guardians] == ["罗奶奶"]


def test_search_finds_by_full_forms_only(chair):
    child = services.enter_child(actor=chair, record=record())
    for text in ("罗小川", "罗 小川", "luoxiaochuan", "lxc", child.identity_number, child.alias):
        assert found(chair, q=text) == [child], text
    assert found(chair, q="罗") == []


def test_filters_by_place_category_need_and_state(chair):
    child = services.enter_child(actor=chair, record=record())
    assert found(chair, region="430626102000", category="left_behind", need="study") == [child]
    assert found(chair, need="law_awareness") == []
    services.change_state(actor=chair, child_id=child.id, transition="leave", reason="随父母进城")
    assert found(chair) == []
    assert found(chair, state="left") == [child]


def test_scope_hides_children_of_other_regions(chair):
    child = services.enter_child(actor=chair, record=record())
    neighbour = make_actor(Role.CHAIR, MILUO)
    assert found(neighbour) == []
    with pytest.raises(NotFound):
        queries.get_child(neighbour, child.id)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.VOLUNTEER])
def test_roles_without_children_see_none(chair, role):
    services.enter_child(actor=chair, record=record())
    assert found(make_actor(role)) == []


def test_supervisor_sees_the_list_but_opens_no_file(chair):
    child = services.enter_child(actor=chair, record=record())
    supervisor = make_actor(Role.SUPERVISOR, JIAYI)
    assert found(supervisor) == [child]
    with pytest.raises(NotFound):
        services.record_opening(actor=supervisor, child_id=child.id)
    with pytest.raises(NotFound):
        services.reveal_child(actor=supervisor, child_id=child.id, fields=["name"], reason="看看")


def test_without_second_factor_nobody_sees_a_child(chair):
    services.enter_child(actor=chair, record=record())
    assert found(make_actor(Role.CHAIR, second_factor=False)) == []


def test_reveal_is_on_record_with_fields_and_reason(chair):
    child = services.enter_child(actor=chair, record=record())
    services.reveal_child(
        actor=chair, child_id=child.id, fields=["name", "born_on"], reason="入户前核对"
    )
    event = session().scalars(select(AuditEvent).where(AuditEvent.act == "child.revealed")).one()
    assert event.detail == {"fields": ["name"]}
    assert audit.chain.reason_of(event) == "入户前核对"


def test_reveal_without_reason_is_refused(chair):
    child = services.enter_child(actor=chair, record=record())
    with pytest.raises(InvalidInput):
        services.reveal_child(actor=chair, child_id=child.id, fields=["name"], reason=" ")
    assert "child.revealed" not in acts()


def test_nothing_personal_lies_in_clear(chair):
    child = services.enter_child(actor=chair, record=record(note="怕黑", school="加义中心小学"))
    row = session().execute(select(Child.__table__).where(Child.id == child.id)).one()
    stored = repr(tuple(row))
    for value in (child.name, child.identity_number, "怕黑", "加义中心小学"):
        assert value not in stored


def test_state_needs_a_reason_and_cannot_be_left_twice(chair):
    child = services.enter_child(actor=chair, record=record())
    with pytest.raises(InvalidInput):
        services.change_state(actor=chair, child_id=child.id, transition="leave", reason="")
    services.change_state(actor=chair, child_id=child.id, transition="leave", reason="搬走")
    with pytest.raises(Conflict):
        services.change_state(actor=chair, child_id=child.id, transition="leave", reason="搬走")


def test_come_of_age_takes_those_of_eighteen_off_the_roster(chair):
    young = services.enter_child(actor=chair, record=record())
    eighteen = make_child(born_on=date(today().year - 18, 1, 1))
    assert services.come_of_age() == 1
    assert (young.state, eighteen.state) == ("enrolled", "aged_out")


def test_consents_are_answers_scope_by_scope(chair):
    child = services.enter_child(actor=chair, record=record())
    services.record_consent(
        actor=chair,
        child_id=child.id,
        answers={"pairing": "granted", "photo": "refused", "home_visit": ""},
        signed_on=today(),
        guardian_id=child.guardians[0].id,
    )
    assert queries.consent_in_force(child, "pairing", today())
    assert not queries.consent_in_force(child, "photo", today())
    assert {one.scope for one in child.consents} == {"pairing", "photo"}
    assert found(chair, consent="missing") == []


def test_consent_expires_with_the_programmes_term(chair):
    child = services.enter_child(actor=chair, record=record())
    signed = today() - timedelta(days=350)
    services.record_consent(
        actor=chair, child_id=child.id, answers={"pairing": "granted"}, signed_on=signed
    )
    consent = queries.consent_in_force(child, "pairing", today())
    assert consent is not None
    assert not queries.consent_in_force(child, "pairing", consent.expires_on)
    assert found(chair, consent="expiring") == [child]


def test_last_answer_counts_and_withdrawal_ends_it(chair):
    child = services.enter_child(actor=chair, record=record())
    [consent] = services.record_consent(
        actor=chair, child_id=child.id, answers={"pairing": "granted"}, signed_on=today()
    )
    services.withdraw_consent(
        actor=chair, child_id=child.id, consent_id=consent.id, reason="奶奶电话里说的"
    )
    assert not queries.consent_in_force(child, "pairing", today())
    assert found(chair, consent="missing") == [child]
    with pytest.raises(Conflict):
        services.withdraw_consent(
            actor=chair, child_id=child.id, consent_id=consent.id, reason="再一次"
        )


@pytest.mark.parametrize(
    ("answers", "signed_in", "code"),
    [
        ({}, 0, "no_answer"),
        ({"pairing": "granted"}, 1, "signed_in_future"),
        ({"moon_travel": "granted"}, 0, "scope_unknown"),
    ],
)
def test_consent_that_cannot_be_is_refused(chair, answers, signed_in, code):
    child = services.enter_child(actor=chair, record=record())
    with pytest.raises(InvalidInput) as refused:
        services.record_consent(
            actor=chair,
            child_id=child.id,
            answers=answers,
            signed_on=today() + timedelta(days=signed_in),
        )
    assert [problem.code for problem in refused.value.problems] == [code]


def test_child_of_fourteen_agrees_for_itself(chair):
    born = today().replace(year=today().year - 15, month=1, day=1)
    older = replace(record(identity_number=identity_number(born)), born_on=born)
    child = services.enter_child(actor=chair, record=older)
    asked = {"actor": chair, "child_id": child.id, "signed_on": today()}
    with pytest.raises(InvalidInput) as refused:
        services.record_consent(**asked, answers={"pairing": "granted"})
    assert [one.field for one in refused.value.problems] == ["child_agreed"]
    services.record_consent(**asked, answers={"pairing": "refused"})
    [made] = services.record_consent(**asked, answers={"pairing": "granted"}, child_agreed=True)
    assert made.child_agreed


def test_consent_form_names_the_chair_and_lets_the_older_child_sign(chair):
    child = services.enter_child(actor=chair, record=record())
    form = consent_paper.compose(child)
    assert any(chair.name in text for _label, text in form.notes)
    assert not form.child_signs
