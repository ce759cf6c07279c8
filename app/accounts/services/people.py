from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.accounts import codes, passwords, queries, rules, sessions
from app.accounts.models import RoleGrant, User
from app.core import audit, regioncode
from app.core.access.actors import SYSTEM, Actor, Grant
from app.core.access.policy import demand
from app.core.db import session, transaction
from app.core.errors import Conflict, Forbidden, InvalidInput, Problem
from app.core.personal import blind_index
from app.policy import P, Role

NOT_YOURS = _l("This account holds a role that is not yours to give. Ask the administrator.")


def demand_gives(actor: Actor, grant: Grant) -> None:
    """Raise Forbidden unless the actor may give this role in this region."""
    if actor is SYSTEM:
        return
    if not rules.gives(actor, grant):
        raise Forbidden(Problem("role_not_yours_to_give", NOT_YOURS))
    if grant.role != Role.VOLUNTEER:
        demand(actor, P.MANAGE_ACCOUNTS, grant.region_code)


def demand_manages(actor: Actor, user: User) -> None:
    """Raise Forbidden unless every role of the account is the actor's to give."""
    if actor is SYSTEM:
        return
    demand(actor, P.MANAGE_ACCOUNTS)
    if not rules.manages(actor, user.id, queries.grants_of(user), user.home_code):
        raise Forbidden(Problem("account_not_yours", NOT_YOURS))


def create_user(
    *,
    actor: Actor,
    username: str,
    name: str,
    phone: str | None = None,
    grants: Sequence[Grant] = (),
) -> tuple[User, str]:
    """A new account without a password, and the activation code to be printed for it."""
    with transaction() as current:
        user = _new_user(username, name, phone)
        current.flush()
        audit.record(actor, "account.created", user)
        for grant in grants:
            demand_gives(actor, grant)
            _grant(actor, user, grant)
        code = codes.issue(user, codes.ACTIVATE, rules.ACTIVATION_VALID)
        audit.record(actor, "account.code_printed", user)
        return user, code


def create_first_user(
    *, username: str, name: str, phone: str | None, password: str, grant: Grant
) -> User:
    """The chair of an empty installation, at its set-up; she has her password from the start."""
    passwords.demand_good(password, context=[username, name, phone or ""])
    hashed = passwords.hash_password(password)
    with transaction() as current:
        if queries.any_user():
            raise Conflict(Problem("already_set_up", _l("This station has been set up already.")))
        user = _new_user(username, name, phone)
        user.password_hash = hashed
        current.flush()
        audit.record(SYSTEM, "account.created", user)
        _grant(SYSTEM, user, grant)
        return user


def _new_user(username: str, name: str, phone: str | None) -> User:
    username, problems = rules.plain(username), []
    number = rules.normalise_phone(phone) if phone else None
    index = blind_index("phone", number)
    if not rules.is_username(username):
        text = _l("2 to 40 Latin letters, digits, dots or hyphens; at least one letter.")
        problems.append(Problem("username_form", text, field="username"))
    elif session().query(User.id).filter(User.username == username).first():
        problems.append(Problem("username_taken", _l("This user name is taken."), field="username"))
    if not name.strip():
        problems.append(Problem("name_missing", _l("Give the name."), field="name"))
    if phone and number is None:
        text = _l("This is not a phone number.")
        problems.append(Problem("phone_form", text, field="phone"))
    elif index and session().query(User.id).filter(User.phone_index == index).first():
        text = _l("An account with this phone number exists. Give that account the further role.")
        problems.append(Problem("phone_taken", text, field="phone"))
    if problems:
        raise InvalidInput(*problems)
    user = User(username=username, name=name.strip(), phone_index=index)
    user.phone = number
    session().add(user)
    return user


def grant_role(*, actor: Actor, user_id: int, role: Role, region_code: str) -> RoleGrant:
    """Give a person one more role. Giving the same again changes nothing."""
    with transaction():
        user, grant = queries.get_user(user_id), Grant(Role(role), region_code)
        demand_gives(actor, grant)
        if not user.grants:
            # Who gives it a role manages it from then on.
            demand_manages(actor, user)
        if actor.user_id == user_id:
            raise Forbidden(Problem("own_roles", _l("Nobody changes her own roles.")))
        return _grant(actor, user, grant)


def _grant(actor: Actor, user: User, grant: Grant) -> RoleGrant:
    if not regioncode.is_code(grant.region_code):
        text = _l("Choose the region.")
        raise InvalidInput(Problem("region_form", text, field="region"))
    held = next(
        (g for g in user.grants if (g.role, g.region_code) == (grant.role, grant.region_code)), None
    )
    if held is None:
        held = RoleGrant(role=Role(grant.role), region_code=grant.region_code)
        user.grants.append(held)
        user.home_code = grant.region_code
        session().flush()
        audit.record(actor, "role.granted", held, role=str(held.role), user=user.id)
    return held


def revoke_role(*, actor: Actor, user_id: int, grant_id: int) -> None:
    with transaction() as current:
        user = queries.get_user(user_id)
        held = next((grant for grant in user.grants if grant.id == grant_id), None)
        if held is None:
            return
        demand_gives(actor, Grant(held.role, held.region_code))
        demand(actor, P.MANAGE_ACCOUNTS, held.region_code)
        if actor.user_id == user_id:
            raise Forbidden(Problem("own_roles", _l("Nobody changes her own roles.")))
        audit.record(actor, "role.revoked", held, role=str(held.role), user=user.id)
        user.grants.remove(held)
        current.flush()


def drop_role(*, actor: Actor, user_id: int, role: Role) -> None:
    """Take a role away as the consequence of another act, whose permission was asked already.

    An account that is left without any role is closed, and its sessions end.
    """
    with transaction() as current:
        user = queries.get_user(user_id)
        for held in [grant for grant in user.grants if grant.role == role]:
            user.grants.remove(held)
            audit.record(actor, "account.role_revoked", user, role=role, region=held.region_code)
        if not user.grants:
            user.is_active = False
        current.flush()
        if not user.is_active:
            sessions.end_all(user.id)


def close_account(*, actor: Actor, user_id: int, reason: str) -> None:
    """Nobody logs in with it any more; all its sessions end at once."""
    with transaction():
        user = queries.get_user(user_id)
        demand_manages(actor, user)
        if not reason.strip():
            raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))
        user.is_active = False
        sessions.end_all(user.id)
        audit.record(actor, "account.closed", user, reason=reason.strip())


def reopen_account(*, actor: Actor, user_id: int) -> None:
    with transaction():
        user = queries.get_user(user_id)
        demand_manages(actor, user)
        user.is_active = True
        audit.record(actor, "account.reopened", user)


def end_sessions(*, actor: Actor, user_id: int) -> None:
    """Log the person out everywhere."""
    with transaction():
        user = queries.get_user(user_id)
        demand_manages(actor, user)
        sessions.end_all(user.id)
        audit.record(actor, "login.all_ended", user)
