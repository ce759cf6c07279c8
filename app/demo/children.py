"""Sixty invented children of one township, and the answers of their guardians."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from app.children import services
from app.children.models import Child
from app.children.records import ChildRecord, GuardianRecord
from app.core.clock import today
from app.demo.cast import Cast
from app.demo.invention import BOYS, GIRLS, SURNAMES, WOMEN, Inventor
from app.demo.timeline import Timeline
from app.demo.volunteers import VILLAGES

CATEGORIES = (
    *("left_behind",) * 7,
    *("low_income",) * 2,
    "single_parent",
    "unattended",
    "orphan",
    "disabled",
)
NEEDS = (("affection",), ("study",), ("affection", "study"), ("livelihood",), ("mental_health",))
SCHOOLS = ("加义镇中心小学", "加义中学", "谢江村小学", "献钟学校")
CLASSES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级")
RELATIONS = ("祖母", "外祖母", "祖父", "母亲", "伯母")
COUNT = 60
FIRST_ROSTER = 46
"""So many stood on the first year's roster; the others were found later."""


@dataclass
class Kid:
    village: str
    consented: int | None = None
    """Days ago that the guardian agreed to pairing."""
    story: dict[str, object] = field(default_factory=dict)

    @property
    def row(self) -> Child:
        return cast(Child, self.story["row"])


class ChildStories:
    def __init__(
        self, inventor: Inventor, timeline: Timeline, people: Cast, chance: random.Random
    ) -> None:
        self._inventor, self._timeline, self._people = inventor, timeline, people
        self._chance = chance
        self.kids = [self._tell(number) for number in range(COUNT)]
        # The last of the first roster: one refused, one has moved, one has come of age.
        self.grown, moved, refusing = self.kids[45], self.kids[44], self.kids[43]
        timeline.at(20, services.come_of_age)
        timeline.at(70, self._move, moved)
        timeline.at(90, self.answer, refusing, "refused")

    def _tell(self, number: int) -> Kid:
        kid = Kid(VILLAGES[number % len(VILLAGES)])
        entered = 425 if number < FIRST_ROSTER else 4 * (COUNT - number)
        self._timeline.at(entered, self._enter, kid, number)
        return kid

    def _enter(self, kid: Kid, number: int) -> None:
        sex = self._chance.choice(("female", "male"))
        surname = self._chance.choice(SURNAMES)
        born = self._inventor.born(6, 15, today())
        if number == 45:
            # Comes of age 22 days before the demonstration is made.
            born = (today() + timedelta(days=425 - 22)).replace(year=today().year - 17)
            born = min(born, today().replace(year=today().year - 16))
        category = self._chance.choice(CATEGORIES)
        age = today().year - born.year
        kid.story["row"] = services.enter_child(
            actor=self._people.staff,
            record=ChildRecord(
                name=self._inventor.name(GIRLS if sex == "female" else BOYS, surname),
                identity_number=self._inventor.identity_number(born, sex),
                born_on=born,
                sex=sex,
                region_code=kid.village,
                category=category,
                ethnic_group="汉族",
                address=f"{self._chance.randint(1, 18)}组",
                school=self._chance.choice(SCHOOLS),
                grade=CLASSES[max(0, min(len(CLASSES) - 1, age - 7))],
                needs=self._chance.choice(NEEDS),
                note="父母在外务工，春节回家。" if category == "left_behind" else "",
                guardians=(
                    GuardianRecord(
                        self._inventor.name(WOMEN),
                        self._inventor.phone(),
                        self._chance.choice(RELATIONS),
                    ),
                ),
            ),
        )

    def tell_consent(self, kid: Kid, days_ago: int) -> None:
        """The guardian agrees; a consent that has run out meanwhile is renewed."""
        kid.consented = days_ago
        self._timeline.at(days_ago, self.answer, kid, "granted")

    def renew_consent(self, kid: Kid, days_ago: int) -> None:
        self._timeline.at(days_ago, self.answer, kid, "granted")

    def withdraw(self, kid: Kid) -> None:
        consent = next(one for one in kid.row.consents if one.scope == "pairing")
        services.withdraw_consent(
            actor=self._people.staff,
            child_id=kid.row.id,
            consent_id=consent.id,
            reason="母亲已回乡，自己照顾孩子。",
        )

    def answer(self, kid: Kid, pairing: str) -> None:
        answers = {
            "pairing": pairing,
            "home_visit": pairing,
            "photo": self._chance.choice(("granted", "refused")),
            "activity": "granted",
        }
        services.record_consent(
            actor=self._people.staff,
            child_id=kid.row.id,
            answers=answers,
            signed_on=today(),
            guardian_id=kid.row.guardians[0].id,
            child_agreed=True,
        )

    def _move(self, kid: Kid) -> None:
        services.change_state(
            actor=self._people.staff,
            child_id=kid.row.id,
            transition="leave",
            reason="随父母到长沙上学。",
        )
