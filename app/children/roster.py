"""A children's roster on its way in: from clean cells to records, and against the files there are.

Whatever contradicts itself, the register or the programme is reported and not guessed. A child
without an identity number (a newborn) is taken with name, birth date and sex, and is known again
by name, birth date and village.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from flask_babel import lazy_gettext as _l

from app.children import records, rules
from app.children.families.matching import Group, Matcher
from app.children.files import change_child, make_child
from app.children.known_files import KnownFiles, files_by_id
from app.children.life.moving import note_move
from app.children.models import Child
from app.children.numbering import VillageBook
from app.children.records import ChildRecord, GuardianRecord
from app.children.roster_fields import DROPPED, schema_for
from app.children.rosters.listing import list_children
from app.children.rosters.terms import terms_of
from app.children.sources.comparing import Difference, Earlier, compare, filling
from app.children.sources.fields import FIELDS
from app.children.sources.origins import OWN, Origin
from app.children.sources.settling import lapse_agreed, raise_disagreements
from app.children.states import LIFECYCLE
from app.core import audit, workflow
from app.core.access.actors import SYSTEM, Actor
from app.core.access.policy import may
from app.core.clock import today
from app.core.db import session
from app.core.documents.sheets import PartialDate
from app.core.imports.kinds import (
    CREATED,
    UNCHANGED,
    UPDATED,
    Entry,
    ImportKind,
    Roster,
    Table,
)
from app.core.regioncode import COUNTRY
from app.policy import P
from app.programmes.queries import rules_for
from app.regions import queries as regions
from app.regions.places import Places, Written
from app.regions.stations import home_region

CHUNK = 500
OTHER = "other"
ROSTER_FIELD = {
    "name": "name",
    "identity_number": "id_number",
    "born_on": "birth",
    "sex": "sex",
    "category": "category",
}
NOTHING_SAID = "missing_value"
PLACE_FIELDS = ("village", "address", "township", "county", "hamlet")


class ChildrenRoster(Roster):
    dropped = DROPPED

    def __init__(self, actor: Actor | None, region: str) -> None:
        self._actor, self._region = actor, region
        self._rules = rules_for(region or COUNTRY)
        self.schema = schema_for(self._rules)
        self._categories = [one.code for one in self._rules.categories]
        self._needs = {one.code for one in self._rules.needs}
        self._places = Places(region)
        self._today = today()
        self._around: dict[int, tuple[str, ...]] = {}
        self._by_title: dict[int, str] = {}
        self._family_of: dict[int, Group] = {}
        self._matcher: Matcher | None = None
        self._differences: dict[int, list[Difference]] = {}

    def begin(self, tables: Sequence[Table]) -> None:
        for table in tables:
            titles = (*table.columns.titles, table.columns.sheet)
            found = (self._places.prefix(text) for text in titles)
            self._around[table.index] = tuple(dict.fromkeys(one for one in found if one))
            self._by_title[table.index] = self._category_in(titles)

    def _category_in(self, titles: Iterable[str]) -> str:
        """The one category that a title names (散居孤儿花名册), "" for none or several."""
        text = "".join(titles)
        named = [one.code for one in self._rules.categories if one.label in text]
        return named[0] if len(named) == 1 else ""

    def read(self, entry: Entry) -> None:
        number, born_on = self._number_and_birth(entry)
        category, *further = self._categories_of(entry) or [""]
        village, address = self._village(entry)
        facts = rules.Facts(
            name=entry.value("name") or "",
            identity_number=number,
            born_on=born_on,
            sex=entry.value("sex") or "",
            region_code=village,
            category=category,
        )
        self._report(entry, facts)
        if number:
            entry.key, entry.key_field = number, "id_number"
        if entry.problems:
            return
        needs, note = self._needs_and_note(entry)
        born = rules.birth_of(number) if number else born_on
        assert born is not None  # noqa: S101 - a row without one has been reported
        self._check_age(entry, born)
        entry.record = ChildRecord(
            name=facts.name,
            identity_number=number,
            born_on=born,
            sex=rules.sex_of(number) if number else facts.sex,
            region_code=village,
            category=category,
            further_categories=tuple(further),
            ethnic_group=entry.value("ethnic_group") or "",
            address=address,
            school=entry.value("school") or "",
            grade=entry.value("grade") or "",
            needs=needs,
            note=note,
            guardians=tuple(_guardians(entry)),
            assumed=self._assumed(entry),
        )
        if not number:
            entry.key, entry.key_field = f"{facts.name}|{born}|{village}", "name"

    def _number_and_birth(self, entry: Entry) -> tuple[str | None, date | None]:
        """The birth date is None where it says nothing against the number."""
        number: str | None = entry.value("id_number")
        told: PartialDate | None = entry.value("birth")
        if told is None:
            return number, None
        if number:
            return number, None if told.agrees_with(rules.birth_of(number)) else told.first_day()
        if told.precision == "year" and not _has_problem(entry, "id_number"):
            entry.report("date_incomplete", "birth")
            return number, None
        if told.precision == "month":
            day = told.first_day()
            entry.mended("form", "birth", told.isoformat(), day.isoformat())
        return number, told.first_day()

    def _categories_of(self, entry: Entry) -> list[str]:
        found: list[str] = entry.value("category") or []
        if found or _has_problem(entry, "category"):
            return found
        # A department's list tells of children whose group the file knows.
        has_column = bool(entry.table.columns.of("category")) and not self.told.source
        by_title = self._by_title[entry.table.index]
        understood = by_title or ("" if has_column or OTHER not in self._categories else OTHER)
        if understood:
            label = next(one.label for one in self._rules.categories if one.code == understood)
            entry.mended("understood", "category", "", label)
        return [understood] if understood else []

    def _assumed(self, entry: Entry) -> frozenset[str]:
        """A group that neither a cell nor the title names is good for a new file only."""
        said = entry.value("category") or self._by_title[entry.table.index]
        return frozenset() if said else frozenset(("category",))

    def _village(self, entry: Entry) -> tuple[str, str]:
        """Code of the village, and what the address says below it; reports what is wrong."""
        if any(_has_problem(entry, field) for field in PLACE_FIELDS):
            return "", ""
        section = self._places.prefix(entry.row.section) if entry.row.section else ""
        around = self._around[entry.table.index]
        said = {field: entry.value(field) or "" for field in PLACE_FIELDS}
        place = self._places.find(Written(**said, around=(section, *around) if section else around))
        if not place.problem:
            return place.code, place.rest
        if place.problem == NOTHING_SAID and entry.value("id_number"):
            # Of a child that has a file it is known: judged when that has been looked for.
            return "", ""
        entry.report(
            place.problem,
            _column_of(entry, place.field),
            text=place.text,
            suggestions="、".join(place.suggestions),
            region=regions.full_name(self._region) if self._region else "",
        )
        return "", ""

    def _report(self, entry: Entry, facts: rules.Facts) -> None:
        number_is_bad = _has_problem(entry, "id_number")
        for flaw in rules.flaws(
            facts,
            today=self._today,
            max_age=self._rules.child_max_age,
            categories=self._categories,
        ):
            at = ROSTER_FIELD.get(flaw.field)
            if at is None or _has_problem(entry, at):
                continue
            if number_is_bad and at in ("sex", "birth"):
                continue
            entry.report(flaw.code, at, **flaw.args)

    def _check_age(self, entry: Entry, born_on: date) -> None:
        told: int | None = entry.value("age")
        if told is not None and not rules.age_fits(told, born_on, self._today):
            entry.report("age_mismatch", "age")

    def _needs_and_note(self, entry: Entry) -> tuple[tuple[str, ...], str]:
        """Needs that the programme does not know are kept, sealed, among the remarks."""
        said: list[str] = entry.value("needs") or []
        other = "、".join(word for word in said if word not in self._needs)
        if other:
            entry.mended("noted", "needs", other, other)
            other = f"{entry.table.heading('needs')}：{other}"
        note = "；".join(part for part in (entry.value("notes") or "", other) if part)
        return tuple(word for word in said if word in self._needs), note

    def compare(self, entries: Sequence[Entry]) -> None:
        self._family_of, self._differences = {}, {}
        # While nothing is written, brothers and sisters of earlier rows are known by it alone.
        matcher = self._matcher = self._matcher or Matcher(self._actor)
        for chunk in _chunks(entries):
            found = KnownFiles(chunk)
            matcher.learn([entry.record for entry in chunk])
            known: list[tuple[Entry, Child]] = []
            for entry in chunk:
                child = found.of(entry.record, loosely=bool(self.told.source))
                if child is None and not entry.record.region_code:
                    entry.report(NOTHING_SAID, _column_of(entry, "address"))
                elif child is None:
                    entry.status = CREATED
                    self._find_family(entry, matcher)
                elif self._actor is not None and not may(self._actor, P.IMPORT_CHILDREN, child):
                    entry.report("elsewhere", entry.key_field)
                elif child.state != LIFECYCLE.initial:
                    entry.report("file_closed", entry.key_field)
                else:
                    known.append((entry, child))
            self._compare_known(known)

    def _find_family(self, entry: Entry, matcher: Matcher) -> None:
        place = matcher.place(entry.record, entry.row.row_number)
        self._family_of[id(entry)] = place.group
        if place.joins:
            entry.notes = (_l("Brother or sister of %(who)s: one family", who=place.group.said),)
        elif place.perhaps:
            text = _l("Perhaps of one family with %(who)s", who=place.perhaps.said)
            entry.notes = (text,)

    def _compare_known(self, known: Sequence[tuple[Entry, Child]]) -> None:
        if not self.told.source:
            for entry, child in known:
                _compared(entry, child, records.changes(child, entry.record))
            return
        earlier = Earlier([child.id for _entry, child in known], self.told.source)
        for entry, child in known:
            found = compare(child, entry.record)
            news = earlier.news(child, found.differs)
            self._differences[id(entry)] = found.differs
            entry.differs = tuple(dict.fromkeys(one.field for one in news))
            _compared(entry, child, found.fills)

    def write(self, entries: Sequence[Entry]) -> None:
        self._matcher = None
        book = VillageBook({one.record.region_code for one in entries if one.record.region_code})
        for chunk in _chunks(entries):
            self._write_chunk(chunk, book)

    def _write_chunk(self, chunk: Sequence[Entry], book: VillageBook) -> None:
        actor, current = self._actor or SYSTEM, session()
        known = files_by_id([entry.row_id for entry in chunk if entry.row_id])
        made = []
        for entry in chunk:
            if entry.row_id is None:
                made.append((entry, self._make(entry, book)))
                continue
            child, record, fields = known[entry.row_id], entry.record, entry.changes
            if self.told.source:
                record = filling(child, record)
            before = child.region_code, child.roster_number
            change_child(child, record, fields, book, self._origin)
            if "region_code" in fields:
                note_move(actor, child, *before)
            told = self.told.source or "roster"
            audit.record(actor, "child.changed", child, source=told, fields=list(fields))
        current.flush()
        for entry, child in made:
            entry.row_id = child.id
            workflow.begin(LIFECYCLE, actor=actor, row=child)

    def _make(self, entry: Entry, book: VillageBook) -> Child:
        group = self._family_of[id(entry)]
        child = make_child(
            entry.record, book, source="roster", family=group.family(), origin=self._origin
        )
        group.made = child.family
        return child

    @property
    def _origin(self) -> Origin:
        return Origin(self.told.source or OWN, self.told.as_of or self._today)

    def note(self, entries: Sequence[Entry]) -> None:
        """Whose list the children stand on, and what it says otherwise."""
        actor = self._actor or SYSTEM
        ids = [entry.row_id for entry in entries if entry.row_id and entry.status != CREATED]
        known = files_by_id(ids)
        if self.told.source:
            listed = [entry.row_id for entry in entries if entry.row_id]
            list_children(actor, listed, self.told.source, self._origin.as_of)
            said = [
                (known[entry.row_id], self._differences.get(id(entry), []))
                for entry in entries
                if entry.row_id in known
            ]
            raise_disagreements(actor, said, self.told)
        lapse_agreed(actor, list(known.values()))


def _compared(entry: Entry, child: Child, fields: Sequence[str]) -> None:
    entry.row_id = child.id
    entry.status = UPDATED if fields else UNCHANGED
    entry.changes = tuple(fields)


def _chunks(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    return (entries[at : at + CHUNK] for at in range(0, len(entries), CHUNK))


def _has_problem(entry: Entry, field: str) -> bool:
    return any(problem.field == field for problem in entry.problems)


def _column_of(entry: Entry, field: str) -> str:
    """The field, or the one that the roster has in its place."""
    order = [field, *PLACE_FIELDS]
    return next((one for one in order if entry.table.columns.of(one)), field)


def _guardians(entry: Entry) -> Iterator[GuardianRecord]:
    for values in (entry.row.values, *entry.row.more):
        if name := values.get("guardian_name"):
            yield GuardianRecord(
                name,
                values.get("guardian_phone") or "",
                values.get("guardian_relation") or "",
                values.get("guardian_id_number") or "",
            )


KIND = ImportKind(
    code="children",
    label=_l("Children"),
    permission=P.IMPORT_CHILDREN,
    home_region=home_region,
    open=ChildrenRoster,
    messages={
        "category_unknown": _l("The programme has no category “%(value)s”."),
        "date_incomplete": _l("Without an identity number, give the month of birth too."),
        "file_closed": _l(
            "This child’s file is closed: open it and put the child back on the roster first."
        ),
    },
    labels={**records.LABELS, **FIELDS},
    list_endpoint="children.index",
    sources=lambda region: [
        (one.code, one.label) for one in terms_of(rules_for(region or COUNTRY)).departments
    ],
    differs_title=_l("Differ from the files"),
    differs_hint=_l(
        "Nothing of this is overwritten: both values are kept side by side, with who says them "
        "and as of when, until somebody settles it."
    ),
    differs_endpoint="children.disagreements",
    notes_title=_l("Brothers and sisters"),
    notes_hint=_l(
        "Who is certainly of one family is put together. Where there is a doubt nothing is joined: "
        "the page “Perhaps of one family” asks you afterwards."
    ),
)
