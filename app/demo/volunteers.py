"""Fifty invented volunteers of one township, in every state that a volunteer can be in."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from app.accounts.codes import random_code
from app.core.access.actors import Actor
from app.core.clock import today
from app.demo.cast import Cast
from app.demo.invention import MEN, WOMEN, Inventor
from app.demo.logins import LOGINS, TOWNSHIP
from app.demo.timeline import Timeline
from app.pledges import services as pledging
from app.policy import Role
from app.programmes import presets
from app.volunteers import services
from app.volunteers.models import Team, Volunteer
from app.volunteers.values import Details, VolunteerValues

VILLAGES = (
    "430626103230",  # 谢江村
    "430626103204",  # 西燕村
    "430626103213",  # 芦头村
    "430626103209",  # 连云村
    "430626103200",  # 潭湾村
    "430626103220",  # 丽江村
    "430626103228",  # 练埠村
    "430626103002",  # 加义街道
)
WORK = (
    ("村妇联主席", ("daily_care", "company")),
    ("小学教师", ("tutoring", "company")),
    ("乡村医生", ("medicine", "daily_care")),
    ("村民", ("daily_care",)),
    ("个体户", ("daily_care", "resources")),
    ("幼儿园教师", ("arts_sports", "family_education")),
    ("退休教师", ("tutoring", "family_education")),
    ("社工", ("company", "family_education")),
)
FROM_AFAR = ("县妇联干部", "县税务局干部", "县人民医院护士", "电力公司职工")
EXPERTS = (("心理咨询师", "psychology"), ("律师", "law"), ("家庭教育指导师", "family_education"))
MOTIVES = (
    "自己的孩子也由老人带大，知道孩子盼什么。",
    "退休在家，想为村里的孩子做点事。",
    "离孩子近，做饭、辅导作业都方便。",
    "",
)
STOPS = {"disciplinary_action": "受过行政处分，处分期未满。"}
RENEWED = ("sanctions", "record_enquiry")
CHECKS = ("identity", "sanctions", "record_enquiry", "reference", "interview")


def pass_check(actor: Actor, volunteer_id: int, kind: str, inventor: Inventor) -> None:
    """With what its kind needs: an authority, two references, a second interviewer and scores."""
    rules = presets.load("yueyang")
    details = Details()
    if kind == "record_enquiry":
        details = Details(authority="平江县公安局")
    if kind == "interview":
        scores = {question.code: 4 for question in rules.vetting.questions}
        details = Details(second_name=inventor.name(WOMEN), scores=scores)
    if kind == "reference":
        for relation in ("village", "neighbour"):
            services.record_reference(
                actor=actor,
                volunteer_id=volunteer_id,
                values=services.ReferenceValues(
                    person=inventor.name(WOMEN),
                    phone=inventor.phone(),
                    relation=relation,
                    supports=True,
                    said="为人热心，待孩子有耐心。",
                    asked_on=today(),
                ),
            )
    services.record_check(
        actor=actor,
        volunteer_id=volunteer_id,
        kind=kind,
        passed=True,
        checked_on=today(),
        details=details,
    )


@dataclass
class Person:
    """One who is to appear; `row` is there once she has."""

    name: str
    village: str
    kind: str = "caring_mother"
    placement: str = "local"
    capacity: int = 1
    team: str = "local"
    since: int = 0
    """Days ago that her pledge began; 0: she has none."""
    story: dict[str, object] = field(default_factory=dict)

    @property
    def row(self) -> Volunteer:
        return cast(Volunteer, self.story["row"])


class VolunteerStories:
    """`leads` may lead a pairing, `helping` only go beside somebody."""

    def __init__(
        self, inventor: Inventor, timeline: Timeline, people: Cast, chance: random.Random
    ) -> None:
        self._inventor, self._timeline, self._people = inventor, timeline, people
        self._chance = chance
        self._teams: dict[str, Team] = {}
        self._count = 0
        timeline.at(428, self._make_teams)
        self._old = self._tell_old()
        self.with_login = self._tell_with_login()
        self.leads = [*self._old, self.with_login, *self._tell_serving()]
        self.helping = self._tell_helping()
        self.suspended, self.leaving = self._tell_broken_off()
        self._tell_without_pledge()
        self._tell_under_review()

    # -- who they are

    def _make_teams(self) -> None:
        for key, name, captain in (
            ("local", "加义镇“爱心妈妈”志愿服务队", "彭桂香"),
            ("remote", "县直机关“爱心妈妈”志愿服务队", "钟雪梅"),
            ("professional", "平江县心理与法律志愿服务队", "方静怡"),
        ):
            self._teams[key] = services.create_team(
                actor=self._people.chair if key != "local" else self._people.staff,
                region_code=TOWNSHIP,
                name=name,
                kind=key,
                captain_name=captain,
            )

    def _person(self, **values: object) -> Person:
        village = VILLAGES[self._count % len(VILLAGES)]
        self._count += 1
        man = values.pop("man", False)
        name = str(values.pop("name", "")) or self._inventor.name(MEN if man else WOMEN)
        person = Person(name, village, **values)  # type: ignore[arg-type]
        person.story["sex"] = "male" if man else "female"
        return person

    def _values(self, person: Person) -> VolunteerValues:
        sex = str(person.story["sex"])
        born = self._inventor.born(24, 62, today())
        work, skills = WORK[self._count % len(WORK)]
        if person.team == "remote":
            work = self._chance.choice(FROM_AFAR)
        if person.team == "professional":
            work, skill = EXPERTS[self._count % len(EXPERTS)]
            skills = (skill,)
        self._count += 1
        return VolunteerValues(
            name=person.name,
            identity_number=self._inventor.identity_number(born, sex),
            region_code=person.village,
            phone=self._inventor.phone(),
            address=f"{self._chance.randint(1, 18)}组",
            kind=person.kind,
            placement=person.placement,
            occupation=work,
            political_status=self._chance.choice(("群众", "群众", "中共党员")),
            skills=skills,
            capacity=person.capacity,
            motive=self._chance.choice(MOTIVES) or None,
            exclusions=(),
            privacy_agreed=True,
        )

    # -- what happens to them

    def _apply(self, person: Person) -> None:
        row = services.apply(values=self._values(person), code=random_code(12))
        person.story["row"] = row

    def _check(self, person: Person, kinds: Iterable[str]) -> None:
        for kind in kinds:
            pass_check(self._people.staff, person.row.id, kind, self._inventor)

    def _approve(self, person: Person) -> None:
        services.approve(
            actor=self._people.reviewer,
            volunteer_id=person.row.id,
            reason="材料齐全，面谈情况良好，同意录用。",
        )
        services.assign_team(
            actor=self._people.staff,
            volunteer_id=person.row.id,
            team_id=self._teams[person.team].id,
        )

    def _issue(self, person: Person) -> None:
        pledge = pledging.issue_pledge(actor=self._people.staff, volunteer_id=person.row.id)
        person.story["pledge"] = pledge.id

    def _sign(self, person: Person) -> None:
        pledging.sign_on_screen(
            actor=self._people.staff,
            pledge_id=cast(int, person.story["pledge"]),
            lines=self._inventor.signature(),
            redeclared=True,
            signed_on=today(),
            place="村部",
        )

    def _tell_vetting(self, person: Person, began: int, *, approved: int) -> None:
        self._timeline.at(began, self._apply, person)
        self._timeline.at((began + approved) // 2, self._check, person, CHECKS)
        self._timeline.at(approved, self._approve, person)

    def _tell_service(self, person: Person, since: int) -> Person:
        person.since = since
        self._tell_vetting(person, since + 14, approved=since + 3)
        self._timeline.at(since, self._issue, person)
        self._timeline.at(since, self._sign, person)
        return person

    def _tell_second_year(self, person: Person) -> None:
        """Renewed in the last days of the first."""
        self._timeline.at(person.since - 342, self._issue, person)
        self._timeline.at(person.since - 345, self._sign, person)

    # -- the stories

    def _tell_old(self) -> list[Person]:
        """Three in their second year, of one the pledge has lapsed; of the last, in the last days
        of her first year, the checks: nobody is issued the next pledge before they are renewed.
        """
        old = [
            self._tell_service(self._person(capacity=2 if at < 2 else 1), since)
            for at, since in enumerate((400, 399, 398, 360))
        ]
        for person in old[:2]:
            self._tell_second_year(person)
        for person in old[:3]:
            self._timeline.at(60, self._check, person, RENEWED)
        return old

    def _tell_with_login(self) -> Person:
        """The next year's pledge waits for her signature."""
        name = next(login.name for login in LOGINS if login.role is Role.VOLUNTEER)
        person = self._tell_service(self._person(name=name, capacity=2), 353)
        self._timeline.at(30, self._check, person, RENEWED)
        self._timeline.at(1, self._issue, person)
        return person

    def _tell_serving(self) -> list[Person]:
        since = (345, 340, 310, 290, 270, 250, 230, 210, 190, 170, 150, 130, 110, 95, 80, 60, 45)
        serving = []
        for at, days in enumerate(since):
            person = self._tell_service(self._person(capacity=2 if at % 8 == 0 else 1), days)
            if days == 345:
                self._timeline.at(25, self._check, person, RENEWED)
            serving.append(person)
        return serving

    def _tell_helping(self) -> list[Person]:
        helpers = [self._person(kind="helper", man=at == 0) for at in range(3)]
        remote = [self._person(placement="remote", team="remote") for _ in range(4)]
        experts = [self._person(team="professional", capacity=3) for _ in range(3)]
        together: Sequence[Person] = [*helpers, *remote, *experts]
        return [self._tell_service(person, 240 - 15 * at) for at, person in enumerate(together)]

    def _tell_broken_off(self) -> tuple[Person, Person]:
        """One is suspended on a complaint, one leaves; pairs.py tells of their pairs."""
        return self._tell_service(self._person(), 140), self._tell_service(self._person(), 320)

    def _tell_without_pledge(self) -> None:
        for at in range(4):
            person = self._person()
            self._tell_vetting(person, 20 - at, approved=6 - at)
            if at < 2:
                self._timeline.at(3, self._issue, person)

    def _tell_under_review(self) -> None:
        for days in (12, 3, 1, 0):
            person = self._person()
            self._timeline.at(days, self._apply, person)
        for at, made in enumerate((5, 3, 2, 1)):
            person = self._person()
            self._timeline.at(16 - at, self._apply, person)
            kinds = CHECKS[:made]
            self._timeline.at(8 - at, self._check, person, kinds)
        returned, refused = self._person(), self._person()
        self._timeline.at(18, self._apply, returned)
        self._timeline.at(9, self._return, returned)
        self._timeline.at(50, self._apply, refused)
        self._timeline.at(40, self._refuse, refused)

    def _return(self, person: Person) -> None:
        services.return_for_mending(
            actor=self._people.staff,
            volunteer_id=person.row.id,
            reason="请补交村（社区）或单位意见。",
        )

    def _refuse(self, person: Person) -> None:
        services.record_check(
            actor=self._people.staff,
            volunteer_id=person.row.id,
            kind="sanctions",
            passed=False,
            checked_on=today(),
            note=STOPS["disciplinary_action"],
        )
        services.refuse(
            actor=self._people.reviewer,
            volunteer_id=person.row.id,
            reason="处分、处罚核查不通过。",
        )
