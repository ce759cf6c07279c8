from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from app.accounts import rules
from app.core.access.actors import Actor
from app.core.regioncode import COUNTRY, Level
from app.core.web.forms import BaseForm, strip
from app.policy import ROLE_LABELS, Role
from app.regions.forms import PicksRegion, RegionField
from app.regions.picker import Limits

ANY_LEVEL = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
NEEDED = _l("Fill this in.")
CODE_INPUT = {"autocomplete": "one-time-code", "maxlength": 20}
NEW_PASSWORD = {"autocomplete": "new-password", "maxlength": rules.MAX_PASSWORD}
OLD_PASSWORD = {"autocomplete": "current-password", "maxlength": rules.MAX_PASSWORD}


class LoginForm(BaseForm):
    once = False
    next = HiddenField()
    username = StringField(
        _l("Phone number or user name"),
        [InputRequired(NEEDED), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(_l("Password"), [InputRequired(NEEDED)], render_kw=OLD_PASSWORD)


class ActivateForm(BaseForm):
    once = False
    username = StringField(
        _l("User name or phone number"),
        [InputRequired(NEEDED), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    code = StringField(
        _l("Code on the slip"),
        [InputRequired(NEEDED), Length(max=40)],
        render_kw={"autocapitalize": "characters"},
    )
    password = PasswordField(
        _l("New password"),
        [InputRequired(NEEDED)],
        description=_l("12 characters or more. A short sentence is easy to remember."),
        render_kw=NEW_PASSWORD,
    )


class ConfirmForm(BaseForm):
    once = False
    next = HiddenField()
    password = PasswordField(_l("Your password"), [InputRequired(NEEDED)], render_kw=OLD_PASSWORD)


class CodeForm(BaseForm):
    once = False
    next = HiddenField()
    code = StringField(_l("Code"), [InputRequired(NEEDED), Length(max=40)], render_kw=CODE_INPUT)


class SheetForm(BaseForm):
    once = False
    next = HiddenField()


class ChangeAppForm(CodeForm):
    """For somebody who has a second factor already: the password once more."""

    password = PasswordField(_l("Your password"), [InputRequired(NEEDED)], render_kw=OLD_PASSWORD)


class ChangeSheetForm(SheetForm):
    password = PasswordField(
        _l("Your password"),
        [InputRequired(NEEDED)],
        id="sheet-password",
        render_kw=OLD_PASSWORD,
    )


class PasswordForm(BaseForm):
    once = False
    current = PasswordField(
        _l("Your present password"), [InputRequired(NEEDED)], render_kw=OLD_PASSWORD
    )
    password = PasswordField(
        _l("New password"),
        [InputRequired(NEEDED)],
        description=_l("12 characters or more. A short sentence is easy to remember."),
        render_kw=NEW_PASSWORD,
    )
    end_others = BooleanField(_l("Log out all other devices"), default=True)


class RoleForm(PicksRegion, BaseForm):
    role = SelectField(_l("Role"), [InputRequired(NEEDED)])
    region = RegionField(_l("For the region"), [InputRequired(NEEDED)], levels=ANY_LEVEL)

    def offer(self, actor: Actor) -> None:
        """The roles that the actor gives, in the widest region where she gives any."""
        given: set[Role] = set().union(*(rules.GIVES.get(g.role, ()) for g in actor.grants))
        self.role.choices = [
            SelectChoice(role.value, ROLE_LABELS[role]) for role in Role if role in given
        ]
        widest = next(iter(actor.regions(frozenset(rules.GIVES))), COUNTRY)
        self.region.limits = Limits(ANY_LEVEL, widest)
        if not self.is_submitted():
            self.region.start = widest
            self.region.data = widest if widest != COUNTRY else None


class AccountForm(RoleForm):
    name = StringField(_l("Name"), [InputRequired(NEEDED), Length(max=64)], filters=[strip])
    username = StringField(
        _l("User name"),
        [InputRequired(NEEDED), Length(max=40)],
        filters=[strip],
        description=_l(
            "Latin letters and digits, for example lihui. She may also log in by phone."
        ),
        render_kw={"autocapitalize": "none"},
    )
    phone = TelField(_l("Phone number"), [Optional(), Length(max=40)], filters=[strip])


class ReasonForm(BaseForm):
    reason = TextAreaField(_l("Reason"), [InputRequired(NEEDED), Length(max=500)], filters=[strip])
