"""What a person's record needs. The questions of the declaration are the programme's."""

from __future__ import annotations

from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.clock import today
from app.core.documents.sheets.clean.names import clean_name
from app.core.documents.sheets.clean.numbers import clean_id_number
from app.core.documents.sheets.clean.phones import clean_phone
from app.core.documents.sheets.problems import CellProblem
from app.core.documents.typefaces import uncovered
from app.core.regioncode import Level
from app.core.web.forms import BaseForm
from app.programmes.rules import ProgrammeRules
from app.regions.forms import PicksRegion, RegionField
from app.volunteers.forms.fields import YES_NO, offer, plain
from app.volunteers.labels import TIME_LABELS
from app.volunteers.rules import exclusion_field
from app.volunteers.values import Licence, VolunteerValues

PLACEMENTS = (
    ("local", _l("Near the children: I live in the village or township")),
    ("remote", _l("From afar: I visit at times, otherwise by phone and post")),
)

IDENTITY_PROBLEMS = {
    "length": _l("An identity number has 18 characters; this one has another length."),
    "check_digit": _l("The identity number does not add up: compare it with the card once more."),
    "birth_date_invalid": _l("Digits 7 to 14 of the identity number are not a date of birth."),
    "old_number": _l("This is an old number of 15 digits: use the one of 18."),
}


