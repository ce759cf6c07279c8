"""What a check finds, and the papers beside it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FileField,
    RadioField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core.web.forms import BaseForm
from app.programmes.rules import ProgrammeRules
from app.volunteers.forms.fields import offer, plain
from app.volunteers.labels import RELATION_LABELS
from app.volunteers.values import Details


class CheckForm(BaseForm):
    passed = RadioField(
        _l("Result"),
        [InputRequired(_l("Choose one."))],
        choices=offer((("yes", _l("In order")), ("no", _l("Not in order")))),
    )
    checked_on = DateField(_l("Checked on"), [DataRequired(_l("Write the day."))])
    note = TextAreaField(
        _l("How it was checked, and what was found"), [Length(max=500)], filters=[plain]
    )

    @classmethod
    def made_for(cls, kind: str, rules: ProgrammeRules) -> Any:
        """With the fields that this kind of check needs besides."""
        extra: dict[str, Any] = {}
        if kind == "record_enquiry":
            extra["authority"] = StringField(
                _l("Which authority answered"),
                [DataRequired(_l("Write which authority answered.")), Length(max=60)],
                filters=[plain],
                description=_l("The result is kept, the paper is not"),
            )
            extra["valid_until"] = DateField(
                _l("The answer holds until"),
                [Optional()],
                description=_l("May stay empty: then as long as the programme says"),
            )
        if kind == "interview":
            extra["second_name"] = StringField(
                _l("Who led the talk with you"), [Length(max=30)], filters=[plain]
            )
            for question in rules.vetting.questions:
                extra[f"score_{question.code}"] = RadioField(
                    question.label,
                    [InputRequired(_l("Choose one."))],
                    choices=offer((str(n), str(n)) for n in range(1, 6)),
                    description=_l("1 gives cause for doubt, 5 convinces"),
                )
        form = type(cls.__name__, (cls,), extra)()
        form.extra = list(extra)
        return form

    extra: list[str]

    def details(self) -> Details:
        scores = {
            name.removeprefix("score_"): int(self[name].data)
            for name in self.extra
            if name.startswith("score_")
        }
        typed = {name: self[name].data for name in self.extra}
        return Details(
            authority=typed.get("authority") or "",
            valid_until=typed.get("valid_until"),
            second_name=typed.get("second_name") or "",
            scores=scores,
        )


class ReferenceForm(BaseForm):
    person = StringField(
        _l("Name"), [DataRequired(_l("Write the name.")), Length(max=30)], filters=[plain]
    )
    phone = TelField(_l("Phone"), [Length(max=40)], filters=[plain])
    relation = RadioField(
        _l("Who that is"),
        [InputRequired(_l("Choose one."))],
        choices=offer(RELATION_LABELS.items()),
    )
    supports = RadioField(
        _l("Speaks for her"),
        [InputRequired(_l("Choose one."))],
        choices=offer((("yes", _l("Yes")), ("no", _l("No")))),
    )
    said = TextAreaField(_l("What was said"), [Length(max=500)], filters=[plain])
    asked_on = DateField(_l("Day on which you asked"), [DataRequired(_l("Write the day."))])


class LicenceForm(BaseForm):
    name = StringField(
        _l("Professional licence"),
        [DataRequired(_l("Write which licence it is.")), Length(max=60)],
        filters=[plain],
    )
    number = StringField(_l("Number of the licence"), [Length(max=60)], filters=[plain])
    expires_on = DateField(_l("The licence is valid until"), [Optional()])
    scan = FileField(_l("Scan or photo of it"), description=_l("JPEG, PNG or PDF; may stay away"))
