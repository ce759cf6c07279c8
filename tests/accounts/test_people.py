from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from app.accounts import codes, queries, sessions
from app.accounts.models import User
from app.accounts.services import (
    activate,
    create_user,
    grant_role,
    log_in,
    print_code,
    reopen_account,
    revoke_role,
)
from app.core.access.actors import SYSTEM, Actor, Grant
from app.core.clock import now
from app.core.db import session
from app.core.errors import DomainError, Forbidden, InvalidInput
from app.policy import Role
from tests.accounts.accounts import (
    DEVICE,
    OTHER_PASSWORD,
    PASSWORD,
    acts,
    code_now,
    logged_in,
    make_account,
)
from tests.people import COUNTRY, JIAYI, MILUO, PINGJIANG, make_actor, make_user

pytestmark = pytest.mark.usefixtures("app")


def new(actor: Actor, role: Role = Role.STAFF, region: str = PINGJIANG, **more) -> tuple[User, str]:
    given = {"username": "wangfang", "name": "王芳", "phone": "13800138000", **more}
    return create_user(actor=actor, grants=[Grant(role, region)], **given)


def problems(call, **given) -> list[tuple[str, str]]:
    with pytest.raises(DomainError) as raised:
        call(**given)
    return [(problem.code, problem.field) for problem in raised.value.problems]


def test_new_account_gets_a_code_no_password_and_its_role() -> None:
    user, code = new(make_actor(Role.CHAIR))
    assert user.password_hash is None
    assert [(g.role, g.region_code) for g in user.grants] == [(Role.STAFF, PINGJIANG)]
    assert len(code.replace("-", "")) == 12
    assert acts() == ["account.created", "role.granted", "account.code_printed"]
    assert user.phone == "13800138000"
    assert b"13800138000" not in user.phone_sealed


def test_account_of_a_person_is_made_once() -> None:
    chair = make_actor(Role.CHAIR)
    new(chair)
    assert problems(new, actor=chair) == [("username_taken", "username"), ("phone_taken", "phone")]
    found = problems(new, actor=chair, username="李慧", name=" ", phone="12345")
    assert {field for _code, field in found} == {"username", "name", "phone"}
    assert session().query(User).filter_by(username="wangfang").count() == 1


@pytest.mark.parametrize(
    ("giver", "role", "region"),
    [
        (Role.CHAIR, Role.ADMIN, PINGJIANG),
        (Role.CHAIR, Role.AUDITOR, PINGJIANG),
        (Role.CHAIR, Role.STAFF, MILUO),
        (Role.CHAIR, Role.STAFF, COUNTRY),
        (Role.STAFF, Role.STAFF, PINGJIANG),
        (Role.VOLUNTEER, Role.VOLUNTEER, PINGJIANG),
    ],
)
def test_role_that_is_not_hers_to_give_leaves_no_account(
    giver: Role, role: Role, region: str
) -> None:
    assert problems(new, actor=make_actor(giver), role=role, region=region)
    assert session().query(User).filter_by(username="wangfang").count() == 0


def test_chair_without_her_second_factor_gives_no_working_role() -> None:
    chair = make_actor(Role.CHAIR, second_factor=False)
    assert problems(new, actor=chair)
    assert new(chair, role=Role.VOLUNTEER)


def test_nobody_changes_her_own_roles() -> None:
    user = make_account()
    actor = queries.load_actor(user, second_factor=True)
    with pytest.raises(Forbidden):
        grant_role(actor=actor, user_id=user.id, role=Role.REVIEWER, region_code=PINGJIANG)
    with pytest.raises(Forbidden):
        revoke_role(actor=actor, user_id=user.id, grant_id=user.grants[0].id)


def test_role_is_given_once_and_taken_away() -> None:
    chair, user = make_actor(Role.CHAIR), make_account("wangfang", Role.VOLUNTEER)
    for _twice in range(2):
        grant = grant_role(actor=chair, user_id=user.id, role=Role.STAFF, region_code=JIAYI)
    assert len(user.grants) == 2
    revoke_role(actor=chair, user_id=user.id, grant_id=grant.id)
    assert [g.role for g in user.grants] == [Role.VOLUNTEER]
    assert acts() == ["role.granted", "role.revoked"]


def test_account_with_a_higher_role_cannot_be_reset_by_a_chair() -> None:
    chair = make_actor(Role.CHAIR)
    admin = make_account("admin", Role.STAFF, more=((Role.ADMIN, COUNTRY),))
    neighbour = make_account("neighbour", Role.STAFF, more=((Role.CHAIR, MILUO),))
    for user in (admin, neighbour):
        assert queries.get_managed(chair, user.id)
        with pytest.raises(Forbidden):
            print_code(actor=chair, user_id=user.id)


def test_managed_accounts_are_those_of_the_region_and_found_by_words() -> None:
    chair = make_actor(Role.CHAIR)
    inside = make_account("inside", Role.STAFF, JIAYI, phone="13800138000")
    make_account("outside", Role.STAFF, MILUO)
    make_account("auditor", Role.AUDITOR)

    def found(actor: Actor, words: str = "") -> set[str]:
        return {user.username for user in session().scalars(queries.managed(actor, words))}

    assert found(chair) >= {"inside"}
    assert not found(chair) & {"outside", "auditor"}
    for words in ("insi", "138 0013 8000"):
        assert found(chair, words) == {"inside"}
    assert found(chair, "13800138001") == found(chair, "%") == set()
    assert inside.username not in found(make_actor(Role.SUPERVISOR))
    bare = make_user("bare")
    assert bare.username in found(make_actor(Role.ADMIN, COUNTRY))
    assert bare.username not in found(chair)


