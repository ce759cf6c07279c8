"""How volunteers came: a call with its channels, a paper form, a sister's code; and those of whom
there are two records, who appealed, or who have said that they will stop."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from stdnum.cn import ric

from app.accounts.codes import random_code
from app.accounts.models import User
from app.accounts.queries import load_actor
from app.core.clock import today
from app.core.db import session
from app.demo import drawings
from app.demo.cast import Cast
from app.demo.invention import WOMEN, Inventor
from app.demo.logins import COUNTY
from app.demo.timeline import Timeline
from app.demo.volunteers import CHECKS, VILLAGES, Person, VolunteerStories, pass_check
from app.programmes.services import change_rules
from app.volunteers import campaigns, retention, services
from app.volunteers.campaigns import CampaignValues
from app.volunteers.doubles import services as doubles
from app.volunteers.models import Campaign, Volunteer
from app.volunteers.outside.services import note_registration
from app.volunteers.services.entry import UNKNOWN, Source
from app.volunteers.values import Licence, VolunteerValues

FEVER = "面谈那天孩子发烧，我心里着急，没有说清楚。请上级妇联再给一次机会。"


class RecruitStories:
    """Of an inventor of its own: what it draws does not change the others’ stories."""

    def __init__(
        self,
        volunteers: VolunteerStories,
        timeline: Timeline,
        people: Cast,
        chance: random.Random,
    ) -> None:
        self._volunteers, self._timeline, self._people = volunteers, timeline, people
        self._chance = chance
        self._inventor = Inventor(chance, first_phone=5000)
        self._calls: dict[str, Campaign] = {}

    def tell(self) -> None:
        self._timeline.at(426, self._shorten_term)
        self._tell_call()
        self._tell_appeals()
        self._tell_forgotten()
        self._tell_doubles()
        self._timeline.at(2, self._enter_from_paper)
        self._timeline.at(6, self._give_notice)
        self._timeline.at(35, self._note_numbers)

    # -- a call, and who came by it

    def _tell_call(self) -> None:
        self._timeline.at(200, self._call, "spring", "“春蕾行动”爱心妈妈招募", 60)
        self._timeline.at(45, self._call, "autumn", "寻找身边的“爱心妈妈”", 66)
        for at, channel in enumerate(("village", "poster", "office", "village", "online")):
            self._timeline.at(42 - 2 * at, self._answer, "autumn", channel, CHECKS)
        for at, channel in enumerate(("poster", "online", "company", "village")):
            self._timeline.at(7 - at, self._answer, "autumn", channel, CHECKS[: 2 - at])
        for at, channel in enumerate(("village", "village", "online")):
            self._timeline.at(190 - 9 * at, self._answer, "spring", channel, CHECKS)
        self._timeline.at(4, self._answer_sister)
        self._timeline.at(1, self._answer_again)

    def _call(self, key: str, title: str, days: int) -> None:
        self._calls[key] = campaigns.create_campaign(
            actor=self._people.chair,
            region_code=COUNTY,
            values=CampaignValues(
                title=title,
                text="村里有些孩子，爸爸妈妈在外地打工，放学回家没有人问一声累不累。\n"
                "我们在找愿意每周陪他们说说话、吃顿饭、读本书的人。不要求您有钱，要求您说话算数。\n"
                "审核、培训都在家门口，服务三年，一年一签，有人陪着您一起做。",
                place="加义镇便民服务中心二楼妇联窗口，工作日8:30到17:00",
                quota=30,
                opens_on=today(),
                closes_on=today() + timedelta(days=days),
            ),
        )

    def values(self, **known: object) -> VolunteerValues:
        born = self._inventor.born(26, 58, today())
        values = VolunteerValues(
            name=self._inventor.name(WOMEN),
            identity_number=self._inventor.identity_number(born, "female"),
            region_code=self._chance.choice(VILLAGES),
            phone=self._inventor.phone(),
            address=f"{self._chance.randint(1, 18)}组",
            kind="caring_mother",
            placement="local",
            occupation="乡镇卫生院护士",
            political_status="群众",
            skills=("daily_care", "company"),
            capacity=1,
            motive="自己小时候也是奶奶带大的，想为村里的孩子做点事。",
            experience="带大一儿一女；寒暑假在村里帮忙照看过七八个孩子写作业。",
            household="丈夫和婆婆同住，都支持；家里有一间空房，孩子可以来写作业。",
            availability=("evening", "weekend"),
            languages="普通话、平江话",
            employer="加义镇中心卫生院",
            exclusions=(),
            privacy_agreed=True,
        )
        return replace(values, **known)  # type: ignore[arg-type]

    def _apply(self, values: VolunteerValues, source: Source = UNKNOWN) -> Volunteer:
        row = services.apply(values=values, code=random_code(12), source=source)
        if row is None:
            raise LookupError("she is on the books already")
        return row

    def _answer(self, call: str, channel: str, kinds: Sequence[str]) -> None:
        source = Source(campaign_id=self._calls[call].id, channel=channel)
        for _ in range(self._chance.randint(3, 9)):
            campaigns.note_opening(self._calls[call], channel)
        licence = Licence("家庭教育指导师", "2023-0417", today() + timedelta(days=400))
        known = {"licence": licence} if channel == "office" else {}
        row = self._apply(self.values(**known), source)
        for kind in kinds:
            pass_check(self._people.staff, row.id, kind, self._inventor)
        if len(kinds) == len(CHECKS):
            services.approve(
                actor=self._people.reviewer,
                volunteer_id=row.id,
                reason="材料齐全，两人面谈，村里评价好，同意录用。",
            )

    def _answer_sister(self) -> None:
        """The volunteer who can log in has told a neighbour."""
        user = session().get_one(User, self._volunteers.with_login.row.user_id)
        sister = services.make_sister_code(actor=load_actor(user, second_factor=True))
        self._apply(self.values(), Source(sister_code=sister.sister_code or ""))

    def _answer_again(self) -> None:
        """Somebody who serves already fills the form in once more: the station is told."""
        row = self._volunteers.leads[4].row
        again = self.values(name=row.name, identity_number=row.identity_number)
        services.apply(values=again, code=random_code(12))

    def _enter_from_paper(self) -> None:
        values = self.values(office="村妇联执委", honours="2024年度平江县最美家庭")
        services.enter_volunteer(
            actor=self._people.staff,
            values=values,
            may_update=False,
            papers=[
                ("报名表-正面.jpg", drawings.filled_form(values.name)),
                ("报名表-背面.jpg", drawings.filled_form("")),
            ],
        )

    # -- refused, and heard again

    def _tell_appeals(self) -> None:
        for refused, appealed, answer in ((100, 94, "uphold"), (60, 52, "grant"), (20, 12, "")):
            told: dict[str, Volunteer] = {}
            self._timeline.at(refused + 10, self._refuse_later, told)
            self._timeline.at(refused, self._refuse, told)
            self._timeline.at(appealed, self._appeal, told)
            if answer:
                self._timeline.at(appealed - 10, self._answer_appeal, told, answer == "grant")

    def _refuse_later(self, told: dict[str, Volunteer]) -> None:
        told["row"] = self._apply(self.values())
        for kind in CHECKS[:-1]:
            pass_check(self._people.staff, told["row"].id, kind, self._inventor)

    def _refuse(self, told: dict[str, Volunteer]) -> None:
        services.refuse(
            actor=self._people.chair,
            volunteer_id=told["row"].id,
            code="interview",
            reason="面谈中对陪伴的时间说得不清楚，暂不录用。",
        )

    def _appeal(self, told: dict[str, Volunteer]) -> None:
        services.appeal(actor=self._people.staff, volunteer_id=told["row"].id, reason=FEVER)

    def _answer_appeal(self, told: dict[str, Volunteer], granted: bool) -> None:
        services.decide_appeal(
            actor=self._people.reviewer,
            volunteer_id=told["row"].id,
            granted=granted,
            reason="情况属实，请重新面谈。" if granted else "已向村里核实，时间确实不能保证。",
        )

    # -- kept no longer than the county says

    def _shorten_term(self) -> None:
        change_rules(
            actor=self._people.chair,
            region_code=COUNTY,
            values={"retention_months": 12},
            valid_from=today(),
        )

    def _tell_forgotten(self) -> None:
        """One has become anonymous, one will within the next weeks."""
        for days in (405, 335):
            told: dict[str, Volunteer] = {}
            self._timeline.at(days + 8, self._refuse_later, told)
            self._timeline.at(days, self._refuse, told)
        self._timeline.at(38, retention.forget_due)

    # -- two records of one person

    def _tell_doubles(self) -> None:
        """Merged, to be compared, and two who only look alike."""
        self._timeline.at(26, self._enter_twin, self._volunteers.leads[7], {})
        told: dict[str, Volunteer] = {}
        self._timeline.at(31, self._enter_twin, self._volunteers.leads[9], told)
        self._timeline.at(24, self._merge, self._volunteers.leads[9], told)
        self._timeline.at(3, self._apply_twice)

    def _enter_twin(self, person: Person, told: dict[str, Volunteer]) -> None:
        """From an old list on which somebody had misread a digit of her number."""
        row = person.row
        values = self.values(
            name=row.name,
            phone=row.phone,
            identity_number=misread(row.identity_number or ""),
            region_code=row.region_code,
            occupation="村妇联执委",
        )
        told["row"] = services.enter_volunteer(
            actor=self._people.staff, values=values, may_update=False
        ).volunteer

    def _merge(self, person: Person, told: dict[str, Volunteer]) -> None:
        kept, gone = person.row, told["row"]
        doubles.merge(
            actor=self._people.chair,
            kept_id=kept.id,
            gone_id=gone.id,
            versions=(kept.version, gone.version),
            taken=("occupation",),
            reason="同一人：旧名单上的身份证号抄错一位，已与本人核对。",
        )

    def _apply_twice(self) -> None:
        first = self.values()
        self._apply(first)
        number = misread(first.identity_number)
        self._apply(replace(first, identity_number=number, motive="上次没写清楚，再报一次名。"))

    # -- leaving, and the lists of other systems

    def _give_notice(self) -> None:
        """One by the station for her, one whose last day is over."""
        leads, staff = self._volunteers.leads, self._people.staff
        for person, days, code, words in (
            (leads[10], 30, "moved", "儿子在长沙买了房，年后要过去带孙女。"),
            (self._volunteers.helping[4], 4, "family", "单位调我去外地，实在顾不上了。"),
        ):
            services.give_notice(
                actor=staff,
                volunteer_id=person.row.id,
                last_day=today() + timedelta(days=days),
                code=code,
                words=words,
            )

    def _note_numbers(self) -> None:
        """They came back from the department’s system."""
        for at, person in enumerate(self._volunteers.leads[:12]):
            note_registration(
                actor=self._people.staff,
                volunteer_id=person.row.id,
                number=f"43062610{at + 1:06d}",
            )


def misread(number: str) -> str:
    """Another valid number that differs in one digit, and in the check digit."""
    order = (int(number[15]) + 1) % 10
    body = f"{number[:15]}{order}{number[16]}"
    return body + str(ric.calc_check_digit(body + "0"))
