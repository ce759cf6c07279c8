from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.clock import today
from app.core.web.forms import BaseForm, SignatureField, strip


class ScreenForm(BaseForm):
    redeclared = BooleanField(validators=[InputRequired()])
    place = StringField(
        _l("Where it is signed"),
        filters=[strip],
        validators=[InputRequired(_l("Say where it is signed.")), Length(max=80)],
    )
    signature = SignatureField(_l("Signature"))


class PaperForm(BaseForm):
    redeclared = BooleanField(validators=[InputRequired()])
    signed_on = DateField(_l("Signed on"), validators=[InputRequired()], default=today)
    scan = FileField(
        _l("Scan or photo of the signed paper"),
        validators=[FileRequired(_l("Attach the scan."))],
        description=_l("JPG, PNG or PDF, at most 10 MB"),
    )


class WithdrawForm(BaseForm):
    reason = TextAreaField(
        _l("Reason"), filters=[strip], validators=[InputRequired(), Length(max=300)]
    )


class ScansForm(BaseForm):
    scans = MultipleFileField(
        _l("Scans or photos of the signed pages"),
        validators=[FileRequired(_l("Attach the scan."))],
        description=_l("One PDF with all pages, or photos; the code on each page says whose it is"),
    )
    signed_on = DateField(_l("Signed on"), validators=[InputRequired()], default=today)
    redeclared = BooleanField(
        _l("On every page the declaration stands unchanged above the signature"),
        validators=[InputRequired()],
    )


class AssignForm(BaseForm):
    pledge = SelectField(_l("Whose page is it?"), coerce=int)
    redeclared = BooleanField(
        _l("The declaration stands unchanged above the signature"), validators=[Optional()]
    )


class IssueForm(BaseForm):
    starts_on = DateField(_l("First day"), validators=[InputRequired()], default=today)
