from app.activities.routes import (
    activities,
    calendar,
    counts,
    day,
    days,
    feedback,
    feeds,
    joining,
    keeping,
    people,
    rota,
    rounds,
    slips,
    supplies,
)

BLUEPRINTS = (
    calendar.blueprint,
    activities.blueprint,
    rota.blueprint,
    slips.slips_blueprint,
    supplies.blueprint,
)

__all__ = [
    "BLUEPRINTS",
    "activities",
    "calendar",
    "counts",
    "day",
    "days",
    "feedback",
    "feeds",
    "joining",
    "keeping",
    "people",
    "rota",
    "rounds",
    "slips",
    "supplies",
]
