from __future__ import annotations

from collections.abc import Callable

from flask import Response, request, url_for

from app.accounts import queries, rules, services, slips
from app.accounts.forms import AccountForm, ReasonForm, RoleForm
from app.accounts.fresh import fresh_password
from app.accounts.models import User
from app.accounts.routes.blueprint import blueprint
from app.core.access.actors import Grant, current_actor
from app.core.access.guard import requires
from app.core.clock import now
from app.core.documents.drawing import qr_code
from app.core.errors import DomainError
from app.core.personal import Kind, mask
from app.core.web.forms import ActionForm
from app.core.web.pages import page, public_address, see
from app.core.web.pagination import paginate
from app.policy import ROLE_LABELS, P, Role
from app.regions.queries import full_names


@blueprint.get("/accounts")
@requires(P.MANAGE_ACCOUNTS)
def index() -> Response:
    words = request.args.get("q", "").strip()
    found = paginate(queries.managed(current_actor(), words), (User.username, "asc"))
    codes = {grant.region_code for user in found.items for grant in user.grants}
    return page(
        "accounts/list.html",
        found=found,
        words=words,
        roles=ROLE_LABELS,
        region_names=full_names(codes),
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires(P.MANAGE_ACCOUNTS)
@fresh_password
def new() -> Response:
    form, actor, status = AccountForm(), current_actor(), 200
    form.offer(actor)
    if form.validate_on_submit():
        try:
            user, code = services.create_user(
                actor=actor,
                username=form.username.data or "",
                name=form.name.data or "",
                phone=form.phone.data or None,
                grants=[Grant(form.role.data, form.region.data or "")],
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            slips.keep("slip", user.id, [code])
            return see(url_for("accounts.slip", user_id=user.id))
    elif form.is_submitted():
        status = 422
    return page("accounts/new.html", status=status, form=form)


@blueprint.get("/accounts/<int:user_id>")
@requires(P.MANAGE_ACCOUNTS)
def show(user_id: int) -> Response:
    actor = current_actor()
    user = queries.get_managed(actor, user_id)
    grants = queries.grants_of(user)
    return page(
        "accounts/show.html",
        user=user,
        phone=mask(Kind.PHONE, user.phone),
        roles=ROLE_LABELS,
        region_names=full_names({grant.region_code for grant in grants}),
        may_manage=rules.manages(actor, user.id, grants, user.home_code),
        is_self=actor.user_id == user.id,
        revocable={g.id for g in user.grants if rules.gives(actor, Grant(g.role, g.region_code))},
        has_factor=queries.has_second_factor(user),
        sessions=queries.sessions_of(user.id),
        action=ActionForm(),
    )


@blueprint.get("/accounts/<int:user_id>/slip")
@requires(P.MANAGE_ACCOUNTS)
def slip(user_id: int) -> Response:
    """The slip to print and hand over, for a quarter of an hour after the code was made."""
    user = queries.get_managed(current_actor(), user_id)
    codes = slips.kept("slip", user.id)
    valid = rules.RESET_VALID if user.password_hash else rules.ACTIVATION_VALID
    address = public_address() + url_for("accounts.activate")
    return page(
        "accounts/slip.html",
        user=user,
        code=codes[0] if codes else None,
        until=now() + valid,
        address=address,
        qr=qr_code(f"{address}?username={user.username}"),
        action=ActionForm(),
    )


@blueprint.post("/accounts/<int:user_id>/code")
@requires(P.MANAGE_ACCOUNTS)
@fresh_password
def print_code(user_id: int) -> Response:
    actor = current_actor()
    queries.get_managed(actor, user_id)
    slips.keep("slip", user_id, [services.print_code(actor=actor, user_id=user_id)])
    return see(url_for("accounts.slip", user_id=user_id))


@blueprint.route("/accounts/<int:user_id>/roles", methods=["GET", "POST"])
@requires(P.MANAGE_ACCOUNTS)
@fresh_password
def grant_role(user_id: int) -> Response:
    form, actor, status = RoleForm(), current_actor(), 200
    user = queries.get_managed(actor, user_id)
    form.offer(actor)
    if form.validate_on_submit():
        try:
            services.grant_role(
                actor=actor,
                user_id=user_id,
                role=Role(form.role.data),
                region_code=form.region.data or "",
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            return see(url_for("accounts.show", user_id=user_id))
    elif form.is_submitted():
        status = 422
    return page("accounts/grant.html", status=status, form=form, user=user)


@blueprint.post("/accounts/<int:user_id>/roles/<int:grant_id>/revoke")
@requires(P.MANAGE_ACCOUNTS)
@fresh_password
def revoke_role(user_id: int, grant_id: int) -> Response:
    actor = current_actor()
    queries.get_managed(actor, user_id)
    services.revoke_role(actor=actor, user_id=user_id, grant_id=grant_id)
    return see(url_for("accounts.index"))


@blueprint.route("/accounts/<int:user_id>/close", methods=["GET", "POST"])
@requires(P.MANAGE_ACCOUNTS)
def close(user_id: int) -> Response:
    return _with_reason(user_id, "accounts/close.html", services.close_account)


@blueprint.route("/accounts/<int:user_id>/lost-factor", methods=["GET", "POST"])
@requires(P.MANAGE_ACCOUNTS)
@fresh_password
def clear_factor(user_id: int) -> Response:
    return _with_reason(user_id, "accounts/lost_factor.html", services.clear_factor)


@blueprint.post("/accounts/<int:user_id>/reopen")
@requires(P.MANAGE_ACCOUNTS)
@fresh_password
def reopen(user_id: int) -> Response:
    actor = current_actor()
    queries.get_managed(actor, user_id)
    services.reopen_account(actor=actor, user_id=user_id)
    return see(url_for("accounts.show", user_id=user_id))


@blueprint.post("/accounts/<int:user_id>/sessions/end")
@requires(P.MANAGE_ACCOUNTS)
def end_sessions(user_id: int) -> Response:
    actor = current_actor()
    queries.get_managed(actor, user_id)
    services.end_sessions(actor=actor, user_id=user_id)
    return see(url_for("accounts.show", user_id=user_id))


def _with_reason(user_id: int, template: str, act: Callable[..., None]) -> Response:
    form, actor, status = ReasonForm(), current_actor(), 200
    user = queries.get_managed(actor, user_id)
    if form.validate_on_submit():
        act(actor=actor, user_id=user_id, reason=form.reason.data or "")
        return see(url_for("accounts.show", user_id=user_id))
    if form.is_submitted():
        status = 422
    return page(template, status=status, form=form, user=user)
