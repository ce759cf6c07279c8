"""What partners show on other areas' pages, and on the home page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session
from app.core.registry import Panel, Todo
from app.partners.models import CountyPartnership, Organisation
from app.partners.queries import organisations_of, pairs_of_team
from app.policy import P
from app.regions.stations import load_names
from app.volunteers.models import Team, Volunteer

SOON = 60


def of_volunteer(actor: Actor, volunteer: Volunteer) -> Panel | None:
    found = organisations_of(volunteer.id) if may(actor, P.READ_PARTNER, volunteer) else ()
    return Panel("partners/_of_volunteer.html", {"organisations": found}) if found else None


def of_team(actor: Actor, team: Team) -> Panel | None:
    """The villages that it stands by, and the teams that stand by its own village."""
    if not may(actor, P.READ_PARTNER):
        return None
    stands_by, helped_by = pairs_of_team(actor, team)
    may_keep = may(actor, P.KEEP_PARTNER)
    if not (stands_by or helped_by or may_keep):
        return None
    load_names(one.region_code for one in stands_by)
    values = {"stands_by": stands_by, "helped_by": helped_by, "may_keep": may_keep, "team": team}
    return Panel("partners/_of_team.html", values)


def todos(actor: Actor) -> Iterator[Todo]:
    if may(actor, P.CONFIRM_PARTNER):
        asked = visible(CountyPartnership, actor, P.CONFIRM_PARTNER)
        for row in session().scalars(asked.where(CountyPartnership.state == "proposed")):
            text = _l("Another county asks for pairs between both: answer")
            yield Todo(text, url_for("partners.county", partnership_id=row.id), "blue")
    if not may(actor, P.DECIDE_PARTNER):
        return
    here = visible(Organisation, actor, P.DECIDE_PARTNER)
    for one in session().scalars(here.where(Organisation.state == "proposed").limit(5)):
        text = _l("Decide on the organisation: %(name)s", name=one.name)
        yield Todo(text, url_for("partners.show", organisation_id=one.id), "amber")
    soon = here.where(
        Organisation.state == "approved",
        Organisation.agreed_until < today() + timedelta(days=SOON),
    )
    for one in session().scalars(soon.order_by(Organisation.agreed_until).limit(5)):
        text = _l("Renew the agreement with %(name)s", name=one.name)
        tone = "red" if one.agreed_until and one.agreed_until < today() else "amber"
        yield Todo(text, url_for("partners.agreement", organisation_id=one.id), tone)
