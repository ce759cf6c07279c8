"""Making two records one, and saying that two are two. Both are final and on record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.accounts.services import drop_role
from app.core import audit
from app.core.access import scope
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.db import session, transaction
from app.core.errors import Conflict, Problem, StaleVersion
from app.core.personal import blind_index
from app.core.workflow import advance
from app.policy import P, Role
from app.volunteers import hooks, queries
from app.volunteers.doubles import following
from app.volunteers.doubles.fields import FIELDS, differences, joined_texts
from app.volunteers.doubles.rules import Side, problems_to_merge
from app.volunteers.models import DifferentPeople, Volunteer
from app.volunteers.services.teams import close_membership
from app.volunteers.states import VOLUNTEER

EARLIEST = ("service_from", "privacy_agreed_at", "declared_at")


@dataclass(frozen=True)
class Pair:
    kept: Volunteer
    gone: Volunteer


def compare(*, actor: Actor, kept_id: int, gone_id: int) -> Pair:
    """Both records, to be read side by side with their whole numbers; that goes on record."""
    with transaction():
        pair = _pair(actor, kept_id, gone_id)
        for row, other in ((pair.kept, pair.gone), (pair.gone, pair.kept)):
            audit.record(actor, "volunteer.compared", row, other=other.id)
        return pair


def why_not(pair: Pair) -> list[Problem]:
    problems = problems_to_merge(_side(pair.kept), _side(pair.gone))
    return problems or hooks.objections_to_merge(pair.kept, pair.gone)


def merge(
    *,
    actor: Actor,
    kept_id: int,
    gone_id: int,
    versions: tuple[int, int],
    taken: Collection[str] = (),
    reason: str,
) -> Volunteer:
    """Make `gone` part of `kept`, for good.

    `taken`: fields of which the word of the record that goes is right; where only one of the two
    says something, that stays in any case. Raises Conflict where one of them may not go, and
    StaleVersion if either changed since it was read.
    """
    with transaction():
        for row_id in sorted((kept_id, gone_id)):
            scope.lock(scope.get_visible(Volunteer, actor, row_id, P.MERGE_VOLUNTEERS))
        pair = _pair(actor, kept_id, gone_id)
        kept, gone = pair.kept, pair.gone
        if (kept.version, gone.version) != versions:
            raise StaleVersion(Problem("stale", _l("Somebody else saved this meanwhile.")))
        if problems := why_not(pair):
            raise Conflict(*problems)
        fields = _fields_to_take(kept, gone, taken)
        advance(VOLUNTEER, "merge", actor=actor, row=gone, reason=reason)
        account = gone.user_id
        _take_over(actor, kept, gone, fields)
        left = following.follow(kept, gone, account)
        session().flush()
        audit.record(
            actor, "volunteer.merged_with", kept, gone=gone.id, fields=sorted(fields), left=left
        )
        return kept


def tell_apart(*, actor: Actor, kept_id: int, gone_id: int) -> None:
    """The two are two people: they are not shown as one again."""
    with transaction() as current:
        pair = _pair(actor, kept_id, gone_id)
        first, second = sorted((pair.kept.id, pair.gone.id))
        told = current.get(DifferentPeople, {"first_id": first, "second_id": second})
        if first == second or told is not None:
            return
        current.add(DifferentPeople(first_id=first, second_id=second, decided_by=actor.user_id))
        current.flush()
        audit.record(actor, "volunteer.told_apart", pair.kept, other=pair.gone.id)


def _pair(actor: Actor, kept_id: int, gone_id: int) -> Pair:
    rows = [
        scope.get_visible(Volunteer, actor, row_id, P.MERGE_VOLUNTEERS)
        for row_id in (kept_id, gone_id)
    ]
    for row in rows:
        demand(actor, P.MERGE_VOLUNTEERS, row)
    return Pair(*rows)


def _side(row: Volunteer) -> Side:
    return Side(row.id, row.state, row.forgotten_at is not None)


def _fields_to_take(kept: Volunteer, gone: Volunteer, taken: Collection[str]) -> set[str]:
    found = differences(kept, gone, queries.rules_of(kept))
    return {one.name for one in found if one.gone and (one.name in taken or not one.kept)}


def _take_over(actor: Actor, kept: Volunteer, gone: Volunteer, fields: set[str]) -> None:
    _settle_team(kept, gone, fields)
    account = _account(actor, kept, gone, fields)
    plain = fields - {"team_id", "user_id"}
    values = {name: getattr(gone, name) for field in plain for name in FIELDS[field][1]}
    values |= dict(joined_texts(kept, gone))
    for name in EARLIEST:
        known = [at for at in (getattr(kept, name), getattr(gone, name)) if at is not None]
        values[name] = min(known, default=None)
    # Whatever either of them declared stays declared.
    declared = {*kept.exclusions_declared, *gone.exclusions_declared}
    values["exclusions_declared"] = sorted(declared)
    gone.merged_into = kept.id
    gone.identity_index = gone.phone_index = gone.user_id = None
    session().flush()
    for name, value in values.items():
        setattr(kept, name, value)
    kept.identity_index = blind_index("identity", kept.identity_number)
    kept.phone_index = blind_index("phone", kept.phone)
    kept.user_id = account
    session().flush()


def _settle_team(kept: Volunteer, gone: Volunteer, fields: set[str]) -> None:
    """One membership runs on, that of the team which was chosen."""
    if "team_id" in fields:
        team = gone.team
        close_membership(kept)
        kept.team, gone.team = team, None
    else:
        close_membership(gone)


def _account(actor: Actor, kept: Volunteer, gone: Volunteer, fields: set[str]) -> int | None:
    """The account that stays hers; the other one loses its rights as a volunteer."""
    chosen = gone.user_id if "user_id" in fields else kept.user_id
    for other in {kept.user_id, gone.user_id} - {chosen, None}:
        if other is not None:
            drop_role(actor=actor, user_id=other, role=Role.VOLUNTEER)
    return chosen
