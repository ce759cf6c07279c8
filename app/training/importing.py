"""A workbook of sign-ups: a line for each volunteer and session, by the number of the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from app.core.access.actors import SYSTEM, Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.db import session
from app.core.documents.sheets import FieldSpec, Schema
from app.core.enrolment import queries as lists
from app.core.enrolment.rules import Room, why_not
from app.core.imports.kinds import CREATED, UNCHANGED, Entry, ImportKind, Roster
from app.core.personal import blind_index
from app.policy import P
from app.regions.roster_fields import ID_WORDS, PHONE_WORDS, SERIAL
from app.regions.stations import home_region
from app.training import queries
from app.training.models import TrainingSession
from app.training.services import signing_up
from app.volunteers.models import Volunteer

CHUNK = 500
SCHEMA = Schema(
    fields=(
        SERIAL,
        FieldSpec("name", "姓名", "name", ("志愿者姓名", "参训人员"), required=True, anchor=True),
        FieldSpec("id_number", "身份证号", "id_number", ID_WORDS),
        FieldSpec("phone", "手机号", "phone", PHONE_WORDS),
        FieldSpec("session", "场次编号", "text", ("场次", "培训场次", "场次号"), required=True),
    )
)


@dataclass(frozen=True)
class SignUp:
    session_id: int
    volunteer_id: int


class Enrolments(Roster):
    schema = SCHEMA

    def __init__(self, actor: Actor | None, region: str) -> None:
        self._actor, self._region = actor, region
        self._rooms: dict[int, Room] = {}

    def read(self, entry: Entry) -> None:
        number = str(entry.value("session") or "").strip()
        if not number.isdecimal() or len(number) > 9:
            entry.report("no_such_session", "session")
        if not entry.problems:
            person = entry.value("id_number") or entry.value("phone") or entry.value("name")
            entry.key, entry.key_field = f"{int(number)} {person}", "name"
            entry.record = int(number)

    def compare(self, entries: Sequence[Entry]) -> None:
        self._rooms = {}
        for at in range(0, len(entries), CHUNK):
            chunk = entries[at : at + CHUNK]
            held = self._sessions({_number(one) for one in chunk})
            for entry in chunk:
                self._compare(entry, held.get(_number(entry)))

    def _sessions(self, numbers: set[int]) -> dict[int, TrainingSession]:
        if self._actor is None or self._actor is SYSTEM:
            query = select(TrainingSession)
        else:
            query = visible(TrainingSession, self._actor, P.MANAGE_TRAINING)
        rows = session().scalars(query.where(TrainingSession.id.in_(numbers)))
        return {one.id: one for one in rows if one.course.audience == "volunteers"}

    def _compare(self, entry: Entry, held: TrainingSession | None) -> None:
        if held is None:
            entry.report("no_such_session", "session")
            return
        if held.state != "published":
            entry.report("session_closed", "session")
            return
        known = self._people(entry)
        if len(known) != 1:
            entry.report("several_of_this_name" if known else "nobody_here", "name")
            return
        self._judge(entry, held, known[0])

    def _people(self, entry: Entry) -> list[Volunteer]:
        """By the numbers where there are any, and the name must fit; else by the name."""
        numbers = [
            column == blind_index(kind, entry.value(field))
            for field, kind, column in (
                ("id_number", "identity", Volunteer.identity_index),
                ("phone", "phone", Volunteer.phone_index),
            )
            if entry.value(field)
        ]
        query = select(Volunteer).where(
            Volunteer.name == entry.value("name"), Volunteer.state.in_(signing_up.COMING)
        )
        if numbers:
            query = query.where(or_(*numbers))
        rows = session().scalars(query.order_by(Volunteer.id).limit(20))
        # Of other stations nothing is told, not even that she is there.
        return [
            one for one in rows if self._actor is None or may(self._actor, P.READ_VOLUNTEER, one)
        ]

    def _judge(self, entry: Entry, held: TrainingSession, volunteer: Volunteer) -> None:
        entry.row_id = volunteer.id
        entry.record = SignUp(held.id, volunteer.id)
        if queries.own_enrolment(held, volunteer.id) is not None:
            entry.status = UNCHANGED
            return
        person, group = queries.person(volunteer.id), volunteer.township_code
        asked = lists.asked_for(held.occasion, [person], seats=1, group=group)
        for problem in why_not(asked, by_staff=True):
            entry.report(problem.code, "name")
        if entry.problems:
            return
        entry.status = CREATED
        room = self._rooms.get(held.id, asked.room)
        if room.fits(group, 1):
            self._rooms[held.id] = room.take(group, 1)
        else:
            entry.notes = (_l("No place is free: she goes on the waiting list."),)

    def write(self, entries: Sequence[Entry]) -> None:
        if self._actor is None:
            raise ValueError("a list is written in somebody's name")
        by_session: dict[int, list[Entry]] = {}
        for entry in entries:
            by_session.setdefault(_number(entry), []).append(entry)
        for held, lines in sorted(by_session.items()):
            made = signing_up.sign_up_people(
                actor=self._actor,
                session_id=held,
                volunteer_ids=[one.row_id for one in lines if one.row_id is not None],
            )
            for one in lines:
                for problem in made.refused.get(one.row_id or 0, ()):
                    one.report(problem.code, "name")


def _number(entry: Entry) -> int:
    record = entry.record
    return record.session_id if isinstance(record, SignUp) else int(record)


KIND = ImportKind(
    code="enrolments",
    label=_l("Sign-ups for trainings"),
    permission=P.MANAGE_TRAINING,
    home_region=home_region,
    open=Enrolments,
    messages={
        "no_such_session": _l("There is no session of your station with this number."),
        "session_closed": _l("This session is not open for sign-up."),
        "nobody_here": _l("Nobody on your books has this name and number."),
        "several_of_this_name": _l("Several people have this name: add the identity number."),
        "overlap": _l("She is signed up for something else at that time."),
        "no_quota": _l("There are not so many places for her township."),
        "limit": _l("She has taken part as often as each person may."),
        "over": _l("It is over."),
    },
    list_endpoint="training.index",
    notes_title=_l("Waiting list"),
    notes_hint=_l("These people are signed up, but have no place yet."),
)
