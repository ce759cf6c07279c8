"""Who is paired with whom: near each other, in every state; and a few in the next county."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from app.accounts.queries import find_actor
from app.children import services as filing
from app.children.records import ChildRecord, GuardianRecord
from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session
from app.demo.cast import Cast
from app.demo.children import ChildStories, Kid
from app.demo.invention import BOYS, WOMEN, Inventor
from app.demo.logins import COUNTY, NEIGHBOUR
from app.demo.rosters import compile_roster, seal_roster
from app.demo.timeline import Timeline
from app.demo.training import train
from app.demo.volunteers import CHECKS, Person, VolunteerStories, pass_check
from app.pairings.closing import CODES
from app.pairings.models import Pairing
from app.pairings.services import (
    check_all,
    end_pairing,
    issue_agreement,
    issue_statement,
    make_pairing,
    open_closure,
    propose_pairing,
    record_first_meeting,
    record_hand_over,
    record_review,
    record_step,
)
from app.pairings.states import RUNNING
from app.partners import services as partners
from app.partners.services import OrganisationValues
from app.pledges.services import issue_pledge, sign_on_screen
from app.taskforces import services as task_forces
from app.volunteers import queries
from app.volunteers import services as volunteering
from app.volunteers.values import VolunteerValues

FREE = 2
"""So many who could lead a pairing have no child yet."""


class _Matches:
    def __init__(self, children: ChildStories, timeline: Timeline, people: Cast) -> None:
        self._children, self._timeline, self._people = children, timeline, people
        self._waiting = list(children.kids[:43])

    def lead(self, person: Person) -> Kid:
        """Give her the next child, of her own village where one waits there."""
        near = (kid for kid in self._waiting if kid.village == person.village)
        kid = next(near, self._waiting[0])
        self._waiting.remove(kid)
        self._children.tell_consent(kid, person.since - 2)
        if person.since > 330:
            self._children.renew_consent(kid, min(50, person.since - 310))
        self.bind(person, kid, "lead", person.since - 5)
        return kid

    def bind(self, person: Person, kid: Kid, role: str, days_ago: int) -> None:
        def act() -> None:
            train(self._people.chair, person.row)
            pairing = make_pairing(
                actor=self._people.staff,
                child_id=kid.row.id,
                volunteer_id=person.row.id,
                role=role,
            )
            person.story["pairing"] = made["id"] = pairing.id

        made: dict[str, int] = {}
        self._timeline.at(days_ago, act)
        # The newest have not met yet.
        if days_ago > 12:
            self._timeline.at(days_ago - 4, self._meet, made)
        for months, past in ((3, 92), (6, 184)):
            if days_ago - past > 0:
                self._timeline.at(days_ago - past, self._review, made, months)

    def _meet(self, made: dict[str, int]) -> None:
        pairing_id, staff = made["id"], self._people.staff
        record_first_meeting(
            actor=staff,
            pairing_id=pairing_id,
            met_on=today(),
            place="村部",
            present=["volunteer", "child", "guardian"],
            staff_name=staff.name,
            note="一起读了共同守则，约好每两周见一次。",
        )
        issue_agreement(actor=staff, pairing_id=pairing_id)

    def _review(self, made: dict[str, int], months: int) -> None:
        if session().get_one(Pairing, made["id"]).state not in RUNNING:
            return
        record_review(
            actor=self._people.staff,
            pairing_id=made["id"],
            held_on=today(),
            outcome="continue",
            heard=["child", "guardian"],
            note=f"满{months}个月，孩子愿意见面，监护人放心。",
        )

    def _pairing(self, person: Person) -> int:
        pairing_id = person.story["pairing"]
        assert isinstance(pairing_id, int)  # noqa: S101
        return pairing_id

    def propose(self, person: Person, days_ago: int) -> None:
        kid = self._waiting.pop()
        self._children.tell_consent(kid, days_ago + 5)

        def act() -> None:
            train(self._people.staff, person.row)
            propose_pairing(
                actor=self._people.staff,
                child_id=kid.row.id,
                volunteer_id=person.row.id,
                role="lead",
            )

        self._timeline.at(days_ago, act)

    def end(self, person: Person, days_ago: int, reason: str) -> None:
        self._timeline.at(days_ago, self._end, person, reason)

    def _end(self, person: Person, reason: str) -> None:
        pairing_id, staff = self._pairing(person), self._people.staff
        open_closure(actor=staff, pairing_id=pairing_id, way="planned", reason=reason)
        for code in CODES:
            if code == "hand_over":
                record_hand_over(
                    actor=staff,
                    pairing_id=pairing_id,
                    hand_over="summary",
                    summary="孩子喜欢画画，见面前先打电话，多夸少催。",
                )
            elif code == "statement":
                issue_statement(actor=staff, pairing_id=pairing_id)
            else:
                record_step(
                    actor=staff,
                    pairing_id=pairing_id,
                    code=code,
                    outcome="done",
                    note="当面说明了原因，好好告别。",
                )
        end_pairing(actor=staff, pairing_id=pairing_id)

    def left_over(self) -> list[Kid]:
        return list(self._waiting)


def tell_pairs(
    volunteers: VolunteerStories, children: ChildStories, timeline: Timeline, people: Cast
) -> None:
    matches = _Matches(children, timeline, people)
    led: list[tuple[Person, Kid]] = []
    for person in volunteers.leads[:-FREE]:
        for _ in range(person.capacity):
            led.append((person, matches.lead(person)))
    # Beside a local volunteer of longer standing go helpers, those from afar, and experts.
    steady = [(person, kid) for person, kid in led if 240 < person.since < 360]
    for at, person in enumerate(volunteers.helping):
        role = "specialist" if person.team == "professional" else "co"
        matches.bind(person, steady[at % len(steady)][1], role, person.since - 10)
    matches.propose(volunteers.leads[-1], 3)
    _tell_endings(volunteers, matches, led, timeline, people, children)
    timeline.at(0, check_all)
    for at, kid in enumerate(matches.left_over()[:8]):
        children.tell_consent(kid, 40 + 5 * at)


def _tell_endings(
    volunteers: VolunteerStories,
    matches: _Matches,
    led: list[tuple[Person, Kid]],
    timeline: Timeline,
    people: Cast,
    children: ChildStories,
) -> None:
    suspended, leaving = volunteers.suspended, volunteers.leaving
    matches.lead(suspended)
    timeline.at(
        4,
        lambda: volunteering.suspend(
            actor=people.chair,
            volunteer_id=suspended.row.id,
            reason="接到反映，停止服务，待核实。",
        ),
    )
    matches.lead(leaving)
    matches.end(leaving, 33, "到外地带孙子，已向孩子告别并交接。")
    timeline.at(
        32,
        lambda: volunteering.leave(
            actor=people.staff, volunteer_id=leaving.row.id, reason="随子女到外地生活。"
        ),
    )
    single = [(person, kid) for person, kid in led if person.capacity == 1 and person.since < 240]
    for days, (person, _) in zip((75, 55, 28, 10), single, strict=False):
        matches.end(person, days, "孩子父母回乡，监护人提出结束。")
    withdrawn = single[4][1]
    timeline.at(2, children.withdraw, withdrawn)


def tell_task_force(timeline: Timeline, people: Cast) -> None:
    timeline.at(0, _task_force, people)


def _task_force(people: Cast) -> None:
    """Around the child of the pair that has run longest: at work, met once."""
    staff = people.staff
    query = visible(Pairing, staff).where(Pairing.state == "active", Pairing.role == "lead")
    pairing = session().scalars(query.order_by(Pairing.starts_on)).first()
    if pairing is None:
        raise LookupError("no pair is running")
    force = task_forces.form_task_force(
        actor=staff,
        child_id=pairing.child_id,
        concern="behaviour",
        interest="孩子想回到班里，也想多见到爸爸。",
        goal="三个月内按时到校，每周与父亲视频一次。",
    )
    values: dict[str, Any] = {"actor": staff, "task_force_id": force.id}
    mother = task_forces.add_member(
        **values, profession="mother", volunteer_id=pairing.volunteer_id
    )
    cadre = task_forces.add_member(**values, profession="cadre", name="彭桂香", unit="县妇联")
    teacher = task_forces.add_member(
        **values, profession="teacher", name="李静", unit="镇中心小学", phone="13700000002"
    )
    for member, what, days in (
        (mother, "每周六陪读一次，傍晚与父亲视频。", 14),
        (teacher, "每周与孩子谈心一次，安排同桌结伴上学。", 30),
        (cadre, "联系父亲务工单位，落实春节返乡。", 60),
    ):
        task_forces.add_item(
            **values, member_id=member.id, what=what, due_on=today() + timedelta(days=days)
        )
    task_forces.start_task_force(**values)
    task_forces.record_minutes(
        **values,
        held_on=today(),
        present=[mother.id, cadre.id, teacher.id],
        said="孩子本周到校四天。分工不变，一个月后再会商。",
        next_review_on=today() + timedelta(days=30),
    )


def tell_partners(volunteers: VolunteerStories, timeline: Timeline, people: Cast) -> None:
    """A court that stands for children, a county that is asked, a team for two villages."""
    timeline.at(30, _partners, volunteers, people)


def _partners(volunteers: VolunteerStories, people: Cast) -> None:
    court = partners.register_organisation(
        actor=people.staff,
        region_code=people.staff.grants[0].region_code,
        values=OrganisationValues(
            "县人民法院少年法庭", "court", "余明", "13700000001", offer="法律帮助、旁听、普法课"
        ),
    )
    partners.decide_organisation(
        actor=people.chair, organisation_id=court.id, step="approve", reason="资料齐全，同意。"
    )
    partners.record_agreement(
        actor=people.staff,
        organisation_id=court.id,
        agreed_on=today(),
        agreed_until=today() + timedelta(days=365),
    )
    partners.propose_partnership(
        actor=people.chair,
        region_code=COUNTY,
        other_code=NEIGHBOUR,
        starts_on=today(),
        ends_on=today() + timedelta(days=365),
        terms="两地互派异地“爱心妈妈”，本地“爱心妈妈”陪同。",
    )
    villages = sorted({person.village for person in volunteers.leads})[:2]
    team = next(team for team in queries.teams(people.chair) if team.kind != "local")
    for village in villages:
        if village != team.region_code:
            partners.pair_team(
                actor=people.chair,
                team_id=team.id,
                region_code=village,
                purpose="每季度一次集体活动，帮助建阅读角。",
                starts_on=today(),
            )


def tell_neighbours(inventor: Inventor, timeline: Timeline, people: Cast) -> None:
    """弼时镇 of 汨罗市: whoever works in 平江县 must not see any of this."""
    for at in range(3):
        timeline.at(100 - 10 * at, _neighbour, inventor, people, at)


def _neighbour(inventor: Inventor, people: Cast, at: int) -> None:
    actor = find_actor("miluo")
    if actor is None:
        raise LookupError("the neighbouring station has not been opened")
    village = ("430681107205", "430681107208", "430681107224")[at]
    child_id = _neighbours_child(inventor, actor, village)
    _neighbours_child(inventor, actor, village)
    staff = find_actor("miluo-staff")
    if staff is None:
        raise LookupError("the neighbouring station has no staff")
    roster = compile_roster(staff, village, random.Random(at))  # noqa: S311
    seal_roster(actor, roster, "弼时镇党委")
    born = inventor.born(30, 55, today())
    row = volunteering.enter_volunteer(
        actor=actor,
        values=VolunteerValues(
            name=inventor.name(WOMEN),
            identity_number=inventor.identity_number(born, "female", "430681"),
            region_code=village,
            phone=inventor.phone(),
            skills=("company",),
            occupation="村民",
            capacity=2,
            exclusions=(),
            privacy_agreed=True,
        ),
    ).volunteer
    if at == 2:
        return
    for kind in CHECKS:
        pass_check(actor, row.id, kind, inventor)
    volunteering.approve(actor=people.reviewer, volunteer_id=row.id, reason="同意录用。")
    pledge = issue_pledge(actor=actor, volunteer_id=row.id)
    sign_on_screen(
        actor=actor,
        pledge_id=pledge.id,
        lines=inventor.signature(),
        redeclared=True,
        signed_on=today(),
        place="村部",
    )
    train(actor, row)
    make_pairing(actor=actor, child_id=child_id, volunteer_id=row.id, role="lead")


def _neighbours_child(inventor: Inventor, actor: Actor, village: str) -> int:
    born = inventor.born(7, 14, today())
    child = filing.enter_child(
        actor=actor,
        record=ChildRecord(
            name=inventor.name(BOYS),
            identity_number=inventor.identity_number(born, "male", "430681"),
            born_on=born,
            sex="male",
            region_code=village,
            category="left_behind",
            school="弼时镇中心小学",
            needs=("affection",),
            guardians=(GuardianRecord(inventor.name(WOMEN), inventor.phone(), "祖母"),),
        ),
    )
    filing.record_consent(
        actor=actor,
        child_id=child.id,
        answers={"pairing": "granted", "home_visit": "granted"},
        child_agreed=True,
        signed_on=today(),
        guardian_id=child.guardians[0].id,
    )
    return child.id
