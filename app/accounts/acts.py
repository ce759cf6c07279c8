"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

OBJECTS = {
    "login_session": _l("Login"),
    "role_grant": _l("Role"),
    "user": _l("Account"),
}
ACTS = {
    "account.activated": _l("Account activated"),
    "account.closed": _l("Account closed"),
    "account.code_printed": _l("Activation code printed"),
    "account.created": _l("Account made"),
    "account.password_reset": _l("Password set anew"),
    "account.reopened": _l("Account opened again"),
    "account.role_revoked": _l("Role taken from an account"),
    "factor.app_enrolled": _l("Second step set up with an app"),
    "factor.cleared": _l("Second step taken away"),
    "factor.failed": _l("Wrong code at the second step"),
    "factor.proved": _l("Second step passed"),
    "factor.sheet_printed": _l("Sheet of codes printed"),
    "login.all_ended": _l("Logged out everywhere"),
    "login.ended": _l("Logged out"),
    "login.failed": _l("Login failed"),
    "login.succeeded": _l("Logged in"),
    "password.changed": _l("Password changed"),
    "password.confirmation_failed": _l("Password asked for again, and wrong"),
    "role.granted": _l("Role given"),
    "role.revoked": _l("Role taken away"),
}
