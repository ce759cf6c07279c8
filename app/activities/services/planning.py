from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.activities import kinds, links, rules
from app.activities.models import Activity, Series
from app.activities.states import ACTIVITY
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.calendar.series import Repeat, beginnings
from app.core.clock import local, now
from app.core.db import session, transaction
from app.core.enrolment import services as enrolment
from app.core.enrolment.models import Occasion, Quota
from app.core.errors import Conflict, InvalidInput, Problem, StaleVersion
from app.core.regioncode import Level, at_level, prefix
from app.core.workflow import advance, begin
from app.policy import P
from app.regions.queries import list_below

FIELDS = (
    "title",
    "kind",
    "audience",
    "team_id",
    "starts_at",
    "ends_at",
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
    "safety",
    "sign_up",
)
COPIES: Mapping[str, Callable[[Any], Any]] = {"safety": list, "helper_skills": dict}
SEATS = ("closes_at", "offer_hours", "limit_per_person")


@dataclass(frozen=True)
class Plan:
    """An activity as the form says it."""

    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    audience: str = "public"
    team_id: int | None = None
    place: str = ""
    directions: str = ""
    summary: str = ""
    schedule: str = ""
    bring: str = ""
    co_hosts: str = ""
    cost: str = ""
    campaign: str = ""
    min_helpers: int = 0
    helper_skills: Mapping[str, int] = field(default_factory=dict)
    """Of the helpers at least so many with a skill."""
    safety: tuple[str, ...] = ()
    sign_up: str = "none"
    capacity: int | None = None
    closes_at: datetime | None = None
    offer_hours: int = 0
    limit_per_person: int | None = None
    quotas: str = ""
    """Lines "township number"."""

    def moved(self, by: timedelta) -> Plan:
        closes_at = self.closes_at + by if self.closes_at else None
        return replace(
            self, starts_at=self.starts_at + by, ends_at=self.ends_at + by, closes_at=closes_at
        )


def create_activity(
    *,
    actor: Actor,
    region_code: str,
    plan: Plan,
    repeat: Repeat | None = None,
    parent_id: int | None = None,
) -> Activity:
    """A draft, or one for each occurrence of the rule; the first of them."""
    _check(plan)
    with transaction() as current:
        demand(actor, P.MANAGE_ACTIVITY, region_code)
        if parent_id is not None:
            get_visible(Activity, actor, parent_id, P.MANAGE_ACTIVITY)
        quotas = township_quotas(plan.quotas, region_code)
        series = None
        if repeat is not None:
            days = [day.isoformat() for day in repeat.except_days]
            series = Series(rule=repeat.rule, except_days=days, starts_at=plan.starts_at)
            current.add(series)
            current.flush()
        made = [
            _draft(actor, region_code, one, quotas, series, parent_id)
            for one in _each(plan, repeat)
        ]
    return made[0]


def _each(plan: Plan, repeat: Repeat | None) -> list[Plan]:
    starts = beginnings(repeat, plan.starts_at)
    return [plan.moved(start - local(plan.starts_at)) for start in starts]


def _draft(
    actor: Actor,
    region_code: str,
    plan: Plan,
    quotas: dict[str, int],
    series: Series | None,
    parent_id: int | None,
) -> Activity:
    occasion = Occasion(
        title=plan.title, starts_at=plan.starts_at, ends_at=plan.ends_at, capacity=plan.capacity
    )
    occasion.quotas = [Quota(group_key=key, seats=seats) for key, seats in quotas.items()]
    activity = Activity(
        region_code=region_code,
        state=ACTIVITY.initial,
        series_id=series.id if series else None,
        parent_id=parent_id,
        occasion=occasion,
        created_by=actor.user_id,
    )
    _fill(activity, plan)
    session().add(activity)
    session().flush()
    occasion.link = links.to_activity(activity.id)
    begin(ACTIVITY, actor=actor, row=activity)
    return activity


def _same(value: Any) -> Any:
    return value


def _fill(activity: Activity, plan: Plan) -> None:
    for name in FIELDS:
        value = getattr(plan, name)
        setattr(activity, name, COPIES.get(name, _same)(value))
    occasion = activity.occasion
    for name in SEATS:
        setattr(occasion, name, getattr(plan, name))
    occasion.title = plan.title
    occasion.limit_name = plan.campaign if plan.limit_per_person else ""
    occasion.is_open = activity.state == "published" and plan.sign_up != "none"


