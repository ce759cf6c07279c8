"""What an editor may change of a rule set, and what differs between two. Pure, on plain values."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Plain = Mapping[str, Any]

NUMBERS = {
    "min_age": "eligibility.min_age",
    "max_age": "eligibility.max_age",
    "warn_age": "eligibility.warn_age",
    "service_years": "service.years",
    "pledge_months": "pledge.term_months",
    "renewal_days": "pledge.renewal_window_days",
    "capacity_default": "capacity.default_children",
    "capacity_max": "capacity.max_children",
    "consent_months": "consent.term_months",
    "references": "vetting.references",
    "interviewers": "vetting.interviewers",
    "min_score": "vetting.min_score",
    "appeal_days": "vetting.appeal_days",
    "appeal_answer_days": "vetting.appeal_answer_days",
    "retention_months": "retention.months",
    "recheck_every_months": "roster.recheck_every_months",
    "recheck_days": "roster.recheck_days",
    "found_days": "roster.found_days",
    "pair_days": "roster.pair_days",
    "meet_days": "roster.meet_days",
    "many_files": "reading.many_files",
    "night_from": "reading.night_from",
    "night_to": "reading.night_to",
}
FLAGS = {"sealed_roster_required": "pairing.sealed_roster_required"}
TEXTS = {
    "title": "title",
    "basis": "basis",
    "age_label": "eligibility.age_label",
    "preamble": "pledge.preamble",
    "closing": "pledge.closing",
}
LINES = {
    "requirements": "eligibility.requirements",
    "clauses": "pledge.clauses",
    "reminder_days": "pledge.reminder_days",
    "asks": "poster.asks",
}
TABLES = {
    "kinds": "kinds",
    "checks": "vetting.checks",
    "exclusions": "eligibility.exclusions",
    "questions": "vetting.questions",
    "refusals": "vetting.refusals",
    "leaving": "leaving",
    "channels": "channels",
}
"""Code tables, edited as their labels, one a line; a label that stays keeps its code."""


@dataclass(frozen=True)
class Difference:
    path: str
    before: str
    after: str


def get(raw: Plain, path: str, default: Any = None) -> Any:
    value: Any = raw
    for key in path.split("."):
        if not isinstance(value, Mapping) or key not in value:
            return default
        value = value[key]
    return value


def put(raw: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for key in above:
        raw = raw.setdefault(key, {})
    raw[last] = value


def labels(raw: Plain, path: str) -> list[str]:
    return [one["label"] for one in get(raw, path, ())]


def relabelled(table: Iterable[Plain], wanted: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a code table for these labels; a new label gets a code made from it."""
    known = {one["label"]: dict(one) for one in table}
    return [known.get(label, {"code": _code(label), "label": label}) for label in wanted]


def _code(label: str) -> str:
    return "x" + hashlib.sha256(label.encode()).hexdigest()[:7]


def changed(raw: Plain, values: Plain) -> dict[str, Any]:
    """A copy with the editor's values, by the names of the tables above."""
    made = copy.deepcopy(dict(raw))
    for names in (NUMBERS, FLAGS, TEXTS, LINES):
        for name, path in names.items():
            if name in values:
                put(made, path, values[name])
    for name, path in TABLES.items():
        if name in values:
            put(made, path, relabelled(get(made, path, ()), values[name]))
    if "deciders" in values:
        put(made, "vetting.deciders", list(values["deciders"]))
    for code, months in values.get("validity", {}).items():
        # Of a check that is no longer asked for there is nothing to be put down.
        for row in (one for one in made["vetting"]["checks"] if one["code"] == code):
            row.pop("valid_months", None)
            if months:
                row["valid_months"] = months
    for code, number in values.get("team_sizes", {}).items():
        _row(made["team_types"], code)["min_members"] = number
    return made


def _row(table: Iterable[dict[str, Any]], code: str) -> dict[str, Any]:
    return next(one for one in table if one["code"] == code)


def dropped(before: Plain, after: Plain) -> list[str]:
    """Labels of checks that keep children safe whatever a federation decides, and are gone."""
    left = {one["code"] for one in get(after, "vetting.checks", ())}
    rows = get(before, "vetting.checks", ())
    return [one["label"] for one in rows if one.get("hard_stop") and one["code"] not in left]


def differences(before: Plain, after: Plain) -> list[Difference]:
    old, new = dict(_leaves(before)), dict(_leaves(after))
    paths = [*old, *(path for path in new if path not in old)]
    return [
        Difference(path, old.get(path, ""), new.get(path, ""))
        for path in paths
        if old.get(path, "") != new.get(path, "")
    ]


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every plain value with its place; of a code table by the row's code, not its position."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            coded = isinstance(inner, Mapping) and "code" in inner
            yield from _leaves(inner, f"{path}.{inner['code'] if coded else number + 1}")
    else:
        yield path, str(value)