class VolunteerForm(PicksRegion, BaseForm):
    """What a person's record needs; `made_for` adds the questions of a programme."""

    rules: ProgrammeRules
    name = StringField(
        _l("Name"),
        [DataRequired(_l("Write the name as on the identity card.")), Length(max=30)],
        filters=[plain],
        description=_l("As on the identity card"),
        render_kw={"autocomplete": "name"},
    )
    name_is_right = BooleanField(_l("The name is written like this on the identity card"))
    identity_number = StringField(
        _l("Identity number"),
        [DataRequired(_l("Write the identity number.")), Length(max=40)],
        filters=[plain],
        description=_l("18 characters; the last one may be X"),
    )
    phone = TelField(
        _l("Phone"),
        [DataRequired(_l("Write a phone number.")), Length(max=40)],
        filters=[plain],
        description=_l("11 digits; the station calls you on it"),
        render_kw={"autocomplete": "tel-national"},
    )
    region = RegionField(
        _l("Village or township where you want to help"),
        [DataRequired(_l("Choose the place from the list."))],
        levels=(Level.TOWNSHIP, Level.VILLAGE),
    )
    address = StringField(
        _l("Home address"), [Length(max=120)], filters=[plain], description=_l("May stay empty")
    )
    kind = RadioField(_l("I apply as"), [InputRequired(_l("Choose one."))])
    placement = RadioField(
        _l("How you want to help"), [InputRequired(_l("Choose one."))], choices=offer(PLACEMENTS)
    )
    occupation = StringField(_l("Occupation, place of work"), [Length(max=60)], filters=[plain])
    skills = SelectMultipleField(
        _l("What you are good at"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Tick what applies, or nothing"),
    )
    capacity = IntegerField(
        _l("How many children you can look after"),
        [InputRequired(_l("Write a number.")), NumberRange(1, 99, _l("Write a number."))],
    )
    motive = TextAreaField(_l("Why you want to take part"), [Length(max=500)], filters=[plain])
    experience = TextAreaField(
        _l("What you have done with children"),
        [Length(max=500)],
        filters=[plain],
        description=_l("Your own, neighbours’, at work; or nothing yet"),
    )
    household = TextAreaField(
        _l("Your home and family"),
        [Length(max=300)],
        filters=[plain],
        description=_l("Who lives with you, and whether they agree"),
    )
    availability = SelectMultipleField(
        _l("When you have time"),
        choices=offer(TIME_LABELS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    languages = StringField(
        _l("Languages and dialects"),
        [Length(max=80)],
        filters=[plain],
        description=_l("For example: Mandarin, the dialect of Pingjiang"),
    )
    employer = StringField(_l("Employer or unit"), [Length(max=80)], filters=[plain])
    office = StringField(
        _l("Office in the federation"),
        [Length(max=60)],
        filters=[plain],
        description=_l("For example: chair or committee member of the village federation"),
    )
    honours = StringField(_l("Honours"), [Length(max=200)], filters=[plain])
    channel = SelectField(_l("How you heard of us"), [Optional()])
    licence_name = StringField(
        _l("Professional licence"),
        [Length(max=60)],
        filters=[plain],
        description=_l("For example: lawyer, teacher, psychological counsellor"),
    )
    licence_number = StringField(_l("Number of the licence"), [Length(max=60)], filters=[plain])
    licence_until = DateField(_l("The licence is valid until"), [Optional()])

    @classmethod
    def made_for(cls, rules: ProgrammeRules, **options: Any) -> Any:
        """A form with one yes-or-no question for each exclusion of the programme."""
        questions = {
            exclusion_field(choice.code): RadioField(
                _l("Have you ever had: %(what)s?", what=choice.label),
                cls.question_validators(),
                choices=offer(YES_NO),
            )
            for choice in rules.eligibility.exclusions
        }
        form = cast(type[VolunteerForm], type(cls.__name__, (cls,), questions))(**options)
        form.rules = rules
        form.kind.choices = offer((kind.code, kind.label) for kind in rules.eligibility.kinds)
        form.skills.choices = offer((skill.code, skill.label) for skill in rules.skills)
        known = offer((channel.code, channel.label) for channel in rules.channels)
        form.channel.choices = [*offer([("", _l("No answer"))]), *known]
        most = rules.capacity_max
        form.capacity.description = _l("From 1 to %(most)s", most=most)
        form.capacity.render_kw = {"min": 1, "max": most}
        if not form.is_submitted():
            form.fill_defaults()
        return form

    @classmethod
    def question_validators(cls) -> list[Any]:
        return [InputRequired(_l("Answer yes or no."))]

    def fill_defaults(self) -> None:
        self.capacity.data = self.capacity.data or self.rules.capacity_default
        if len(self.rules.eligibility.kinds) and not self.kind.data:
            self.kind.data = self.rules.eligibility.kinds[0].code

    @property
    def questions(self) -> list[Any]:
        return [self[exclusion_field(choice.code)] for choice in self.rules.eligibility.exclusions]

    @property
    def asks_about_name(self) -> bool:
        return bool(uncovered(self.name.data or ""))

    def validate_name(self, field: StringField) -> None:
        try:
            field.data = clean_name(field.data).value or ""
        except CellProblem as problem:
            raise ValidationError(_l("Only the name itself, without other marks.")) from problem
        strange = uncovered(field.data)
        if strange and not self.name_is_right.data:
            raise ValidationError(
                _l(
                    "Our printed papers have no sign for “%(what)s”. If your identity card has "
                    "it, tick below that it is right.",
                    what="".join(sorted(strange)),
                )
            )

    def validate_identity_number(self, field: StringField) -> None:
        if not field.data:
            return
        try:
            field.data = clean_id_number(field.data, today=today()).value
        except CellProblem as problem:
            text = IDENTITY_PROBLEMS.get(problem.code, _l("This is not an identity number."))
            raise ValidationError(text) from problem
        if not field.data:
            raise ValidationError(_l("This is not an identity number."))

    def validate_phone(self, field: TelField) -> None:
        if not field.data:
            return
        try:
            field.data = clean_phone(field.data).value
        except CellProblem as problem:
            raise ValidationError(_l("This is not a phone number of this country.")) from problem
        if not field.data:
            raise ValidationError(_l("This is not a phone number of this country."))

    def values(self, **fields: Any) -> VolunteerValues:
        """What was typed, once it has been validated; `fields` stand over it."""
        answers = [question.data for question in self.questions]
        declared = tuple(
            choice.code
            for choice, answer in zip(self.rules.eligibility.exclusions, answers, strict=True)
            if answer == "yes"
        )
        made: dict[str, Any] = {
            "name": self.name.data,
            "identity_number": self.identity_number.data,
            "phone": self.phone.data,
            "region_code": self.region.data,
            "address": self.address.data or None,
            "kind": self.kind.data,
            "placement": self.placement.data,
            "occupation": self.occupation.data or "",
            "skills": tuple(self.skills.data or ()),
            "capacity": self.capacity.data,
            "motive": self.motive.data or None,
            "experience": self.experience.data or None,
            "household": self.household.data or None,
            "availability": tuple(self.availability.data or ()),
            "languages": self.languages.data or "",
            "employer": self.employer.data or "",
            "office": self.office.data or "",
            "honours": self.honours.data or "",
            "channel": self.channel.data or None,
            "licence": self._licence(),
            "exclusions": declared if all(answers) else None,
        }
        return VolunteerValues(**(made | fields))

    def _licence(self) -> Licence | None:
        name = self.licence_name.data or ""
        if not name:
            return None
        return Licence(name, self.licence_number.data or "", self.licence_until.data)

    def validate_licence_name(self, field: StringField) -> None:
        if (self.licence_number.data or self.licence_until.data) and not field.data:
            raise ValidationError(_l("Write which licence it is."))
