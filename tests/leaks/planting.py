"""Writes tell-tale words over everything that a station keeps of one child and one volunteer.

What there is to write over is taken from the catalogue of personal data and from the foreign keys,
so that a new table about people takes part by itself: a table of which the world has no row gets
one. Who must not see one of the words is asked in `test_outsiders`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, String, Text, select
from sqlalchemy.orm import Mapper
from stdnum.cn import ric

from app.activities.models import Incident
from app.children.models import Child
from app.children.records import guardian_name_index, phone_index, set_indexes
from app.core.clock import now, today
from app.core.db import Base, session, transaction
from app.core.personal import Kind, Sealed, SealedJson, blind_index
from app.core.types import TZDateTime
from app.volunteers.models import Volunteer
from tests.contracts.world import World

CHILD, PERSON = "child", "person"
WORDS = {CHILD: ("喆堃", "zhekun"), PERSON: ("翀晔", "chongye")}
"""In every name, address and text, of two letters that nothing else is written with; and read."""
PHONES = {CHILD: "13864209", PERSON: "15797531"}
NUMBERS = {CHILD: "43062620130719", PERSON: "43062619790413"}
LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
CODES = {
    "certificate_wording.kind": "completion",
    "saved_view.listing": "children",
    "activity_incident.kind": "injury",
    "colour_review.colour": "red",
    "child_fact.kind": "household",
    "child_fact.source": "visit",
    "pairing_closure.way": "planned",
    "pairing_review.outcome": "continue",
    "closure_step.code": "talk_child",
    "closure_step.outcome": "done",
    "volunteer_reference.relation": "neighbour",
}
"""What a column may hold, for the rows that are made up here."""
NOT_OVER = {
    "user": "everybody is shown her own name",
    "login_session": "the browser and address of whoever looks",
    "course": "its teacher is named to everybody who may come",
    "training_session": "its trainer is named to everybody who may come",
    "supply_answer": "a station that answers another says who speaks for it",
    "activity": "told to everybody who may come",
    "duty_shift": "told to everybody who serves at the station, also from below",
    "audit_event": "written by the acts themselves; it cannot be written over",
    "state_change": "written by the acts themselves",
}
"""Tables that are left as they are."""
TEXTS = {Kind.NAME, Kind.ADDRESS, Kind.SCHOOL, Kind.TEXT, Kind.HEALTH, Kind.OCCUPATION}


@dataclass
class Marks:
    """What was written where."""

    origins: dict[str, str] = field(default_factory=dict)
    """Whole value → table.column."""
    before: dict[str, str] = field(default_factory=dict)
    """What stood there → what stands there now."""
    child: dict[str, str] = field(default_factory=dict)
    volunteer: dict[str, str] = field(default_factory=dict)

    def words(self, *kinds: str) -> list[str]:
        """What a scanner looks for: a part of every value that was written."""
        return [w for kind in kinds for w in (*WORDS[kind], PHONES[kind], NUMBERS[kind])]


def plant(world: World) -> Marks:
    """Within the application's context."""
    marks = Marks()
    with transaction() as current:
        # The incident that has a page is the child’s.
        incident = current.get_one(Incident, world.values["incident_id"])
        incident.child_id = world.values["child_id"]
        made = _Maker(world)
        made.fill_gaps()
        for table, rows in made.rows.items():
            for row, kind in rows:
                for name, value in _over(row, kind, len(marks.origins)):
                    marks.before.setdefault(getattr(row, name) or value, value)
                    setattr(row, name, value)
                    marks.origins[value] = f"{table}.{name}"
        _write_over_snapshots(made, marks)
        child = current.get_one(Child, world.values["child_id"])
        volunteer = current.get_one(Volunteer, world.values["volunteer_id"])
        _make_findable(child, volunteer)
        current.flush()
        marks.child = _told(child, ("name", "identity_number", "address", "school"))
        marks.child["phone"] = child.guardians[0].phone or ""
        marks.child["alias"] = child.alias
        marks.volunteer = _told(volunteer, ("name", "identity_number", "phone", "address"))
    return marks


def _told(row: Any, fields: tuple[str, ...]) -> dict[str, str]:
    return {name: getattr(row, name) for name in fields}


def _write_over_snapshots(made: _Maker, marks: Marks) -> None:
    """Papers keep the values of the day on which they were made."""
    for rows in made.rows.values():
        for row, _ in rows:
            for name in _sealed_json(type(row)):
                if kept := getattr(row, name):
                    setattr(row, name, _replaced(kept, marks.before))


def _replaced(value: Any, by: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(one, by) for key, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, by) for one in value]
    return by.get(value, value) if isinstance(value, str) else value


def _sealed_json(model: type) -> Iterator[str]:
    for owner in model.__mro__:
        yield from (name for name, one in vars(owner).items() if isinstance(one, SealedJson))


def _make_findable(child: Child, volunteer: Volunteer) -> None:
    """By all that one searches with."""
    set_indexes(child)
    for guardian in child.guardians:
        guardian.name_index = guardian_name_index(guardian.name)
        guardian.phone_index = phone_index(guardian.phone or "")
    volunteer.identity_index = blind_index("identity", volunteer.identity_number)
    volunteer.phone_index = blind_index("phone", volunteer.phone)


