"""Forms of slips, photos and incidents."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.activities import kinds
from app.activities.forms import SCORES, TickField, options
from app.core.clock import today
from app.core.web.forms import BaseForm, strip

ANSWERS = [("yes", _l("Permits it")), ("no", _l("Does not permit it"))]


def _text(label: Any, most: int, hint: Any = "", *, required: bool = False) -> TextAreaField:
    checks: list[Any] = [Length(max=most)]
    return TextAreaField(
        label,
        filters=[strip],
        validators=[InputRequired(), *checks] if required else checks,
        description=hint,
        render_kw={"rows": 3},
    )


class SlipForm(BaseForm):
    answer = RadioField(
        _l("The guardian"), choices=options(ANSWERS), default="yes", validators=[InputRequired()]
    )
    collectors = StringField(
        _l("Who takes the child home"),
        filters=[strip],
        validators=[Length(max=120)],
        description=_l("Names as on the paper, with a space between"),
    )
    health = _text(_l("Health: what to heed"), 300, _l("Allergies, medicine; empty if nothing"))
    returned_on = DateField(_l("Signed on"), validators=[InputRequired()], default=today)


class GuardianForm(BaseForm):
    """What a guardian fills in on her own phone."""

    answer = RadioField(
        _l("May the child take part?"),
        choices=options([("yes", _l("Yes, I permit it")), ("no", _l("No, this time not"))]),
        validators=[InputRequired()],
    )
    collectors = StringField(
        _l("Who takes the child home afterwards"),
        filters=[strip],
        validators=[Length(max=120)],
        description=_l("Full names, with a space between. The child goes with nobody else."),
    )
    health = _text(
        _l("What should we heed?"), 300, _l("Allergies, medicine, fears; empty if nothing")
    )
    is_guardian = BooleanField(
        _l("I am the child’s guardian"),
        validators=[InputRequired(_l("Only the guardian can answer."))],
    )


class FindSlipForm(BaseForm):
    once = False
    number = StringField(
        _l("Number on the slip"), filters=[strip], validators=[InputRequired(), Length(max=24)]
    )
    code = StringField(
        _l("Code printed on the slip"),
        filters=[strip],
        validators=[InputRequired(), Length(max=24)],
        description=_l("12 letters and digits; capitals or not does not matter"),
    )


class PhotoForm(BaseForm):
    file = FileField(
        _l("Picture"),
        validators=[FileRequired(_l("Choose a picture."))],
        description=_l("JPG or PNG. It is made smaller, and where it was taken is removed."),
        render_kw={"accept": "image/jpeg,image/png"},
    )
    caption = StringField(
        _l("What it shows"),
        filters=[strip],
        validators=[Length(max=120)],
        description=_l("Please name no child."),
    )
    nobody = BooleanField(_l("No child can be recognised in it"))
    children = TickField(_l("Children who can be recognised"), choices=[])


class IncidentForm(BaseForm):
    kind = SelectField(_l("What happened"), choices=options(kinds.INCIDENTS.items()))
    child_id = SelectField(_l("Which child"), default="", validators=[])
    what = _text(_l("How it came about"), 2000, _l("What was seen; no guesses"), required=True)
    done = _text(_l("What was done at once"), 2000)
    follow_up_on = DateField(
        _l("To be followed up on"), validators=[InputRequired()], default=today
    )


class CloseIncidentForm(BaseForm):
    done = _text(_l("What was done, and what follows from it"), 2000, required=True)


class TemplateForm(BaseForm):
    name = StringField(
        _l("Name of the template"), filters=[strip], validators=[InputRequired(), Length(max=80)]
    )


class SheetForm(BaseForm):
    """One sheet of paper."""

    who = RadioField(
        _l("Who filled it in"),
        choices=options(kinds.ANSWERERS.items()),
        validators=[InputRequired()],
    )
    score = RadioField(_l("How was it?"), choices=options(SCORES), validators=[InputRequired()])
    remark = TextAreaField(
        _l("What could be better?"),
        filters=[strip],
        validators=[Length(max=500)],
        description=_l("Please name no child."),
        render_kw={"rows": 3},
    )
