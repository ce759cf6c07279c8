"""Pages of the training: one blueprint, its views by subject."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("training", __name__, url_prefix="/training")

from app.training.routes import (  # noqa: E402, F401
    completions,
    courses,
    coverage,
    people,
    quiz,
    sessions,
    team,
)
