"""What the acts on record, and the things they were done to, are called.

Each area names its own: an act without words is found by the tests. Acts of a lifecycle get theirs
from its transitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l


class Step(Protocol):
    name: str
    label: Any


class Life(Protocol):
    """What a `core.workflow.Lifecycle` is here; that one stands above the record."""

    @property
    def name(self) -> str: ...
    @property
    def transitions(self) -> Iterable[Any]: ...


@dataclass(frozen=True)
class Words:
    acts: dict[str, Any] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)


def init_app(app: Flask) -> None:
    app.extensions["audit_words"] = Words()


def of(app: Flask) -> Words:
    return cast(Words, app.extensions["audit_words"])


def add(
    app: Flask,
    acts: Mapping[str, Any],
    objects: Mapping[str, Any] | None = None,
    lifecycles: Iterable[Life] = (),
) -> None:
    """Raises ValueError where two areas name the same act."""
    known = of(app)
    named = {**acts, **_of(lifecycles, objects or {})}
    if twice := known.acts.keys() & named:
        raise ValueError(f"named twice: {sorted(twice)}")
    known.acts.update(named)
    known.objects.update(objects or {})


def _of(lifecycles: Iterable[Life], objects: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for lifecycle in lifecycles:
        what = objects[lifecycle.name]
        steps = [("begun", _l("begun")), *((one.name, one.label) for one in lifecycle.transitions)]
        for name, label in steps:
            found[f"{lifecycle.name}.{name}"] = _l("%(what)s: %(step)s", what=what, step=label)
    return found


def act_label(act: str) -> Any:
    return of(current_app).acts.get(act, act)


def object_label(kind: str, key: int | None) -> str:
    if not kind:
        return ""
    label = str(of(current_app).objects.get(kind, kind))
    return f"{label} {key}" if key is not None else label
