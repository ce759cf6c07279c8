from __future__ import annotations

from flask import Response, flash, url_for
from flask_babel import gettext as _

from app.accounts import codes, queries, services, sessions
from app.accounts.forms import ConfirmForm, PasswordForm
from app.accounts.routes.blueprint import blueprint, signed_in
from app.core import throttle
from app.core.access.guard import requires
from app.core.errors import DomainError
from app.core.personal import Kind, mask
from app.core.web.forms import ActionForm
from app.core.web.pages import page, safe_next, see
from app.policy import ROLE_LABELS, P
from app.regions.queries import full_names


@blueprint.get("/account")
@requires(P.OWN_ACCOUNT)
def me() -> Response:
    signed = signed_in()
    user = queries.get_user(signed.actor.user_id or 0)
    return page(
        "accounts/me.html",
        user=user,
        phone=mask(Kind.PHONE, user.phone),
        roles=ROLE_LABELS,
        region_names=full_names({grant.region_code for grant in user.grants}),
        sessions=queries.sessions_of(user.id),
        here=signed.session_id,
        codes_left=codes.count_left(user.id),
        action=ActionForm(),
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires(P.OWN_ACCOUNT)
@throttle.unkeyed
def change_password() -> Response:
    form, signed, status = PasswordForm(), signed_in(), 200
    if form.validate_on_submit():
        try:
            services.change_password(
                actor=signed.actor,
                session_id=signed.session_id,
                current=form.current.data or "",
                new=form.password.data or "",
                end_others=form.end_others.data,
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            flash(_("Your password has been changed."), "success")
            return see(url_for("accounts.me"))
    elif form.is_submitted():
        status = 422
    return page("accounts/password.html", status=status, form=form)


@blueprint.route("/account/confirm", methods=["GET", "POST"])
@requires(P.OWN_ACCOUNT)
@throttle.unkeyed
def confirm() -> Response:
    form, signed, status = ConfirmForm(next=safe_next()), signed_in(), 200
    if form.validate_on_submit():
        try:
            token = services.confirm_session(
                actor=signed.actor,
                session_id=signed.session_id,
                password=form.password.data or "",
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            sessions.renew(token)
            return see(safe_next())
    elif form.is_submitted():
        status = 422
    return page("accounts/confirm.html", status=status, form=form)


@blueprint.post("/account/sessions/<int:session_id>/end")
@requires(P.OWN_ACCOUNT)
def end_session(session_id: int) -> Response:
    services.end_session(actor=signed_in().actor, session_id=session_id)
    return see(url_for("accounts.me"))


@blueprint.post("/account/sessions/end")
@requires(P.OWN_ACCOUNT)
def end_other_sessions() -> Response:
    signed = signed_in()
    services.end_other_sessions(actor=signed.actor, session_id=signed.session_id)
    flash(_("You are logged out everywhere else."), "success")
    return see(url_for("accounts.me"))
