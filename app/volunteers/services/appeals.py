"""An appeal against a refusal: filed in time, decided one level up by somebody else."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import SYSTEM, Actor
from app.core.access.policy import demand
from app.core.access.scope import lock
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.i18n import day as day_in_words
from app.core.workflow import advance, take
from app.volunteers import appeals, queries
from app.volunteers.models import Appeal, Volunteer
from app.volunteers.services.vetting import locked
from app.volunteers.states import VOLUNTEER


def appeal(
    *, actor: Actor, volunteer_id: int, reason: str, filed_on: date | None = None
) -> Volunteer:
    """Staff puts an appeal on record that came by word of mouth or on paper."""
    with transaction():
        volunteer = locked(actor, volunteer_id)
        demand(actor, VOLUNTEER.transition("appeal").permission, volunteer)
        day = filed_on or today()
        _refuse_late(volunteer, day)
        advance(VOLUNTEER, "appeal", actor=actor, row=volunteer, reason=reason)
        _file(actor, volunteer, reason, day)
        return volunteer


def appeal_herself(*, code: str, text: str) -> None:
    """The applicant, who has proved that she knows her code and the end of her number."""
    with transaction():
        found = queries.by_code(code)
        if found is None or found.is_repeated:
            raise Conflict(Problem("wrong_state", _l("There is nothing to appeal against.")))
        volunteer = lock(found.volunteer)
        _refuse_late(volunteer, today())
        take(VOLUNTEER, "appeal", actor=SYSTEM, row=volunteer, reason=text)
        _file(SYSTEM, volunteer, text, today())


def _refuse_late(volunteer: Volunteer, day: date) -> None:
    if volunteer.state != "refused":
        return  # the lifecycle says so in its own words
    last = appeals.last_day(volunteer)
    if last is None:
        text = _l("The level above has decided already: that is final.")
        raise Conflict(Problem("decided_above", text))
    if day > today():
        text = _l("This day has not come yet.")
        raise InvalidInput(Problem("in_future", text, field="filed_on"))
    if day > last:
        text = _l("The time for an appeal ended on %(day)s.", day=day_in_words(last))
        raise Conflict(Problem("too_late", text))


def _file(actor: Actor, volunteer: Volunteer, text: str, day: date) -> None:
    days = queries.rules_of(volunteer).vetting.appeal_answer_days
    made = Appeal(
        volunteer=volunteer,
        filed_on=day,
        filed_by=actor.user_id,
        refused_by=queries.last_step(volunteer, "refuse"),
        due_on=day + timedelta(days=days),
    )
    made.text = text
    session().add(made)
    volunteer.ended_at = None
    session().flush()


def decide_appeal(
    *, actor: Actor, volunteer_id: int, granted: bool, reason: str, authority: str = ""
) -> Volunteer:
    """Granted, the application goes back to be decided anew; upheld, the refusal is final.

    Whoever has no right above the level of the refusal puts down which authority above has
    decided. Raises Conflict for whoever refused, and for the applicant herself.
    """
    with transaction():
        volunteer = locked(actor, volunteer_id)
        step = "grant_appeal" if granted else "uphold"
        demand(actor, VOLUNTEER.transition(step).permission, volunteer)
        row = appeals.open_appeal(volunteer)
        if row is None:
            raise Conflict(Problem("wrong_state", _l("There is no appeal to decide.")))
        if problems := appeals.problems_to_decide(actor, volunteer, authority):
            raise _sorted(problems)
        rules_id = queries.rules_of(volunteer).programme_id
        advance(VOLUNTEER, step, actor=actor, row=volunteer, reason=reason, rules_id=rules_id)
        row.outcome = "granted" if granted else "upheld"
        row.decided_on, row.decided_by, row.decided_by_name = today(), actor.user_id, actor.name
        row.authority, row.answer = authority.strip(), reason.strip()
        if granted:
            volunteer.refusal_code = ""
        else:
            volunteer.ended_at = now()
        session().flush()
        audit.record(actor, "volunteer.appeal_decided", volunteer, outcome=row.outcome)
        return volunteer


def _sorted(problems: list[Problem]) -> Conflict | InvalidInput:
    return InvalidInput(*problems) if problems[0].field else Conflict(*problems)
