"""Calls for volunteers: made by staff, opened by everybody, counted by channel."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import CursorResult, Select, func, select, update

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, visible
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import InvalidInput, Problem
from app.core.web.pages import public_address
from app.policy import P
from app.programmes.rules import ProgrammeRules
from app.volunteers.models import Campaign, NoticeOpening, Volunteer
from app.volunteers.states import UNDER_REVIEW


def find(slug: str) -> Campaign | None:
    return session().scalar(select(Campaign).where(Campaign.slug == slug[:24]))


def address(campaign: Campaign, via: str = "") -> str:
    """What the QR code of a poster or letter opens; `via` counts for its channel."""
    path = url_for("volunteers.join_campaign", slug=campaign.slug, via=via or None)
    return public_address() + path


def channel(rules: ProgrammeRules, via: str) -> str:
    """A channel of the programme, or none."""
    return via if via in {one.code for one in rules.channels} else ""


@dataclass(frozen=True, kw_only=True)
class CampaignValues:
    title: str
    text: str
    place: str
    quota: int
    opens_on: date
    closes_on: date


def create_campaign(*, actor: Actor, region_code: str, values: CampaignValues) -> Campaign:
    with transaction() as current:
        demand(actor, P.REGISTER_VOLUNTEER, region_code)
        _refuse_bad(values)
        # Not to be guessed from another, and short enough to be typed from a poster.
        slug = f"zm-{secrets.token_hex(3)}"
        campaign = Campaign(
            slug=slug, region_code=region_code, made_by=actor.user_id, **vars(values)
        )
        current.add(campaign)
        current.flush()
        audit.record(actor, "campaign.created", campaign)
        return campaign


def edit_campaign(*, actor: Actor, campaign_id: int, values: CampaignValues) -> Campaign:
    with transaction() as current:
        campaign: Campaign = get_visible(Campaign, actor, campaign_id)
        demand(actor, P.REGISTER_VOLUNTEER, campaign)
        _refuse_bad(values)
        changed = [name for name, value in vars(values).items() if getattr(campaign, name) != value]
        for name in changed:
            setattr(campaign, name, getattr(values, name))
        current.flush()
        if changed:
            audit.record(actor, "campaign.edited", campaign, fields=changed)
        return campaign


def _refuse_bad(values: CampaignValues) -> None:
    if values.closes_on < values.opens_on:
        text = _l("The last day lies before the first.")
        raise InvalidInput(Problem("dates", text, field="closes_on"))


def found_campaigns(actor: Actor, words: str = "") -> Select[Any]:
    query = visible(Campaign, actor)
    return query.where(Campaign.title.contains(words, autoescape=True)) if words else query


def list_campaigns(actor: Actor) -> Sequence[Campaign]:
    """The newest, for counts that are shown side by side."""
    query = found_campaigns(actor).order_by(Campaign.closes_on.desc(), Campaign.id.desc())
    return session().scalars(query.limit(100)).all()


def note_opening(campaign: Campaign, via: str) -> None:
    """One more browser has opened the notice. Two that do so first at once make two rows."""
    same = {"campaign_id": campaign.id, "channel": via, "day": today()}
    with transaction() as current:
        found = update(NoticeOpening).filter_by(**same).values(number=NoticeOpening.number + 1)
        if not cast(CursorResult[Any], current.execute(found)).rowcount:
            current.add(NoticeOpening(**same, number=1))


def openings(by: str, campaign_ids: Iterable[int]) -> dict[object, int]:
    """By `campaign_id` or `channel`, of these calls."""
    column = getattr(NoticeOpening, by)
    query = select(column, func.sum(NoticeOpening.number)).group_by(column)
    query = query.where(NoticeOpening.campaign_id.in_(campaign_ids))
    return {key: int(number) for key, number in session().execute(query)}


@dataclass(frozen=True)
class Funnel:
    """From the notice to service; each number counts people who came at least so far."""

    opened: int = 0
    """Browsers that opened the notice of a call."""
    applied: int = 0
    open: int = 0
    approved: int = 0
    serving: int = 0
    refused: int = 0
    left: int = 0


def funnels(actor: Actor, by: str, campaign_id: int | None = None) -> dict[object, Funnel]:
    """By `campaign_id`, `channel`, `township_code` or `county_code` of the volunteers seen."""
    column = getattr(Volunteer, by)
    query = visible(Volunteer, actor).where(Volunteer.merged_into.is_(None))
    if campaign_id is not None:
        query = query.where(Volunteer.campaign_id == campaign_id)
    counted = query.with_only_columns(
        column, Volunteer.state, Volunteer.service_from.is_not(None), func.count()
    ).group_by(column, Volunteer.state, Volunteer.service_from.is_not(None))
    sums: dict[object, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, number in _opened(actor, by, campaign_id).items():
        sums[key]["opened"] = number
    for key, state, has_served, number in session().execute(counted):
        of_key = sums[key]
        of_key["applied"] += number
        of_key["approved"] += number if has_served else 0
        of_key["open"] += number if state in (*UNDER_REVIEW, "returned") else 0
        of_key["serving"] += number if state == "approved" else 0
        of_key["refused"] += number if state == "refused" else 0
        of_key["left"] += number if state == "left" else 0
    return {key: Funnel(**values) for key, values in sums.items()}


def _opened(actor: Actor, by: str, campaign_id: int | None) -> dict[object, int]:
    if campaign_id is not None:
        return openings(by, [campaign_id])
    return openings(by, [one.id for one in list_campaigns(actor)]) if by == "campaign_id" else {}
