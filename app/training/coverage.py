"""Who has been trained in what: gaps of a volunteer and a team, coverage by theme and region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.programmes.rules import TrainingRules
from app.training.kinds import THEMES, TOPICS
from app.training.models import Completion
from app.training.queries import as_held
from app.training.rules import initial_minutes, refresher_due


@dataclass(frozen=True)
class Standing:
    """How one volunteer stands on a day."""

    initial: int
    needed: int
    due_on: date | None
    topics: frozenset[str]
    themes: frozenset[str]

    @property
    def lacks_initial(self) -> bool:
        return self.initial < self.needed

    def is_due(self, day: date) -> bool:
        return self.due_on is not None and self.due_on <= day

    @property
    def missing_topics(self) -> list[object]:
        return [label for code, label in TOPICS.items() if code not in self.topics]


def standing(completions: Iterable[Completion], rules: TrainingRules, day: date) -> Standing:
    """`completions` are the confirmed ones of one volunteer."""
    rows = list(completions)
    held = [as_held(one) for one in rows]
    valid = [one for one in rows if as_held(one).holds(day)]
    return Standing(
        initial=initial_minutes(held, rules, day),
        needed=rules.initial_minutes,
        due_on=refresher_due(held, rules),
        topics=frozenset(topic for one in valid for topic in one.course.topics),
        themes=frozenset(one.course.theme for one in valid),
    )


@dataclass
class Row:
    """Volunteers of one place or team, and how many of them each theme has reached."""

    key: str
    people: int = 0
    ready: int = 0
    due: int = 0
    by_theme: dict[str, int] | None = None

    def percent(self, theme: str) -> int:
        reached = (self.by_theme or {}).get(theme, 0)
        return reached * 100 // self.people if self.people else 0


def table(keyed: Sequence[tuple[str, Standing]], day: date) -> Mapping[str, Row]:
    rows: dict[str, Row] = {}
    for key, one in keyed:
        row = rows.setdefault(key, Row(key, by_theme=dict.fromkeys(THEMES, 0)))
        row.people += 1
        row.ready += not one.lacks_initial
        row.due += one.is_due(day)
        for theme in one.themes:
            if row.by_theme is not None:
                row.by_theme[theme] = row.by_theme.get(theme, 0) + 1
    return rows
