"""What tests of pairings share: volunteers with a signed pledge, pairs, closures."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import transaction
from app.pairings import services
from app.pairings.closing import CODES
from app.pairings.models import Pairing
from app.pledges.models import Pledge
from app.policy import Role
from app.volunteers.models import Volunteer
from tests.people import actor_of, make_child, make_user, make_volunteer

_numbers = count(1)


def pledge(volunteer: Volunteer, **values: Any) -> Pledge:
    with transaction() as session:
        row = Pledge(
            volunteer=volunteer,
            region_code=volunteer.region_code,
            **{
                "state": "signed",
                "year_number": 1,
                "starts_on": today(),
                "ends_on": today() + timedelta(days=364),
                "serial": f"TEST-{next(_numbers)}",
                **values,
            },
        )
        session.add(row)
        session.flush()
    return row


def ready(name: str = "王芳", **values: Any) -> Volunteer:
    """A volunteer who may be paired today."""
    volunteer = make_volunteer(name, **values)
    pledge(volunteer)
    return volunteer


def pair(actor: Actor, **values: Any) -> Pairing:
    volunteer = values.pop("volunteer", None) or ready()
    child = values.pop("child", None) or make_child()
    role = values.pop("role", "lead")
    return services.make_pairing(
        actor=actor, child_id=child.id, volunteer_id=volunteer.id, role=role
    )


def with_account(volunteer: Volunteer) -> Actor:
    grant = (Role.VOLUNTEER, volunteer.region_code)
    user = make_user(f"v{volunteer.id}-{next(_numbers)}", grant, name=volunteer.name)
    with transaction():
        volunteer.user_id = user.id
    return actor_of(user)


def take_steps(actor: Actor, pairing: Pairing, *, but: str = "") -> None:
    """Every step of an open closure, `but` one."""
    for code in CODES:
        if code == but:
            continue
        if code == "hand_over":
            services.record_hand_over(
                actor=actor, pairing_id=pairing.id, hand_over="summary", summary="喜欢画画"
            )
        elif code == "statement":
            services.issue_statement(actor=actor, pairing_id=pairing.id)
        else:
            services.record_step(
                actor=actor, pairing_id=pairing.id, code=code, outcome="done", note="谈过"
            )


def close(actor: Actor, pairing: Pairing, way: str = "planned") -> None:
    services.open_closure(actor=actor, pairing_id=pairing.id, way=way, reason="期满")
    take_steps(actor, pairing)
    services.end_pairing(actor=actor, pairing_id=pairing.id)
