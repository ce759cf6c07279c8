"""Lifecycles as data: states, transitions, who may, and the history of each record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CHAR, Index, Integer, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import audit, reasons
from app.core.access.actors import SYSTEM, Actor
from app.core.access.policy import demand, may
from app.core.access.scope import lock
from app.core.clock import now
from app.core.db import Base, session
from app.core.errors import Conflict, InvalidInput, Problem
from app.core.personal import Kind, Personal, personal_column
from app.core.types import TZDateTime


@dataclass(frozen=True)
class State:
    code: str
    label: Any
    tone: str = "grey"
    """green, amber, red, grey or blue."""
    group: str = ""


@dataclass(frozen=True)
class Transition:
    name: str
    label: Any
    sources: tuple[str, ...]
    target: str
    permission: str
    reason_required: bool = False
    tone: str = "primary"


@dataclass(frozen=True)
class Lifecycle:
    """The life of the rows of one table; the row keeps its state in the attribute `state`.

    Raises ValueError for a transition that names a state that is not there, or a name used twice.
    """

    name: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        codes = [state.code for state in self.states]
        names = [one.name for one in self.transitions]
        ends = {code for one in self.transitions for code in (*one.sources, one.target)}
        if len(set(codes)) < len(codes) or len(set(names)) < len(names) or ends - set(codes):
            raise ValueError(f"the lifecycle {self.name} does not fit together")

    @property
    def initial(self) -> str:
        return self.states[0].code

    def state(self, code: str) -> State:
        return next(state for state in self.states if state.code == code)

    def transition(self, name: str) -> Transition:
        return next(one for one in self.transitions if one.name == name)

    def in_group(self, group: str) -> list[str]:
        return [state.code for state in self.states if state.group == group]

    def open_to(self, actor: Actor, row: Any) -> list[Transition]:
        """The transitions that this actor may make from where the row stands."""
        return [
            one
            for one in self.transitions
            if row.state in one.sources and may(actor, one.permission, row)
        ]


class StateChange(Base):
    """One step in the life of a record; never changed afterwards."""

    __tablename__ = "state_change"
    __table_args__ = (Index(None, "object_type", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    object_type: Mapped[str] = mapped_column(String(32), nullable=False)
    object_id: Mapped[int] = mapped_column(Integer, nullable=False)
    transition: Mapped[str] = mapped_column(String(32), nullable=False)
    source: Mapped[str] = mapped_column(String(32), nullable=False)
    target: Mapped[str] = mapped_column(String(32), nullable=False)
    at: Mapped[datetime] = mapped_column(TZDateTime, nullable=False)
    actor_id: Mapped[int | None] = mapped_column(Integer)
    actor_name: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("Who took the step, for the record's history")),
        String(64),
        nullable=False,
    )
    reason_sealed: Mapped[bytes | None] = personal_column(
        Personal(Kind.TEXT, _l("Why the step was taken, for the record's history")), LargeBinary
    )

    rules_id: Mapped[int | None] = mapped_column(Integer)
    """Of a decision: the version of the rules that it went by."""
    data_key_id: Mapped[str | None] = mapped_column(CHAR(32))
    """Under which the reason is sealed; None: under the house's."""

    @property
    def who(self) -> Any:
        """For a page: the nightly checks have no name of their own."""
        by_itself = self.actor_id is None and self.actor_name == SYSTEM.name
        return _l("the system") if by_itself else self.actor_name

    @property
    def reason(self) -> str:
        return reasons.read(self.reason_sealed, self.data_key_id, **self._place())

    def seal_reason(self, reason: str, row: Any) -> None:
        self.reason_sealed, self.data_key_id = reasons.seal(reason, row, **self._place())

    def _place(self) -> dict[str, str]:
        return {"house": "state-reason", "bound_to": self._bound()}

    def _bound(self) -> str:
        return f"state_change:{self.object_type}:{self.object_id}:{self.transition}"


def begin(lifecycle: Lifecycle, *, actor: Actor, row: Any, reason: str = "") -> None:
    """Put a new row (already flushed) on record in the lifecycle's first state."""
    _write_history(row, actor, "begin", "", row.state, reason)
    audit.record(actor, f"{lifecycle.name}.begun", row, reason=reason)


def advance(
    lifecycle: Lifecycle,
    transition: str,
    *,
    actor: Actor,
    row: Any,
    reason: str = "",
    rules_id: int | None = None,
) -> None:
    """Take one step. `rules_id`: by which version of the rules, where it was decided by rules.

    Raises Forbidden if the actor may not, Conflict if the row is not in a source state, and
    InvalidInput if a required reason is missing. Writes history and audit with the step.
    """
    step = lifecycle.transition(transition)
    demand(actor, step.permission, row)
    take(lifecycle, transition, actor=actor, row=row, reason=reason, rules_id=rules_id)


def take(
    lifecycle: Lifecycle,
    transition: str,
    *,
    actor: Actor,
    row: Any,
    reason: str = "",
    rules_id: int | None = None,
) -> None:
    """`advance` without the permission: a consequence of another act, or nightly work.

    The row is locked and read anew, so that of two people who press at once one is refused.
    """
    step = lifecycle.transition(transition)
    lock(row)
    if row.state not in step.sources:
        label = lifecycle.state(row.state).label
        raise Conflict(
            Problem(
                "wrong_state", _l("This has already changed: it is now “%(state)s”.", state=label)
            )
        )
    if step.reason_required and not reason.strip():
        raise InvalidInput(Problem("reason_missing", _l("Give the reason."), field="reason"))
    source, row.state = row.state, step.target
    session().flush()
    change = _write_history(row, actor, step.name, source, step.target, reason.strip())
    change.rules_id = rules_id
    audit.record(actor, f"{lifecycle.name}.{step.name}", row, reason=reason.strip())


def _write_history(
    row: Any, actor: Actor, transition: str, source: str, target: str, reason: str
) -> StateChange:
    change = StateChange(
        object_type=row.__tablename__,
        object_id=row.id,
        transition=transition,
        source=source,
        target=target,
        at=now(),
        actor_id=actor.user_id,
        actor_name=actor.name,
    )
    change.seal_reason(reason, row)
    session().add(change)
    return change


def history(row: Any) -> Sequence[StateChange]:
    """The steps of one record, the newest first."""
    of_row = (StateChange.object_type == row.__tablename__) & (StateChange.object_id == row.id)
    return (
        session().scalars(select(StateChange).where(of_row).order_by(StateChange.id.desc())).all()
    )
