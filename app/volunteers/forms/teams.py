"""Teams, their captains and members."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core.regioncode import Level
from app.core.web.forms import BaseForm
from app.regions.forms import PicksRegion, RegionField
from app.volunteers.forms.fields import offer, plain

TEAM_KINDS = (
    ("local", _l("Local (village or community)")),
    ("remote", _l("Remote (office, company)")),
    ("professional", _l("Professional (law, psychology, education)")),
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
