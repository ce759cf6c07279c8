"""What comes back from another system: who has which registration number there."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.db import session
from app.core.documents.sheets import FieldSpec, Schema
from app.core.imports.kinds import UNCHANGED, UPDATED, Entry, ImportKind, Roster
from app.core.personal import blind_index
from app.policy import P
from app.regions.roster_fields import ID_WORDS, SERIAL
from app.regions.stations import home_region
from app.volunteers.models import Volunteer
from app.volunteers.outside.services import note_registration

CHUNK = 500
LONGEST = 40
SCHEMA = Schema(
    fields=(
        SERIAL,
        FieldSpec("name", "姓名", "name", ("志愿者姓名", "真实姓名"), required=True, anchor=True),
        FieldSpec(
            "id_number",
            "身份证号",
            "id_number",
            (*ID_WORDS, "证件号码"),
            required=True,
            anchor=True,
        ),
        FieldSpec(
            "number",
            "志愿者编号",
            "text",
            ("注册号", "注册编号", "登记号", "志愿者注册号", "志愿者登记号", "志愿者证号"),
            required=True,
        ),
    )
)


class Registrations(Roster):
    schema = SCHEMA

    def __init__(self, actor: Actor | None, region: str) -> None:
        self._actor, self._region = actor, region

    def read(self, entry: Entry) -> None:
        number = entry.value("number") or ""
        if len(number) > LONGEST:
            entry.report("number_too_long", "number", most=LONGEST)
        if not entry.problems:
            entry.key, entry.key_field = entry.value("id_number"), "id_number"
            entry.record = number

    def compare(self, entries: Sequence[Entry]) -> None:
        for at in range(0, len(entries), CHUNK):
            chunk = entries[at : at + CHUNK]
            numbers = [blind_index("identity", entry.key) for entry in chunk]
            query = select(Volunteer).where(Volunteer.identity_index.in_(numbers))
            known = {row.identity_index: row for row in session().scalars(query)}
            for entry, number in zip(chunk, numbers, strict=True):
                self._compare_with(entry, known.get(number))

    def _compare_with(self, entry: Entry, known: Volunteer | None) -> None:
        # Of other stations nothing is told, not even that she is there.
        if known is None or (
            self._actor is not None and not may(self._actor, P.IMPORT_VOLUNTEERS, known)
        ):
            entry.report("not_on_books", "id_number")
        elif known.name != entry.value("name"):
            entry.report("name_differs", "name")
        else:
            same = known.registration_number == entry.record
            entry.row_id = known.id
            entry.changes = () if same else ("registration_number",)
            entry.status = UNCHANGED if same else UPDATED

    def write(self, entries: Sequence[Entry]) -> None:
        if self._actor is None:
            raise ValueError("a roster is written in somebody's name")
        for entry in entries:
            if entry.row_id is not None:
                note_registration(actor=self._actor, volunteer_id=entry.row_id, number=entry.record)


KIND = ImportKind(
    code="registrations",
    label=_l("Registration numbers"),
    permission=P.IMPORT_VOLUNTEERS,
    home_region=home_region,
    open=Registrations,
    messages={
        "not_on_books": _l("Nobody on your books has this identity number."),
        "name_differs": _l("The person with this identity number has another name here."),
        "number_too_long": _l("A registration number has at most %(most)s characters."),
    },
    labels={"registration_number": _l("Registration number")},
    list_endpoint="volunteers.index",
)
