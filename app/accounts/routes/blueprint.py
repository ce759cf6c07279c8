from __future__ import annotations

from typing import cast

from flask import Blueprint
from flask_login import current_user

from app.accounts.sessions import SignedIn

blueprint = Blueprint("accounts", __name__)


def signed_in() -> SignedIn:
    """The visitor of a page that only people with an account reach."""
    return cast(SignedIn, current_user)
