"""Steps of a record that are given with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.web.forms import BaseForm
from app.programmes.rules import Choice
from app.volunteers.doubles.fields import Difference
from app.volunteers.forms.fields import offer, plain


class ReasonForm(BaseForm):
    reason = TextAreaField(
        _l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=500)], filters=[plain]
    )


class DatedReasonForm(ReasonForm):
    filed_on = DateField(_l("Day on which it came in"), [DataRequired(_l("Write the day."))])


class CodedReasonForm(ReasonForm):
    """With a reason of the programme's list above the words."""

    code = RadioField(_l("Reason by the list"), [InputRequired(_l("Choose one."))])

    @classmethod
    def made_for(cls, choices: Iterable[Choice]) -> CodedReasonForm:
        form = cls()
        form.code.choices = offer((one.code, one.label) for one in choices)
        return form


class AppealForm(BaseForm):
    text = TextAreaField(
        _l("Why you think that the decision is wrong"),
        [DataRequired(_l("Write your reasons.")), Length(max=500)],
        filters=[plain],
        description=_l("At most 500 characters; it is read at the federation above"),
    )


class AppealDecisionForm(ReasonForm):
    outcome = RadioField(
        _l("Decision"),
        [InputRequired(_l("Choose one."))],
        choices=offer(
            (
                ("granted", _l("Granted: the application is decided anew, by somebody else")),
                ("upheld", _l("The refusal stands; that is final")),
            )
        ),
    )
    authority = StringField(
        _l("Which authority above has decided"),
        [Length(max=60)],
        filters=[plain],
        description=_l("Only where you write down what the federation above has told you"),
    )


class NoticeForm(BaseForm):
    last_day = DateField(_l("Last day of service"), [DataRequired(_l("Write the day."))])
    code = RadioField(_l("Reason by the list"), [InputRequired(_l("Choose one."))])
    words = TextAreaField(
        _l("In her own words"), [Length(max=500)], filters=[plain], description=_l("May stay empty")
    )

    @classmethod
    def made_for(cls, choices: Iterable[Choice]) -> NoticeForm:
        form = cls()
        form.code.choices = offer((one.code, one.label) for one in choices)
        return form


class MergeForm(ReasonForm):
    """With a choice for each field of which both records say something, and not the same."""

    versions = HiddenField()
    choices: list[str]

    @classmethod
    def made_for(cls, differences: Iterable[Difference]) -> Any:
        extra: dict[str, Any] = {}
        for one in differences:
            if one.is_open:
                extra[f"take_{one.name}"] = RadioField(
                    one.label,
                    [InputRequired(_l("Choose one."))],
                    choices=offer((("kept", one.kept), ("gone", one.gone))),
                )
        form = type(cls.__name__, (cls,), extra)()
        form.choices = list(extra)
        return form

    @property
    def taken(self) -> set[str]:
        return {name.removeprefix("take_") for name in self.choices if self[name].data == "gone"}
