"""The gate as a table: one case a line, against the conditions that must be red."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.pairings.rules import Facts, gate, is_open, standing
from app.programmes import presets

RULES = presets.load("yueyang")
DAY = date(2026, 9, 1)
GOOD = Facts(
    child_enrolled=True,
    child_born_on=date(2015, 3, 8),
    missing_consents=(),
    volunteer_approved=True,
    vetting_gaps=(),
    pledge_in_force=True,
    trained_minutes=120,
    capacity=2,
    running=0,
    may_pair_alone=True,
    placement="local",
    role="lead",
    already_paired=False,
    has_other_lead=False,
    has_local_partner=False,
    has_other_mother=False,
)


def red(**changes: object) -> set[str]:
    facts = replace(GOOD, **changes)  # type: ignore[arg-type]
    return {condition.code for condition in gate(facts, RULES, DAY) if not condition.ok}


def test_all_conditions_met_opens_the_gate() -> None:
    assert is_open(gate(GOOD, RULES, DAY))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"child_enrolled": False}, {"child"}),
        ({"child_born_on": date(2008, 9, 1)}, {"child"}),  # eighteen today
        ({"child_born_on": date(2008, 9, 2)}, set()),  # eighteen tomorrow
        ({"already_paired": True}, {"child"}),
        ({"has_other_lead": True}, {"child"}),
        ({"has_other_lead": True, "role": "co"}, set()),
        ({"missing_consents": ("参加结对",)}, {"consent"}),  # R96
        ({"volunteer_approved": False}, {"vetting"}),
        ({"vetting_gaps": ("从业查询",)}, {"vetting"}),
        ({"pledge_in_force": False}, {"pledge"}),  # R112
        ({"trained_minutes": 119}, {"training"}),  # R117
        ({"running": 2}, {"capacity"}),  # R75
        ({"running": 1}, set()),
        ({"capacity": 99, "running": RULES.capacity_max}, {"capacity"}),
        ({"may_pair_alone": False, "role": "co", "has_other_lead": True}, {"company"}),  # R1
        (
            {
                "may_pair_alone": False,
                "role": "co",
                "has_other_mother": True,
                "has_other_lead": True,
            },
            set(),
        ),
        ({"role": "co"}, {"company"}),  # nobody leads
        ({"role": "specialist"}, {"company"}),
        ({"role": "specialist", "has_other_lead": True}, set()),
        ({"counties_agree": False}, {"counties"}),  # R38
        ({"organisation_gaps": ()}, set()),  # R39
        ({"organisation_gaps": ("没有协议",)}, {"organisation"}),
        ({"may_pair_alone": False, "role": "lead", "has_other_mother": True}, {"company"}),
        ({"placement": "remote"}, {"company"}),  # R97
        ({"placement": "remote", "has_local_partner": True}, set()),
        ({"pledge_in_force": False, "missing_consents": ("x",)}, {"pledge", "consent"}),
    ],
)
def test_gate(changes: dict[str, object], expected: set[str]) -> None:
    assert red(**changes) == expected


def test_every_red_condition_that_can_be_mended_says_how() -> None:
    facts = replace(GOOD, missing_consents=("x",), pledge_in_force=False, running=5)
    for condition in gate(facts, RULES, DAY):
        assert condition.ok or condition.mend


# Every condition of the gate, alone and red: rules × cases. Whoever adds a condition adds a line.
ALONE: dict[str, list[dict[str, object]]] = {
    "child": [
        {"child_enrolled": False},
        {"child_born_on": date(2008, 9, 1)},
        {"already_paired": True},
        {"has_other_lead": True},
        {"places_of_child": 0},
    ],
    "roster": [{"on_sealed_roster": False}],
    "consent": [{"missing_consents": ("参加结对",)}],
    "vetting": [{"volunteer_approved": False}, {"vetting_gaps": ("从业查询",)}],
    "training": [{"trained_minutes": 119}, {"trained_minutes": 0}],
    "pledge": [{"pledge_in_force": False}],
    "capacity": [
        {"running": 2},
        {"capacity": 0},
        {"capacity": 99, "running": RULES.capacity_max},
        {"cool_off_until": date(2026, 9, 2)},
    ],
    "company": [
        {"placement": "remote"},
        {"may_pair_alone": False, "role": "co", "has_other_lead": True},
        {"may_pair_alone": False, "has_other_mother": True},
        {"role": "co"},
        {"role": "specialist"},
    ],
    "counties": [{"counties_agree": False}],
    "organisation": [{"organisation_gaps": ("没有协议",)}],
}
SEALED = replace(RULES, sealed_roster_required=True)


def test_table_has_every_condition_of_the_gate() -> None:
    asked = replace(GOOD, organisation_gaps=())
    assert [one.code for one in gate(asked, SEALED, DAY)] == list(ALONE)


@pytest.mark.parametrize(
    ("code", "changes"), [(code, changes) for code, cases in ALONE.items() for changes in cases]
)
def test_each_condition_is_red_alone(code: str, changes: dict[str, object]) -> None:
    conditions = gate(replace(GOOD, **changes), SEALED, DAY)  # type: ignore[arg-type]
    assert [one.code for one in conditions if not one.ok] == [code]
    red_one = next(one for one in conditions if not one.ok)
    # What no deed mends (a child of eighteen, one that has left) says so without a false promise.
    over = code == "child" and "has_other_lead" not in changes
    assert bool(red_one.mend) is not over
    assert str(red_one.label)


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"trained_minutes": 0}, {"training": replace(RULES.training, initial_minutes=0)}),
        ({"on_sealed_roster": False}, {"sealed_roster_required": False}),
        ({"running": 3, "capacity": 9}, {"capacity_max": 9}),
        ({"cool_off_until": DAY}, {}),
        ({"child_born_on": date(2006, 9, 2)}, {"child_max_age": 20}),
    ],
)
def test_numbers_are_the_programmes(changes: dict[str, object], rules: dict[str, object]) -> None:
    facts = replace(GOOD, **changes)  # type: ignore[arg-type]
    assert is_open(gate(facts, replace(SEALED, **rules), DAY))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("broken", "state"),
    [
        ((), "active"),
        *(((code,), "suspended") for code in ("child", "consent", "vetting")),
        *(
            ((code,), "lapsed")
            for code in ("training", "pledge", "company", "counties", "organisation")
        ),
        (("pledge", "consent"), "suspended"),
    ],
)
def test_state_of_a_standing_pair(broken: tuple[str, ...], state: str) -> None:
    assert standing(broken) == state
