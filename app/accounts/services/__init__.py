"""What can be done with accounts, by use case."""

from app.accounts.services.activating import activate, print_code
from app.accounts.services.factors import clear_factor, enrol_totp, make_sheet, prove
from app.accounts.services.own import (
    change_password,
    confirm_password,
    confirm_session,
    end_other_sessions,
    end_session,
)
from app.accounts.services.people import (
    close_account,
    create_user,
    drop_role,
    end_sessions,
    grant_role,
    reopen_account,
    revoke_role,
)
from app.accounts.services.signing_in import log_in, log_out

__all__ = [
    "activate",
    "change_password",
    "clear_factor",
    "close_account",
    "confirm_password",
    "confirm_session",
    "create_user",
    "drop_role",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "enrol_totp",
    "grant_role",
    "log_in",
    "log_out",
    "make_sheet",
    "print_code",
    "prove",
    "reopen_account",
    "revoke_role",
]
