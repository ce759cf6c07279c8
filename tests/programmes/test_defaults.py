from __future__ import annotations

import copy
from typing import Any

import pytest
from flask import Flask

from app.core.clock import today
from app.core.db import transaction
from app.programmes import presets
from app.programmes.models import Programme
from app.programmes.queries import rules_for
from tests.people import PINGJIANG


def adopted_without(preset: str, *paths: str, **changes: Any) -> None:
    """A region's copy of a preset from before these keys were known."""
    rules = copy.deepcopy(dict(presets.load(preset).raw))
    for path in paths:
        *above, last = path.split(".")
        row: Any = rules
        for key in above:
            row = row[key]
        del row[last]
    rules |= changes
    with transaction() as current:
        current.add(
            Programme(
                region_code=PINGJIANG,
                version=1,
                name="旧版",
                preset=preset,
                valid_from=today(),
                rules=rules,
            )
        )


@pytest.mark.parametrize("preset", presets.names())
def test_rules_from_before_a_feature_have_its_defaults(app: Flask, preset: str) -> None:
    shipped = presets.load(preset)
    adopted_without(
        preset,
        "vetting.appeal_days",
        "vetting.refusals",
        "leaving",
        "channels",
        "training",
        "team_types",
        title="旧版方案",
    )
    found = rules_for(PINGJIANG)
    assert found.name == "旧版方案"
    assert found.vetting == shipped.vetting
    assert (found.leaving, found.channels, found.team_types) == (
        shipped.leaving,
        shipped.channels,
        shipped.team_types,
    )
    assert found.training == shipped.training


def test_list_that_a_region_has_shortened_stays_short(app: Flask) -> None:
    first = presets.load("yueyang").raw["leaving"][:1]
    adopted_without("yueyang", leaving=first)
    assert [one.code for one in rules_for(PINGJIANG).leaving] == [first[0]["code"]]
