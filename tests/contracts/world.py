"""Somebody in each role inside and outside, and one of everything that a page can show."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pikepdf
from flask import Flask
from PIL import Image
from werkzeug.routing import Rule

from app.accounts.models import LoginSession, RoleGrant, User
from app.accounts.sessions import hash_token
from app.activities.arriving import door_code
from app.activities.feed import renew_feed, secret_of
from app.activities.models import RoundStop
from app.activities.permission import slip_code
from app.activities.services import incidents, joining, photos, planning, rota, supplies, templates
from app.certificates.services import ask_correction, issue_for_completion
from app.children.access.models import ReadingFlag
from app.children.access.services import ask_for_export
from app.children.desk.services import receive
from app.children.life.models import ChildMove
from app.children.models import Child, Consent, Guardian
from app.children.queries import Filters
from app.children.rosters.models import RosterCheck
from app.children.rosters.services import open_draft
from app.children.sources.models import Disagreement
from app.core import jobs
from app.core.access.actors import Actor
from app.core.calendar.models import SchoolPeriod
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.documents import signing
from app.core.imports.kinds import kind_of
from app.core.imports.services import start_import
from app.core.web import drafts
from app.hours.services import record_hours
from app.pairings.models import Pairing
from app.partners import services as partners
from app.partners.services import OrganisationValues
from app.pledges.models import PledgeBatch
from app.pledges.services import issue_pledge
from app.policy import Role
from app.programmes.services import adopt_preset
from app.regions.models import Station
from app.regions.services import load_register
from app.taskforces import services as task_forces
from app.training.services import catalogue, signing_up
from app.training.services.completion import answer_quiz
from app.volunteers.campaigns import CampaignValues, create_campaign
from app.volunteers.models import Team, Volunteer
from app.volunteers.services import create_team
from tests.people import (
    MILUO,
    MILUO_VILLAGE,
    PINGJIANG,
    SANYANG,
    actor_of,
    complete_course,
    make_child,
    make_course,
    make_user,
    make_volunteer,
)
from tests.support.client import CheckedClient
from tests.training.samples import add_quiz, hold_now, plan

OTHER_COUNTY = "430624000000"
INSIDE, OUTSIDE = "inside", "outside"
HOME = {INSIDE: PINGJIANG, OUTSIDE: MILUO}
STATIONS = {PINGJIANG: "平江县爱心妈妈工作站", MILUO: "汨罗市爱心妈妈工作站"}
ROSTER = Path(__file__).parent.parent / "data" / "children-roster-pingjiang.xlsx"


@dataclass
class World:
    app: Flask
    values: dict[str, Any] = field(default_factory=dict)
    """What stands for each variable part of a URL."""
    users: dict[tuple[Role, str], int] = field(default_factory=dict)

    def client(self, role: Role | None, where: str = INSIDE) -> CheckedClient:
        """A browser in which this person is signed in with her second factor; None: anybody's."""
        visitor = self.app.test_client()
        assert isinstance(visitor, CheckedClient)
        if role is not None:
            token = f"{role}-{where}"
            with visitor.session_transaction() as cookie:
                cookie["_user_id"] = token
        return visitor

    def url(self, rule: Rule) -> str:
        def fill(found: re.Match[str]) -> str:
            return str(self.values[found.group(1).rpartition(":")[2]])

        return re.sub(r"<([^>]+)>", fill, rule.rule)

    def rules(self, method: str) -> list[Rule]:
        found = [r for r in self.app.url_map.iter_rules() if method in (r.methods or ())]
        return sorted(found, key=lambda rule: rule.rule)


def populate(app: Flask) -> World:
    world = World(app)
    _make_places()
    for role in Role:
        for where, region in HOME.items():
            user = make_user(f"{role}-{where}", (role, region), name=f"王{role}")
            world.users[role, where] = user.id
            _sign_in(user, f"{role}-{where}")
    _make_people(world)
    _make_calendar(world)
    return world


def _make_places() -> None:
    with transaction() as current:
        load_register(current.connection(), within=(*STATIONS, OTHER_COUNTY))
        for code, name in STATIONS.items():
            current.add(Station(region_code=code, name=name, slug=code))


