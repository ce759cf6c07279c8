"""A volunteers' roster on its way in. Everybody on it is an applicant: nobody is approved by it.

A man on the roster becomes a helper (好助手). A remote volunteer may live anywhere: she is then
entered for the region that imports her, with her address as it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import regioncode
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.clock import age_on, today
from app.core.db import session
from app.core.documents.sheets import PartialDate
from app.core.documents.sheets.clean import birth_date_of, sex_of
from app.core.imports.kinds import (
    CREATED,
    UNCHANGED,
    UPDATED,
    Entry,
    ImportKind,
    Roster,
    Table,
)
from app.core.personal import blind_index
from app.core.regioncode import COUNTRY, Level
from app.policy import P
from app.programmes.queries import rules_for
from app.regions import queries as regions
from app.regions.places import Place, Places, Written
from app.regions.stations import home_region
from app.volunteers.models import Team, Volunteer
from app.volunteers.roster_fields import schema_for
from app.volunteers.rules import admitted_sexes, problems_to_apply
from app.volunteers.services.entry import enter_volunteer
from app.volunteers.services.teams import create_team
from app.volunteers.values import VolunteerValues

CHUNK = 500
PLACE_FIELDS = ("village", "address", "township", "county", "hamlet")
COLUMN = {"identity_number": "id_number", "kind": "sex", "capacity": "capacity"}
CODE = {"age": "age_out_of_range", "sex": "sex_not_admitted"}
LABELS: dict[str, Any] = {
    "name": _l("Name"),
    "region_code": _l("Village"),
    "phone": _l("Phone"),
    "address": _l("Address"),
    "kind": _l("Kind of volunteer"),
    "placement": _l("Local or remote"),
    "occupation": _l("Occupation"),
    "political_status": _l("Political status"),
    "skills": _l("Skills"),
    "capacity": _l("Number of children"),
    "team": _l("Team"),
}


@dataclass(frozen=True)
class Record:
    values: VolunteerValues
    team: str


class VolunteersRoster(Roster):
    def __init__(self, actor: Actor | None, region: str) -> None:
        self._actor, self._region = actor, region
        self._rules = rules_for(region or COUNTRY)
        self.schema = schema_for(self._rules)
        self._places = Places(region)
        self._today = today()
        self._around: dict[int, tuple[str, ...]] = {}
        self._teams: dict[tuple[str, str], int] = {}

    def begin(self, tables: Sequence[Table]) -> None:
        for table in tables:
            found = (self._places.prefix(text) for text in table.columns.titles)
            self._around[table.index] = tuple(dict.fromkeys(one for one in found if one))

    def read(self, entry: Entry) -> None:
        number: str | None = entry.value("id_number")
        if number:
            entry.key, entry.key_field = number, "id_number"
            self._check_number(entry, number)
        region, address = self._place(entry)
        if number and not _has_problem(entry, "id_number"):
            self._check_programme(entry, number)
        if entry.problems or number is None:
            return
        skills = entry.value("skills") or []
        values = VolunteerValues(
            name=entry.value("name"),
            identity_number=number,
            region_code=region,
            phone=entry.value("phone"),
            address=address or None,
            kind=self._kind(number),
            placement=entry.value("mode"),
            occupation=entry.value("occupation"),
            political_status=entry.value("politics"),
            skills=tuple(skills) or None,
            capacity=entry.value("capacity"),
        )
        entry.record = Record(values, entry.value("team") or "")

    def _check_number(self, entry: Entry, number: str) -> None:
        born = birth_date_of(number)
        told: PartialDate | None = entry.value("birth")
        if told is not None and born is not None and not told.agrees_with(born):
            entry.report("birth_date_mismatch", "birth")
        sex = entry.value("sex")
        if sex and sex != sex_of(number):
            entry.report("sex_mismatch", "sex")
        age: int | None = entry.value("age")
        if age is not None and born is not None and abs(age - age_on(born, self._today)) > 2:
            entry.report("age_mismatch", "age")

    def _check_programme(self, entry: Entry, number: str) -> None:
        kinds = self._rules.eligibility.kinds
        values = VolunteerValues(
            name="",
            identity_number=number,
            region_code="",
            kind=self._kind(number),
            capacity=entry.value("capacity"),
        )
        facts = values.facts(
            kind=kinds[0].code if kinds else "", capacity=self._rules.capacity_default
        )
        for problem in problems_to_apply(facts, self._rules, self._today):
            field = COLUMN.get(problem.field, "id_number")
            if not _has_problem(entry, field):
                age = age_on(values.born_on, self._today)
                most = self._rules.capacity_max
                entry.report(CODE.get(problem.code, problem.code), field, age=age, most=most)

    def _kind(self, number: str) -> str | None:
        """The first kind admits women; a man becomes of the first that admits him."""
        kinds = [kind.code for kind in self._rules.eligibility.kinds]
        sex = sex_of(number)
        if not kinds or sex in admitted_sexes(self._rules, kinds[0]):
            return None
        return next((code for code in kinds if sex in admitted_sexes(self._rules, code)), None)

    def _place(self, entry: Entry) -> tuple[str, str]:
        if any(_has_problem(entry, field) for field in PLACE_FIELDS):
            return "", ""
        said = {field: entry.value(field) or "" for field in PLACE_FIELDS}
        section = self._places.prefix(entry.row.section) if entry.row.section else ""
        around = self._around[entry.table.index]
        place = self._places.find(Written(**said, around=(section, *around) if section else around))
        if not place.problem:
            return place.code, place.rest
        return self._wider_place(entry, place, said)

    def _wider_place(self, entry: Entry, place: Place, said: dict[str, str]) -> tuple[str, str]:
        """Somebody of an office names a township only; a remote volunteer lives elsewhere."""
        is_outside = place.problem == "village_outside_region"
        if is_outside and entry.value("mode") == "remote" and self._region:
            return self._region, "".join(said.values())
        is_township = regioncode.level_of(place.near or COUNTRY) >= Level.TOWNSHIP
        if place.problem == "village_unknown" and is_township:
            return place.near, ""
        fields = (place.field, *PLACE_FIELDS)
        field = next((f for f in fields if entry.table.columns.of(f)), place.field)
        entry.report(
            place.problem,
            field,
            text=place.text,
            suggestions="、".join(place.suggestions),
            region=regions.full_name(self._region) if self._region else "",
        )
        return "", ""

    def compare(self, entries: Sequence[Entry]) -> None:
        for at in range(0, len(entries), CHUNK):
            chunk = entries[at : at + CHUNK]
            numbers = [_index(entry) for entry in chunk]
            query = select(Volunteer).where(Volunteer.identity_index.in_(numbers))
            known = {one.identity_index: one for one in session().scalars(query)}
            for entry, number in zip(chunk, numbers, strict=True):
                self._compare_with(entry, known.get(number))

    def _compare_with(self, entry: Entry, known: Volunteer | None) -> None:
        if known is None:
            entry.status = CREATED
            return
        if self._actor is not None and not may(self._actor, P.IMPORT_VOLUNTEERS, known):
            entry.report("elsewhere", entry.key_field)
            return
        fields = [name for name in LABELS if _differs(known, entry.record, name)]
        entry.row_id, entry.changes = known.id, tuple(fields)
        entry.status = UPDATED if fields else UNCHANGED

    def write(self, entries: Sequence[Entry]) -> None:
        if self._actor is None:
            raise ValueError("a roster is written in somebody's name")
        # What an earlier batch found or made may have been taken back with it.
        self._teams.clear()
        for entry in entries:
            values = entry.record.values
            if entry.record.team:
                team = self._team(self._actor, entry.record, values.region_code)
                values = replace(values, team_id=team)
            entry.row_id = enter_volunteer(actor=self._actor, values=values).volunteer.id

    def _team(self, actor: Actor, record: Record, region: str) -> int:
        """The team of that name in her township (or county); made where there is none."""
        seat = regioncode.at_level(region, min(regioncode.level_of(region), Level.TOWNSHIP))
        key = (seat, record.team)
        if key not in self._teams:
            query = select(Team.id).where(Team.name == record.team, Team.region_code == seat)
            found = session().scalar(query)
            kind = "remote" if record.values.placement == "remote" else "local"
            self._teams[key] = found or _make_team(actor, seat, record.team, kind)
        return self._teams[key]


def _make_team(actor: Actor, region: str, name: str, kind: str) -> int:
    made = create_team(actor=actor, region_code=region, name=name[:80], kind=kind, captain_name="")
    return made.id


def _differs(known: Volunteer, record: Record, name: str) -> bool:
    if name == "team":
        named = known.team.name if known.team else ""
        return bool(record.team) and record.team != named
    value = getattr(record.values, name)
    if value is None:
        return False
    return bool((list(value) if name == "skills" else value) != getattr(known, name))


def _index(entry: Entry) -> bytes | None:
    return blind_index("identity", entry.record.values.identity_number)


def _has_problem(entry: Entry, field: str) -> bool:
    return any(problem.field == field for problem in entry.problems)


KIND = ImportKind(
    code="volunteers",
    label=_l("Volunteers"),
    permission=P.IMPORT_VOLUNTEERS,
    home_region=home_region,
    open=VolunteersRoster,
    messages={
        "capacity": _l("The programme allows from 1 to %(most)s children."),
        "sex_not_admitted": _l("The programme has no kind of volunteer for this."),
        "mode_unknown": _l("This is neither 本地 nor 异地."),
    },
    labels=LABELS,
    list_endpoint="volunteers.index",
)
