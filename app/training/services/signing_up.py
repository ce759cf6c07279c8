"""Sign-ups that are made for others: by the station, and by a captain for her team.

Whoever of a list can come is signed up and told; of the others each reason why not is given back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, visible
from app.core.clock import now
from app.core.db import session, transaction
from app.core.enrolment import services as enrolment
from app.core.enrolment.models import Enrolment
from app.core.enrolment.rules import Person
from app.core.enrolment.services import Newcomer
from app.core.errors import InvalidInput, NotFound, Problem
from app.core.messages.services import tell
from app.core.personal import blind_index
from app.policy import P
from app.training.models import TrainingSession
from app.training.queries import person
from app.training.services.sessions import demand_for, to_manage
from app.volunteers.models import Volunteer

MOST_LINES = 500
APART = re.compile(r"[\s,，、;；|]+")
COMING = ("applied", "checking", "approved")


@dataclass(frozen=True)
class Outcome:
    """What became of each one of a list, by what her participant refers to."""

    enrolled: Sequence[int] = ()
    waiting: Sequence[int] = ()
    refused: Mapping[int, Sequence[Problem]] = field(default_factory=dict)
    """Who was in already is neither refused nor new."""

    @property
    def new(self) -> int:
        return len(self.enrolled) + len(self.waiting)


def _outcome(made: Mapping[Person, Enrolment | Sequence[Problem]]) -> Outcome:
    signed = {who.ref: one.state for who, one in made.items() if isinstance(one, Enrolment)}
    refused = {
        who.ref: one
        for who, one in made.items()
        if not isinstance(one, Enrolment) and all(each.code != "already_in" for each in one)
    }
    return Outcome(
        [ref for ref, state in signed.items() if state == "enrolled"],
        [ref for ref, state in signed.items() if state == "waiting"],
        refused,
    )


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """Of several sessions."""
    refused: dict[int, Sequence[Problem]] = {}
    for one in outcomes:
        refused |= one.refused
    return Outcome(
        [ref for one in outcomes for ref in one.enrolled],
        [ref for one in outcomes for ref in one.waiting],
        refused,
    )


def sign_up_people(*, actor: Actor, session_id: int, volunteer_ids: Collection[int]) -> Outcome:
    """By staff, one or a whole team; who is in already stays."""
    with transaction():
        found = to_manage(actor, session_id, "published")
        demand_for("volunteers", found)
        people = [get_visible(Volunteer, actor, key) for key in dict.fromkeys(volunteer_ids)]
        return _sign_up(actor, found, people, "training.by_station", by_staff=True)


def sign_up_team(*, actor: Actor, session_id: int, team_id: int) -> Outcome:
    members = select(Volunteer.id).where(
        Volunteer.team_id == team_id, Volunteer.state == "approved"
    )
    ids = session().scalars(members.order_by(Volunteer.name_key, Volunteer.id)).all()
    return sign_up_people(actor=actor, session_id=session_id, volunteer_ids=ids)


def sign_up_members(*, actor: Actor, session_id: int, volunteer_ids: Collection[int]) -> Outcome:
    """By the captain, of her own team: what holds for each who signs up herself holds here too."""
    with transaction():
        found = get_visible(TrainingSession, actor, session_id, P.JOIN_TRAINING)
        demand_for("volunteers", found)
        wanted = visible(Volunteer, actor, P.LEAD_TEAM).where(
            Volunteer.id.in_(volunteer_ids), Volunteer.state.in_(COMING)
        )
        people = session().scalars(wanted.order_by(Volunteer.name_key, Volunteer.id)).all()
        if len(people) < len(set(volunteer_ids)):
            raise NotFound(Problem("not_found", ""))
        return _sign_up(actor, found, people, "training.by_captain", by_staff=False)


def _sign_up(
    actor: Actor,
    found: TrainingSession,
    people: Sequence[Volunteer],
    kind: str,
    *,
    by_staff: bool,
) -> Outcome:
    outcome = _outcome(
        enrolment.enrol_each(
            actor=actor,
            occasion_id=found.occasion_id,
            newcomers=[Newcomer(person(one.id), one.user_id, one.township_code) for one in people],
            by_staff=by_staff,
        )
    )
    kinds = dict.fromkeys(outcome.enrolled, kind)
    kinds |= dict.fromkeys(outcome.waiting, f"{kind}_waiting")
    for one in people:
        if one.id in kinds and one.user_id != actor.user_id and found.starts_at > now():
            occasion = found.occasion
            tell(one.user_id, kinds[one.id], link=occasion.link, title=occasion.title)
    return outcome


@dataclass
class Pasted:
    """`unclear` are lines that fit nobody, or more than one."""

    found: list[int] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def sign_up_pasted(*, actor: Actor, session_id: int, text: str) -> tuple[Outcome, Sequence[str]]:
    """A column out of a spreadsheet; what became of who was clear, and the unclear lines."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or len(lines) > MOST_LINES:
        message = _l("Paste one to %(most)s lines.", most=MOST_LINES)
        raise InvalidInput(Problem("lines", message, field="lines"))
    with transaction():
        pasted = read_pasted(actor, lines)
        done = sign_up_people(actor=actor, session_id=session_id, volunteer_ids=pasted.found)
    return done, pasted.unclear


def read_pasted(actor: Actor, lines: Sequence[str]) -> Pasted:
    pasted = Pasted()
    for line in lines:
        hits = _hits(actor, [part for part in APART.split(line) if part])
        if len(hits) == 1:
            pasted.found.append(hits[0])
        else:
            pasted.unclear.append(line)
    return pasted


def _hits(actor: Actor, parts: Sequence[str]) -> list[int]:
    """By a number, which is one person's; else by a whole name, if one person bears it."""
    open_to_all = visible(Volunteer, actor).where(Volunteer.state.in_(COMING))
    for part in parts:
        if sum(map(str.isdigit, part)) >= 11:
            number = or_(
                Volunteer.phone_index == blind_index("phone", part),
                Volunteer.identity_index == blind_index("identity", part.upper()),
            )
            return [one.id for one in session().scalars(open_to_all.where(number).limit(2))]
    named = open_to_all.where(Volunteer.name.in_(parts)).limit(2)
    return [one.id for one in session().scalars(named)]


def sign_up_guardians(*, actor: Actor, session_id: int, child_ids: Collection[int]) -> Outcome:
    """A seat for the guardian of each child; who is in already stays."""
    with transaction():
        found = to_manage(actor, session_id, "published")
        demand_for("guardians", found)
        children = [
            get_visible(Child, actor, key, P.READ_CHILD) for key in dict.fromkeys(child_ids)
        ]
        newcomers = [
            Newcomer(Person("guardian", one.id), group=one.township_code) for one in children
        ]
        return _outcome(
            enrolment.enrol_each(
                actor=actor,
                occasion_id=found.occasion_id,
                newcomers=newcomers,
                by_staff=True,
            )
        )
