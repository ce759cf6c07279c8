"""Plans to use again: those that ship with the program, and those that a station keeps."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from app.activities.models import Activity, Template
from app.activities.services.planning import plan_of
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.scope import get_visible, visible
from app.core.clock import local, today
from app.core.db import session, transaction
from app.core.errors import Conflict, Problem
from app.core.regioncode import COUNTRY, ancestors
from app.policy import P

FOLDER = Path(__file__).parent.parent / "presets"
KEPT = (
    "title",
    "kind",
    "audience",
    "place",
    "directions",
    "summary",
    "schedule",
    "bring",
    "co_hosts",
    "cost",
    "campaign",
    "min_helpers",
    "helper_skills",
    "sign_up",
    "capacity",
    "offer_hours",
    "limit_per_person",
    "quotas",
)
"""Of a plan; not its days, its team, nor the safety points, which are gone through each time."""


@cache
def presets() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((FOLDER / "campaigns.toml").read_text("utf-8"))


def values_of_preset(code: str) -> dict[str, Any]:
    """What the form begins with: the campaign's usual day, this year or the next."""
    preset = dict(presets()[code])
    month, day = preset.pop("month"), preset.pop("day")
    on = date(today().year, month, day)
    on = on if on > today() else on.replace(year=on.year + 1)
    return preset | {"title": preset.pop("name"), "day": on}


def save_template(*, actor: Actor, activity_id: int, name: str) -> Template:
    with transaction() as current:
        activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
        taken = select(Template.id).where(
            Template.region_code == activity.region_code, Template.name == name
        )
        if current.scalar(taken) is not None:
            text = _l("There is a template of this name.")
            raise Conflict(Problem("name", text, _l("Choose another name."), field="name"))
        plan = plan_of(activity)
        begins, ends = local(plan.starts_at), local(plan.ends_at)
        template = Template(
            region_code=activity.region_code,
            name=name,
            values={key: getattr(plan, key) for key in KEPT}
            | {
                "begins": f"{begins:%H:%M}",
                "ends": f"{ends:%H:%M}",
                "days": (ends.date() - begins.date()).days,
            },
            made_by=actor.user_id,
        )
        current.add(template)
        current.flush()
        audit.record(actor, "activity.template_saved", template, activity=activity.id)
    return template


def templates_for(actor: Actor, region_code: str) -> Sequence[Template]:
    """Of the actor's divisions and of those above: a county's plan serves its townships."""
    above = [COUNTRY, *ancestors(region_code), region_code]
    mine = visible(Template, actor).with_only_columns(Template.id)
    query = select(Template).where(or_(Template.id.in_(mine), Template.region_code.in_(above)))
    return session().scalars(query.order_by(Template.name, Template.id)).all()


def values_of_template(actor: Actor, region_code: str, template_id: int) -> dict[str, Any]:
    """What the form begins with; nothing for a template that the actor has not."""
    found = {one.id: one for one in templates_for(actor, region_code)}.get(template_id)
    if found is None:
        return {}
    values = dict(found.values)
    days = values.pop("days", 0)
    day = today() + timedelta(days=7)
    return values | {"day": day, "last_day": day + timedelta(days=days) if days else None}


def remove_template(*, actor: Actor, template_id: int) -> None:
    with transaction() as current:
        template = get_visible(Template, actor, template_id)
        audit.record(actor, "activity.template_removed", template)
        current.delete(template)
