"""Who may take which step of a pair, and what of a child each party sees: matrices by role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.activities.feed import renew_feed, secret_of
from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.audit import AuditEvent
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import Conflict
from app.core.messages.models import InboxMessage
from app.core.workflow import Lifecycle
from app.pairings import services
from app.pairings.models import Pairing
from app.pairings.rules import mode_of, placement_for
from app.pairings.states import PAIRING
from app.pledges.models import Pledge
from app.pledges.states import PLEDGE
from app.policy import P, Role
from tests.pairings.pairs import close, pair, pledge, ready, with_account
from tests.people import MILUO, MILUO_VILLAGE, XIEJIANG, make_actor, make_child, make_volunteer
from tests.support.client import CheckedClient

# Letters: c chair, s staff, r reviewer, v supervisor, a auditor, d administrator, o her own.
PAIR_STEPS = {
    "accept": "cso",
    "decline": "cso",
    "lapse": "cs",
    "suspend": "cs",
    "mend": "cs",
    "pause": "cs",
    "resume": "cs",
    "end": "cs",
}
PLEDGE_STEPS = {"sign": "cso", "withdraw": "c"}
ROLES = {
    "c": Role.CHAIR,
    "s": Role.STAFF,
    "r": Role.REVIEWER,
    "v": Role.SUPERVISOR,
    "a": Role.AUDITOR,
    "d": Role.ADMIN,
}


def stands(table: dict[str, str], lifecycle: Lifecycle, row: Pairing | Pledge, own: Actor) -> None:
    """In every state, each role is offered the steps of the table and no other."""
    assert set(table) == {one.name for one in lifecycle.transitions}
    people = {letter: make_actor(role) for letter, role in ROLES.items()} | {"o": own}
    for state in lifecycle.states:
        with transaction():
            row.state = state.code
        for letter, actor in people.items():
            offered = {one.name for one in lifecycle.open_to(actor, row)}
            allowed = {
                name
                for name, letters in table.items()
                if letter in letters and state.code in lifecycle.transition(name).sources
            }
            # What is over no longer exists for her: her relation has ended with it.
            assert offered == allowed, (letter, state.code)


def test_steps_of_a_pair_by_role(staff: Actor) -> None:
    made = pair(staff)
    stands(PAIR_STEPS, PAIRING, made, with_account(made.volunteer))


def test_steps_of_a_pledge_by_role(staff: Actor) -> None:
    volunteer = make_volunteer()
    stands(PLEDGE_STEPS, PLEDGE, pledge(volunteer), with_account(volunteer))


@pytest.mark.parametrize(
    ("letters", "permission"),
    [("csrvo", P.READ_PAIRING), ("cs", P.KEEP_PAIRING), ("cs", P.MAKE_PAIRING)],
)
def test_rights_over_a_pair(staff: Actor, letters: str, permission: P) -> None:
    made = pair(staff)
    people = {key: make_actor(role) for key, role in ROLES.items()}
    people["o"] = with_account(made.volunteer)
    assert {key for key, actor in people.items() if may(actor, permission, made)} == set(letters)


# The file × who looks: o the lead, k a co-volunteer, p whom it was proposed to, n another
# volunteer, m the station of another county.
SLICES = {
    "child": "ok",
    "pairing": "o",
    "other": "k",
    "proposal": "p",
}


def test_each_party_sees_its_slice(staff: Actor) -> None:
    """Rows that exist for each: the child, the lead's pair, the co-volunteer's, a proposal."""
    child = make_child()
    lead, co, asked = ready("王芳"), ready("李丽"), ready("陈红")
    first = pair(staff, child=child, volunteer=lead)
    second = pair(staff, child=child, volunteer=co, role="co")
    third = services.propose_pairing(
        actor=staff, child_id=child.id, volunteer_id=asked.id, role="co"
    )
    people = {
        "o": with_account(lead),
        "k": with_account(co),
        "p": with_account(asked),
        "n": with_account(ready("周敏")),
        "m": make_actor(Role.CHAIR, MILUO),
    }
    rows = {
        "child": (Child, child.id),
        "pairing": (Pairing, first.id),
        "other": (Pairing, second.id),
        "proposal": (Pairing, third.id),
    }
    for name, (model, key) in rows.items():
        query = [
            letter
            for letter, actor in people.items()
            if session().scalar(visible(model, actor).where(model.id == key)) is not None
        ]
        assert set(query) == set(SLICES[name]), name


@pytest.mark.parametrize("way", ["ended", "suspended", "left", "consent"])
def test_who_is_out_finds_nothing_on_any_way(
    staff: Actor,
    client: CheckedClient,
    enter_as: Callable[[Actor], None],
    way: str,
) -> None:
    """Pages, papers, messages, calendar and feed."""
    made = pair(staff)
    herself = with_account(made.volunteer)
    alias, child_id = made.child.alias, made.child_id
    services.issue_agreement(actor=staff, pairing_id=made.id)
    papers = [f"/pairings/{made.id}/{name}.pdf" for name in ("agreement", "statement")]
    secret = secret_of(herself.user_id or 0, renew_feed(user_id=herself.user_id or 0).turn)
    enter_as(herself)
    assert client.get(f"/children/{child_id}").status_code == 200
    if way == "ended":
        close(staff, made)
    with transaction():
        if way == "suspended":
            made.volunteer.state = "suspended"
        elif way == "left":
            made.volunteer.state = "left"
        elif way == "consent":
            made.child.consents[0].withdrawn_on = today()
    enter_as(herself)
    assert client.get(f"/children/{child_id}").status_code == 404
    for path in papers:
        assert client.get(path).status_code in (403, 404), path
    for path in ("/calendar", "/", "/messages/", "/pairings/"):
        answer = client.get(path, follow_redirects=True)
        if way in ("suspended", "left") and path == "/pairings/":
            continue  # her own pair is named until it is ended: she must know where she stands
        if way != "consent" or path != "/pairings/":
            assert alias not in answer.get_data(as_text=True), path
    feed = client.get(f"/calendar/feed/{herself.user_id}/{secret}.ics")
    assert feed.status_code == 200
    assert alias not in feed.get_data(as_text=True)
    told = session().scalars(select(InboxMessage).where(InboxMessage.user_id == herself.user_id))
    assert not any(alias in str(one.values) for one in told)


@pytest.mark.parametrize(
    ("volunteers", "children", "mode"),
    [
        (1, 1, "one_to_one"),
        (1, 2, "one_to_many"),
        (2, 1, "many_to_one"),
        (3, 2, "many_to_many"),
    ],
)
def test_mode_of_a_pair_R75(volunteers: int, children: int, mode: str) -> None:
    assert mode_of(volunteers, children) == mode


@pytest.mark.parametrize(
    ("own", "volunteer", "child", "placement"),
    [
        ("local", XIEJIANG, XIEJIANG, "local"),
        ("remote", XIEJIANG, XIEJIANG, "remote"),
        ("local", MILUO_VILLAGE, XIEJIANG, "remote"),
        ("remote", MILUO_VILLAGE, XIEJIANG, "remote"),
    ],
)
def test_placement_to_this_child_R97(own: str, volunteer: str, child: str, placement: str) -> None:
    assert placement_for(own, volunteer, child) == placement


def test_part_changes_once_nobody_leads(staff: Actor) -> None:
    child = make_child()
    lead = pair(staff, child=child)
    co = pair(staff, child=child, volunteer=ready("李丽"), role="co")
    close(staff, lead)
    assert (co.state, co.trouble) == ("lapsed", ["company"])
    services.change_role(actor=staff, pairing_id=co.id, role="lead", reason="接任")
    assert (co.role, co.state, co.trouble) == ("lead", "active", [])


def test_lead_is_exchanged_with_whoever_takes_it_R25(staff: Actor) -> None:
    child = make_child()
    lead = pair(staff, child=child)
    expert = pair(staff, child=child, volunteer=ready("李丽"), role="specialist")
    with pytest.raises(Conflict):  # nobody would lead
        services.change_role(actor=staff, pairing_id=lead.id, role="co", reason="改任")
    session().expire_all()
    services.change_role(actor=staff, pairing_id=expert.id, role="lead", reason="接任")
    assert (lead.role, expert.role) == ("specialist", "lead")
    assert (lead.state, expert.state) == ("active", "active")
    acts = session().scalars(select(AuditEvent).where(AuditEvent.act == "pairing.role")).all()
    assert {one.object_id for one in acts} == {lead.id, expert.id}
    with pytest.raises(Conflict):
        services.change_role(actor=staff, pairing_id=expert.id, role="lead", reason="接任")


def test_helper_goes_with_nobody_while_the_mother_pauses_R1(staff: Actor) -> None:
    child = make_child()
    lead = pair(staff, child=child)
    helper = pair(staff, child=child, volunteer=ready("小周", kind="helper"), role="co")
    remote = pair(staff, child=child, volunteer=ready("赵远", placement="remote"), role="co")
    services.pause_pairing(actor=staff, pairing_id=lead.id, reason="住院")
    assert (helper.state, helper.trouble, remote.state) == ("lapsed", ["company"], "active")
    services.resume_pairing(actor=staff, pairing_id=lead.id)
    assert (helper.state, helper.trouble) == ("active", [])
    close(staff, lead)
    # A mother from afar is no company at the door, and a helper none for her.
    assert (helper.state, remote.state) == ("lapsed", "lapsed")


def test_helper_does_not_take_the_lead_R1(staff: Actor) -> None:
    child = make_child()
    lead = pair(staff, child=child)
    helper = pair(staff, child=child, volunteer=ready("小周", kind="helper"), role="co")
    close(staff, lead)
    with pytest.raises(Conflict):
        services.change_role(actor=staff, pairing_id=helper.id, role="lead", reason="接任")


def test_remote_one_lapses_when_the_local_one_leaves_R97(staff: Actor) -> None:
    child = make_child()
    local = pair(staff, child=child)
    remote = pair(staff, child=child, volunteer=ready("赵远", placement="remote"), role="co")
    assert remote.state == "active"
    close(staff, local)
    assert (remote.state, remote.trouble) == ("lapsed", ["company"])