def _over(row: Any, kind: str, number: int) -> Iterator[tuple[str, str]]:
    """The attributes that hold texts of a person, and what to write there."""
    for name, personal, is_free in _personal(type(row)):
        number += 1
        if personal is Kind.PHONE:
            yield name, f"{PHONES[kind]}{number % 1000:03d}"
        elif personal is Kind.IDENTITY_NUMBER:
            body = f"{NUMBERS[kind]}{number % 1000:03d}"
            yield name, body + ric.calc_check_digit(body + "0")
        elif name == "name_key":
            yield name, f"{WORDS[kind][1]}{number}"
        elif is_free:
            letters = LETTERS[number % len(LETTERS)] + LETTERS[number // len(LETTERS) % 22]
            yield name, f"{WORDS[kind][0]}{letters}"


def _personal(model: type) -> Iterator[tuple[str, Kind, bool]]:
    """Name, kind, and whether any text may stand there."""
    for column in model.__table__.columns:  # type: ignore[attr-defined]
        personal, sealed = column.info.get("personal"), column.info.get("sealed")
        if personal is None:
            continue
        if sealed:
            attribute = next(vars(one)[sealed] for one in model.__mro__ if sealed in vars(one))
            assert isinstance(attribute, Sealed)
            if not isinstance(attribute, SealedJson) and personal.kind is not Kind.SIGNATURE:
                yield sealed, personal.kind, True
        elif isinstance(column.type, (String, Text)):
            is_free = personal.kind in TEXTS and (column.type.length or 99) >= 32
            yield column.key, personal.kind, is_free


class _Maker:
    """Finds the rows of the child and of the volunteer, and makes those that are missing."""

    def __init__(self, world: World) -> None:
        self.world = world
        child = session().get_one(Child, world.values["child_id"])
        self.ours: dict[str, set[int]] = {
            "child": {child.id},
            "family": {child.family_id},
            "volunteer": {world.values["volunteer_id"]},
        }
        self.kinds = {"child": CHILD, "family": CHILD, "volunteer": PERSON}
        self.rows: dict[str, list[tuple[Any, str]]] = {}
        self.mappers = {one.local_table.name: one for one in Base.registry.mappers}

    def fill_gaps(self) -> None:
        for table in Base.metadata.sorted_tables:
            if table.name not in self.mappers or table.name in NOT_OVER:
                continue
            mapper = self.mappers[table.name]
            if table.name in self.ours:
                found = self._those(mapper, self.ours[table.name])
            elif owners := self._owners(table):
                found = self._hanging(mapper, owners)
                if not found and _is_about_people(table):
                    found = [self._made(mapper)]
                self.kinds[table.name] = (
                    CHILD if CHILD in (self.kinds[one] for _, one in owners) else PERSON
                )
                self.ours[table.name] = {key for row in found if (key := getattr(row, "id", None))}
            elif _is_about_people(table):
                # Of the house: whatever there is.
                found = list(session().scalars(select(mapper.class_)))
                self.kinds[table.name] = PERSON
            else:
                continue
            self.rows[table.name] = [(row, self.kinds[table.name]) for row in found]

    def _owners(self, table: Any) -> list[tuple[Any, str]]:
        return [
            (column, key.column.table.name)
            for column in table.columns
            for key in column.foreign_keys
            if key.column.table.name in self.ours and key.column.table.name != table.name
        ]

    def _those(self, mapper: Mapper[Any], ids: set[int]) -> list[Any]:
        return list(session().scalars(select(mapper.class_).where(mapper.class_.id.in_(ids))))

    def _hanging(self, mapper: Mapper[Any], owners: list[tuple[Any, str]]) -> list[Any]:
        """Rows that hang on the child's file, or else on the volunteer's."""
        of_child = [one for one in owners if self.kinds[one[1]] == CHILD]
        query = select(mapper.class_)
        for column, owner in (of_child or owners)[:1]:
            query = query.where(column.in_(self.ours[owner]))
        return list(session().scalars(query))

    def _made(self, mapper: Mapper[Any]) -> Any:
        row = mapper.class_()
        for column in mapper.local_table.columns:
            name = mapper.get_property_by_column(column).key
            if column.foreign_keys:
                target = next(iter(column.foreign_keys)).column.table.name
                if target != "data_key" and (target in self.ours or not column.nullable):
                    setattr(row, name, self._one_of(target))
            elif _is_asked_for(column):
                setattr(row, name, self._value(mapper.local_table.name, column))
        session().add(row)
        session().flush()
        return row

    def _one_of(self, table: str) -> Any:
        if self.ours.get(table):
            return min(self.ours[table])
        key = self.mappers[table].class_
        return session().scalar(select(key.id).order_by(key.id))

    def _value(self, table: str, column: Any) -> Any:
        kind = column.type
        if code := CODES.get(f"{table}.{column.name}"):
            return code
        if column.name == "region_code":
            return session().get_one(Child, self.world.values["child_id"]).region_code
        if isinstance(kind, Boolean):
            return True
        if isinstance(kind, TZDateTime):
            return now()
        values = ((Date, today()), (Integer, 1), (JSON, []), (LargeBinary, b"x" * 16))
        for each, value in values:
            if isinstance(kind, each):
                return value
        return "x"


def _is_asked_for(column: Any) -> bool:
    has_value = column.nullable or column.default is not None or column.server_default is not None
    return not (has_value or column.primary_key or column.name in LEVELS)


def _is_about_people(table: Any) -> bool:
    return any("personal" in column.info for column in table.columns)


LEVELS = {"province_code", "city_code", "county_code", "township_code"}
