"""Shape and format of what is typed about a child; whether it is true is decided in rules.py."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length, Optional

from app.children.access import sections
from app.children.access.rules import Reach
from app.children.records import ChildRecord, GuardianRecord
from app.core.web.forms import BaseForm, SignatureField, strip
from app.programmes.rules import Choice, ProgrammeRules
from app.regions.forms import PicksRegion, RegionField

SEXES = [SelectChoice("female", _l("Girl")), SelectChoice("male", _l("Boy"))]


class TickField(SelectMultipleField):
    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def _text(label: Any, longest: int, **options: Any) -> StringField:
    return StringField(label, [Length(max=longest)], filters=[strip], default="", **options)


class ChildForm(PicksRegion, BaseForm):
    name = _text(_l("Name"), 64)
    identity_number = _text(
        _l("Identity number"),
        30,
        description=_l("18 characters. A newborn without one: give birth date and sex."),
    )
    born_on = DateField(_l("Birth date"), [Optional()])
    sex = RadioField(_l("Sex"), [Optional()], choices=SEXES)
    region_code = RegionField(_l("Village"))
    address = _text(_l("Address in the village"), 120, description=_l("For example: 16组"))
    category = SelectField(_l("Category"))
    further_categories = TickField(_l("Further categories"))
    needs = TickField(_l("Needs"))
    ethnic_group = _text(_l("Ethnic group"), 16)
    school = _text(_l("School"), 80)
    grade = _text(_l("Class"), 40)
    note = TextAreaField(_l("Remarks"), [Length(max=1000)], filters=[strip], default="")
    version = HiddenField(default="")

    def offer(self, programme: ProgrammeRules, start: str) -> None:
        self.category.choices = [SelectChoice("", _l("Choose one")), *_pairs(programme.categories)]
        self.further_categories.choices = _pairs(programme.categories)
        self.needs.choices = _pairs(programme.needs)
        if start:
            self.region_code.start = start

    def record(self, guardians: tuple[GuardianRecord, ...] = ()) -> ChildRecord:
        number = "".join((self.identity_number.data or "").split()).upper()
        further = [one for one in self.further_categories.data or () if one != self.category.data]
        return ChildRecord(
            name=" ".join((self.name.data or "").split()),
            identity_number=number or None,
            born_on=self.born_on.data,
            sex=self.sex.data or "",
            region_code=self.region_code.data or "",
            category=self.category.data or "",
            further_categories=tuple(further),
            ethnic_group=self.ethnic_group.data or "",
            address=self.address.data or "",
            school=self.school.data or "",
            grade=self.grade.data or "",
            needs=tuple(self.needs.data or ()),
            note=self.note.data or "",
            guardians=guardians,
        )


class NewChildForm(ChildForm):
    found_on = DateField(
        _l("Found on"),
        [Optional()],
        description=_l("If earlier than today: the day on which somebody first told of the child."),
    )
    guardian_name = _text(_l("Guardian’s name"), 64)
    guardian_relation = _text(_l("Relation to the child"), 32, description=_l("For example: 祖母"))
    guardian_phone = _text(_l("Guardian’s phone"), 40)


class GuardianForm(BaseForm):
    name = _text(_l("Guardian’s name"), 64)
    relation = _text(_l("Relation to the child"), 32, description=_l("For example: 祖母"))
    phone = _text(_l("Guardian’s phone"), 40)


class ReasonForm(BaseForm):
    reason = TextAreaField(_l("Reason"), [Length(max=500)], filters=[strip], default="")


class RevealForm(ReasonForm):
    """Sent as often as somebody needs to see it, and recorded each time."""

    once = False
    fields = TickField(
        _l("What do you need to see in full?"),
        choices=[
            SelectChoice("name", _l("Name")),
            SelectChoice("identity_number", _l("Identity number")),
            SelectChoice("address", _l("Address in the village")),
            SelectChoice("guardians", _l("Guardians’ names and phones")),
            SelectChoice("health", _l("Health")),
            SelectChoice("note", _l("Remarks")),
        ],
    )

    def offer(self, reach: Reach) -> None:
        allowed = sections.revealable(reach)
        self.fields.choices = [one for one in self.fields.choices if one.value in allowed]


class PrintForm(ReasonForm):
    """Sent as often as a paper is needed, and recorded each time."""

    once = False


class ScopedForm(BaseForm):
    """With an answer for each scope of the programme."""

    @classmethod
    def asking(cls, programme: ProgrammeRules, choices: list[SelectChoice], **data: Any) -> Any:
        fields = {
            f"scope_{scope.code}": RadioField(
                scope.label,
                [Optional()],
                choices=choices,
                default="",
                description=f"{scope.text}{scope.refusal}",
            )
            for scope in programme.consent_scopes
        }
        return type(f"Scoped{cls.__name__}", (cls,), fields)(**data)

    def answers(self) -> dict[str, str]:
        return {
            name.removeprefix("scope_"): field.data
            for name, field in self._fields.items()
            if name.startswith("scope_") and field.data
        }

    @property
    def scope_fields(self) -> list[Any]:
        return [field for name, field in self._fields.items() if name.startswith("scope_")]


class ConsentForm(ScopedForm):
    guardian_id = SelectField(_l("Signed by"), coerce=int)
    signed_on = DateField(
        _l("Signed on"), [InputRequired(_l("Enter the day on which it was signed."))]
    )
    child_agreed = BooleanField(_l("The child, 14 or older, has signed too"))
    scan = FileField(
        _l("Photo or scan of the signed form"),
        description=_l("JPG, PNG or PDF. It is stored encrypted."),
        render_kw={"accept": "image/jpeg,image/png,application/pdf"},
    )
    note = _text(_l("What the guardian said"), 500)


class SigningForm(ScopedForm):
    """Read and signed by the guardian herself, on the station's screen or phone."""

    guardian_id = SelectField(_l("Who signs?"), coerce=int)
    child_said = _text(_l("What the child itself says"), 200)
    signature = SignatureField(_l("Signature of the guardian"))
    child_signature = SignatureField(_l("Signature of the child, 14 or older"))


def consent_form(programme: ProgrammeRules, guardians: list[tuple[int, str]]) -> ConsentForm:
    choices = [
        SelectChoice("granted", _l("Agrees")),
        SelectChoice("refused", _l("Does not agree")),
        SelectChoice("", _l("Not answered")),
    ]
    form = ConsentForm.asking(programme, choices, signed_on=None)
    known = [SelectChoice(key, name) for key, name in guardians]
    form.guardian_id.choices = [*known, SelectChoice(0, _l("Somebody else"))]
    return form


def signing_form(programme: ProgrammeRules, guardians: list[tuple[int, str]]) -> SigningForm:
    choices = [
        SelectChoice("granted", _l("I agree")),
        SelectChoice("refused", _l("I do not agree")),
    ]
    form = SigningForm.asking(programme, choices)
    form.guardian_id.choices = [SelectChoice(key, name) for key, name in guardians]
    return form


def _pairs(choices: tuple[Choice, ...]) -> list[SelectChoice]:
    return [SelectChoice(one.code, one.label) for one in choices]
