"""Who is in a task force, what each may see of the file, and when it may begin. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.clock import add_months
from app.core.errors import Problem
from app.programmes import presets
from app.programmes.rules import Choice, ProgrammeRules

CONCERNS = {
    "behaviour": _l("Serious trouble with behaviour"),
    "harmed": _l("Risk of being harmed"),
    "harming": _l("Risk of harming somebody"),
    "mind": _l("Serious trouble of the mind"),
    "other": _l("Other"),
}
MOTHER, CADRE = "mother", "cadre"
"""The two ones of 1+1+N; every other profession is one of N."""
SLICE_LABELS = {
    "age": _l("Age"),
    "sex": _l("Sex"),
    "village": _l("Village"),
    "school": _l("School and class"),
    "category": _l("Category"),
    "needs": _l("Needs"),
    "address": _l("Address"),
    "guardians": _l("Guardians"),
    "name": _l("Name"),
}


@dataclass(frozen=True)
class Profession(Choice):
    sees: tuple[str, ...] = ()
    """Parts of the file: keys of SLICE_LABELS. Her own tasks and the goal are always hers."""


@dataclass(frozen=True)
class Terms:
    professions: tuple[Profession, ...]
    review_months: int
    min_professionals: int

    def profession(self, code: str) -> Profession | None:
        return next((one for one in self.professions if one.code == code), None)


def terms_of(rules: ProgrammeRules) -> Terms:
    """What an older version of a programme does not say is taken from the shipped preset."""
    shipped: Mapping[str, Any] = presets.load("yueyang").raw["task_force"]
    given: Mapping[str, Any] = {**shipped, **rules.raw.get("task_force", {})}
    return Terms(
        professions=tuple(
            Profession(one["code"], one["label"], sees=tuple(one["sees"]))
            for one in given["professions"]
        ),
        review_months=given["review_months"],
        min_professionals=given["min_professionals"],
    )


def next_review(held_on: date, terms: Terms) -> date:
    return add_months(held_on, terms.review_months)


def problems_to_start(
    professions: Sequence[str], items: int, *, consented: bool, terms: Terms
) -> list[Problem]:
    """Why the work cannot begin yet: 1 + 1 + N, a plan, the guardian's consent."""
    found = []
    if not consented:
        message = _l("The guardian’s consent to the pairing is not in force.")
        found.append(Problem("consent", message, _l("Ask the guardian and record the answer.")))
    if professions.count(MOTHER) != 1:
        message = _l("There must be one caring mother who is paired with the child.")
        found.append(Problem("mother", message, _l("Add her as a member.")))
    if professions.count(CADRE) != 1:
        message = _l("There must be one cadre of the federation who answers for it.")
        found.append(Problem("cadre", message, _l("Add her as a member.")))
    others = sum(code not in (MOTHER, CADRE) for code in professions)
    if others < terms.min_professionals:
        message = _l(
            "Professionals: %(there)s of %(needed)s.", there=others, needed=terms.min_professionals
        )
        found.append(Problem("professionals", message, _l("Add a professional.")))
    if not items:
        message = _l("There is no plan yet: nobody has a task.")
        found.append(Problem("plan", message, _l("Write down the first step.")))
    return found
