"""Words for the codes that a volunteer's record holds."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from app.programmes.rules import ProgrammeRules, find

SEX_LABELS = {"female": _l("Female"), "male": _l("Male")}
PLACEMENT_LABELS = {"local": _l("Near"), "remote": _l("From afar")}

RELATION_LABELS = {
    "village": _l("Her village or community"),
    "employer": _l("Her employer or unit"),
    "colleague": _l("A colleague"),
    "neighbour": _l("A neighbour"),
    "other": _l("Somebody else"),
}
TIME_LABELS = {
    "weekday": _l("On weekdays, by day"),
    "evening": _l("On weekdays, in the evening"),
    "weekend": _l("At weekends"),
    "holidays": _l("In the school holidays"),
}


def kind_label(rules: ProgrammeRules, kind: str) -> str:
    choice = find(rules.eligibility.kinds, kind)
    return choice.label if choice else kind


def skill_labels(rules: ProgrammeRules, skills: Iterable[str]) -> list[str]:
    """The programme's words; what a roster called otherwise stays as it was written."""
    found = ((find(rules.skills, skill), skill) for skill in skills)
    return [choice.label if choice else skill for choice, skill in found]


SUCCESSION_LABELS = {
    "left": _l("The captain no longer serves"),
    "over": _l("Her term is over"),
    "ending": _l("Her term ends soon"),
}
