from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectChoice, StringField, TelField
from wtforms.validators import InputRequired, Length, Optional

from app.accounts.forms import ANY_LEVEL, NEEDED, NEW_PASSWORD
from app.core.web.forms import BaseForm, strip
from app.programmes import presets
from app.regions.forms import PicksRegion, RegionField


class SetupForm(PicksRegion, BaseForm):
    once = False
    code = StringField(
        _l("Code from the server’s console"), [InputRequired(NEEDED), Length(max=40)]
    )
    region = RegionField(
        _l("The region that the station serves"), [InputRequired(NEEDED)], levels=ANY_LEVEL
    )
    station_name = StringField(
        _l("Name of the station"), [InputRequired(NEEDED), Length(max=80)], filters=[strip]
    )
    address = StringField(_l("Address"), [Optional(), Length(max=200)], filters=[strip])
    station_phone = StringField(
        _l("Telephone of the station"), [Optional(), Length(max=40)], filters=[strip]
    )
    preset = RadioField(_l("Programme"), [InputRequired(NEEDED)], default=presets.DEFAULT)
    name = StringField(
        _l("Name of the station chair"),
        [InputRequired(NEEDED), Length(max=64)],
        filters=[strip],
        render_kw={"autocomplete": "name"},
    )
    phone = TelField(
        _l("Her phone number"),
        [Optional(), Length(max=40)],
        filters=[strip],
        render_kw={"autocomplete": "tel"},
    )
    username = StringField(
        _l("User name"),
        [InputRequired(NEEDED), Length(max=40)],
        filters=[strip],
        description=_l("Latin letters and digits, for example lihui"),
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(NEEDED)],
        description=_l("12 characters or more. A short sentence is easy to remember."),
        render_kw=NEW_PASSWORD,
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.preset.choices = [
            SelectChoice(name, presets.load(name).name) for name in presets.names()
        ]
