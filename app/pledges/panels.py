"""What pledges show on other areas' pages: the volunteer's section, the lines of the home page."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session
from app.core.registry import Panel, Todo
from app.core.web.forms import ActionForm
from app.pledges.models import Pledge, PledgeBatch, ScanPage
from app.pledges.queries import due_for_renewal, pledges_of, without_pledge
from app.pledges.states import PLEDGE
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.volunteers.models import Volunteer

NAMED = 5
"""So many are named on the home page; the rest is a count that leads to the list."""


def of_volunteer(actor: Actor, volunteer: Volunteer) -> Panel | None:
    is_own = volunteer.user_id is not None and volunteer.user_id == actor.user_id
    if not is_own and not may(actor, P.READ_PLEDGE, volunteer):
        return None
    return Panel(
        "pledges/_panel.html",
        {
            "pledges": pledges_of(volunteer.id),
            "lifecycle": PLEDGE,
            "today": today(),
            "issue_url": url_for("pledges.issue", volunteer_id=volunteer.id)
            if volunteer.state == "approved" and may(actor, P.ISSUE_PLEDGE, volunteer)
            else None,
            "form": ActionForm(),
            "record_url": url_for("pledges.service_record", volunteer_id=volunteer.id),
        },
    )


def todos(actor: Actor) -> Iterator[Todo]:
    yield from _own(actor)
    for region in actor.regions(frozenset({"chair", "staff"})):
        yield from _of_region(actor, region)
        break


def _own(actor: Actor) -> Iterator[Todo]:
    mine = (
        select(Pledge)
        .join(Pledge.volunteer)
        .where(Volunteer.user_id == actor.user_id, Pledge.state == "issued")
    )
    for pledge in session().scalars(mine):
        text = _l("Sign your pledge for %(year)s", year=pledge.starts_on.year)
        yield Todo(text, url_for("pledges.show", pledge_id=pledge.id), "amber")


def _of_region(actor: Actor, region: str) -> Iterator[Todo]:
    rules = rules_for(region)
    unsigned = visible(Pledge, actor).where(Pledge.state == "issued")
    for pledge in session().scalars(unsigned.order_by(Pledge.issued_at).limit(NAMED)):
        text = _l("Have the pledge signed: %(name)s", name=pledge.volunteer.name)
        yield Todo(text, url_for("pledges.show", pledge_id=pledge.id), "amber")
    for pledge in session().scalars(
        due_for_renewal(actor, rules, today(), within=max(rules.reminder_days))
        .order_by(Pledge.ends_on, Pledge.id)
        .limit(NAMED)
    ):
        yield _renewal(pledge, rules)
    missing = session().scalar(
        select(func.count()).select_from(without_pledge(actor, today()).subquery())
    )
    if missing:
        text = _l("Issue pledges to volunteers who have none")
        yield Todo(text, url_for("pledges.index", view="missing"), "amber", missing)
    aside = visible(PledgeBatch, actor).join(ScanPage, ScanPage.batch_id == PledgeBatch.id)
    for batch in session().scalars(aside.where(ScanPage.settled_at.is_(None)).distinct()):
        text = _l("Say whose the scanned pages are: %(team)s", team=batch.team.name)
        yield Todo(text, url_for("pledges.show_batch", batch_id=batch.id), "amber")


def _renewal(pledge: Pledge, rules: ProgrammeRules) -> Todo:
    """Blue at first, red from the programme's last reminder on, amber between."""
    days, name = (pledge.ends_on - today()).days, pledge.volunteer.name
    url = url_for("pledges.issue", volunteer_id=pledge.volunteer_id)
    if days < 0:
        return Todo(_l("Renew the pledge: %(name)s, lapsed", name=name), url, "red")
    text = _l("Renew the pledge: %(name)s, %(days)s days left", name=name, days=days)
    if days > rules.renewal_days:
        url = url_for("pledges.show", pledge_id=pledge.id)
    if days <= min(rules.reminder_days):
        return Todo(text, url, "red")
    return Todo(text, url, "amber" if days <= rules.renewal_days else "blue")
