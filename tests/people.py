"""Named people and places for tests: made up, with identity numbers whose check digit is right.

Everything is built on the models, inside the running application context, so that a test of one
area does not depend on the services of another.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from stdnum.cn import ric

from app.accounts.models import RoleGrant, User
from app.children.models import Child, Consent, Family, Guardian
from app.children.rosters.models import RosterEntry, RosterVersion
from app.core.access.actors import Actor, Grant
from app.core.clock import now, today
from app.core.db import transaction
from app.core.personal import blind_index
from app.policy import Role
from app.training.models import Completion, Course
from app.volunteers.models import VettingCheck, Volunteer

PINGJIANG = "430626000000"
JIAYI = "430626102000"
"""A township of Pingjiang and, below, a village of it, one of another township and one outside."""
XIEJIANG = "430626102204"
SANYANG = "430626101201"
MILUO = "430681000000"
MILUO_VILLAGE = "430681101201"
COUNTRY = "000000000000"

_numbers = count(1)


def identity_number(born_on: date, sex: str = "female", area: str = "430626") -> str:
    """A new valid number of somebody born on that day."""
    order = (next(_numbers) % 450) * 2 + (1 if sex == "male" else 2)
    body = f"{area}{born_on:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


def make_user(username: str, *grants: tuple[Role, str], name: str = "") -> User:
    with transaction() as session:
        user = User(username=username, name=name or username)
        user.sealing()
        user.grants = [RoleGrant(role=role, region_code=region) for role, region in grants]
        session.add(user)
        session.flush()
    return user


def actor_of(user: User, *, second_factor: bool = True) -> Actor:
    grants = tuple(Grant(grant.role, grant.region_code) for grant in user.grants)
    return Actor(user.id, user.name, grants, second_factor)


def make_actor(role: Role, region: str = PINGJIANG, *, second_factor: bool = True) -> Actor:
    """Somebody with one role, and an account of her own."""
    user = make_user(f"{role}-{next(_numbers)}", (role, region))
    return actor_of(user, second_factor=second_factor)


def make_volunteer(
    name: str = "王芳",
    *,
    region: str = XIEJIANG,
    state: str = "approved",
    born_on: date = date(1980, 5, 1),
    vetted: bool = True,
    trained: bool = True,
    **values: Any,
) -> Volunteer:
    """An approved volunteer, trained and with all checks valid, unless told otherwise."""
    with transaction() as session:
        number = identity_number(born_on)
        volunteer = Volunteer(
            name=name,
            identity_number=number,
            identity_index=blind_index("identity", number),
            phone="13800000000",
            born_on=born_on,
            sex="female",
            region_code=region,
            state=state,
            **{
                "capacity": 2,
                "name_key": "wangfang",
                "name_initials": "wf",
                "service_from": today() if state == "approved" else None,
                **values,
            },
        )
        session.add(volunteer)
        session.flush()
        if vetted:
            session.add_all(_checks(volunteer))
    if trained and state in ("approved", "suspended"):
        complete_course(volunteer, make_course())
    return volunteer


def make_course(title: str = "岗前培训", *, region: str = PINGJIANG, **values: Any) -> Course:
    """A course in the catalogue, of two hours and needed before the first pairing."""
    defaults = {"theme": "care", "minutes": 120, "duty": "initial", "is_open": True}
    with transaction() as session:
        course = Course(title=title, region_code=region, **(defaults | values))
        session.add(course)
        session.flush()
    return course


def complete_course(volunteer: Volunteer, course: Course, **values: Any) -> Completion:
    """A confirmed completion of today."""
    with transaction() as session:
        completion = Completion(
            volunteer_id=volunteer.id,
            course_id=course.id,
            region_code=volunteer.region_code,
            **(
                {
                    "state": "confirmed",
                    "how": "onsite",
                    "minutes": course.minutes,
                    "completed_on": today(),
                }
                | values
            ),
        )
        session.add(completion)
        session.flush()
    return completion


def vet(volunteer: Volunteer) -> None:
    """All checks anew, from today."""
    with transaction() as session:
        session.add_all(_checks(volunteer))
        session.flush()


def _checks(volunteer: Volunteer) -> list[VettingCheck]:
    kinds = ("identity", "sanctions", "record_enquiry", "reference", "interview")
    return [
        VettingCheck(
            volunteer=volunteer,
            uid=f"{next(_numbers):032x}",
            kind=kind,
            passed=True,
            checked_on=today(),
            valid_until=today() + timedelta(days=365),
            checked_by_name="李主任",
        )
        for kind in kinds
    ]


def make_child(
    name: str = "小明",
    *,
    region: str = XIEJIANG,
    born_on: date = date(2015, 3, 8),
    consented: bool = True,
    rostered: bool = True,
    **values: Any,
) -> Child:
    """An enrolled child on a sealed roster, whose guardian has consented to pairing, unless told
    otherwise."""
    number = next(_numbers)
    address = values.pop("address", None)
    with transaction() as session:
        family = Family(region_code=region)
        family.address = address
        child = Child(
            family=family,
            name=name,
            identity_number=identity_number(born_on, "male"),
            identity_index=blind_index("identity", f"child-{number}"),
            alias=f"小石榴{number}",
            roster_number=number,
            born_on=born_on,
            sex="male",
            region_code=region,
            found_on=today(),
            **{"category": "left_behind", "needs": ["study"], **values},
        )
        session.add(child)
        session.flush()
        guardian = Guardian(family=family, name="张奶奶", phone="13900000000", relation="祖母")
        session.add(guardian)
        session.flush()
        if consented:
            grant_consent(child, guardian)
        if rostered:
            put_on_roster(child)
    return child


def put_on_roster(child: Child) -> RosterEntry:
    """On the sealed roster of its village, which is made if there is none; of no real content."""
    with transaction() as session:
        query = select(RosterVersion).where(RosterVersion.region_code == child.region_code)
        roster = session.scalars(query.order_by(RosterVersion.number.desc())).first()
        if roster is None:
            roster = RosterVersion(
                region_code=child.region_code,
                number=1,
                state="sealed",
                frozen_on=today(),
                sealed_on=today(),
                office="加义镇党委",
            )
            session.add(roster)
            session.flush()
        entry = RosterEntry(roster_id=roster.id, child=child, change="new", digest="0" * 64)
        session.add(entry)
        roster.listed += 1
        session.flush()
    return entry


def grant_consent(child: Child, guardian: Guardian, scope: str = "pairing") -> Consent:
    with transaction() as session:
        consent = Consent(
            child=child,
            uid=f"{next(_numbers):032x}",
            guardian_id=guardian.id,
            scope=scope,
            decision="granted",
            signed_on=today(),
            expires_on=today() + timedelta(days=365),
            text_version="test",
            recorded_at=now(),
        )
        session.add(consent)
        session.flush()
    return consent
