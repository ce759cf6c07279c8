"""Columns kept for each station, lists taken out, registration numbers put on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit
from app.core.access import scope
from app.core.access.actors import Actor
from app.core.access.policy import demand, rule_of
from app.core.clock import age_on, today
from app.core.db import session, transaction
from app.core.errors import InvalidInput, Problem
from app.policy import P
from app.programmes.queries import rules_for
from app.regions import queries as regions
from app.volunteers.labels import kind_label, skill_labels
from app.volunteers.models import OutsideColumns, Volunteer
from app.volunteers.outside.columns import SYSTEMS, Column, columns_of, read

SEXES = {"female": "女", "male": "男"}
IDENTITY_CARD = "居民身份证"


def home_of(actor: Actor) -> str:
    """The widest division for which the actor takes lists out."""
    held = actor.regions(rule_of(P.IMPORT_VOLUNTEERS).roles)
    return held[0] if held else ""


def columns_for(region_code: str, system: str) -> list[Column]:
    """Those of the station, or the shipped ones."""
    found = _kept(region_code, system)
    return columns_of(found.lines if found else SYSTEMS[system].columns)


def _kept(region_code: str, system: str) -> OutsideColumns | None:
    return session().scalar(
        select(OutsideColumns).where(
            OutsideColumns.region_code == region_code, OutsideColumns.system == system
        )
    )


def save_columns(*, actor: Actor, system: str, text: str) -> list[Column]:
    """Raises InvalidInput with each line that nobody understands."""
    with transaction() as current:
        region_code = home_of(actor)
        demand(actor, P.IMPORT_VOLUNTEERS, region_code)
        columns, problems = read(text)
        if problems:
            raise InvalidInput(*problems)
        row = _kept(region_code, system)
        if row is None:
            row = OutsideColumns(region_code=region_code, system=system)
            current.add(row)
        row.lines = [one.line for one in columns]
        current.flush()
        audit.record(actor, "volunteer.columns_set", row, system=system, columns=len(columns))
        return columns


def take_out(
    *, actor: Actor, system: str, reason: str, only_new: bool = False
) -> tuple[list[Column], list[list[Any]]]:
    """The columns and rows of those in service, with whole numbers; that goes on record."""
    with transaction():
        region_code = home_of(actor)
        demand(actor, P.IMPORT_VOLUNTEERS, region_code)
        if not reason.strip():
            raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))
        query = scope.visible(Volunteer, actor, P.IMPORT_VOLUNTEERS).where(
            Volunteer.state == "approved"
        )
        if only_new:
            query = query.where(Volunteer.registration_number == "")
        rows = session().scalars(query.order_by(Volunteer.name_key, Volunteer.id)).all()
        audit.record(
            actor,
            "volunteer.exported",
            reason=reason.strip(),
            rows=len(rows),
            in_full=True,
            system=system,
        )
        columns = columns_for(region_code, system)
        return columns, list(_cells(rows, columns))


def _cells(rows: Sequence[Volunteer], columns: Sequence[Column]) -> Iterator[list[Any]]:
    places = regions.full_names({row.region_code for row in rows})
    for row in rows:
        known = _values(row, places.get(row.region_code, ""))
        yield [known.get(one.field, "") for one in columns]


def _values(row: Volunteer, place: str) -> dict[str, Any]:
    rules = rules_for(row.region_code)
    return {
        "name": row.name,
        # In the words of the other system, whatever language the page is in.
        "sex": SEXES.get(row.sex, ""),
        "identity_kind": IDENTITY_CARD,
        "identity_number": row.identity_number or "",
        "born_on": row.born_on,
        "age": age_on(row.born_on, today()),
        "phone": row.phone or "",
        "political_status": row.political_status,
        "occupation": row.occupation,
        "employer": row.employer,
        "place": place,
        "address": row.address or "",
        "skills": "、".join(skill_labels(rules, row.skills)),
        "kind": kind_label(rules, row.kind),
        "team": row.team.name if row.team else "",
        "service_from": row.service_from or "",
        "registration_number": row.registration_number,
    }


def note_registration(*, actor: Actor, volunteer_id: int, number: str) -> Volunteer:
    with transaction():
        volunteer = scope.lock(
            scope.get_visible(Volunteer, actor, volunteer_id, P.IMPORT_VOLUNTEERS)
        )
        demand(actor, P.IMPORT_VOLUNTEERS, volunteer)
        if volunteer.registration_number != number:
            volunteer.registration_number = number
            session().flush()
            audit.record(actor, "volunteer.registered_outside", volunteer)
        return volunteer
