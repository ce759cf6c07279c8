"""What people fill in. The questions of the declaration are the programme's exclusions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.clock import today
from app.core.documents.sheets.clean.names import clean_name
from app.core.documents.sheets.clean.numbers import clean_id_number
from app.core.documents.sheets.clean.phones import clean_phone
from app.core.documents.sheets.problems import CellProblem
from app.core.documents.typefaces import uncovered
from app.core.regioncode import Level
from app.core.web.forms import BaseForm, strip
from app.programmes.rules import Choice, ProgrammeRules
from app.regions.forms import PicksRegion, RegionField
from app.volunteers.doubles.fields import Difference
from app.volunteers.labels import RELATION_LABELS, TIME_LABELS
from app.volunteers.models import Volunteer
from app.volunteers.rules import exclusion_field
from app.volunteers.values import Details, Licence, VolunteerValues

YES_NO = (("no", _l("No")), ("yes", _l("Yes")))
PLACEMENTS = (
    ("local", _l("Near the children: I live in the village or township")),
    ("remote", _l("From afar: I visit at times, otherwise by phone and post")),
)
TEAM_KINDS = (
    ("local", _l("Local (village or community)")),
    ("remote", _l("Remote (office, company)")),
    ("professional", _l("Professional (law, psychology, education)")),
)


def offer(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def pages_field() -> Any:
    return MultipleFileField(
        _l("Scan or photos of the form that she filled in by hand"),
        description=_l(
            "One PDF, or a photo of each page in order; may stay away. It is stored encrypted, and "
            "only those who review her may open it."
        ),
        render_kw={"accept": "image/jpeg,image/png,application/pdf"},
    )


def sent_files(field: Any) -> list[tuple[str, bytes]]:
    return [(one.filename or "", one.read()) for one in field.data or () if one.filename]


def plain(value: Any) -> Any:
    """Stripped, and without control characters, which no database and no printer likes."""
    stripped = strip(value)
    if not isinstance(stripped, str):
        return stripped
    return "".join(m for m in stripped if m in "\n\t" or unicodedata.category(m) != "Cc")


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


class JoinForm(VolunteerForm):
    sister_code = StringField(
        _l("Code of the sister who recommends you"), [Length(max=20)], filters=[plain]
    )
    agrees = BooleanField(
        _l("I have read the privacy notice and agree; what I have written is true"),
        [DataRequired(_l("Without your agreement the station may not keep your application."))],
    )

    def fill_known(self, volunteer: Volunteer) -> None:
        """What the station knows, without the numbers: those she writes again."""
        plain_names = "name kind placement occupation languages employer office honours channel"
        for name in (*plain_names.split(), "capacity", "motive", "experience", "household"):
            self[name].data = getattr(volunteer, name)
        self.region.data = volunteer.region_code
        self.skills.data = list(volunteer.skills)
        self.availability.data = list(volunteer.availability)


class EntryForm(VolunteerForm):
    """Staff key in what somebody told them, or wrote on paper."""

    political_status = StringField(_l("Political status"), [Length(max=16)], filters=[plain])
    agrees = BooleanField(
        _l("She has signed the application and the privacy notice on paper"),
        [DataRequired(_l("Let her sign first; keep the paper at the station."))],
    )
    papers = pages_field()

    def files(self) -> list[tuple[str, bytes]]:
        return sent_files(self.papers)


class PaperForm(BaseForm):
    papers = pages_field()

    def files(self) -> list[tuple[str, bytes]]:
        return sent_files(self.papers)


class EditForm(VolunteerForm):
    """Masked values are empty: what stays empty is kept as it is."""

    version = HiddenField()
    political_status = StringField(_l("Political status"), [Length(max=16)], filters=[plain])
    identity_number = StringField(
        _l("Identity number"), [Optional(), Length(max=40)], filters=[plain]
    )
    phone = TelField(_l("Phone"), [Optional(), Length(max=40)], filters=[plain])

    @classmethod
    def question_validators(cls) -> list[Any]:
        return [Optional()]

    def fill_from(self, volunteer: Volunteer) -> None:
        for name in ("name", "kind", "placement", "occupation", "political_status", "capacity"):
            self[name].data = getattr(volunteer, name)
        self.region.data = volunteer.region_code
        self.skills.data = list(volunteer.skills)
        for name in ("languages", "employer", "office", "honours", "channel"):
            self[name].data = getattr(volunteer, name)
        self.availability.data = list(volunteer.availability)
        self.version.data = str(volunteer.version)
        if volunteer.declared_at is not None:
            for choice, question in zip(
                self.rules.eligibility.exclusions, self.questions, strict=True
            ):
                declared = choice.code in volunteer.exclusions_declared
                question.data = "yes" if declared else "no"


class StatusForm(BaseForm):
    once = False
    code = StringField(
        _l("Application code"),
        [DataRequired(_l("Write the code of 8 characters.")), Length(max=20)],
        filters=[plain],
    )
    last_four = StringField(
        _l("Last four characters of your identity number"),
        [DataRequired(_l("Write the last four characters.")), Length(max=8)],
        filters=[plain],
    )


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


class ReasonForm(BaseForm):
    reason = TextAreaField(_l("Reason"), [Length(max=500)], filters=[plain])


class DatedReasonForm(ReasonForm):
    filed_on = DateField(_l("Day on which it came in"), [DataRequired(_l("Write the day."))])


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


class CodedReasonForm(ReasonForm):
    """With a reason of the programme's list above the words."""

    code = RadioField(_l("Reason by the list"), [InputRequired(_l("Choose one."))])

    @classmethod
    def made_for(cls, choices: Iterable[Choice]) -> CodedReasonForm:
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