def test_account_whose_last_role_was_taken_stays_with_its_region() -> None:
    admin, elsewhere = make_actor(Role.ADMIN), make_actor(Role.ADMIN, MILUO)
    user, _code = new(make_actor(Role.CHAIR))
    revoke_role(actor=admin, user_id=user.id, grant_id=user.grants[0].id)
    assert user in session().scalars(queries.managed(admin)).all()
    assert user not in session().scalars(queries.managed(elsewhere)).all()
    with pytest.raises(Forbidden):
        print_code(actor=elsewhere, user_id=user.id)
    with pytest.raises(Forbidden):
        grant_role(actor=elsewhere, user_id=user.id, role=Role.STAFF, region_code=MILUO)
    assert print_code(actor=admin, user_id=user.id)


def test_activation_sets_the_password_once_and_logs_nobody_in() -> None:
    user, code = new(make_actor(Role.CHAIR))
    given = {"name": "13800138000", "password": OTHER_PASSWORD, "device": DEVICE}
    assert problems(activate, code="AAAA-BBBB-CCCC", **given) == [("wrong_code", "")]
    activate(code=code.lower(), **given)
    assert queries.sessions_of(user.id) == []
    assert log_in(name="wangfang", password=OTHER_PASSWORD, device=DEVICE)
    assert problems(activate, code=code, **given) == [("wrong_code", "")]
    assert "account.activated" in acts()


def test_weak_password_leaves_the_code_good() -> None:
    _user, code = new(make_actor(Role.CHAIR))
    given = {"name": "wangfang", "code": code, "device": DEVICE}
    for _ in range(6):
        assert problems(activate, password="short", **given) == [("password_short", "password")]
    assert activate(password=OTHER_PASSWORD, **given)


def test_code_runs_out_and_a_newer_one_voids_it() -> None:
    chair = make_actor(Role.CHAIR)
    user, first = new(chair)
    second = print_code(actor=chair, user_id=user.id)
    given = {"name": "wangfang", "password": OTHER_PASSWORD, "device": DEVICE}
    assert problems(activate, code=first, **given) == [("wrong_code", "")]
    with time_machine.travel(now() + timedelta(days=15)):
        assert problems(activate, code=second, **given) == [("wrong_code", "")]


def test_unknown_name_and_wrong_code_answer_alike_and_are_throttled() -> None:
    new(make_actor(Role.CHAIR))
    given = {"code": "AAAA-BBBB-CCCC", "password": OTHER_PASSWORD, "device": DEVICE}
    assert problems(activate, name="nobody", **given) == problems(
        activate, name="wangfang", **given
    )
    for _ in range(4):
        problems(activate, name="wangfang", **given)
    assert problems(activate, name="wangfang", **given) == [("too_many_attempts", "")]


def test_reset_keeps_the_second_factor_and_ends_sessions() -> None:
    user = make_account("staff", Role.STAFF, totp=True)
    _actor, here = logged_in(user)
    code = print_code(actor=make_actor(Role.CHAIR), user_id=user.id)
    activate(name="staff", code=code, password=OTHER_PASSWORD, device=DEVICE)
    session().refresh(here)
    assert here.ended_at is not None
    assert queries.has_second_factor(user)
    token = log_in(name="staff", password=OTHER_PASSWORD, device=DEVICE)
    assert not sessions.load(token).actor.second_factor
    assert "account.password_reset" in acts()
    assert code_now()


def test_reset_opens_a_locked_account() -> None:
    user = make_account("staff", Role.STAFF)
    for _ in range(5):
        with pytest.raises(InvalidInput):
            log_in(name="staff", password="wrong", device=DEVICE)
    code = print_code(actor=make_actor(Role.CHAIR), user_id=user.id)
    activate(name="staff", code=code, password=OTHER_PASSWORD, device=DEVICE)
    assert log_in(name="staff", password=OTHER_PASSWORD, device=DEVICE)


def test_activation_code_is_no_second_factor() -> None:
    user, code = new(make_actor(Role.CHAIR))
    assert codes.find(user.id, code, codes.FACTOR) is None
    assert codes.find(user.id, code, codes.ACTIVATE, codes.RESET) is not None


def test_closed_account_is_opened_again_by_who_manages_it() -> None:
    user = make_account("staff", Role.STAFF)
    with pytest.raises(Forbidden):
        reopen_account(actor=make_actor(Role.CHAIR, MILUO), user_id=user.id)
    reopen_account(actor=make_actor(Role.CHAIR), user_id=user.id)
    assert user.is_active


def test_server_console_makes_any_account(app) -> None:
    run = app.test_cli_runner()
    made = run.invoke(
        args=["accounts", "create", "--username", "root", "--name", "管理员", "--role", "admin",
              "--region", COUNTRY]
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    code = made.output.split()[1]
    activate(name="root", code=code, password=OTHER_PASSWORD, device=DEVICE)
    assert log_in(name="root", password=OTHER_PASSWORD, device=DEVICE)
    again = run.invoke(args=["accounts", "reset", "root"])
    assert again.exit_code == 0
    activate(name="root", code=again.output.split()[1], password=PASSWORD, device=DEVICE)
    assert run.invoke(args=["accounts", "reset", "nobody"]).exit_code == 1


def test_system_gives_what_it_is_told() -> None:
    user, _code = new(SYSTEM, role=Role.AUDITOR)
    assert user.grants[0].role == Role.AUDITOR