def edit_activity(
    *, actor: Actor, activity_id: int, version: int, plan: Plan, change_note: str = ""
) -> Activity:
    """Change it; of a published one whose time or place moves, everybody in it is told."""
    _check(plan)
    with transaction():
        activity = _manage(actor, activity_id)
        if activity.version != version:
            text = _l("Somebody else has changed this meanwhile. Open it again.")
            raise StaleVersion(Problem("stale", text))
        if activity.state not in ("draft", "published"):
            raise Conflict(Problem("over", _l("It is over or called off and no longer changes.")))
        moved = any(
            getattr(activity, name) != getattr(plan, name)
            for name in ("starts_at", "ends_at", "place")
        )
        quotas = township_quotas(plan.quotas, activity.region_code)
        _fill(activity, plan)
        activity.changed_at = now()
        if activity.state == "published":
            _must_be_ready(activity)
        if moved and activity.state == "published":
            activity.sequence += 1
            activity.change_note = change_note
            enrolment.tell_everybody(occasion_id=activity.occasion_id, kind="enrolment.changed")
        session().flush()
        audit.record(actor, "activity.changed", activity, moved=moved)
        occasion = activity.occasion
        enrolment.reschedule(
            actor=actor,
            occasion_id=occasion.id,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
        )
        enrolment.set_capacity(
            actor=actor, occasion_id=occasion.id, capacity=plan.capacity, quotas=quotas
        )
    return activity


def publish_activity(*, actor: Actor, activity_id: int, whole_series: bool = False) -> int:
    """Put it on the calendar and open sign-up; the number published."""
    with transaction():
        activity = _manage(actor, activity_id)
        chosen = _series_from(activity) if whole_series else [activity]
        for one in [one for one in chosen if one.state == "draft"]:
            _must_be_ready(one)
            advance(ACTIVITY, "publish", actor=actor, row=one)
            one.changed_at = now()
            one.occasion.is_open = one.sign_up != "none"
    return len(chosen)


def cancel_activity(
    *, actor: Actor, activity_id: int, reason: str, whole_series: bool = False
) -> int:
    """Call it off, its sessions with it; the number of sign-ups whose people are told."""
    with transaction():
        activity = _manage(actor, activity_id)
        chosen = _series_from(activity) if whole_series else [activity]
        told = 0
        for one in [*chosen, *activity.sessions]:
            if one.state in ("draft", "published"):
                advance(ACTIVITY, "cancel", actor=actor, row=one, reason=reason)
                one.cancel_reason = reason.strip()[:300]
                one.sequence += 1
                one.changed_at = now()
                told += enrolment.call_off(
                    actor=actor, occasion_id=one.occasion_id, reason=reason.strip()
                )
    return told


def copy_to_next_year(*, actor: Actor, activity_id: int) -> Activity:
    """A new draft with everything but the people, 52 weeks later."""
    with transaction():
        activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
        plan = plan_of(activity)
        while plan.starts_at <= now():
            plan = plan.moved(rules.A_YEAR)
        plan = replace(plan, safety=())
        return create_activity(actor=actor, region_code=activity.region_code, plan=plan)


def plan_of(activity: Activity) -> Plan:
    values = {name: getattr(activity, name) for name in FIELDS}
    values["safety"] = tuple(activity.safety)
    seats = {name: getattr(activity.occasion, name) for name in SEATS}
    quotas = quotas_as_text(activity)
    return Plan(**values, **seats, capacity=activity.occasion.capacity, quotas=quotas)


def township_quotas(text: str, region_code: str) -> dict[str, int]:
    """Lines "township number" → seats by the township's 9 digits."""
    try:
        wanted = rules.parse_quotas(text)
    except ValueError as error:
        message = _l("A line each: township and number, for example “Jiayi 10”.")
        raise InvalidInput(Problem("quotas", message, field="quotas")) from error
    known = {name: code for code, name in _townships(region_code)}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        text = _l("No township of this name here: %(names)s", names="、".join(unknown))
        raise InvalidInput(Problem("quotas", text, field="quotas"))
    return {known[name]: seats for name, seats in wanted.items()}


def quotas_as_text(activity: Activity) -> str:
    if not activity.occasion.quotas:
        return ""
    known = dict(_townships(activity.region_code))
    return "\n".join(
        f"{known.get(one.group_key, one.group_key)} {one.seats}" for one in activity.occasion.quotas
    )


def _townships(region_code: str) -> list[tuple[str, str]]:
    below = list_below(at_level(region_code, Level.COUNTY), limit=200)
    return [(prefix(one.code).ljust(9, "0"), one.name) for one in below]


def _check(plan: Plan) -> None:
    if problems := rules.problems_of_times(plan.starts_at, plan.ends_at):
        raise InvalidInput(*problems)


def _must_be_ready(activity: Activity) -> None:
    plan = rules.Plan(
        kind=activity.kind,
        place=activity.place,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        sign_up=activity.sign_up,
        closes_at=activity.occasion.closes_at,
        safety=activity.safety,
        audience=activity.audience,
        has_team=activity.team_id is not None,
    )
    if problems := rules.problems_to_publish(plan, now(), kinds.SAFETY):
        raise Conflict(*problems)


def _series_from(activity: Activity) -> Sequence[Activity]:
    """This one and the later ones of its series."""
    if activity.series_id is None:
        return [activity]
    query = select(Activity).where(
        Activity.series_id == activity.series_id, Activity.starts_at >= activity.starts_at
    )
    return session().scalars(query.order_by(Activity.starts_at)).all()


def _manage(actor: Actor, activity_id: int) -> Activity:
    activity: Activity = lock(get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY))
    return activity
