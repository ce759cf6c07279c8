from __future__ import annotations

from typing import Any

import pyotp
from flask import Response, flash, url_for
from flask_babel import gettext as _

from app.accounts import queries, services, sessions, slips
from app.accounts.forms import ChangeAppForm, ChangeSheetForm, CodeForm, SheetForm
from app.accounts.routes.blueprint import blueprint, signed_in
from app.accounts.services.factors import offered_secret
from app.core import throttle
from app.core.access.guard import requires
from app.core.documents.drawing import qr_code
from app.core.errors import DomainError
from app.core.web.pages import page, safe_next, see
from app.policy import P


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
@requires(P.OWN_ACCOUNT)
@throttle.unkeyed
def second_factor() -> Response:
    """Ask for a code, then go on to where the visitor was going."""
    user = signed_in()
    if user.actor.second_factor:
        return see(safe_next())
    if not queries.has_second_factor(queries.get_user(user.actor.user_id or 0)):
        return see(url_for("accounts.factor_setup", next=safe_next()))
    form, status = CodeForm(next=safe_next()), 200
    if form.validate_on_submit():
        try:
            token = services.prove(
                actor=user.actor, session_id=user.session_id, code=form.code.data or ""
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            sessions.sign_in(token)
            return see(safe_next())
    elif form.is_submitted():
        status = 422
    return page("accounts/second_factor.html", status=status, form=form)


@blueprint.get("/account/second-factor/set-up")
@requires(P.OWN_ACCOUNT)
def factor_setup() -> Response:
    return _offer() or _setup_page()


@blueprint.post("/account/second-factor/app")
@requires(P.OWN_ACCOUNT)
@throttle.unkeyed
def enrol_app() -> Response:
    if elsewhere := _offer():
        return elsewhere
    user, form = signed_in(), _app_form()
    if not form.validate_on_submit():
        return _setup_page(app_form=form, status=422)
    try:
        _confirm(form)
        token = services.enrol_totp(
            actor=user.actor, session_id=user.session_id, code=form.code.data or ""
        )
    except DomainError as error:
        form.show_problems(error)
        return _setup_page(app_form=form, status=error.status)
    sessions.sign_in(token)
    flash(
        _("From now on your phone shows the code that is asked for after the password."), "success"
    )
    return see(safe_next(url_for("accounts.me")))


@blueprint.post("/account/second-factor/sheet")
@requires(P.OWN_ACCOUNT)
@throttle.unkeyed
def print_sheet() -> Response:
    if elsewhere := _offer():
        return elsewhere
    user, form = signed_in(), _sheet_form()
    if not form.validate_on_submit():
        return _setup_page(sheet_form=form, status=422)
    try:
        _confirm(form)
        codes = services.make_sheet(actor=user.actor, session_id=user.session_id)
    except DomainError as error:
        form.show_problems(error)
        return _setup_page(sheet_form=form, status=error.status)
    slips.keep("sheet", user.actor.user_id or 0, codes)
    return see(url_for("accounts.sheet", next=safe_next()))


@blueprint.get("/account/second-factor/sheet")
@requires(P.OWN_ACCOUNT)
def sheet() -> Response:
    user = signed_in()
    return page(
        "accounts/sheet.html",
        codes=slips.kept("sheet", user.actor.user_id or 0),
        user=user,
        next=safe_next(),
    )


def _offer() -> Response | None:
    """Whoever has a factor proves it before changing it."""
    user = signed_in()
    if _has_factor() and not user.actor.second_factor:
        return see(url_for("accounts.second_factor", next=url_for("accounts.factor_setup")))
    return None


def _has_factor() -> bool:
    return queries.has_second_factor(queries.get_user(signed_in().actor.user_id or 0))


def _app_form() -> CodeForm:
    return (ChangeAppForm if _has_factor() else CodeForm)(next=safe_next())


def _sheet_form() -> SheetForm:
    return (ChangeSheetForm if _has_factor() else SheetForm)(next=safe_next())


def _confirm(form: Any) -> None:
    if "password" in form:
        services.confirm_password(actor=signed_in().actor, password=form.password.data or "")


def _setup_page(
    *, app_form: CodeForm | None = None, sheet_form: SheetForm | None = None, status: int = 200
) -> Response:
    signed = signed_in()
    user = queries.get_user(signed.actor.user_id or 0)
    secret = offered_secret(user, signed.session_id)
    # Short and plain: a Chinese name makes the picture three times as dense.
    address = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name="Aixin")
    return page(
        "accounts/factor_setup.html",
        status=status,
        form=app_form or sheet_form or _app_form(),
        app_form=app_form or _app_form(),
        sheet_form=sheet_form or _sheet_form(),
        has_factor=queries.has_second_factor(user),
        key=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=address,
        qr=qr_code(address),
    )
