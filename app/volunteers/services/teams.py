"""Teams: made, and joined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit
from app.core.access import scope
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents.uploads import Upload, store_badge
from app.core.errors import InvalidInput, Problem
from app.policy import P
from app.volunteers.models import Captaincy, Membership, Team, Volunteer
from app.volunteers.services.vetting import locked

KINDS = ("local", "remote", "professional")


@dataclass(frozen=True, kw_only=True)
class TeamValues:
    name: str
    kind: str
    captain_name: str = ""
    captain_office: str = ""
    profession: str = ""
    host_unit: str = ""
    brand: str = ""
    room: str = ""


def create_team(
    *, actor: Actor, region_code: str, name: str, kind: str, captain_name: str, **further: str
) -> Team:
    """`further`: what else TeamValues names."""
    values = TeamValues(name=name, kind=kind, captain_name=captain_name, **further)
    with transaction() as current:
        demand(actor, P.REGISTER_VOLUNTEER, region_code)
        _refuse_bad(region_code, values)
        team = Team(region_code=region_code, captain_since=today(), **vars(values))
        current.add(team)
        current.flush()
        audit.record(actor, "team.created", team)
        return team


def set_badge(*, actor: Actor, team_id: int, content: bytes = b"", name: str = "") -> None:
    """The picture takes the place of the one before; no `content` takes that one away."""
    with transaction() as current:
        team = scope.lock(scope.get_visible(Team, actor, team_id))
        demand(actor, P.REGISTER_VOLUNTEER, team)
        before, team.badge_id = team.badge_id, None
        if content:
            badge = store_badge(content, name=name, user_id=actor.user_id, field="badge")
            team.badge_id = badge.id
        current.flush()
        if before is not None:
            current.get_one(Upload, before).destroy()
        if team.badge_id != before:
            audit.record(actor, "team.edited", team, fields=["badge"])


def edit_team(*, actor: Actor, team_id: int, values: TeamValues) -> Team:
    """What the team is; its captain changes by `change_captain` only."""
    with transaction() as current:
        team = scope.lock(scope.get_visible(Team, actor, team_id))
        demand(actor, P.REGISTER_VOLUNTEER, team)
        _refuse_bad(team.region_code, values, team.id)
        wanted = {name: v for name, v in vars(values).items() if not name.startswith("captain")}
        changed = [name for name, value in wanted.items() if getattr(team, name) != value]
        for name in changed:
            setattr(team, name, wanted[name])
        current.flush()
        if changed:
            audit.record(actor, "team.edited", team, fields=changed)
        return team


def change_captain(
    *,
    actor: Actor,
    team_id: int,
    office: str,
    since: date,
    name: str = "",
    member_id: int | None = None,
    until: date | None = None,
) -> Team:
    """The office has changed hands: the new captain signs from `since` on, the old one is kept.

    `member_id`: of a volunteer in service; her name then comes from her record. `until`: the last
    day of her term, if it is known.
    """
    with transaction() as current:
        team = scope.lock(scope.get_visible(Team, actor, team_id))
        demand(actor, P.REGISTER_VOLUNTEER, team)
        if since > today() or (team.captain_since and since < team.captain_since):
            text = _l("Choose a day after the last change, not in the future.")
            raise InvalidInput(Problem("since", text, field="since"))
        if until is not None and until < since:
            text = _l("The last day lies before the first.")
            raise InvalidInput(Problem("until", text, field="until"))
        if member_id is not None:
            name = _in_service(actor, member_id).name
        if not name:
            raise InvalidInput(Problem("name", _l("Write the name."), field="name"))
        if team.captain_name:
            past = Captaincy(
                team_id=team.id,
                name=team.captain_name,
                office=team.captain_office,
                since=team.captain_since,
                until=since,
            )
            current.add(past)
        team.captain_name, team.captain_office, team.captain_since = name, office, since
        team.captain_id, team.captain_until = member_id, until
        current.flush()
        audit.record(actor, "team.captain_changed", team)
        return team


def _in_service(actor: Actor, volunteer_id: int) -> Volunteer:
    volunteer: Volunteer = scope.get_visible(Volunteer, actor, volunteer_id)
    if volunteer.state != "approved":
        raise InvalidInput(Problem("not_serving", _l("She is not in service."), field="member"))
    return volunteer


def _refuse_bad(region_code: str, values: TeamValues, own_id: int | None = None) -> None:
    if values.kind not in KINDS:
        raise InvalidInput(Problem("kind", _l("Choose one from the list."), field="kind"))
    same = select(Team.id).where(Team.region_code == region_code, Team.name == values.name)
    if session().scalar(same) not in (None, own_id):
        raise InvalidInput(
            Problem("team_exists", _l("This place has a team of that name."), field="name")
        )


def assign_team(*, actor: Actor, volunteer_id: int, team_id: int | None) -> Volunteer:
    """`team_id` None takes her out of her team."""
    with transaction() as current:
        volunteer = locked(actor, volunteer_id)
        demand(actor, P.REGISTER_VOLUNTEER, volunteer)
        team = None if team_id is None else scope.get_visible(Team, actor, team_id)
        if team is volunteer.team:
            return volunteer
        close_membership(volunteer)
        volunteer.team = team
        if team is not None:
            current.add(Membership(team=team, volunteer=volunteer, since=today()))
        current.flush()
        audit.record(actor, "volunteer.team_assigned", volunteer, team_id=team_id)
        return volunteer


def close_membership(volunteer: Volunteer) -> None:
    """She is in no team from today; who came before times were kept gets her time put down."""
    if volunteer.team is None:
        return
    running = [one for one in volunteer.memberships if one.until is None]
    if not running:
        since = volunteer.service_from or volunteer.applied_at.date()
        one = Membership(team=volunteer.team, volunteer=volunteer, since=since)
        session().add(one)
        running = [one]
    for membership in running:
        membership.until = today()
    volunteer.team = None


def note_roster(*, actor: Actor, team_id: int, rows: int) -> None:
    """The roster of a team leaves the house."""
    with transaction():
        team = scope.get_visible(Team, actor, team_id)
        audit.record(actor, "team.roster_taken", team, rows=rows)
