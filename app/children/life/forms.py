from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from app.children.life.facts import KINDS, SOURCES
from app.children.life.handing_over import PLACES
from app.core.clock import today
from app.core.web.forms import BaseForm, strip
from app.regions.forms import PicksRegion, RegionField


def _with_none(labels: dict[str, Any]) -> list[SelectChoice]:
    return [SelectChoice("", _l("Choose one")), *(SelectChoice(*one) for one in labels.items())]


class MoveForm(PicksRegion, BaseForm):
    region_code = RegionField(_l("New village"))
    address = StringField(
        _l("Address in the new village"), [Length(max=120)], filters=[strip], default=""
    )
    goes = RadioField(
        _l("Who moves?"),
        [Optional()],
        choices=[
            SelectChoice("family", _l("The whole family")),
            SelectChoice("child", _l("Only this child")),
        ],
        default="family",
    )
    moved_on = DateField(_l("Moved on"), [Optional()], default=today)
    reason = TextAreaField(
        _l("Reason"),
        [Length(max=500)],
        filters=[strip],
        default="",
        description=_l("The new station reads it: what should it go on with?"),
    )


class HandOverForm(BaseForm):
    place = SelectField(
        _l("Who looks after her next?"),
        choices=_with_none(PLACES),
    )
    contact = StringField(
        _l("Whom she can turn to, and how"), [Length(max=120)], filters=[strip], default=""
    )
    note = TextAreaField(
        _l("What she wishes, and what the next ones should know"),
        [Length(max=500)],
        filters=[strip],
        default="",
    )


class FactForm(BaseForm):
    kind = RadioField(
        _l("What about?"), [Optional()], choices=[SelectChoice(*one) for one in KINDS.items()]
    )
    text = TextAreaField(
        _l("What was told"),
        [Length(max=500)],
        filters=[strip],
        default="",
        description=_l("Only what the care of the child needs."),
    )
    source = SelectField(
        _l("Who told it?"),
        choices=_with_none(SOURCES),
    )
    as_of = DateField(_l("As of"), [Optional()], default=today)