def _sign_in(user: User, token: str) -> None:
    with transaction() as current:
        current.add(
            LoginSession(
                token_hash=hash_token(token), user_id=user.id, device="test", second_factor_at=now()
            )
        )


def _make_people(world: World) -> None:
    chair_id = world.users[Role.CHAIR, INSIDE]
    chair = actor_of(session().get_one(User, chair_id))
    volunteer = make_volunteer("王芳", user_id=world.users[Role.VOLUNTEER, INSIDE])
    for number in range(30):
        make_volunteer(f"李娜{number}", region=SANYANG)
        make_child(f"小刚{number}", region=SANYANG)
    for state in ("applied", "checking", "returned", "refused", "suspended", "left"):
        make_volunteer("周敏", state=state, vetted=False)
    child = make_child("小明")
    make_child("小红", region=MILUO_VILLAGE)
    make_volunteer("刘英", region=MILUO_VILLAGE)
    pledge = issue_pledge(actor=chair, volunteer_id=volunteer.id)
    with transaction() as current:
        pairing = Pairing(
            child=child,
            volunteer=volunteer,
            region_code=child.region_code,
            placement="local",
            starts_on=today() - timedelta(days=3),
        )
        current.add(pairing)
        team = Team(name="谢江村服务队", region_code=child.region_code, captain_id=volunteer.id)
        current.add(team)
        current.flush()
        batch = PledgeBatch(team=team, region_code=team.region_code)
        current.add(batch)
        current.flush()
        roster = start_import(
            actor=chair,
            kind=kind_of("children"),
            region_code=PINGJIANG,
            content=ROSTER.read_bytes(),
            name=ROSTER.name,
        )
        team = create_team(
            actor=chair, region_code=PINGJIANG, name="县队", kind="local", captain_name="陈秀兰"
        )
        campaign = create_campaign(
            actor=chair,
            region_code=PINGJIANG,
            values=CampaignValues(
                title="招募令",
                text="有的孩子，爸爸妈妈在远方。",
                place="",
                quota=10,
                opens_on=today(),
                closes_on=today(),
            ),
        )
        rules = adopt_preset(actor=chair, region_code=PINGJIANG, preset="yueyang")
        world.values = {
            "team_id": team.id,
            "campaign_id": campaign.id,
            "slug": campaign.slug,
            "licence_id": 1,
            "paper_id": 1,
            "programme_id": rules.id,
            "child_id": child.id,
            "volunteer_id": volunteer.id,
            "gone_id": volunteer.id + 1,
            "pairing_id": pairing.id,
            "batch_id": batch.id,
            "page_id": 1,
            "side": "family",
            "answer": "yes",
            "pledge_id": pledge.id,
            "signing_key_id": signing.make(actor=chair, name="工作站").id,
            "serial": pledge.serial,
            "import_id": roster.id,
            "view_id": 1,
        }
    jobs.run_waiting()
    world.values |= _make_partners(chair, child.region_code)
    world.values |= _make_task_force(chair, child, volunteer)
    world.values |= _make_training(chair, volunteer)
    world.values |= _make_readings(world, chair, child)
    world.values |= _make_rosters(chair, child)
    made = session()
    user_id = world.users[Role.STAFF, INSIDE]
    world.values |= {
        "guardian_id": made.query(Guardian.id).filter_by(family_id=child.family_id).scalar(),
        "consent_id": made.query(Consent.id).filter_by(child_id=child.id).scalar(),
        "user_id": user_id,
        "grant_id": made.query(RoleGrant.id).filter_by(user_id=user_id).scalar(),
        "session_id": made.query(LoginSession.id).filter_by(user_id=user_id).scalar(),
        "draft_id": _unsent(world),
        "move_id": _moved(child),
        "disagreement_id": _disagreed(child),
        "kind": "interview",
        "act": "suspend",
        "step": "leave",
        "system": "department",
        "code": "en",
        "name": next(iter(world.app.extensions["assets"].by_path)),
    }