class ExportForm(BaseForm):
    in_full = BooleanField(_l("With whole phone and identity numbers"))
    reason = TextAreaField(
        _l("Reason"),
        [Length(max=500)],
        filters=[plain],
        description=_l("Needed for whole numbers; it goes on record"),
    )


class TakeOutForm(BaseForm):
    only_new = BooleanField(_l("Only those who have no registration number yet"))
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Give the reason.")), Length(max=500)],
        filters=[plain],
        description=_l("It goes on record"),
    )


class ColumnsForm(BaseForm):
    columns = TextAreaField(
        _l("Columns"),
        [DataRequired(_l("Write at least one line.")), Length(max=4000)],
        filters=[strip],
        description=_l("One a line"),
    )


class TeamForm(PicksRegion, BaseForm):
    name = StringField(
        _l("Name of the team"),
        [DataRequired(_l("Write a name.")), Length(max=80)],
        filters=[plain],
    )
    kind = RadioField(_l("Kind"), [InputRequired(_l("Choose one."))], choices=offer(TEAM_KINDS))
    region = RegionField(
        _l("Place"),
        [DataRequired(_l("Choose the place from the list."))],
        levels=(Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE),
    )
    captain_name = StringField(
        _l("Captain"),
        [Length(max=30)],
        filters=[plain],
        description=_l("As a rule the chair of the federation there; signs the pledges"),
    )
    captain_office = StringField(
        _l("Office of the captain"),
        [Length(max=40)],
        filters=[plain],
        description=_l("For example: chair of the village federation; it passes to her successor"),
    )
    profession = SelectField(_l("Profession of the team"), [Optional()])
    host_unit = StringField(_l("Host unit"), [Length(max=80)], filters=[plain])
    brand = StringField(
        _l("Name before the public"),
        [Length(max=40)],
        filters=[plain],
        description=_l(
            "Stands on the roster; the first team formed at the place of the station gives its "
            "name and badge to the poster and the application form too"
        ),
    )
    badge = FileField(
        _l("Badge"),
        description=_l("A picture, JPEG or PNG; it is made small. May stay away"),
        render_kw={"accept": "image/jpeg,image/png"},
    )
    no_badge = BooleanField(_l("Take the present badge away"))
    room = StringField(_l("Room or studio"), [Length(max=80)], filters=[plain])


class CaptainForm(BaseForm):
    member = SelectField(_l("New captain"), [Optional()])
    name = StringField(_l("Name, if she is nobody of the list"), [Length(max=30)], filters=[plain])
    office = StringField(_l("Office of the captain"), [Length(max=40)], filters=[plain])
    since = DateField(_l("Since"), [DataRequired(_l("Write the day."))])
    until = DateField(
        _l("Her term of office ends on"),
        [Optional()],
        description=_l("May stay empty; with a day you are reminded 60 days before"),
    )


class AssignForm(BaseForm):
    team = SelectField(_l("Team"), [Optional()])


class CampaignForm(PicksRegion, BaseForm):
    title = StringField(
        _l("Title"), [DataRequired(_l("Write a title.")), Length(max=60)], filters=[plain]
    )
    text = TextAreaField(
        _l("Text of the notice"),
        [DataRequired(_l("Write the text.")), Length(max=1000)],
        filters=[plain],
        description=_l("Stands on the page, on the poster and in the call letter"),
    )
    region = RegionField(
        _l("Where volunteers are wanted"),
        [DataRequired(_l("Choose the place from the list."))],
        levels=(Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE),
    )
    place = StringField(
        _l("Where to apply in person"),
        [Length(max=80)],
        filters=[plain],
        description=_l("May stay empty: then the address of the station"),
    )
    quota = IntegerField(
        _l("How many volunteers are wanted"),
        [InputRequired(_l("Write a number.")), NumberRange(1, 99999, _l("Write a number."))],
    )
    opens_on = DateField(_l("First day"), [DataRequired(_l("Write the day."))])
    closes_on = DateField(_l("Last day"), [DataRequired(_l("Write the day."))])

    def validate_closes_on(self, field: DateField) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_l("The last day lies before the first."))
