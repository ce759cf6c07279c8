from __future__ import annotations

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.access.policy import rule_of
from app.core.db import session
from app.core.regioncode import Level, at_level
from app.policy import P
from app.regions.models import Region
from app.regions.queries import full_name
from app.training.services.signing_up import Outcome
from app.volunteers.models import Volunteer


def regions_of(actor: Actor) -> list[tuple[str, str]]:
    """Where she may hold trainings, with names."""
    codes = actor.regions(rule_of(P.MANAGE_TRAINING).roles)
    return [(code, full_name(code) or code) for code in codes]


def townships_of(actor: Actor) -> dict[str, str]:
    """Names of the townships of her counties → the first nine digits of their codes."""
    codes = actor.regions(rule_of(P.MANAGE_TRAINING).roles)
    counties = [at_level(code, Level.COUNTY) for code in codes]
    rows = session().scalars(select(Region).where(Region.parent_code.in_(counties)))
    return {one.name: one.code[:9] for one in rows}


def herself(actor: Actor) -> Volunteer | None:
    if actor.user_id is None:
        return None
    return session().scalar(select(Volunteer).where(Volunteer.user_id == actor.user_id))


def say(made: Outcome) -> None:
    """How many came in, how many wait, how many could not."""
    if made.enrolled:
        done = len(made.enrolled)
        flash(ngettext("%(num)s person signed up.", "%(num)s people signed up.", done), "success")
    if made.waiting:
        flash(_("On the waiting list: %(count)s", count=len(made.waiting)), "info")
    if made.refused:
        text = _("Not possible for %(count)s: the reason stands below.", count=len(made.refused))
        flash(text, "warning")
    if not made.new and not made.refused:
        flash(_("Nobody new: all of them are in already."), "info")
