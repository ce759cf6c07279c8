from app.activities.routes import (
    activities,
    calendar,
    day,
    days,
    feeds,
    joining,
    people,
    rota,
    rounds,
)

BLUEPRINTS = (calendar.blueprint, activities.blueprint, rota.blueprint)

__all__ = [
    "BLUEPRINTS",
    "activities",
    "calendar",
    "day",
    "days",
    "feeds",
    "joining",
    "people",
    "rota",
    "rounds",
]
