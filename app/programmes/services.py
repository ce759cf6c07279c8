from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.clock import today
from app.core.db import session, transaction
from app.core.errors import InvalidInput, Problem
from app.policy import P
from app.programmes import changes, presets
from app.programmes.models import Programme
from app.programmes.places import PLACE, PLACES
from app.programmes.queries import latest_version, rules_for
from app.programmes.reading import read
from app.programmes.rules import ProgrammeRules

PLEDGE_WORDS = ("preamble", "clauses", "closing")


def adopt_preset(
    *, actor: Actor, region_code: str, preset: str, valid_from: date | None = None
) -> Programme:
    """Make a shipped rule set the newest version of a region, from today or the day given.

    The rules are copied: a later edition of the preset changes nothing that was adopted.
    """
    with transaction():
        demand(actor, P.EDIT_PROGRAMME, region_code)
        try:
            rules = presets.load(preset)
        except KeyError:
            text = _l("Choose one of the programmes.")
            raise InvalidInput(Problem("unknown_preset", text, field="preset")) from None
        return _add(
            actor, "programme.adopted", region_code, preset, rules.raw, valid_from or today()
        )


def change_rules(
    *, actor: Actor, region_code: str, values: Mapping[str, Any], valid_from: date
) -> Programme:
    """A new version of a region's own rules, from the rules that hold for it on that day.

    Raises InvalidInput if the values do not fit together, or if nothing would change.
    """
    with transaction():
        demand(actor, P.EDIT_PROGRAMME, region_code)
        base = rules_for(region_code, valid_from)
        rules = changes.changed(base.raw, values)
        words = {**changes.TEXTS, **changes.LINES}
        if any(
            changes.get(rules, words[w]) != changes.get(base.raw, words[w]) for w in PLEDGE_WORDS
        ):
            changes.put(rules, "pledge.version", f"{valid_from:%Y-%m-%d}")
        if problems := rule_problems(read(rules)) + _dropped(base.raw, rules):
            raise InvalidInput(*problems)
        if not changes.differences(base.raw, rules):
            raise InvalidInput(Problem("nothing_changed", _l("Nothing has been changed.")))
        if valid_from < today():
            text = _l("What was decided yesterday stays: choose today or a later day.")
            raise InvalidInput(Problem("in_past", text, field="valid_from"))
        return _add(actor, "programme.changed", region_code, base.preset, rules, valid_from)


def _add(
    actor: Actor,
    event: str,
    region_code: str,
    preset: str,
    rules: Mapping[str, Any],
    valid_from: date,
) -> Programme:
    programme = Programme(
        region_code=region_code,
        version=latest_version(region_code) + 1,
        name=str(rules["title"])[:120],
        preset=preset,
        valid_from=valid_from,
        rules=dict(rules),
    )
    session().add(programme)
    session().flush()
    audit.record(actor, event, programme, version=programme.version)
    return programme


def _dropped(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(
            "check_dropped",
            _l("The check “%(check)s” cannot be left out; keep its words.", check=label),
            field="checks",
        )
        for label in changes.dropped(before, after)
    ]


def rule_problems(rules: ProgrammeRules) -> list[Problem]:
    """What would make the rules senseless, beside the field that says it."""
    who = rules.eligibility
    places = {"preamble": PLACES.keys(), "clauses": PLACES.keys(), "closing": frozenset[str]()}
    texts = {
        "preamble": rules.pledge.preamble,
        "clauses": "\n".join(rules.pledge.clauses),
        "closing": rules.pledge.closing,
    }
    made = [
        Problem("place_unknown", _l("Nobody fills in %(what)s.", what=f"{{{name}}}"), field=field)
        for field, text in texts.items()
        for name in sorted(set(PLACE.findall(text)) - places[field])
    ]
    checks = (
        (who.min_age > who.max_age, "max_age", _l("The oldest age lies below the youngest.")),
        (
            rules.capacity_default > rules.capacity_max,
            "capacity_max",
            _l("The most lies below the usual number."),
        ),
        (
            rules.renewal_days >= rules.pledge_months * 28,
            "renewal_days",
            _l("The renewal would begin before the pledge does."),
        ),
        (not rules.vetting.deciders, "deciders", _l("Somebody must decide.")),
        (not who.kinds, "kinds", _l("Write at least one line.")),
        (not who.exclusions, "exclusions", _l("At least one exclusion must stand.")),
    )
    return made + [
        Problem("rules_senseless", text, field=field) for bad, field, text in checks if bad
    ]
