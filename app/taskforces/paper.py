"""Task forces on paper: the station's sheet, and one member's part of it."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale

from app.core import audit
from app.core.access.actors import Actor
from app.core.clock import local, now
from app.core.db import transaction
from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf
from app.programmes.queries import rules_for
from app.regions.stations import current_station
from app.taskforces import queries
from app.taskforces.models import TaskForce, TaskForceMember
from app.taskforces.rules import CONCERNS, terms_of
from app.taskforces.slices import slice_of

STYLES = ("_shared/pdf/document.css", "children/pdf/dossier.css", "taskforces/pdf/sheet.css")
LANGUAGE = "zh_Hans_CN"


def whole_sheet(actor: Actor, force: TaskForce) -> bytes:
    return _print(
        actor,
        force,
        profession="",
        members=queries.present(force),
        items=force.items,
        facts=[],
        minutes=[
            (one, [name for name in map(_names(force).get, one.present) if name])
            for one in queries.minutes_of(force)
        ],
    )


def member_sheet(actor: Actor, force: TaskForce, member: TaskForceMember) -> bytes:
    rules = rules_for(force.region_code)
    with force_locale(LANGUAGE):
        facts = slice_of(force.child, member.profession, terms_of(rules), rules)
        facts = [(str(label), value) for label, value in facts]
    return _print(
        actor,
        force,
        profession=member.profession,
        members=[member],
        items=[one for one in force.items if one.member_id == member.id],
        facts=facts,
        minutes=[],
    )


def _names(force: TaskForce) -> dict[int, str]:
    return {one.id: one.name for one in force.members}


def _print(actor: Actor, force: TaskForce, *, profession: str, **shown: Any) -> bytes:
    terms = terms_of(rules_for(force.region_code))
    station = current_station(force.region_code)
    with transaction():
        audit.record(actor, "task_force.printed", force, profession=profession)
    with force_locale(LANGUAGE):
        html = document_html(
            "taskforces/pdf/sheet.html",
            force=force,
            alias=force.child.alias,
            station_name=station.name if station else "",
            concern=str(CONCERNS[force.concern]),
            professions={one.code: one.label for one in terms.professions},
            is_part=bool(profession),
            printed_by=actor.name,
            printed_at=f"{local(now()):%Y-%m-%d %H:%M}",
            **shown,
        )
        return render_pdf(html, stylesheets=STYLES, tagged=False)
