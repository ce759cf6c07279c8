"""Sign-ups that the station makes for others: a pasted list, and guardians."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, visible
from app.core.db import session, transaction
from app.core.enrolment import queries as lists
from app.core.enrolment import services as enrolment
from app.core.enrolment.rules import Person
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.personal import blind_index
from app.policy import P
from app.training.services.sessions import sign_up_people, to_manage
from app.volunteers.models import Volunteer

MOST_LINES = 500
APART = re.compile(r"[\s,，、;；|]+")
COMING = ("applied", "checking", "approved")


@dataclass
class Pasted:
    """`unclear` are lines that fit nobody, or more than one."""

    found: list[int] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def sign_up_pasted(*, actor: Actor, session_id: int, text: str) -> tuple[int, Sequence[str]]:
    """A column out of a spreadsheet; how many came in new, and the lines that are unclear."""
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


def sign_up_guardians(*, actor: Actor, session_id: int, child_ids: Collection[int]) -> int:
    """A seat for the guardian of each child; who is in already stays. How many came in new."""
    with transaction():
        found = to_manage(actor, session_id, "published")
        if found.course.audience != "guardians":
            raise Conflict(Problem("volunteers", _l("This course is for volunteers.")))
        done = 0
        for child_id in child_ids:
            child = get_visible(Child, actor, child_id, P.READ_CHILD)
            guardian = Person("guardian", child.id)
            if lists.running_of(guardian, occasion_id=found.occasion_id):
                continue
            enrolment.enrol(
                actor=actor,
                occasion_id=found.occasion_id,
                people=[guardian],
                group=child.township_code,
                by_staff=True,
            )
            done += 1
    return done
