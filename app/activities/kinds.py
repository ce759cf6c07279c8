"""Kinds of activities and points of safety: shipped lists, for the pages and the reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class ActivityKind:
    code: str
    label: Any
    group: str
    hint: Any = ""


GROUPS = {
    "company": _l("Company"),
    "safety": _l("Safety"),
    "learning": _l("Learning and growing"),
    "talk": _l("Talks and counsel"),
    "daycare": _l("Day care"),
    "care": _l("Visits and gifts"),
    "work": _l("Work of the station"),
}

KINDS = (
    ActivityKind("parent_child", _l("Parent and child together"), "company"),
    ActivityKind("festival", _l("Festival"), "company"),
    ActivityKind("birthday", _l("Birthday party"), "company"),
    ActivityKind("outing", _l("Outing or study trip"), "company"),
    ActivityKind("camp", _l("Summer or winter camp"), "company"),
    ActivityKind("theme_day", _l("Theme day"), "company"),
    ActivityKind("group", _l("Standing group (choir, running)"), "company"),
    ActivityKind("institution", _l("Company in an institution"), "company"),
    ActivityKind("drowning", _l("Against drowning"), "safety"),
    ActivityKind("abuse", _l("Against sexual abuse"), "safety"),
    ActivityKind("bullying", _l("Against bullying"), "safety"),
    ActivityKind("injury", _l("Against accidents and injury"), "safety"),
    ActivityKind("traffic_fire", _l("Traffic, fire and earthquake"), "safety"),
    ActivityKind("internet", _l("Safe on the internet"), "safety"),
    ActivityKind("reading", _l("Reading"), "learning"),
    ActivityKind("study", _l("Help with school work"), "learning"),
    ActivityKind("science", _l("Science"), "learning"),
    ActivityKind("arts", _l("Arts and crafts"), "learning"),
    ActivityKind("heritage", _l("Intangible heritage"), "learning"),
    ActivityKind("sports", _l("Sports"), "learning"),
    ActivityKind("labour", _l("Labour and nature"), "learning"),
    ActivityKind("red", _l("Red education"), "learning"),
    ActivityKind("law_talk", _l("Law talk"), "talk"),
    ActivityKind("mock_court", _l("Mock court"), "talk"),
    ActivityKind("family_education", _l("Family education"), "talk"),
    ActivityKind("psychology", _l("Mental health, group counselling"), "talk"),
    ActivityKind("after_school", _l("Four-thirty class"), "daycare"),
    ActivityKind("holiday_care", _l("Holiday day care"), "daycare"),
    ActivityKind("gifts", _l("Handing out gifts"), "care"),
    ActivityKind("patrol", _l("Round of visits"), "care"),
    ActivityKind("health_check", _l("Health check"), "care"),
    ActivityKind("meeting", _l("Meeting"), "work"),
    ActivityKind("recruiting", _l("Recruiting"), "work"),
    ActivityKind("other", _l("Other"), "work"),
)
BY_CODE = {kind.code: kind for kind in KINDS}

AUDIENCES = {
    "public": _l("Everybody"),
    "volunteers": _l("Volunteers"),
    "team": _l("One team"),
    "station": _l("The station’s own people"),
}
SIGN_UPS = {
    "none": _l("No sign-up"),
    "volunteers": _l("Volunteers"),
    "pairs": _l("Volunteers with their paired child"),
}
SAFETY = {
    "leader": _l("A named person answers for safety"),
    "first_aid": _l("First-aid box and somebody who can use it"),
    "route": _l("Way there and back looked at"),
    "vehicle": _l("Vehicle, driver and insurance checked"),
    "insurance": _l("Accident insurance for everybody"),
    "water": _l("No open water, or a guard beside it"),
    "food": _l("Food and allergies asked about"),
    "count": _l("Heads counted at each change of place"),
    "exit": _l("Emergency exits and meeting place known"),
    "plan": _l("Plan for bad weather and emergencies"),
}
INCIDENTS = {
    "injury": _l("Injury"),
    "illness": _l("Illness or allergy"),
    "missing": _l("A child was missing"),
    "quarrel": _l("Quarrel or bullying"),
    "harm": _l("Suspected harm to a child"),
    "property": _l("Loss or damage"),
    "other": _l("Other"),
}
SIDES = {"request": _l("We ask for"), "offer": _l("We offer")}
SUPPLIES = {
    "expert": _l("Expert"),
    "venue": _l("Venue"),
    "goods": _l("Goods"),
    "money": _l("Project or money"),
    "other": _l("Other"),
}
FOUND = {
    "well": _l("All well"),
    "absent": _l("Nobody at home"),
    "attention": _l("Needs attention"),
}
ANSWERERS = {
    "volunteer": _l("Volunteer"),
    "guardian": _l("Guardian"),
    "child": _l("Child"),
    "other": _l("Somebody else"),
}
ROUND = "patrol"
"""The kind whose activities have a list of families."""
CAMPAIGNS = ("春节送温暖", "寒假关爱", "“六一”儿童节", "暑期关爱", "中秋团圆", "世界儿童日")


def label_of(code: str) -> Any:
    kind = BY_CODE.get(code)
    return kind.label if kind else code


def codes_of(word: str) -> list[str]:
    """Of a group all its kinds; of a kind itself."""
    return [kind.code for kind in KINDS if word in (kind.code, kind.group)]


def choices() -> dict[Any, list[tuple[str, Any]]]:
    """For a select with groups."""
    return {
        label: [(kind.code, kind.label) for kind in KINDS if kind.group == group]
        for group, label in GROUPS.items()
    }
