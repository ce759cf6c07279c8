"""Who may apply, be approved and serve. Ages, lists and terms come from the programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.clock import add_months, age_on
from app.core.errors import Problem
from app.programmes.rules import CheckKind, ProgrammeRules, Vetting

EXPIRING_DAYS = 60


@dataclass(frozen=True)
class Applicant:
    """`exclusions` None: she has not made the declaration yet."""

    born_on: date
    sex: str
    kind: str
    exclusions: tuple[str, ...] | None
    capacity: int = 1


@dataclass(frozen=True)
class Check:
    kind: str
    passed: bool
    checked_on: date
    valid_until: date | None = None
    recorded_by: int | None = None


@dataclass(frozen=True)
class CheckLine:
    """A required check and how it stands: ok, missing, failed or expired."""

    kind: CheckKind
    standing: str
    check: Check | None
    is_expiring: bool = False

    @property
    def ok(self) -> bool:
        return self.standing == "ok"


@dataclass(frozen=True)
class Hands:
    """Who had a part in the case, as user ids; two people decide about everybody."""

    decider: int | None
    recruiter: int | None
    refused_before_by: int | None = None
    herself: int | None = None


def problems_to_apply(facts: Applicant, rules: ProgrammeRules, today: date) -> list[Problem]:
    """Why she cannot be taken at all; nobody can override any of these."""
    problems = [*_age_problems(facts.born_on, rules, today), *_sex_problems(facts, rules)]
    declared = facts.exclusions or ()
    problems += [
        Problem(
            "excluded",
            _l("The programme cannot accept somebody with: %(what)s.", what=choice.label),
            field=exclusion_field(choice.code),
        )
        for choice in rules.eligibility.exclusions
        if choice.code in declared
    ]
    if facts.capacity > rules.capacity_max or facts.capacity < 1:
        problems.append(
            Problem(
                "capacity",
                _l("Choose from 1 to %(most)s children.", most=rules.capacity_max),
                field="capacity",
            )
        )
    return problems


def exclusion_field(code: str) -> str:
    return f"exclusion_{code}"


def _age_problems(born_on: date, rules: ProgrammeRules, today: date) -> list[Problem]:
    low, high = rules.eligibility.min_age, rules.eligibility.max_age
    if low <= (age := age_on(born_on, today)) <= high:
        return []
    return [
        Problem(
            "age",
            _l(
                "The programme takes people from %(low)s to %(high)s years of age; by the "
                "identity number it is %(age)s.",
                low=low,
                high=high,
                age=age,
            ),
            field="identity_number",
        )
    ]


def admitted_sexes(rules: ProgrammeRules, kind: str) -> tuple[str, ...]:
    """A kind of volunteer may admit more than the programme as a whole does."""
    own = rules.kind(kind)
    return own.sexes if own and own.sexes else rules.eligibility.sexes


def _sex_problems(facts: Applicant, rules: ProgrammeRules) -> list[Problem]:
    if facts.sex in admitted_sexes(rules, facts.kind):
        return []
    return [
        Problem("sex", _l("This kind of volunteer is for women; choose another."), field="kind")
    ]


def checklist(
    required: Sequence[CheckKind], checks: Iterable[Check], today: date
) -> list[CheckLine]:
    """Each required check by its newest record; `checks` in the order of recording."""
    newest = {check.kind: check for check in checks}
    return [_line(kind, newest.get(kind.code), today) for kind in required]


def _line(kind: CheckKind, check: Check | None, today: date) -> CheckLine:
    if check is None:
        return CheckLine(kind, "missing", None)
    if not check.passed:
        return CheckLine(kind, "failed", check)
    if check.valid_until is not None and check.valid_until < today:
        return CheckLine(kind, "expired", check)
    left = (check.valid_until - today).days if check.valid_until else None
    return CheckLine(kind, "ok", check, is_expiring=left is not None and left <= EXPIRING_DAYS)


def valid_until(kind: CheckKind, checked_on: date) -> date | None:
    """The last day on which the check counts."""
    if kind.valid_months is None:
        return None
    return add_months(checked_on, kind.valid_months)


def _check_problems(lines: Iterable[CheckLine]) -> list[Problem]:
    return [Problem(f"check_{line.standing}", explain(line)) for line in lines if not line.ok]


def explain(line: CheckLine) -> Any:
    """How the check stands, in words."""
    label = line.kind.label
    if line.standing == "missing":
        return _l("The check “%(check)s” has not been made.", check=label)
    if line.standing == "failed":
        return _l("The check “%(check)s” did not pass.", check=label)
    if line.standing == "expired":
        return _l("The check “%(check)s” has expired.", check=label)
    return label


def problems_to_approve(
    facts: Applicant, checks: Sequence[Check], hands: Hands, rules: ProgrammeRules, today: date
) -> list[Problem]:
    """The hard stops on the day of the decision, and that a second person decides (R67)."""
    problems = problems_to_apply(facts, rules, today)
    if facts.exclusions is None:
        problems.append(
            Problem("not_declared", _l("She has not answered the questions of the declaration."))
        )
    lines = checklist(rules.checks, checks, today)
    return [*problems, *_check_problems(lines), *problems_to_decide(hands, lines)]


def problems_to_decide(hands: Hands, lines: Iterable[CheckLine] = ()) -> list[Problem]:
    """Why this person may not decide, whatever her rights: somebody else must."""
    if hands.decider is None:
        return []
    problems = []
    if hands.decider == hands.herself:
        problems.append(Problem("own_case", _l("Nobody decides about herself.")))
    if hands.decider == hands.recruiter:
        problems.append(
            Problem("recruiter_decides", _l("Whoever entered her does not decide as well."))
        )
    recorders = {line.check.recorded_by for line in lines if line.check}
    if recorders == {hands.decider}:
        problems.append(
            Problem("checker_decides", _l("Whoever made all the checks does not decide as well."))
        )
    if hands.decider == hands.refused_before_by:
        problems.append(Problem("refuser_decides", _l("After an appeal somebody else decides.")))
    return problems


def problems_to_serve(
    state: str, facts: Applicant, checks: Sequence[Check], rules: ProgrammeRules, today: date
) -> list[Problem]:
    """Why she may not be with children today; the gate of a pairing asks this."""
    problems = []
    if state != "approved":
        problems.append(Problem("not_approved", _l("She is not an approved volunteer.")))
    problems += _age_problems(facts.born_on, rules, today)
    if facts.exclusions:
        problems.append(Problem("excluded", _l("She has declared something that excludes her.")))
    return problems + _check_problems(checklist(rules.checks, checks, today))


def vetting_valid(
    state: str, facts: Applicant, checks: Sequence[Check], rules: ProgrammeRules, today: date
) -> bool:
    return not problems_to_serve(state, facts, checks, rules, today)


def service_ends_on(service_from: date, rules: ProgrammeRules) -> date:
    return add_months(service_from, 12 * rules.service_years)


RELATIONS = ("village", "employer", "colleague", "neighbour", "other")
OFFICIAL = ("village", "employer")
BEST = 5


def problems_to_pass(
    kind: str,
    passed: bool,
    details: Any,
    references: Sequence[tuple[str, bool]],
    interviewer: str,
    vetting: Vetting,
) -> list[Problem]:
    """What a check of this kind still lacks; `references` as (relation, supports)."""
    if kind == "record_enquiry" and not details.authority.strip():
        return [
            Problem("authority_missing", _l("Write which authority answered."), field="authority")
        ]
    if kind == "reference" and passed:
        return _reference_problems(references, vetting)
    if kind == "interview":
        return _talk_problems(passed, details, interviewer, vetting)
    return []


def _reference_problems(references: Sequence[tuple[str, bool]], vetting: Vetting) -> list[Problem]:
    for_her = [relation for relation, supports in references if supports]
    problems = []
    if len(for_her) < vetting.references:
        text = _l(
            "The programme asks for %(needed)s people who speak for her; on record: %(found)s.",
            needed=vetting.references,
            found=len(for_her),
        )
        problems.append(Problem("references_few", text))
    elif vetting.references and not set(for_her) & set(OFFICIAL):
        text = _l("One of them must be her village, community or employer.")
        problems.append(Problem("references_private", text))
    return problems


def _talk_problems(passed: bool, details: Any, interviewer: str, vetting: Vetting) -> list[Problem]:
    problems = []
    second = details.second_name.strip()
    if vetting.interviewers > 1 and (not second or second == interviewer):
        text = _l("Two people lead the talk: write who the other one was.")
        problems.append(Problem("second_missing", text, field="second_name"))
    asked = {question.code for question in vetting.questions}
    if asked != set(details.scores) or not all(1 <= n <= BEST for n in details.scores.values()):
        problems.append(Problem("scores_missing", _l("Give each question a score from 1 to 5.")))
    elif passed and asked and mean_score(details.scores) < vetting.min_score:
        text = _l(
            "The mean score lies below %(least)s: the talk has not passed.", least=vetting.min_score
        )
        problems.append(Problem("score_low", text, field="passed"))
    return problems


def mean_score(scores: Mapping[str, int]) -> float:
    return sum(scores.values()) / len(scores) if scores else 0.0
