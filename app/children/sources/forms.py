from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from app.children.forms import TickField
from app.children.sources.fields import TYPED
from app.children.sources.states import LIFECYCLE
from app.core.web.forms import BaseForm, strip
from app.programmes.rules import ProgrammeRules


def _steps(*names: str) -> list[SelectChoice]:
    return [SelectChoice(name, LIFECYCLE.transition(name).label) for name in names]


class SettleForm(BaseForm):
    step = RadioField(_l("What is right?"), [Optional()], choices=_steps("keep", "take", "mend"))
    reason = TextAreaField(
        _l("Reason"),
        [Length(max=500)],
        filters=[strip],
        default="",
        description=_l("For example: seen in the household register on a visit"),
    )

    @property
    def typed(self) -> str:
        value = self._fields.get("value")
        found = value.data if value is not None else ""
        return found.isoformat() if hasattr(found, "isoformat") else found or ""


def settle_form(field: str, programme: ProgrammeRules) -> SettleForm:
    """With a place for a third value of the kind that the field holds."""
    if field not in TYPED:
        form = SettleForm()
        form.step.choices = _steps("keep", "take")
        return form
    label = _l("What is right, if neither")
    value: Any = StringField(label, [Length(max=200)], filters=[strip], default="")
    if field == "born_on":
        value = DateField(label, [Optional()])
    elif field == "category":
        groups = [SelectChoice(one.code, one.label) for one in programme.categories]
        value = SelectField(label, choices=[SelectChoice("", _l("Choose one")), *groups])
    made: SettleForm = type("SettleValueForm", (SettleForm,), {"value": value})()
    return made


class SettleManyForm(BaseForm):
    ids = TickField(_l("Which?"), validate_choice=False)
    every = BooleanField(_l("All that this list shows, on its other pages too"))
    step = RadioField(_l("How to settle them?"), [Optional()], choices=_steps("keep", "take"))
    reason = TextAreaField(_l("Reason"), [Length(max=500)], filters=[strip], default="")

    @property
    def chosen(self) -> set[int]:
        return {int(one) for one in self.ids.data or () if one.isdecimal() and len(one) < 10}
