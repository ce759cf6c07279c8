"""Agreements between bodies: organisations, partner counties, teams for villages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict, DomainError, Forbidden, InvalidInput, NotFound
from app.pairings import services as pairing
from app.pairings.coverage import ring_counts
from app.pairings.models import Pairing
from app.pairings.services import check_all
from app.pairings.suggestions import for_child
from app.pairings.terms import terms_of
from app.partners import queries, rules, services
from app.partners.models import CountyPartnership, Organisation, TeamPair
from app.partners.services import OrganisationValues
from app.partners.states import ORGANISATION, PARTNERSHIP, TEAM_PAIR
from app.policy import P, Role
from app.programmes import presets
from app.regions.models import Region
from app.volunteers.doubles import services as doubles
from app.volunteers.models import Team, Volunteer
from tests.pairings.pairs import ready
from tests.people import (
    MILUO,
    MILUO_VILLAGE,
    PINGJIANG,
    XIEJIANG,
    make_actor,
    make_child,
    make_volunteer,
)
from tests.support.races import at_once

VALUES = OrganisationValues("平江县人民法院", "court", "余法官", "13700000000")
RULES = presets.load("yueyang")


def organisation(staff: Actor) -> Organisation:
    return services.register_organisation(actor=staff, region_code=PINGJIANG, values=VALUES)


def standing(staff: Actor, chair: Actor, *people: Volunteer) -> Organisation:
    """Approved, with an agreement in force and these people."""
    one = organisation(staff)
    services.decide_organisation(
        actor=chair, organisation_id=one.id, step="approve", reason="资料齐全"
    )
    services.record_agreement(
        actor=staff,
        organisation_id=one.id,
        agreed_on=today(),
        agreed_until=today() + timedelta(days=365),
    )
    for person in people:
        services.add_person(actor=staff, organisation_id=one.id, volunteer_id=person.id)
    return one


def partnership(actor: Actor, *, days: int = 365) -> CountyPartnership:
    if session().get(Region, MILUO) is None:
        with transaction() as current:
            current.add(
                Region(code=MILUO, name="汨罗市", level=3, pinyin="miluoshi", initials="mls")
            )
    return services.propose_partnership(
        actor=actor,
        region_code=PINGJIANG,
        other_code=MILUO,
        starts_on=today(),
        ends_on=today() + timedelta(days=days),
    )


@pytest.mark.parametrize(
    ("state", "agreed", "until", "member", "number"),
    [
        ("approved", -1, 1, True, 0),
        ("proposed", -1, 1, True, 1),
        ("suspended", -1, 1, True, 1),
        ("approved", 1, 2, True, 1),  # begins tomorrow
        ("approved", -2, -1, True, 1),  # ended yesterday
        ("approved", -1, 0, True, 0),  # its last day
        ("approved", -1, 1, False, 1),
        ("ended", -2, -1, False, 3),
    ],
)
def test_organisation_stands_for_a_pair_R39(
    state: str, agreed: int, until: int, member: bool, number: int
) -> None:
    found = rules.gaps(
        state=state,
        agreed_on=today() + timedelta(days=agreed),
        agreed_until=today() + timedelta(days=until),
        is_member=member,
        day=today(),
    )
    assert len(found) == number


def test_organisation_without_agreement_does_not_stand() -> None:
    assert rules.gaps(
        state="approved", agreed_on=None, agreed_until=None, is_member=True, day=today()
    )


def test_who_enters_an_organisation_does_not_approve_it(chair: Actor) -> None:
    one = organisation(chair)
    with pytest.raises(Conflict):
        services.decide_organisation(
            actor=chair, organisation_id=one.id, step="approve", reason="好"
        )


@pytest.mark.parametrize("state", [one.code for one in ORGANISATION.states])
@pytest.mark.parametrize("step", [one.name for one in ORGANISATION.transitions])
@pytest.mark.parametrize("role", [Role.CHAIR, Role.STAFF, Role.REVIEWER, Role.SUPERVISOR])
def test_organisation_lifecycle_by_role(staff: Actor, role: Role, state: str, step: str) -> None:
    one = organisation(staff)
    with transaction():
        one.state = state
    actor = make_actor(role)
    allowed = state in ORGANISATION.transition(step).sources
    try:
        services.decide_organisation(
            actor=actor, organisation_id=one.id, step=step, reason="核对过"
        )
    except Forbidden:
        assert role in (Role.STAFF, Role.SUPERVISOR)
    except Conflict:
        assert not allowed
    else:
        assert allowed
        assert role in (Role.CHAIR, Role.REVIEWER)
        assert one.state == ORGANISATION.transition(step).target


def test_only_approved_volunteers_go_for_an_organisation(staff: Actor, chair: Actor) -> None:
    one = standing(staff, chair)
    applicant = ready("陈红", state="applied")
    with pytest.raises(Conflict):
        services.add_person(actor=staff, organisation_id=one.id, volunteer_id=applicant.id)


def test_organisation_as_subject_of_a_pair(staff: Actor, chair: Actor) -> None:
    judge, child = ready("余法官"), make_child()
    one = standing(staff, chair, judge)
    made = pairing.make_pairing(
        actor=staff,
        child_id=child.id,
        volunteer_id=judge.id,
        role="lead",
        organisation_id=one.id,
    )
    assert made.organisation is one
    services.decide_organisation(
        actor=chair, organisation_id=one.id, step="suspend", reason="待核实"
    )
    check_all()
    assert (made.state, made.trouble) == ("lapsed", ["organisation"])
    services.decide_organisation(actor=chair, organisation_id=one.id, step="resume", reason="核实")
    check_all()
    assert made.state == "active"


def test_whoever_left_the_organisation_no_longer_stands_for_it(staff: Actor, chair: Actor) -> None:
    judge, child = ready("余法官"), make_child()
    one = standing(staff, chair, judge)
    member = services.queries.people_of(one)[0]
    services.remove_person(actor=staff, organisation_id=one.id, member_id=member.id)
    with pytest.raises(Conflict) as refused:
        pairing.make_pairing(
            actor=staff,
            child_id=child.id,
            volunteer_id=judge.id,
            role="lead",
            organisation_id=one.id,
        )
    assert {each.code for each in refused.value.problems} == {"organisation"}


def test_other_county_does_not_find_the_organisation(staff: Actor) -> None:
    one = organisation(staff)
    with pytest.raises(NotFound):
        services.edit_organisation(
            actor=make_actor(Role.STAFF, MILUO), organisation_id=one.id, values=VALUES
        )


def test_partnership_holds_once_both_have_said_yes_R38(chair: Actor) -> None:
    child, far = make_child(), ready("刘英", region=MILUO_VILLAGE)
    near = ready("王芳")
    pairing.make_pairing(actor=chair, child_id=child.id, volunteer_id=near.id, role="lead")
    with pytest.raises(NotFound):
        pairing.make_pairing(actor=chair, child_id=child.id, volunteer_id=far.id, role="co")
    row = partnership(chair)
    with pytest.raises(NotFound):
        pairing.make_pairing(actor=chair, child_id=child.id, volunteer_id=far.id, role="co")
    other = make_actor(Role.CHAIR, MILUO)
    services.answer_partnership(actor=other, partnership_id=row.id, step="confirm")
    assert [one.candidate.volunteer_id for one in for_child(chair, child, RULES)] == [far.id]
    made = pairing.make_pairing(actor=chair, child_id=child.id, volunteer_id=far.id, role="co")
    assert made.placement == "remote"


def test_pair_across_counties_needs_a_local_one_R97(chair: Actor) -> None:
    row = partnership(chair)
    other = make_actor(Role.CHAIR, MILUO)
    services.answer_partnership(actor=other, partnership_id=row.id, step="confirm")
    child, far = make_child(), ready("刘英", region=MILUO_VILLAGE)
    with pytest.raises(Conflict) as refused:
        pairing.make_pairing(actor=chair, child_id=child.id, volunteer_id=far.id, role="lead")
    assert {one.code for one in refused.value.problems} == {"company"}


def test_ended_partnership_lapses_the_pairs_across(chair: Actor) -> None:
    row = partnership(chair)
    other = make_actor(Role.CHAIR, MILUO)
    services.answer_partnership(actor=other, partnership_id=row.id, step="confirm")
    child, far = make_child(), ready("刘英", region=MILUO_VILLAGE)
    pairing.make_pairing(actor=chair, child_id=child.id, volunteer_id=ready().id, role="lead")
    made = pairing.make_pairing(actor=chair, child_id=child.id, volunteer_id=far.id, role="co")
    services.end_partnership(actor=other, partnership_id=row.id, reason="到期不续")
    check_all()
    assert (made.state, made.trouble) == ("lapsed", ["counties"])


def test_partner_county_sees_neither_child_nor_pair(chair: Actor) -> None:
    row = partnership(chair)
    other = make_actor(Role.CHAIR, MILUO)
    services.answer_partnership(actor=other, partnership_id=row.id, step="confirm")
    child, far = make_child(), ready("刘英", region=MILUO_VILLAGE)
    pairing.make_pairing(actor=chair, child_id=child.id, volunteer_id=ready().id, role="lead")
    pairing.make_pairing(actor=chair, child_id=child.id, volunteer_id=far.id, role="co")
    from app.children.models import Child

    assert session().scalars(visible(Child, other)).all() == []
    assert session().scalars(visible(Pairing, other)).all() == []
    seen = set(session().scalars(visible(Volunteer, chair, P.PAIR_VOLUNTEER)))
    assert far in seen
    assert far not in set(session().scalars(visible(Volunteer, chair)))


def test_nobody_answers_her_own_request(chair: Actor) -> None:
    row = partnership(chair)
    with pytest.raises(DomainError):
        services.answer_partnership(actor=chair, partnership_id=row.id, step="confirm")
    for role in (Role.STAFF, Role.REVIEWER, Role.SUPERVISOR):
        with pytest.raises(DomainError):
            services.answer_partnership(
                actor=make_actor(role, MILUO), partnership_id=row.id, step="confirm"
            )
    assert row.state == "proposed"


def test_two_counties_have_one_agreement_at_a_time(chair: Actor) -> None:
    row = partnership(chair)
    with pytest.raises(Conflict):
        partnership(chair)
    with transaction():
        row.starts_on, row.ends_on = today() - timedelta(days=9), today() - timedelta(days=1)
    assert partnership(chair).state == "proposed"
    assert row.state == PARTNERSHIP.state("ended").code


@pytest.mark.parametrize("other", [PINGJIANG, XIEJIANG, "999999000000"])
def test_partner_is_another_county(chair: Actor, other: str) -> None:
    with pytest.raises(InvalidInput):
        services.propose_partnership(
            actor=chair,
            region_code=PINGJIANG,
            other_code=other,
            starts_on=today(),
            ends_on=today(),
        )


def team(**values: object) -> Team:
    with transaction() as current:
        row = Team(
            **{"name": "县税务局服务队", "kind": "remote", "region_code": PINGJIANG} | values
        )
        current.add(row)
        current.flush()
    return row


def test_team_for_a_village_reaches_its_children_without_a_name_R99(staff: Actor) -> None:
    make_child(category="left_behind")
    terms = terms_of(RULES)
    before = sum(one.reached for one in ring_counts(staff, PINGJIANG, terms))
    row = services.pair_team(
        actor=staff,
        team_id=team().id,
        region_code=XIEJIANG,
        purpose="每季度一次集体活动",
        starts_on=today(),
    )
    after = ring_counts(staff, PINGJIANG, terms)
    assert (before, sum(one.reached for one in after)) == (0, 1)
    assert sum(one.paired for one in after) == 0
    with transaction():
        row.starts_on = today() + timedelta(days=1)
    assert sum(one.reached for one in ring_counts(staff, PINGJIANG, terms)) == 0
    services.end_team_pair(actor=staff, pair_id=row.id, reason="项目结束")
    assert sum(one.reached for one in ring_counts(staff, PINGJIANG, terms)) == 0


def test_team_stands_by_a_village_once(staff: Actor) -> None:
    helping = team()
    values = {"actor": staff, "team_id": helping.id, "purpose": "活动", "starts_on": today()}
    services.pair_team(region_code=XIEJIANG, **values)
    with pytest.raises(Conflict):
        services.pair_team(region_code=XIEJIANG, **values)
    with pytest.raises(Forbidden):
        services.pair_team(region_code=MILUO_VILLAGE, **values)


def test_own_team_is_no_helper(staff: Actor) -> None:
    own = team(region_code=XIEJIANG, kind="local")
    with pytest.raises(Conflict):
        services.pair_team(
            actor=staff, team_id=own.id, region_code=XIEJIANG, purpose="活动", starts_on=today()
        )


def test_registered_names_are_one_a_place(staff: Actor) -> None:
    organisation(staff)
    with pytest.raises(Conflict):
        organisation(staff)
    assert len(session().scalars(select(Organisation)).all()) == 1


SIDES = [
    (role, region)
    for role in (Role.CHAIR, Role.STAFF, Role.REVIEWER, Role.SUPERVISOR)
    for region in (PINGJIANG, MILUO)
]


@pytest.mark.parametrize("state", [one.code for one in PARTNERSHIP.states])
@pytest.mark.parametrize("step", [one.name for one in PARTNERSHIP.transitions])
@pytest.mark.parametrize(("role", "region"), SIDES)
def test_partnership_lifecycle_by_role(
    chair: Actor, role: Role, region: str, state: str, step: str
) -> None:
    """The county that was asked answers, either ends; each by its chair."""
    row = partnership(chair)
    with transaction():
        row.state = state
    actor, fits = make_actor(role, region), state in PARTNERSHIP.transition(step).sources
    may = role is Role.CHAIR and (step == "end" or region == MILUO)
    values = {"actor": actor, "partnership_id": row.id}
    try:
        if step == "end":
            services.end_partnership(**values, reason="到期不续")
        else:
            services.answer_partnership(**values, step=step)
    except DomainError:
        assert not (fits and may)
        assert row.state == state
    else:
        assert fits
        assert may
        assert row.state == PARTNERSHIP.transition(step).target


@pytest.mark.parametrize("state", [one.code for one in TEAM_PAIR.states])
@pytest.mark.parametrize(("role", "region"), SIDES)
def test_team_pair_lifecycle_by_role(staff: Actor, role: Role, region: str, state: str) -> None:
    row = services.pair_team(
        actor=staff,
        team_id=team().id,
        region_code=XIEJIANG,
        purpose="每季度一次集体活动",
        starts_on=today(),
    )
    with transaction():
        row.state = state
    may = role in (Role.CHAIR, Role.STAFF) and region == PINGJIANG
    try:
        services.end_team_pair(actor=make_actor(role, region), pair_id=row.id, reason="项目结束")
    except DomainError:
        assert not (may and state == "running")
        assert row.state == state
    else:
        assert may
        assert state == "running"
        assert (row.state, row.ends_on) == ("ended", today())


def test_two_who_answer_at_once_give_one_answer(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        row_id = partnership(make_actor(Role.CHAIR)).id
        others = [make_actor(Role.CHAIR, MILUO) for _ in range(2)]
    outcomes = at_once(
        fresh_app,
        *(
            lambda actor=actor, step=step: services.answer_partnership(
                actor=actor, partnership_id=row_id, step=step
            )
            for actor, step in zip(others, ("confirm", "decline"), strict=True)
        ),
    )
    assert sorted(outcomes) == ["done", "refused"]


def test_two_counties_that_ask_each_other_at_once_have_one_request(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        first, second = make_actor(Role.CHAIR), make_actor(Role.CHAIR, MILUO)
        services.end_partnership(
            actor=first, partnership_id=partnership(first).id, reason="重新约定"
        )
    outcomes = at_once(
        fresh_app,
        *(
            lambda actor=actor, own=own, other=other: services.propose_partnership(
                actor=actor,
                region_code=own,
                other_code=other,
                starts_on=today(),
                ends_on=today() + timedelta(days=9),
            )
            for actor, own, other in ((first, PINGJIANG, MILUO), (second, MILUO, PINGJIANG))
        ),
    )
    with fresh_app.app_context():
        standing = select(CountyPartnership).where(CountyPartnership.state == "proposed")
        assert len(session().scalars(standing).all()) == 1
    assert sorted(outcomes) == ["done", "refused"]


def test_two_who_end_an_organisation_at_once_end_it_once(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        one_id = standing(make_actor(Role.STAFF), make_actor(Role.CHAIR)).id
        deciders = [make_actor(Role.CHAIR), make_actor(Role.REVIEWER)]
    outcomes = at_once(
        fresh_app,
        *(
            lambda actor=actor: services.decide_organisation(
                actor=actor, organisation_id=one_id, step="end", reason="期满"
            )
            for actor in deciders
        ),
    )
    assert sorted(outcomes) == ["done", "refused"]


def test_team_that_two_pair_at_once_stands_there_once(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        team_id = team().id
        actors = [make_actor(Role.STAFF) for _ in range(2)]
    outcomes = at_once(
        fresh_app,
        *(
            lambda actor=actor: services.pair_team(
                actor=actor,
                team_id=team_id,
                region_code=XIEJIANG,
                purpose="读书角",
                starts_on=today(),
            )
            for actor in actors
        ),
    )
    with fresh_app.app_context():
        assert len(session().scalars(select(TeamPair)).all()) == 1
    assert sorted(outcomes) == ["done", "refused"]


def test_merged_volunteer_is_one_of_the_people_once(staff: Actor, chair: Actor) -> None:
    kept, gone = ready("王芳"), make_volunteer("王芳")
    one = standing(staff, chair, kept, gone)
    doubles.merge(
        actor=chair,
        kept_id=kept.id,
        gone_id=gone.id,
        versions=(kept.version, gone.version),
        taken=(),
        reason="同一个人",
    )
    session().expire_all()
    assert [member.volunteer_id for member in queries.people_of(one)] == [kept.id]
