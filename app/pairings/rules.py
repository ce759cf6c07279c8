"""The gate of a pairing: each condition green or red, with what mends it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.clock import age_on
from app.core.regioncode import Level, nearness
from app.programmes.rules import ProgrammeRules


@dataclass(frozen=True)
class Condition:
    """One line of the gate. `mend` names the thing to do; the page knows where it is done."""

    code: str
    ok: bool
    label: Any
    mend: Any = ""
    mend_label: Any = ""
    mend_url: str = ""


@dataclass(frozen=True)
class Facts:
    """What the gate must know of one child and one volunteer, on one day."""

    child_enrolled: bool
    child_born_on: date
    missing_consents: Sequence[str]
    """Labels of the consent scopes that pairing needs and that are not in force."""
    volunteer_approved: bool
    vetting_gaps: Sequence[Any]
    """What is missing or expired of her vetting, in words."""
    pledge_in_force: bool
    trained_minutes: int
    """First training that holds that day."""
    capacity: int
    running: int
    """Pairings that she has now, this one not counted."""
    may_pair_alone: bool
    placement: str
    role: str
    already_paired: bool
    has_other_lead: bool
    has_local_partner: bool
    has_other_mother: bool
    places_of_child: int = 99
    """How many volunteers more the child may have."""
    on_sealed_roster: bool = True
    """Asked for at the beginning only: a pair that stands does not wait for the next version."""
    cool_off_until: date | None = None
    """The end of her rest after a pairing that was closed."""
    counties_agree: bool = True
    """Both live in one county, or in two that have agreed on pairs between them."""
    organisation_gaps: Sequence[Any] | None = None
    """What is wrong with the organisation that she goes for; None: she goes for herself."""


def gate(facts: Facts, rules: ProgrammeRules, day: date) -> list[Condition]:
    """Every condition of pairing this child with this volunteer in this role."""
    found = [
        _child(facts, rules, day),
        *_roster(facts, rules),
        _consent(facts),
        _vetting(facts),
        _training(facts, rules),
        _pledge(facts),
        _capacity(facts, rules, day),
        _company(facts),
        _counties(facts),
    ]
    return found if facts.organisation_gaps is None else [*found, _organisation(facts)]


SUSPENDING = frozenset({"child", "consent", "vetting"})
"""Without these she must not be with the child; without the others she should not go alone."""


def standing(broken: Sequence[str]) -> str:
    """The state of a running pairing with these conditions broken."""
    if not broken:
        return "active"
    return "suspended" if SUSPENDING.intersection(broken) else "lapsed"


def is_open(conditions: Sequence[Condition]) -> bool:
    return all(condition.ok for condition in conditions)


def _child(facts: Facts, rules: ProgrammeRules, day: date) -> Condition:
    if not facts.child_enrolled:
        return Condition("child", False, _l("The child is no longer on the roster."))
    if age_on(facts.child_born_on, day) >= rules.child_max_age:
        label = _l("The child has reached %(age)s.", age=rules.child_max_age)
        return Condition("child", False, label)
    if facts.already_paired:
        return Condition("child", False, _l("These two are paired already."))
    if facts.places_of_child < 1:
        label = _l("The child has as many volunteers as the programme allows.")
        return Condition("child", False, label)
    if facts.role == "lead" and facts.has_other_lead:
        return Condition(
            "child",
            False,
            _l("The child has a leading volunteer."),
            _l("Pair her as a co-volunteer or a specialist."),
        )
    return Condition("child", True, _l("The child is on the roster and may be paired."))


def _roster(facts: Facts, rules: ProgrammeRules) -> list[Condition]:
    """R113: only where the programme pairs from sealed rosters alone."""
    if not rules.sealed_roster_required:
        return []
    if facts.on_sealed_roster:
        return [Condition("roster", True, _l("The child stands on a sealed roster."))]
    label = _l("The child is not on a sealed roster of its village yet.")
    return [
        Condition("roster", False, label, _l("Compile the village’s roster and have it sealed."))
    ]


def _consent(facts: Facts) -> Condition:
    if facts.missing_consents:
        label = _l(
            "The guardian's consent is missing: %(scopes)s",
            scopes="、".join(facts.missing_consents),
        )
        return Condition("consent", False, label, _l("Ask the guardian and record the answer."))
    return Condition("consent", True, _l("The guardian has consented in writing."))


def _vetting(facts: Facts) -> Condition:
    if not facts.volunteer_approved:
        label = _l("The volunteer is not approved, or is suspended.")
        return Condition("vetting", False, label, _l("Finish her vetting."))
    if facts.vetting_gaps:
        gaps = " ".join(str(gap) for gap in facts.vetting_gaps)
        label = _l("Her vetting is not complete: %(gaps)s", gaps=gaps)
        return Condition("vetting", False, label, _l("Make the check and record it."))
    return Condition("vetting", True, _l("Her vetting is valid."))


def _training(facts: Facts, rules: ProgrammeRules) -> Condition:
    """R117: trained before the first pair, and what was granted still holds."""
    done, needed = facts.trained_minutes, rules.training.initial_minutes
    if done >= needed:
        return Condition("training", True, _l("Her first training is complete."))
    label = _l(
        "First training: %(done)s of %(needed)s minutes hold today.", done=done, needed=needed
    )
    return Condition("training", False, label, _l("Sign her up for a training."))


def _pledge(facts: Facts) -> Condition:
    if facts.pledge_in_force:
        return Condition("pledge", True, _l("Her pledge is signed and in force."))
    return Condition(
        "pledge", False, _l("She has no signed pledge in force."), _l("Print and sign the pledge.")
    )


def _capacity(facts: Facts, rules: ProgrammeRules, day: date) -> Condition:
    if facts.cool_off_until and day < facts.cool_off_until:
        label = _l("She rests after her last pairing until %(day)s.", day=facts.cool_off_until)
        return Condition("capacity", False, label, _l("Choose another volunteer."))
    places = min(facts.capacity, rules.capacity_max)
    if facts.running < places:
        label = _l("%(free)s of %(places)s places free", free=places - facts.running, places=places)
        return Condition("capacity", True, label)
    label = _l("All of her %(places)s places are taken.", places=places)
    return Condition("capacity", False, label, _l("Choose another volunteer."))


def _company(facts: Facts) -> Condition:
    """A helper never pairs alone (R1); a remote volunteer works with a local one (R97)."""
    if not facts.may_pair_alone and not facts.has_other_mother:
        label = _l("A helper is not paired alone; the child has no caring mother yet.")
        return Condition("company", False, label, _l("Pair a caring mother first."))
    if facts.placement == "remote" and not facts.has_local_partner:
        label = _l("A remote volunteer works beside a local one; the child has none yet.")
        return Condition("company", False, label, _l("Pair a local volunteer first."))
    if not facts.may_pair_alone and facts.role == "lead":
        label = _l("A helper does not lead a pairing.")
        return Condition("company", False, label, _l("Pair her as a co-volunteer."))
    if facts.role != "lead" and not facts.has_other_lead:
        label = _l("Nobody leads: the child needs a leading volunteer first.")
        return Condition("company", False, label, _l("Name a leading volunteer."))
    return Condition("company", True, _l("She may take this part."))


def _counties(facts: Facts) -> Condition:
    """R38: across counties only where both have agreed."""
    if facts.counties_agree:
        return Condition("counties", True, _l("Her county and the child’s fit together."))
    label = _l("She is from another county, and no agreement of the two is in force.")
    return Condition("counties", False, label, _l("See the partner counties."))


def _organisation(facts: Facts) -> Condition:
    """R39: an organisation stands for a child through people of its own."""
    if not facts.organisation_gaps:
        return Condition("organisation", True, _l("The organisation may stand for the pair."))
    gaps = "、".join(str(gap) for gap in facts.organisation_gaps)
    label = _l("The organisation cannot stand for the pair: %(gaps)s", gaps=gaps)
    return Condition("organisation", False, label, _l("Look at the organisation."))


def placement_for(own: str, volunteer_region: str, child_region: str) -> str:
    """Whoever comes from another county is remote to this child, wherever else she serves."""
    return own if nearness(volunteer_region, child_region) >= Level.COUNTY else "remote"


def mode_of(volunteers: int, children: int) -> str:
    """By a child's volunteers and the children of the one who leads (R75)."""
    return f"{'many' if volunteers > 1 else 'one'}_to_{'many' if children > 1 else 'one'}"


MODES = {
    "one_to_one": _l("one to one"),
    "one_to_many": _l("one volunteer, several children"),
    "many_to_one": _l("several volunteers, one child"),
    "many_to_many": _l("several volunteers, several children"),
}
