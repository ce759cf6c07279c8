"""Who of a team is issued a pledge, printed again, or left out and why; many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.core.clock import today
from app.core.db import session
from app.core.errors import Problem
from app.pledges.models import Pledge
from app.pledges.queries import of_checks
from app.pledges.rules import Term, next_term, problems_to_issue
from app.programmes.queries import rules_for
from app.volunteers.models import Team, Volunteer
from app.volunteers.queries import problems_of


@dataclass(frozen=True)
class Member:
    """One of the team: to be issued a pledge, printed again, or left out and why."""

    volunteer: Volunteer
    unsigned: Pledge | None
    problems: Sequence[Problem]

    @property
    def takes_part(self) -> bool:
        return self.unsigned is not None or not self.problems


def members_of(team: Team) -> list[Member]:
    """Everybody of the team who serves; those who have signed for the next year are left out."""
    query = select(Volunteer).where(Volunteer.team_id == team.id, Volunteer.state == "approved")
    return as_members(session().scalars(query.order_by(Volunteer.name_key, Volunteer.id)).all())


def member_of(volunteer: Volunteer) -> Member:
    return as_members([volunteer])[0]


def as_members(volunteers: Sequence[Volunteer]) -> list[Member]:
    """In few queries, however many they are."""
    programmes = {code: rules_for(code) for code in {one.region_code for one in volunteers}}
    pledges = _pledges_of(volunteers)
    earlier = {
        key: [Term(one.year_number, one.starts_on, one.ends_on) for one in found]
        for key, found in pledges.items()
    }
    terms = {
        one.id: next_term(earlier[one.id], programmes[one.region_code], today())
        for one in volunteers
    }
    gaps = dict(_gaps(volunteers, terms))
    return [
        Member(
            volunteer=one,
            unsigned=next((each for each in pledges[one.id] if each.state == "issued"), None),
            problems=problems_to_issue(
                is_approved=one.state == "approved",
                vetting=gaps[one.id],
                born_on=one.born_on,
                earlier=earlier[one.id],
                term=terms[one.id],
                rules=programmes[one.region_code],
                today=today(),
            ),
        )
        for one in volunteers
    ]


def _pledges_of(volunteers: Sequence[Volunteer]) -> dict[int, list[Pledge]]:
    """Those that are not withdrawn, the newest first."""
    found: dict[int, list[Pledge]] = {one.id: [] for one in volunteers}
    query = select(Pledge).where(Pledge.volunteer_id.in_(found), Pledge.state != "withdrawn")
    for pledge in session().scalars(query.order_by(Pledge.id.desc())):
        found[pledge.volunteer_id].append(pledge)
    return found


def _gaps(
    volunteers: Sequence[Volunteer], terms: dict[int, Term]
) -> Iterator[tuple[int, list[Problem]]]:
    """What of the checks does not hold on the first day of each one's term."""
    by_day: dict[date, list[Volunteer]] = defaultdict(list)
    for one in volunteers:
        by_day[terms[one.id].starts_on].append(one)
    for day, those in by_day.items():
        for key, problems in problems_of(those, day).items():
            yield key, of_checks(problems)
