"""Teams: made, and joined."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit
from app.core.access import scope
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.db import transaction
from app.core.errors import InvalidInput, Problem
from app.policy import P
from app.volunteers.models import Team, Volunteer
from app.volunteers.services.vetting import locked

KINDS = ("local", "remote", "professional")


def create_team(*, actor: Actor, region_code: str, name: str, kind: str, captain_name: str) -> Team:
    with transaction() as current:
        demand(actor, P.REGISTER_VOLUNTEER, region_code)
        if kind not in KINDS:
            raise InvalidInput(Problem("kind", _l("Choose one from the list."), field="kind"))
        same = select(Team.id).where(Team.region_code == region_code, Team.name == name)
        if current.scalar(same) is not None:
            raise InvalidInput(
                Problem("team_exists", _l("This place has a team of that name."), field="name")
            )
        team = Team(region_code=region_code, name=name, kind=kind, captain_name=captain_name)
        current.add(team)
        current.flush()
        audit.record(actor, "team.created", team)
        return team


def assign_team(*, actor: Actor, volunteer_id: int, team_id: int | None) -> Volunteer:
    """`team_id` None takes her out of her team."""
    with transaction() as current:
        volunteer = locked(actor, volunteer_id)
        demand(actor, P.REGISTER_VOLUNTEER, volunteer)
        team = None if team_id is None else scope.get_visible(Team, actor, team_id)
        volunteer.team = team
        current.flush()
        audit.record(actor, "volunteer.team_assigned", volunteer, team_id=team_id)
        return volunteer
