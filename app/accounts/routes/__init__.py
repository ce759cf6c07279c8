"""The pages of accounts, by whom they serve."""

from app.accounts.routes import factor, login, manage, own
from app.accounts.routes.blueprint import blueprint

__all__ = ["blueprint", "factor", "login", "manage", "own"]
