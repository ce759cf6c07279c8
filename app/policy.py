"""The policy table: who may do what. It can be read by somebody who does not program.

A right is held in the region of the role's grant, and below it. "own" and "paired" are relations:
a volunteer's own record, and the children and pairs that she is bound to.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from app.core.access.policy import Rule
from app.core.regioncode import Level


class Role(StrEnum):
    ADMIN = "admin"
    CHAIR = "chair"
    STAFF = "staff"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    VOLUNTEER = "volunteer"


ROLE_LABELS = {
    Role.ADMIN: _l("System administrator"),
    Role.CHAIR: _l("Station chair"),
    Role.STAFF: _l("Station staff"),
    Role.REVIEWER: _l("Federation reviewer"),
    Role.SUPERVISOR: _l("Supervisor"),
    Role.AUDITOR: _l("Auditor"),
    Role.VOLUNTEER: _l("Volunteer"),
}


class P(StrEnum):
    OWN_ACCOUNT = "account.own"
    MANAGE_ACCOUNTS = "account.manage"
    EDIT_STATION = "station.edit"
    EDIT_PROGRAMME = "programme.edit"
    READ_AUDIT = "audit.read"
    OPEN_STATION = "station.open"

    BACK_UP = "backup.make"

    READ_VOLUNTEER = "volunteer.read"
    REVEAL_VOLUNTEER = "volunteer.reveal"
    REGISTER_VOLUNTEER = "volunteer.register"
    IMPORT_VOLUNTEERS = "volunteer.import"
    CHECK_VOLUNTEER = "volunteer.check"
    DECIDE_VOLUNTEER = "volunteer.decide"
    SUSPEND_VOLUNTEER = "volunteer.suspend"
    MERGE_VOLUNTEERS = "volunteer.merge"
    OWN_VOLUNTEER = "volunteer.own"
    LEAD_TEAM = "team.lead"

    READ_CHILD = "child.read"
    REVEAL_CHILD = "child.reveal"
    EXPORT_CHILDREN = "child.export"
    EDIT_CHILD = "child.edit"
    IMPORT_CHILDREN = "child.import"
    RECORD_CONSENT = "consent.record"

    OPEN_CHILDREN = "child.open_list"
    COUNT_CHILDREN = "child.count"
    ASK_CHILD_ACCESS = "child.ask"
    DECIDE_CHILD_ACCESS = "child.decide_access"
    DECIDE_CHILD_EXPORT = "child.decide_export"
    LIST_CHILD_READERS = "child.list_readers"
    WATCH_READING = "child.watch_reading"
    KEEP_REQUEST_DESK = "child.keep_desk"
    DELETE_CHILD = "child.delete"
    KEEP_COMPLIANCE = "compliance.keep"

    READ_ROSTER = "roster.read"
    COMPILE_ROSTER = "roster.compile"
    CHECK_ROSTER = "roster.check"
    SEAL_ROSTER = "roster.seal"
    COUNT_ROSTERS = "roster.count"

    READ_PARTNER = "partner.read"
    KEEP_PARTNER = "partner.keep"
    DECIDE_PARTNER = "partner.decide"
    PROPOSE_PARTNER = "partner.propose"
    CONFIRM_PARTNER = "partner.confirm"
    END_PARTNER = "partner.end"
    PAIR_VOLUNTEER = "volunteer.pair"

    READ_PAIRING = "pairing.read"
    MAKE_PAIRING = "pairing.make"
    END_PAIRING = "pairing.end"
    ANSWER_PAIRING = "pairing.answer"
    KEEP_PAIRING = "pairing.keep"
    WAIVE_CLOSURE = "pairing.waive"
    EXPORT_PAIRINGS = "pairing.export"
    OFFER_PAIRING = "pairing.offer"
    READ_COVERAGE = "pairing.coverage"

    READ_TASK_FORCE = "taskforce.read"
    KEEP_TASK_FORCE = "taskforce.keep"
    CLOSE_TASK_FORCE = "taskforce.close"

    READ_PLEDGE = "pledge.read"
    ISSUE_PLEDGE = "pledge.issue"
    SIGN_PLEDGE = "pledge.sign"
    WITHDRAW_PLEDGE = "pledge.withdraw"

    READ_TRAINING = "training.read"
    MANAGE_TRAINING = "training.manage"
    JOIN_TRAINING = "training.join"
    READ_COMPLETION = "completion.read"
    CONFIRM_TRAINING = "training.confirm"

    READ_CERTIFICATE = "certificate.read"
    ISSUE_CERTIFICATE = "certificate.issue"
    WITHDRAW_CERTIFICATE = "certificate.withdraw"
    WORD_CERTIFICATE = "certificate.word"
    ASK_CORRECTION = "correction.ask"
    SETTLE_CORRECTION = "correction.settle"

    READ_HOURS = "hours.read"
    CONFIRM_HOURS = "hours.confirm"
    DISPUTE_HOURS = "hours.dispute"

    READ_ACTIVITY = "activity.read"
    MANAGE_ACTIVITY = "activity.manage"
    JOIN_ACTIVITY = "activity.join"
    KEEP_INCIDENT = "incident.keep"
    READ_SUPPLY = "supply.read"
    KEEP_SUPPLY = "supply.keep"
    EDIT_CALENDAR = "calendar.edit"
    READ_ROTA = "rota.read"
    MANAGE_ROTA = "rota.manage"


def _by(
    *roles: Role,
    relations: tuple[str, ...] = (),
    related: tuple[Role, ...] = (Role.VOLUNTEER,),
    second_factor: bool = False,
    widest: Mapping[str, Level] | None = None,
    narrowest: Level = Level.VILLAGE,
) -> Rule:
    # Who is "own" or "paired" holds the role of a volunteer, and loses all of it with that role.
    return Rule(
        frozenset(roles),
        frozenset(relations),
        frozenset(related if relations else ()),
        second_factor=second_factor,
        widest=widest or {},
        narrowest=narrowest,
    )


STATION = (Role.CHAIR, Role.STAFF)
WORKERS = (Role.CHAIR, Role.STAFF, Role.REVIEWER)
READERS = (*WORKERS, Role.SUPERVISOR)

NEAR: Mapping[str, Level] = {
    Role.CHAIR: Level.COUNTY,
    Role.STAFF: Level.COUNTY,
    Role.REVIEWER: Level.TOWNSHIP,
    Role.SUPERVISOR: Level.TOWNSHIP,
}
"""Whoever holds these roles over more than this sees counts of children, not the children."""

POLICY: dict[str, Rule] = {
    P.OWN_ACCOUNT: Rule(signed_in=True),
    P.OPEN_STATION: _by(*READERS),
    # With the password alone, an account that reads children could be reset and taken over.
    P.MANAGE_ACCOUNTS: _by(Role.ADMIN, Role.CHAIR, second_factor=True),
    P.EDIT_STATION: _by(Role.ADMIN, Role.CHAIR),
    P.EDIT_PROGRAMME: _by(Role.CHAIR, Role.REVIEWER),
    P.READ_AUDIT: _by(Role.AUDITOR, second_factor=True),
    # The printed key opens everything.
    P.BACK_UP: _by(Role.ADMIN, Role.CHAIR, second_factor=True),
    P.READ_VOLUNTEER: _by(*READERS),
    P.REVEAL_VOLUNTEER: _by(*WORKERS),
    P.REGISTER_VOLUNTEER: _by(*STATION),
    P.IMPORT_VOLUNTEERS: _by(*STATION),
    P.CHECK_VOLUNTEER: _by(*WORKERS),
    P.DECIDE_VOLUNTEER: _by(Role.CHAIR, Role.REVIEWER),
    P.SUSPEND_VOLUNTEER: _by(Role.CHAIR, Role.REVIEWER),
    # Final, and about the records of vetting: not for everybody who enters people.
    P.MERGE_VOLUNTEERS: _by(Role.CHAIR, Role.REVIEWER),
    P.OWN_VOLUNTEER: _by(relations=("own",)),
    # "captain": her team and who belongs to it, as long as she is its captain.
    P.LEAD_TEAM: _by(relations=("captain",)),
    P.READ_CHILD: _by(*READERS, relations=("paired",), second_factor=True, widest=NEAR),
    # "passed": a purpose was given or a request approved, and its time is not over.
    P.REVEAL_CHILD: _by(
        *STATION,
        relations=("paired", "passed"),
        related=(Role.VOLUNTEER, *READERS),
        second_factor=True,
        widest=NEAR,
    ),
    P.EXPORT_CHILDREN: _by(*WORKERS, second_factor=True, widest=NEAR),
    P.EDIT_CHILD: _by(*STATION, second_factor=True, widest=NEAR),
    P.IMPORT_CHILDREN: _by(*STATION, second_factor=True, widest=NEAR),
    P.RECORD_CONSENT: _by(*STATION, second_factor=True, widest=NEAR),
    P.OPEN_CHILDREN: _by(*READERS, relations=("paired",), second_factor=True),
    P.COUNT_CHILDREN: _by(*READERS),
    P.ASK_CHILD_ACCESS: _by(*READERS, second_factor=True),
    P.DECIDE_CHILD_ACCESS: _by(Role.CHAIR, second_factor=True, widest=NEAR),
    P.DECIDE_CHILD_EXPORT: _by(Role.CHAIR, Role.REVIEWER, second_factor=True),
    P.LIST_CHILD_READERS: _by(*STATION, second_factor=True, widest=NEAR),
    P.WATCH_READING: _by(Role.AUDITOR),
    P.KEEP_REQUEST_DESK: _by(*STATION, second_factor=True, widest=NEAR),
    P.KEEP_COMPLIANCE: _by(Role.CHAIR, Role.REVIEWER, Role.AUDITOR),
    P.DELETE_CHILD: _by(Role.CHAIR, second_factor=True, widest=NEAR),
    P.READ_ROSTER: _by(*READERS, second_factor=True, widest=NEAR),
    P.COMPILE_ROSTER: _by(*STATION, second_factor=True, widest=NEAR),
    # The village compiles its roster; the township, or the county for it, checks and seals.
    P.CHECK_ROSTER: _by(*WORKERS, second_factor=True, widest=NEAR, narrowest=Level.TOWNSHIP),
    P.SEAL_ROSTER: _by(*STATION, second_factor=True, widest=NEAR, narrowest=Level.TOWNSHIP),
    P.COUNT_ROSTERS: _by(*READERS, second_factor=True),
    # "other_side": the county, or the team's division, at the other end of an agreement.
    P.READ_PARTNER: _by(*READERS, relations=("other_side",), related=READERS),
    P.KEEP_PARTNER: _by(*STATION),
    P.DECIDE_PARTNER: _by(Role.CHAIR, Role.REVIEWER),
    P.PROPOSE_PARTNER: _by(Role.CHAIR),
    # "asked_side": the county that was asked; whoever asked cannot answer for it.
    P.CONFIRM_PARTNER: _by(relations=("asked_side",), related=(Role.CHAIR,)),
    P.END_PARTNER: _by(Role.CHAIR, relations=("asked_side",), related=(Role.CHAIR,)),
    # "partner": approved volunteers of a county that one's own has agreed with.
    P.PAIR_VOLUNTEER: _by(*STATION, relations=("partner",), related=STATION, second_factor=True),
    P.READ_PAIRING: _by(*READERS, relations=("own",), second_factor=True),
    # What is written of a pair is written of the child: above the county nobody reads it.
    P.MAKE_PAIRING: _by(*STATION, second_factor=True, widest=NEAR),
    P.END_PAIRING: _by(*STATION, second_factor=True, widest=NEAR),
    P.ANSWER_PAIRING: _by(*STATION, relations=("own",), second_factor=True, widest=NEAR),
    P.KEEP_PAIRING: _by(*STATION, second_factor=True, widest=NEAR),
    # A step of a closure is left out by a name that answers for it.
    P.WAIVE_CLOSURE: _by(Role.CHAIR, second_factor=True, widest=NEAR),
    P.EXPORT_PAIRINGS: _by(*STATION, second_factor=True, widest=NEAR),
    P.OFFER_PAIRING: _by(*STATION, relations=("own",), second_factor=True, widest=NEAR),
    P.READ_COVERAGE: _by(*READERS, second_factor=True),
    # "member": who is in it now, as long as it is at work and the guardian's consent holds.
    P.READ_TASK_FORCE: _by(*STATION, relations=("member",), second_factor=True, widest=NEAR),
    P.KEEP_TASK_FORCE: _by(*STATION, second_factor=True, widest=NEAR),
    P.CLOSE_TASK_FORCE: _by(Role.CHAIR, second_factor=True, widest=NEAR),
    P.READ_PLEDGE: _by(*READERS, relations=("own",)),
    P.ISSUE_PLEDGE: _by(*STATION),
    P.SIGN_PLEDGE: _by(*STATION, relations=("own",)),
    P.WITHDRAW_PLEDGE: _by(Role.CHAIR),
    # "open": the catalogue of her division and those above it, and what is published there; to a
    # county's station too, which teaches the courses of its city.
    P.READ_TRAINING: Rule(
        frozenset(READERS), frozenset({"open"}), frozenset({*READERS, Role.VOLUNTEER})
    ),
    P.MANAGE_TRAINING: _by(*STATION),
    P.JOIN_TRAINING: _by(relations=("open",)),
    P.READ_COMPLETION: _by(*READERS, relations=("own",)),
    P.CONFIRM_TRAINING: _by(*STATION),
    P.READ_CERTIFICATE: _by(*READERS, relations=("own",)),
    P.ISSUE_CERTIFICATE: _by(*STATION),
    P.WITHDRAW_CERTIFICATE: _by(Role.CHAIR),
    P.WORD_CERTIFICATE: _by(Role.CHAIR, Role.REVIEWER),
    P.ASK_CORRECTION: _by(relations=("own",)),
    P.SETTLE_CORRECTION: _by(*STATION),
    P.READ_HOURS: _by(*READERS, relations=("own",)),
    P.CONFIRM_HOURS: _by(*STATION),
    P.DISPUTE_HOURS: _by(relations=("own",)),
    # "open": what is published for volunteers, and what she signed up for.
    P.READ_ACTIVITY: _by(*READERS, relations=("open",)),
    P.MANAGE_ACTIVITY: _by(*STATION),
    P.JOIN_ACTIVITY: _by(relations=("open",)),
    # "near": what the levels above and the stations of the same city ask for and offer.
    P.READ_SUPPLY: Rule(frozenset(READERS), frozenset({"near"}), frozenset(READERS)),
    P.KEEP_SUPPLY: _by(*STATION),
    P.KEEP_INCIDENT: _by(*STATION, second_factor=True, widest=NEAR),
    P.EDIT_CALENDAR: _by(*STATION),
    # "duty": who serves below a station takes shifts there.
    P.READ_ROTA: Rule(frozenset(READERS), frozenset({"duty"}), frozenset(STATION)),
    P.MANAGE_ROTA: _by(*STATION),
}

READS_CHILDREN = POLICY[P.READ_CHILD].roles
"""Roles that read the children's files of their region; a volunteer reads those paired with her."""

NEEDS_SECOND_FACTOR = frozenset({Role.VOLUNTEER}).union(
    *(rule.roles for rule in POLICY.values() if rule.second_factor)
)
