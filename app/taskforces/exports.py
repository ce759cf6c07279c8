"""The list of task forces as a workbook: aliases only, who took it and why printed in it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.clock import today
from app.core.db import transaction
from app.core.documents.sheets import OutColumn, OutSheet, write_workbook
from app.core.errors import InvalidInput, Problem
from app.core.i18n import day
from app.policy import P
from app.programmes.queries import rules_for
from app.regions.stations import load_names, short_name
from app.taskforces import queries
from app.taskforces.models import TaskForce
from app.taskforces.rules import CONCERNS, terms_of
from app.taskforces.states import TASK_FORCE


def record_export(*, actor: Actor, reason: str, count: int) -> None:
    """Before the list leaves the house, that it does is on record."""
    demand(actor, P.KEEP_TASK_FORCE)
    if not reason.strip():
        raise InvalidInput(Problem("reason_missing", _("Give the reason."), field="reason"))
    with transaction():
        audit.record(actor, "task_force.exported", reason=reason, count=count, form="xlsx")


def workbook(forces: Sequence[TaskForce], *, actor: Actor, reason: str) -> bytes:
    columns = (
        OutColumn(_("Village"), 24),
        OutColumn(_("Child"), 12),
        OutColumn(_("The concern"), 24),
        OutColumn(_("State"), 10),
        OutColumn(_("Began"), 14),
        OutColumn(_("People of the task force"), 30, wrap=True),
        OutColumn(_("Steps to do"), 10),
        OutColumn(_("overdue"), 8),
        OutColumn(_("Next meeting of the task force"), 16),
    )
    made = _(
        "Taken by %(name)s on %(day)s for: %(reason)s",
        name=actor.name,
        day=day(today()),
        reason=reason,
    )
    title = _("List of task forces")
    sheet = OutSheet(_("Task forces"), columns, _rows(forces), title=title, notes=(made,))
    target = io.BytesIO()
    write_workbook(target, [sheet])
    return target.getvalue()


def _rows(forces: Sequence[TaskForce]) -> Iterator[Sequence[Any]]:
    load_names({one.region_code for one in forces})
    for one in forces:
        terms = terms_of(rules_for(one.region_code))
        labels = {each.code: each.label for each in terms.professions}
        to_do = [item for item in one.items if item.done_on is None]
        yield (
            short_name(one.region_code),
            one.child.alias,
            str(CONCERNS[one.concern]),
            str(TASK_FORCE.state(one.state).label),
            one.opened_on,
            "、".join(
                labels.get(each.profession, each.profession) for each in queries.present(one)
            ),
            len(to_do),
            sum(item.due_on < today() for item in to_do),
            one.next_review_on,
        )
