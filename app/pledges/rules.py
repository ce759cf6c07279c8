"""When a pledge may be issued and signed: pure decisions on values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from app.core.clock import add_months, age_on
from app.core.errors import Problem
from app.programmes.rules import ProgrammeRules


@dataclass(frozen=True)
class Term:
    """One pledge's year of the service: from `starts_on` to `ends_on`, both days included."""

    year_number: int
    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def next_term(
    earlier: Sequence[Term], rules: ProgrammeRules, today: date, starts_on: date | None = None
) -> Term:
    """The term of the next pledge: after the last one, or from today where there is a gap."""
    last = max(earlier, key=lambda term: term.ends_on, default=None)
    follows = last.ends_on + timedelta(days=1) if last else today
    begins = starts_on or max(follows, today)
    year = last.year_number + 1 if last else 1
    return Term(year, begins, add_months(begins, rules.pledge_months) - timedelta(days=1))


def problems_to_issue(
    *,
    is_approved: bool,
    vetting: Sequence[Problem] = (),
    born_on: date,
    earlier: Sequence[Term],
    term: Term,
    rules: ProgrammeRules,
    today: date,
) -> list[Problem]:
    """Why this pledge cannot be issued; empty when it can.

    `vetting`: what of her checks will not hold on the first day of the term.
    """
    # Long before the renewal it is no news that a check will have ended by then.
    is_early = bool(earlier) and not may_renew(earlier, rules, today)
    problems = [] if is_early else list(vetting)
    if not is_approved:
        problems.append(
            Problem(
                "not_approved",
                _l("She has not been approved as a volunteer, or is suspended."),
                _l("Finish the vetting first."),
            )
        )
    if problem := age_problem(born_on, term.starts_on, rules):
        problems.append(problem)
    if term.year_number > rules.service_years:
        problems.append(
            Problem(
                "service_over",
                _l("Her service of %(years)s years is complete.", years=rules.service_years),
            )
        )
    if any(term.starts_on <= other.ends_on for other in earlier):
        problems.append(
            Problem("overlap", _l("There is a pledge for this time already."), field="starts_on")
        )
    elif is_early:
        problems.append(
            Problem(
                "too_early",
                _l(
                    "A pledge is renewed in the last %(days)s days of the one before.",
                    days=rules.renewal_days,
                ),
            )
        )
    return problems


def age_problem(born_on: date, day: date, rules: ProgrammeRules) -> Problem | None:
    """R95: looked at anew at each renewal, when it is issued and when it is signed."""
    age, limits = age_on(born_on, day), rules.eligibility
    if limits.min_age <= age <= limits.max_age:
        return None
    return Problem(
        "age",
        _l(
            "On the first day of the pledge she is %(age)s; the programme takes"
            " volunteers from %(min)s to %(max)s.",
            age=age,
            min=limits.min_age,
            max=limits.max_age,
        ),
    )


def reminder_due(days_left: int, sent: Collection[int], reminder_days: Sequence[int]) -> int | None:
    """Which of the programme's reminders is due now: the latest that was reached, once each.

    A night that was missed is made up for; an earlier one is not sent after a later one.
    """
    reached = [days for days in reminder_days if 0 <= days_left <= days]
    latest = min(reached, default=None)
    return latest if latest is not None and all(days > latest for days in sent) else None


def may_renew(earlier: Sequence[Term], rules: ProgrammeRules, today: date) -> bool:
    last = max(term.ends_on for term in earlier)
    return today >= last - timedelta(days=rules.renewal_days)
