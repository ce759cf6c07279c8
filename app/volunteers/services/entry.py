"""How a volunteer comes onto the books: by herself, by staff, by a roster; and her corrections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit, pinyin
from app.core.access import scope
from app.core.access.actors import SYSTEM, Actor
from app.core.access.policy import demand
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.errors import Conflict, InvalidInput, Problem, StaleVersion
from app.core.personal import blind_index
from app.core.workflow import begin, take
from app.policy import P
from app.programmes.queries import rules_for
from app.programmes.rules import ProgrammeRules
from app.volunteers import codes, drafts, queries
from app.volunteers import values as values_of
from app.volunteers.models import Licence, RepeatedApplication, Volunteer
from app.volunteers.rules import problems_to_apply
from app.volunteers.services.papers import Files, keep_paper
from app.volunteers.states import MENDABLE, VOLUNTEER
from app.volunteers.values import VolunteerValues

PLAIN = (
    "address",
    "kind",
    "placement",
    "occupation",
    "political_status",
    "capacity",
    "motive",
    "experience",
    "household",
    "languages",
    "employer",
    "office",
    "honours",
    "channel",
)


@dataclass(frozen=True)
class Source:
    """How an applicant found the way: a campaign, a channel of the programme, a sister's code."""

    campaign_id: int | None = None
    channel: str = ""
    sister_code: str = ""


UNKNOWN = Source()


@dataclass(frozen=True)
class Entry:
    """`outcome`: created, updated or unchanged."""

    volunteer: Volunteer
    outcome: str


def apply(
    *, values: VolunteerValues, code: str, source: Source = UNKNOWN, typed: Any = None
) -> Volunteer | None:
    """Somebody applies herself; `code` will show her how the application stands.

    Raises InvalidInput, with nothing stored, if the programme cannot take her. None if she is on
    the books already: the caller must answer as if she were not (see RepeatedApplication).
    """
    with transaction() as current:
        rules = rules_for(values.region_code)
        _refuse_hard_stops(values, rules)
        code_index = blind_index("status_code", code)
        if typed is not None:
            drafts.keep(code, typed, sent=True)
        if known := _find(values.identity_number):
            again = RepeatedApplication(volunteer_id=known.id, status_code_index=code_index)
            current.add(again)
            audit.record(SYSTEM, "volunteer.applied_again", known)
            return None
        sister = _sister(source.sister_code)
        return _create(
            SYSTEM,
            values,
            rules,
            status_code_index=code_index,
            campaign_id=source.campaign_id,
            recommended_by=sister,
            channel="sister" if sister else values.channel or source.channel,
        )


def mend(*, code: str, values: VolunteerValues, typed: Any) -> None:
    """The applicant herself corrects what she sent, as long as nobody has begun to check it.

    A returned application is put forward again. The caller has made sure that she knows both the
    code and the end of the number; the number itself only the station corrects. Raises
    InvalidInput as `apply` does, Conflict once the checks have begun.
    """
    with transaction():
        rules = rules_for(values.region_code)
        _refuse_hard_stops(values, rules)
        drafts.keep(code, typed, sent=True)
        found = queries.by_code(code)
        if found is None or values.identity_number != found.volunteer.identity_number:
            text = _l("Only the station can correct this number: call it or come by.")
            raise InvalidInput(Problem("number_differs", text, field="identity_number"))
        if found.is_repeated:
            return
        volunteer = scope.lock(found.volunteer)
        if volunteer.state not in MENDABLE:
            text = _l("The checks have begun: tell the station what has changed.")
            raise Conflict(Problem("wrong_state", text))
        changed = _fill(volunteer, values)
        session().flush()
        audit.record(SYSTEM, "volunteer.mended_herself", volunteer, fields=changed)
        if volunteer.state == "returned":
            take(VOLUNTEER, "resubmit", actor=SYSTEM, row=volunteer)


def replace_code(*, actor: Actor, volunteer_id: int) -> str:
    """A new application code for one that was lost; the old one opens nothing any more."""
    with transaction() as current:
        volunteer = scope.lock(scope.get_visible(Volunteer, actor, volunteer_id))
        demand(actor, P.REGISTER_VOLUNTEER, volunteer)
        if volunteer.state in ("approved", "suspended", "left"):
            raise Conflict(
                Problem("wrong_state", _l("A code is of use only while the application runs."))
            )
        drafts.forget(volunteer.status_code_index)
        code = codes.code_of(codes.new_token())
        volunteer.status_code_index = blind_index("status_code", code)
        current.flush()
        audit.record(actor, "volunteer.code_replaced", volunteer)
        return code


def _sister(code: str) -> int | None:
    if not code:
        return None
    found = session().scalar(select(Volunteer).where(Volunteer.sister_code == code.upper()))
    sister = found and queries.standing_for(found)
    return sister.id if sister and sister.state == "approved" else None


def enter_volunteer(
    *, actor: Actor, values: VolunteerValues, may_update: bool = True, papers: Files = ()
) -> Entry:
    """Staff or a roster enters somebody, or brings what is known of her up to date.

    Raises InvalidInput if the programme cannot take her, and Conflict if she is on the books of
    another region, or, without `may_update`, on one's own. `papers`: the pages that she wrote.
    """
    with transaction():
        demand(actor, P.REGISTER_VOLUNTEER, values.region_code)
        rules = rules_for(values.region_code)
        _refuse_hard_stops(values, rules)
        known = _find(values.identity_number)
        if known is None:
            made = _create(actor, values, rules, recruited_by=actor.user_id)
            if papers:
                keep_paper(actor, made, papers)
            return Entry(made, "created")
        _refuse_double(actor, known, may_update)
        changed = _fill(scope.lock(known), values)
        if changed:
            session().flush()
            audit.record(actor, "volunteer.edited", known, fields=changed)
        return Entry(known, "updated" if changed else "unchanged")


