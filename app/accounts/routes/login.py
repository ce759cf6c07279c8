from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from app.accounts import services, sessions
from app.accounts.forms import ActivateForm, LoginForm
from app.accounts.queries import needs_second_factor
from app.accounts.routes.blueprint import blueprint, signed_in
from app.accounts.sessions import Device
from app.core import throttle
from app.core.access.actors import current_actor
from app.core.access.guard import public, requires
from app.core.errors import DomainError
from app.core.web.pages import page, safe_next, see
from app.policy import P


@blueprint.route("/login", methods=["GET", "POST"])
@public
@throttle.unkeyed
def login() -> Response:
    if current_actor().is_signed_in:
        return see(safe_next())
    form, status = LoginForm(next=safe_next()), 200
    if form.validate_on_submit():
        try:
            token = services.log_in(
                name=form.username.data or "",
                password=form.password.data or "",
                device=Device.of_request(),
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            sessions.sign_in(token)
            return see(after_login())
    elif form.is_submitted():
        status = 422
    return page("accounts/login.html", status=status, form=form)


def after_login() -> str:
    """Where to go: for those who read children's files, by way of the second factor."""
    actor = current_actor()
    if needs_second_factor(actor) and not actor.second_factor:
        return url_for("accounts.second_factor", next=safe_next())
    return safe_next()


@blueprint.post("/logout")
@requires(P.OWN_ACCOUNT)
@throttle.unkeyed
def logout() -> Response:
    user = signed_in()
    services.log_out(actor=user.actor, session_id=user.session_id)
    sessions.sign_out()
    flash(_("You have logged out."), "success")
    response = see(url_for("accounts.login"))
    # Not "cookies": that would take the language and this farewell along.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.route("/activate", methods=["GET", "POST"])
@public
@throttle.unkeyed
def activate() -> Response:
    """Set one's password with the code from a printed slip."""
    form, status = ActivateForm(username=request.args.get("username", "")), 200
    if form.validate_on_submit():
        try:
            services.activate(
                name=form.username.data or "",
                code=form.code.data or "",
                password=form.password.data or "",
                device=Device.of_request(),
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            flash(_("Your password is set. Log in with it now."), "success")
            return see(url_for("accounts.login"))
    elif form.is_submitted():
        status = 422
    return page("accounts/activate.html", status=status, form=form)
