"""The end of a pairing as steps: which are asked for, which are missing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.errors import Problem

WAYS = {
    "planned": _l("Planned: the year is over, or all agree that the aim is reached"),
    "unplanned": _l("Unplanned: illness, a move, the child leaves the roster"),
    "one_sided": _l("One-sided: volunteer, child or guardian does not want to go on"),
}
OUTCOMES = {
    "done": _l("done"),
    "declined": _l("declined by the person asked"),
    "waived": _l("waived by the chair"),
}
HAND_OVER = {
    "all": _l("All records of this pairing"),
    "summary": _l("The summary only"),
    "nothing": _l("Nothing"),
}


@dataclass(frozen=True)
class Step:
    code: str
    label: Any
    help: Any
    may_decline: bool = False
    """It asks a person, who need not answer; a blank is not an answer."""


STEPS = (
    Step(
        "talk_volunteer",
        _l("Exit talk with the volunteer"),
        _l("What went well, why it ends, what the next one should know."),
        may_decline=True,
    ),
    Step(
        "talk_child",
        _l("Exit talk with the child"),
        _l("Tell the child why, in words that fit the age; listen to the feelings."),
        may_decline=True,
    ),
    Step(
        "talk_guardian",
        _l("Exit talk with the guardian"),
        _l("What the family wishes for from now on."),
        may_decline=True,
    ),
    Step(
        "last_meeting",
        _l("Last meeting of volunteer and child"),
        _l("Good moments, a farewell, how they may greet each other later."),
        may_decline=True,
    ),
    Step(
        "hand_over",
        _l("Hand-over: what the successor may see"),
        _l("Chosen with the guardian; the summary says what the child needs next."),
    ),
    Step(
        "statement",
        _l("Statement to the family"),
        _l("Printed, signed by the station and handed to the guardian."),
    ),
)
CODES = tuple(step.code for step in STEPS)


def step(code: str) -> Step | None:
    return next((one for one in STEPS if one.code == code), None)


def missing_steps(taken: Mapping[str, str]) -> list[Problem]:
    """What still keeps the pairing from being ended. `taken`: code of step → outcome."""
    return [
        Problem(
            one.code,
            _l("Not done yet: %(step)s", step=one.label),
            _l("Do it, or have the chair waive it."),
        )
        for one in STEPS
        if one.code not in taken
    ]


def outcome_problem(one: Step, outcome: str, note: str) -> Problem | None:
    if outcome not in OUTCOMES:
        return Problem("outcome", _l("Say how it went."), field="outcome")
    if outcome == "declined" and not one.may_decline:
        message = _l("Only somebody who is asked can decline.")
        return Problem("outcome", message, field="outcome")
    if outcome != "declined" and not note.strip():
        message = _l("Write a sentence: what was said, or why the step is left out.")
        return Problem("note_missing", message, field="note")
    return None