def _make_partners(chair: Actor, village: str) -> dict[str, Any]:
    """An organisation with somebody, a county that is asked, a team for a village."""
    unit = OrganisationValues("县人民法院", "court", "余法官", "13700000000")
    one = partners.register_organisation(actor=chair, region_code=PINGJIANG, values=unit)
    judge = make_volunteer("余红")
    member = partners.add_person(actor=chair, organisation_id=one.id, volunteer_id=judge.id)
    asked = partners.propose_partnership(
        actor=chair,
        region_code=PINGJIANG,
        other_code=OTHER_COUNTY,
        starts_on=today(),
        ends_on=today(),
    )
    team = create_team(
        actor=chair, region_code=PINGJIANG, name="异地队", kind="remote", captain_name="陈秀兰"
    )
    helped = partners.pair_team(
        actor=chair, team_id=team.id, region_code=village, purpose="活动", starts_on=today()
    )
    return {
        "organisation_id": one.id,
        "member_id": member.id,
        "partnership_id": asked.id,
        "team_pair_id": helped.id,
        "move": "approve",
    }


def _make_task_force(chair: Actor, child: Child, volunteer: Volunteer) -> dict[str, Any]:
    """At work: the volunteer is its caring mother, the step is the teacher's."""
    force = task_forces.form_task_force(
        actor=chair, child_id=child.id, concern="other", interest="好好上学", goal=""
    )
    values: dict[str, Any] = {"actor": chair, "task_force_id": force.id}
    part = task_forces.add_member(**values, profession="mother", volunteer_id=volunteer.id)
    task_forces.add_member(**values, profession="cadre", name="彭主席", unit="村妇联")
    teacher = task_forces.add_member(**values, profession="teacher", name="李老师", unit="小学")
    item = task_forces.add_item(**values, member_id=teacher.id, what="家访", due_on=today())
    task_forces.start_task_force(**values)
    return {"task_force_id": force.id, "part_id": part.id, "item_id": item.id}


def _make_readings(world: World, chair: Actor, child: Child) -> dict[str, Any]:
    """The staff's request for a list, the family's for a copy, and a flag for the auditor.

    The first request of either kind: one number stands for both.
    """
    staff = actor_of(session().get_one(User, world.users[Role.STAFF, INSIDE]))
    ask_for_export(actor=staff, purpose="年度台账核对", filters=Filters())
    receive(
        actor=chair, child_id=child.id, kind="copy", asked_by="张奶奶", text="", asked_on=today()
    )
    with transaction() as current:
        flag = ReadingFlag(
            user_id=staff.user_id, kind="many", files=30, region_code=child.region_code
        )
        current.add(flag)
        current.flush()
        return {"request_id": 1, "flag_id": flag.id}


def _make_rosters(chair: Actor, child: Child) -> dict[str, Any]:
    """The next version of the child's village, and this month's look at it."""
    roster = open_draft(actor=chair, region_code=child.region_code)
    check = RosterCheck(region_code=child.region_code, month=today(), due_on=today())
    with transaction() as current:
        current.add(check)
        current.flush()
    return {
        "village_code": child.region_code,
        "roster_id": roster.id,
        "check_id": check.id,
        "way": "check",
    }


def _disagreed(child: Child) -> int:
    with transaction() as current:
        row = Disagreement(child=child, field="school", source="education", as_of=today())
        row.said = {"value": "献钟学校"}
        current.add(row)
    return row.id


def _moved(child: Child) -> int:
    with transaction() as current:
        move = ChildMove(
            child=child,
            from_code=child.region_code,
            from_number=1,
            to_code=child.region_code,
            moved_on=today(),
        )
        current.add(move)
        current.flush()
        return move.id


def _unsent(world: World) -> int | None:
    """A form that the chair has typed and not sent."""
    typed = {"_key": "unsent", "name": "昌江爱心队"}
    with world.app.test_request_context("/teams/new", method="POST", data=typed):
        return drafts.keep(world.users[Role.CHAIR, INSIDE])


