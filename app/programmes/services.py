from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import InvalidInput, Problem
from app.policy import P
from app.programmes import presets
from app.programmes.models import Programme
from app.programmes.queries import latest_version


def adopt_preset(
    *, actor: Actor, region_code: str, preset: str, valid_from: date | None = None
) -> Programme:
    """Make a shipped rule set the newest version of a region, from today or the day given.

    The rules are copied: a later edition of the preset changes nothing that was adopted.
    """
    with transaction() as current:
        demand(actor, P.EDIT_PROGRAMME, region_code)
        try:
            rules = presets.load(preset)
        except KeyError:
            text = _l("Choose one of the programmes.")
            raise InvalidInput(Problem("unknown_preset", text, field="preset")) from None
        programme = Programme(
            region_code=region_code,
            version=latest_version(region_code) + 1,
            name=rules.name,
            preset=preset,
            valid_from=valid_from or today(),
            rules=dict(rules.raw),
        )
        current.add(programme)
        current.flush()
        audit.record(actor, "programme.adopted", programme, version=programme.version)
        return programme