def edit(*, actor: Actor, volunteer_id: int, version: int, values: VolunteerValues) -> Entry:
    """Correct what is known of her.

    Raises StaleVersion if somebody else saved since `version`; InvalidInput, Conflict as above.
    """
    with transaction():
        volunteer = scope.lock(scope.get_visible(Volunteer, actor, volunteer_id))
        demand(actor, P.REGISTER_VOLUNTEER, volunteer)
        demand(actor, P.REGISTER_VOLUNTEER, values.region_code)
        if volunteer.version != version:
            raise StaleVersion(Problem("stale", _l("Somebody else saved this meanwhile.")))
        _refuse_hard_stops(_over(values, volunteer), rules_for(values.region_code))
        if (other := _find(values.identity_number)) and other is not volunteer:
            _refuse_double(actor, other, may_update=False)
        changed = _fill(volunteer, values)
        if changed:
            session().flush()
            audit.record(actor, "volunteer.edited", volunteer, fields=changed)
        return Entry(volunteer, "updated" if changed else "unchanged")


def settle_repeats(*, actor: Actor, volunteer_id: int) -> None:
    """Somebody has talked with her about why she applied again."""
    with transaction() as current:
        volunteer = scope.lock(scope.get_visible(Volunteer, actor, volunteer_id))
        demand(actor, P.REGISTER_VOLUNTEER, volunteer)
        for again in queries.repeats(volunteer):
            again.seen_at = now()
        current.flush()
        audit.record(actor, "volunteer.repeat_settled", volunteer)


def _find(identity_number: str) -> Volunteer | None:
    index = blind_index("identity", identity_number)
    return session().scalar(select(Volunteer).where(Volunteer.identity_index == index))


def _refuse_double(actor: Actor, known: Volunteer, may_update: bool) -> None:
    seen = session().scalar(scope.visible(Volunteer, actor).where(Volunteer.id == known.id))
    if seen is None:
        raise Conflict(
            Problem(
                "registered_elsewhere",
                _l("She is on the books of another station: ask the federation above."),
                field="identity_number",
            )
        )
    if not may_update:
        raise Conflict(
            Problem(
                "already_registered",
                _l("She is on the books already."),
                mend=_l("Open her page"),
                mend_url=url_for("volunteers.show", volunteer_id=known.id),
            )
        )


def _refuse_hard_stops(values: VolunteerValues, rules: ProgrammeRules) -> None:
    kinds = rules.eligibility.kinds
    facts = values.facts(kind=kinds[0].code if kinds else "", capacity=rules.capacity_default)
    if problems := problems_to_apply(facts, rules, today()):
        raise InvalidInput(*problems)


def _over(values: VolunteerValues, row: Volunteer) -> VolunteerValues:
    """The values, with what the row knows where they say nothing."""
    return replace(values, kind=values.kind or row.kind, capacity=values.capacity or row.capacity)


def _create(
    actor: Actor, values: VolunteerValues, rules: ProgrammeRules, **fields: Any
) -> Volunteer:
    kinds = rules.eligibility.kinds
    volunteer = Volunteer(
        state=VOLUNTEER.initial,
        kind=kinds[0].code if kinds else "",
        placement="local",
        capacity=rules.capacity_default,
        occupation="",
        political_status="",
        skills=[],
        availability=[],
        exclusions_declared=[],
        **dict.fromkeys(("languages", "employer", "office", "honours"), ""),
        **fields,
    )
    _fill(volunteer, values)
    session().add(volunteer)
    session().flush()
    begin(VOLUNTEER, actor=actor, row=volunteer)
    return volunteer


def _fill(row: Volunteer, values: VolunteerValues) -> list[str]:
    """Write what the values say; the names of the fields that changed."""
    wanted: dict[str, Any] = {name: getattr(values, name) for name in PLAIN}
    wanted |= {
        "name": values.name,
        "name_key": pinyin.full(values.name)[:160],
        "name_initials": pinyin.initials(values.name)[:64],
        "region_code": values.region_code,
        "identity_number": values.identity_number,
        "identity_index": blind_index("identity", values.identity_number),
        "born_on": values.born_on,
        "sex": values.sex,
        "phone": values.phone,
        "phone_index": blind_index("phone", values.phone),
        "team_id": values.team_id,
        "skills": None if values.skills is None else list(values.skills),
        "availability": None if values.availability is None else list(values.availability),
        "exclusions_declared": None if values.exclusions is None else list(values.exclusions),
    }
    if values.exclusions is not None and row.declared_at is None:
        wanted["declared_at"] = now()
    if values.privacy_agreed and row.privacy_agreed_at is None:
        wanted["privacy_agreed_at"] = now()
    changed = [
        name for name, value in wanted.items() if value is not None and getattr(row, name) != value
    ]
    for name in changed:
        setattr(row, name, wanted[name])
    if values.licence and _add_licence(row, values.licence):
        changed.append("licences")
    return [name for name in changed if not name.endswith(("_index", "_key", "_initials"))]


def _add_licence(row: Volunteer, given: values_of.Licence) -> bool:
    """False if she has this one already."""
    if any((one.name, one.number) == (given.name, given.number) for one in row.licences):
        return False
    licence = Licence(volunteer=row, name=given.name, expires_on=given.expires_on)
    licence.number = given.number or None
    return True
