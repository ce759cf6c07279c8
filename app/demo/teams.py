"""Teams with a name and a badge of their own, with captains by office and their succession."""

from __future__ import annotations

from datetime import timedelta

from app.core.clock import today
from app.demo import drawings
from app.demo.cast import Cast
from app.demo.logins import COUNTY
from app.demo.timeline import Timeline
from app.demo.volunteers import Person, VolunteerStories
from app.regions import queries as regions
from app.volunteers import services
from app.volunteers.models import Team

OFFICE = "村妇联主席"
LEFT_AGO = 32
"""When one of the captains leaves; pairs.py tells of it."""


class TeamStories:
    def __init__(self, volunteers: VolunteerStories, timeline: Timeline, people: Cast) -> None:
        self._volunteers, self._timeline, self._people = volunteers, timeline, people
        self._teams: dict[str, Team] = {}

    def tell(self) -> None:
        leaving = self._volunteers.leaving
        steady = [one for one in self._volunteers.leads if one.since > 140]
        chief = next(one for one in steady if one.village != leaving.village)
        self._timeline.at(422, self._form_county_team)
        self._timeline.at(300, self._form, leaving.village)
        self._timeline.at(298, self._form, chief.village)
        self._timeline.at(290, self._appoint, leaving)
        self._timeline.at(120, self._appoint, chief)
        for person in [*self._volunteers.leads, leaving]:
            if person.village in (leaving.village, chief.village) and person.since > 100:
                self._timeline.at(90, self._join, person)

    def _form_county_team(self) -> None:
        """At the place of the station: its badge stands on the poster and the form too."""
        team = services.create_team(
            actor=self._people.chair,
            region_code=COUNTY,
            name="平江县“爱心妈妈”志愿服务总队",
            kind="remote",
            captain_name="彭桂香",
            captain_office="县妇联主席",
            host_unit="平江县妇女联合会",
            brand="汨水大姐",
            room="县妇女儿童活动中心三楼",
        )
        services.set_badge(
            actor=self._people.chair, team_id=team.id, content=drawings.badge("汨"), name="徽标.png"
        )

    def _form(self, village: str) -> None:
        name = regions.names_of({village})[village].removesuffix("民委员会")
        self._teams[village] = services.create_team(
            actor=self._people.staff,
            region_code=village,
            name=f"{name}“爱心妈妈”志愿服务队",
            kind="local",
            captain_name="毛细妹",
            captain_office=OFFICE,
            brand=f"{name[:2]}姐妹",
        )

    def _appoint(self, person: Person) -> None:
        """The office has passed to a volunteer; her term ends in a few weeks from today’s day."""
        ends = today() + timedelta(days=160) if person is not self._volunteers.leaving else None
        services.change_captain(
            actor=self._people.staff,
            team_id=self._teams[person.village].id,
            office=OFFICE,
            since=today(),
            member_id=person.row.id,
            until=ends,
        )

    def _join(self, person: Person) -> None:
        services.assign_team(
            actor=self._people.staff,
            volunteer_id=person.row.id,
            team_id=self._teams[person.village].id,
        )
