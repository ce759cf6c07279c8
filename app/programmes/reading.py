"""From a preset file's plain values to ProgrammeRules. Pure; a missing key raises KeyError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.programmes.rules import (
    CheckKind,
    Choice,
    ConsentScope,
    Duties,
    DutyItem,
    Eligibility,
    LeavingReason,
    PledgeText,
    ProgrammeRules,
    ReadingRules,
    Skill,
    TeamType,
    TrainingRules,
    Vetting,
    VolunteerKind,
)

Plain = Mapping[str, Any]
STATIONS = ("dismissed", "died")
"""Of programmes that were adopted before the presets said who may give a reason of leaving."""


def read(
    raw: Plain,
    *,
    programme_id: int | None = None,
    version: int = 0,
    valid_from: date | None = None,
) -> ProgrammeRules:
    """`version` counts a region's own versions; the shipped file itself is version 0."""
    return ProgrammeRules(
        programme_id=programme_id,
        name=raw["title"],
        preset=raw["code"],
        version=version,
        valid_from=valid_from,
        eligibility=_eligibility(raw),
        checks=tuple(
            CheckKind(one["code"], one["label"], one.get("valid_months"))
            for one in raw["vetting"]["checks"]
        ),
        service_years=raw["service"]["years"],
        hotline=raw["hotline"],
        pledge_months=raw["pledge"]["term_months"],
        renewal_days=raw["pledge"]["renewal_window_days"],
        reminder_days=_reminders(raw["pledge"].get("reminder_days", (60, 30, 7))),
        pledge=_pledge(raw["pledge"]),
        child_max_age=raw["child"]["max_age"],
        categories=_choices(raw["child"]["categories"]),
        needs=_choices(raw["needs"]),
        skills=tuple(
            Skill(**_choice(one), meets=tuple(one.get("meets", ()))) for one in raw["skills"]
        ),
        capacity_default=raw["capacity"]["default_children"],
        capacity_max=raw["capacity"]["max_children"],
        consent_scopes=tuple(_scope(one) for one in raw["consent"]["scopes"]),
        consent_months=raw["consent"]["term_months"],
        consent_version=raw["consent"]["version"],
        training=TrainingRules(**raw.get("training", {})),
        raw=raw,
        sealed_roster_required=raw.get("pairing", {}).get("sealed_roster_required", False),
        vetting=_vetting(raw["vetting"]),
        team_types=tuple(
            TeamType(**_choice(one), min_members=one.get("min_members", 1))
            for one in raw.get("team_types", ())
        ),
        channels=_choices(raw.get("channels", ())),
        leaving=tuple(
            LeavingReason(**_choice(one), by_station=one.get("by_station", one["code"] in STATIONS))
            for one in raw.get("leaving", ())
        ),
        retention_months=raw.get("retention", {}).get("months", 36),
        reading=ReadingRules(**raw.get("reading", {})),
    )


def _reminders(given: Iterable[Any]) -> tuple[int, ...]:
    return tuple(sorted({int(days) for days in given}, reverse=True))


def _vetting(given: Plain) -> Vetting:
    return Vetting(
        references=given.get("references", 2),
        interviewers=given.get("interviewers", 2),
        questions=_choices(given.get("questions", ())),
        min_score=given.get("min_score", 0),
        deciders=tuple(given.get("deciders", ("chair", "reviewer"))),
        refusals=_choices(given.get("refusals", ())),
        appeal_days=given.get("appeal_days", 15),
        appeal_answer_days=given.get("appeal_answer_days", 30),
    )


def _eligibility(raw: Plain) -> Eligibility:
    given = raw["eligibility"]
    return Eligibility(
        min_age=given["min_age"],
        max_age=given["max_age"],
        warn_age=given["warn_age"],
        sexes=tuple(given["sexes"]),
        age_label=given["age_label"],
        requirements=tuple(given["requirements"]),
        exclusions=_choices(given["exclusions"]),
        kinds=tuple(
            VolunteerKind(
                **_choice(one),
                # Of a kind that a federation has added: beside somebody, until it says more.
                may_pair_alone=one.get("may_pair_alone", False),
                sexes=tuple(one.get("sexes", ())),
            )
            for one in raw["kinds"]
        ),
    )


def _pledge(given: Plain) -> PledgeText:
    return PledgeText(
        version=given["version"],
        title=given["title"],
        subtitle=given["subtitle"],
        preamble=given["preamble"],
        duty_clause=given["duty_clause"],
        clauses=tuple(given["clauses"]),
        closing=given["closing"],
        duties={placement: _duties(one) for placement, one in given["duties"].items()},
    )


def _duties(given: Plain) -> Duties:
    items = tuple(DutyItem(one["label"], one["text"]) for one in given["items"])
    return Duties(given["heading"], given["summary"], items)


def _scope(one: Plain) -> ConsentScope:
    return ConsentScope(
        code=one["code"],
        label=one["label"],
        text=one["text"],
        refusal=one["refusal"],
        needed_for_pairing=one["required"],
    )


def _choice(one: Plain) -> dict[str, Any]:
    return {
        "code": one["code"],
        "label": one["label"],
        "synonyms": tuple(one.get("synonyms", ())),
    }


def _choices(given: Iterable[Plain]) -> tuple[Choice, ...]:
    return tuple(Choice(**_choice(one)) for one in given)
