"""结对清单 as a workbook: aliases and masked names only, who took it and why printed in it."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.clock import age_on, today
from app.core.db import transaction
from app.core.documents.sheets import OutColumn, OutSheet, write_workbook
from app.core.errors import InvalidInput, Problem
from app.core.i18n import day
from app.core.personal import Kind, mask
from app.pairings.models import Pairing
from app.pairings.rules import MODES, mode_of
from app.pairings.services import ROLES
from app.pairings.states import PAIRING
from app.policy import P
from app.programmes.rules import ProgrammeRules
from app.regions.stations import load_names, short_name


def record_export(*, actor: Actor, reason: str, count: int) -> None:
    """Before the list leaves the house, that it does is on record."""
    demand(actor, P.EXPORT_PAIRINGS)
    if not reason.strip():
        raise InvalidInput(Problem("reason_missing", _("Give the reason."), field="reason"))
    with transaction():
        audit.record(actor, "pairing.exported", reason=reason, count=count, form="xlsx")


def workbook(
    pairings: Sequence[Pairing], rules: ProgrammeRules, *, actor: Actor, reason: str
) -> bytes:
    columns = (
        OutColumn(_("Village"), 24),
        OutColumn(_("Child"), 12),
        OutColumn(_("Age"), 6),
        OutColumn(_("Category"), 18),
        OutColumn(_("Volunteer"), 10),
        OutColumn(_("Part"), 12),
        OutColumn(_("Kind of pair"), 12),
        OutColumn(_("Others of the pair"), 24, wrap=True),
        OutColumn(_("Organisation"), 24, wrap=True),
        OutColumn(_("Where she serves from"), 10),
        OutColumn(_("Team"), 24, wrap=True),
        OutColumn(_("Began"), 14),
        OutColumn(_("State"), 10),
        OutColumn(_("Next review"), 14),
    )
    made = _(
        "Taken by %(name)s on %(day)s for: %(reason)s",
        name=actor.name,
        day=day(today()),
        reason=reason,
    )
    sheet = OutSheet(
        _("Pairings"),
        columns,
        _rows(pairings, rules),
        title=_("List of pairings"),
        notes=(made,),
    )
    target = io.BytesIO()
    write_workbook(target, [sheet])
    return target.getvalue()


def _rows(pairings: Sequence[Pairing], rules: ProgrammeRules) -> Iterator[Sequence[Any]]:
    load_names({one.region_code for one in pairings})
    by_child: dict[int, list[Pairing]] = defaultdict(list)
    for one in pairings:
        by_child[one.child_id].append(one)
    children = Counter(one.volunteer_id for one in pairings)
    categories = {choice.code: choice.label for choice in rules.categories}
    for one in pairings:
        child, volunteer = one.child, one.volunteer
        beside = by_child[one.child_id]
        yield (
            short_name(one.region_code),
            child.alias,
            age_on(child.born_on, today()),
            categories.get(child.category, child.category),
            mask(Kind.NAME, volunteer.name),
            str(ROLES[one.role]),
            str(MODES[mode_of(len(beside), children[_lead(beside).volunteer_id])]),
            "、".join(
                f"{mask(Kind.NAME, other.volunteer.name)}（{ROLES[other.role]}）"
                for other in beside
                if other.id != one.id
            ),
            one.organisation.name if one.organisation else "",
            _("local") if one.placement == "local" else _("remote"),
            volunteer.team.name if volunteer.team else "",
            one.starts_on,
            str(PAIRING.state(one.state).label),
            one.next_review_on,
        )


def _lead(beside: Sequence[Pairing]) -> Pairing:
    return next((one for one in beside if one.role == "lead"), beside[0])
