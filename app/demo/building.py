"""Builds the invented station: all of it in one transaction, or nothing."""

from __future__ import annotations

import random
from pathlib import Path
from typing import cast

from flask import current_app
from sqlalchemy import select

from app.accounts import passwords
from app.accounts.models import User
from app.accounts.queries import any_user, load_actor
from app.accounts.services import create_user
from app.config import Settings
from app.core import audit
from app.core.access.actors import SYSTEM, Actor, Grant
from app.core.clock import today
from app.core.db import session, transaction
from app.demo.activities import CalendarStories
from app.demo.bodies import tell_bodies
from app.demo.cast import Cast
from app.demo.children import ChildStories
from app.demo.families import FamilyStories
from app.demo.invention import Inventor
from app.demo.lists import ListStories
from app.demo.logins import COUNTY, LOGINS, NEIGHBOUR, PASSWORD
from app.demo.pairs import tell_neighbours, tell_pairs, tell_partners, tell_task_force
from app.demo.recruiting import RecruitStories
from app.demo.requests import RequestStories
from app.demo.rosters import RosterStories
from app.demo.seasons import SeasonStories
from app.demo.teams import TeamStories
from app.demo.timeline import Timeline
from app.demo.training import announce
from app.demo.trainings import TrainingStories
from app.demo.volunteers import VolunteerStories
from app.policy import Role
from app.programmes.services import adopt_preset
from app.regions.models import Station
from app.regions.queries import is_register_complete
from app.regions.services import load_register

SEED = 4306
OPENED_AGO = 430
MARK = "demo-made"
"""A file beside the database that names an account of it: so it was made here, and all of it."""


class NotHere(RuntimeError):
    """The demonstration does not go into this installation."""


def make() -> bool:
    """Build it, unless it is there already. Raises NotHere outside the demonstration."""
    if not _settings().demo:
        raise NotHere("refused: set AIXIN_DEMO=1 and a folder of its own (make demo does)")
    refuse_real_data()
    if any_user():
        return False
    if not is_register_complete():
        with transaction() as current:
            load_register(current.connection())
    with transaction() as current:
        _build()
        admin = current.scalars(select(User).where(User.username == str(Role.ADMIN))).one()
        _mark().write_text(admin.uid, "ascii")
    return True


def refuse_real_data() -> None:
    """Raise NotHere for a database with accounts that the demonstration did not make: in demo
    mode no second factor is asked for."""
    if not any_user():
        return
    made_here = _mark().read_text("ascii") if _mark().exists() else ""
    if session().scalar(select(User.id).where(User.uid == made_here)) is None:
        raise NotHere("refused: this database holds data that the demonstration did not make")


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def _mark() -> Path:
    return _settings().data_dir / MARK


def _build() -> None:
    chance = random.Random(SEED)  # noqa: S311
    inventor, timeline = Inventor(chance), Timeline()
    users: dict[Role, User] = {}
    timeline.at(OPENED_AGO, lambda: users.update(_open_stations()))
    people = Cast(users)
    volunteers = VolunteerStories(inventor, timeline, people, chance)
    children = ChildStories(inventor, timeline, people, chance)
    # Of its own chance: what it draws must not change the others’ stories.
    RosterStories(timeline, people, random.Random(SEED + 1)).tell()  # noqa: S311
    FamilyStories(timeline, people, children.kids)
    ListStories(timeline, people, children.kids)
    RequestStories(children, timeline, people)
    tell_pairs(volunteers, children, timeline, people)
    tell_task_force(timeline, people)
    tell_partners(volunteers, timeline, people)
    tell_neighbours(inventor, timeline, people)
    tell_bodies(timeline, people)
    RecruitStories(volunteers, timeline, people, random.Random(SEED + 2)).tell()  # noqa: S311
    TeamStories(volunteers, timeline, people).tell()
    timeline.at(0, lambda: announce(people.chair, COUNTY))
    CalendarStories(volunteers, timeline, people).tell()
    SeasonStories(volunteers, timeline, people)
    TrainingStories(volunteers, children, timeline, people).tell()
    timeline.play()
    _open_volunteers_login(volunteers)


def _open_stations() -> dict[Role, User]:
    users: dict[Role, User] = {}
    hashed = passwords.hash_password(PASSWORD)
    for login in LOGINS:
        if login.role is Role.VOLUNTEER:
            continue  # hers comes from her approval
        grant = Grant(login.role, login.region_code)
        user, _ = create_user(
            actor=SYSTEM, username=login.username, name=login.name, grants=[grant]
        )
        user.password_hash = hashed
        users[login.role] = user
    session().flush()
    chair = load_actor(users[Role.CHAIR], second_factor=True)
    _open_station(
        chair, COUNTY, "pingjiang", "平江县爱心妈妈工作站", "平江县加义镇加义街道便民服务中心二楼"
    )
    adopt_preset(actor=chair, region_code=COUNTY, preset="yueyang")
    other, _ = create_user(
        actor=SYSTEM, username="miluo", name="易春桃", grants=[Grant(Role.CHAIR, NEIGHBOUR)]
    )
    create_user(
        actor=SYSTEM, username="miluo-staff", name="湛玉梅", grants=[Grant(Role.STAFF, NEIGHBOUR)]
    )
    neighbour = load_actor(other, second_factor=True)
    _open_station(neighbour, NEIGHBOUR, "miluo", "汨罗市爱心妈妈工作站", "汨罗市弼时镇便民服务中心")
    adopt_preset(actor=neighbour, region_code=NEIGHBOUR, preset="yueyang")
    return users


def _open_station(actor: Actor, region_code: str, slug: str, name: str, address: str) -> None:
    station = Station(
        slug=slug,
        region_code=region_code,
        name=name,
        address=address,
        phone="0730-0000000",
        opened_on=today(),
    )
    session().add(station)
    session().flush()
    audit.record(actor, "station.opened", station)


def _open_volunteers_login(volunteers: VolunteerStories) -> None:
    """Approval gave her an account with a name by chance; the demonstration's is easier to type."""
    user = session().get_one(User, volunteers.with_login.row.user_id)
    user.username = str(Role.VOLUNTEER)
    user.password_hash = passwords.hash_password(PASSWORD)
    session().flush()