def _make_calendar(world: World) -> None:
    chair = actor_of(session().get_one(User, world.users[Role.CHAIR, INSIDE]))
    starts_at = (now() + timedelta(days=3)).replace(hour=1, minute=0, second=0, microsecond=0)
    plan = planning.Plan(
        title="亲子阅读",
        kind="patrol",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="村活动室",
        sign_up="volunteers",
    )
    activity = planning.create_activity(actor=chair, region_code=PINGJIANG, plan=plan)
    planning.publish_activity(actor=chair, activity_id=activity.id)
    volunteer_id = world.values["volunteer_id"]
    enrolment = joining.add_volunteer(
        actor=chair, activity_id=activity.id, volunteer_id=volunteer_id
    )
    entry = record_hours(
        actor=chair,
        volunteer_id=volunteer_id,
        source="activity",
        source_id=activity.id,
        title=activity.title,
        day=today(),
        minutes=60,
        region_code=PINGJIANG,
    )
    rota.plan_shifts(
        actor=chair,
        region_code=PINGJIANG,
        rule="FREQ=DAILY;COUNT=2",
        starts_at=starts_at,
        ends=time(17),
    )
    with transaction() as current:
        period = SchoolPeriod(
            region_code=PINGJIANG, kind="term", name="秋季学期", starts_on=today(), ends_on=today()
        )
        family_id = session().get_one(Child, world.values["child_id"]).family_id
        stop = RoundStop(activity_id=activity.id, family_id=family_id)
        current.add_all([period, stop])
        current.flush()
        world.values |= {
            "activity_id": activity.id,
            "enrolment_id": enrolment.id,
            "participant_id": enrolment.people[0].id,
            "entry_id": entry.id,
            "shift_id": rota.unfilled(chair)[0].id,
            "period_id": period.id,
            "stop_id": stop.id,
            "door": door_code(activity.id),
            "size": "small",
            **_supply(chair),
            "slip_code": slip_code(activity.id, world.values["child_id"]),
            "photo_id": _photo(chair, activity.id),
            "incident_id": incidents.record_incident(
                actor=chair, activity_id=activity.id, kind="injury", what="摔了一跤"
            ).id,
            "template_id": templates.save_template(
                actor=chair, activity_id=activity.id, name="亲子阅读"
            ).id,
            "day": "2027-02-06",
            "turn": "take",
            "secret": renew_and_tell(world.users[Role.STAFF, INSIDE]),
        }


def _supply(chair: Actor) -> dict[str, int]:
    terms = supplies.Terms("request", "expert", "心理老师一名")
    supply = supplies.post_supply(actor=chair, region_code=PINGJIANG, terms=terms)
    answer = supplies.answer_supply(
        actor=chair, supply_id=supply.id, region_code=PINGJIANG, text="可以"
    )
    return {"supply_id": supply.id, "answer_id": answer.id}


def _photo(chair: Actor, activity_id: int) -> int:
    out = io.BytesIO()
    Image.new("L", (40, 30), 200).save(out, "PNG")
    return photos.add_photo(
        actor=chair, activity_id=activity_id, content=out.getvalue(), name="a.png", nobody=True
    ).id


def renew_and_tell(user_id: int) -> str:
    return secret_of(user_id, renew_feed(user_id=user_id).turn)


def _make_training(chair: Actor, volunteer: Volunteer) -> dict[str, Any]:
    """A course with a page and a question, a session that she attended, and what she got."""
    course = make_course("守住底线")
    questions = add_quiz(chair, course)
    values = {"actor": chair, "course_id": course.id, "title": "学习资料"}
    material = catalogue.add_material(
        **values, text="# 守住底线", file=pdf_file(), file_name="a.pdf"
    )
    held = plan(chair, course)
    signing_up.sign_up_people(actor=chair, session_id=held.id, volunteer_ids=[volunteer.id])
    hold_now(held)
    herself = actor_of(session().get_one(User, volunteer.user_id))
    answer_quiz(actor=herself, course_id=course.id, answers={questions[0]: [1]})
    completion = complete_course(volunteer, course, session_id=held.id)
    made = issue_for_completion(actor=chair, completion_id=completion.id)
    asked = ask_correction(actor=herself, volunteer_id=volunteer.id, text="学时有误")
    return {
        "course_id": course.id,
        "question_id": questions[0],
        "material_id": material.id,
        "held_id": held.id,
        "completion_id": completion.id,
        "certificate_id": made.id,
        "correction_id": asked.id,
        "paper": "completion",
    }


def pdf_file() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Endpoint and URL of everything that can be opened."""
    for rule in world.rules("GET"):
        yield rule.endpoint, world.url(rule)
