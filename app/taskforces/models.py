from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.core.access.scope import RegionScoped
from app.core.db import Base
from app.core.personal import Kind, Personal, Sealed, SealedBy, personal_column
from app.volunteers.models import Volunteer

OPEN = text("state <> 'closed'")


class TaskForce(SealedBy, RegionScoped, Base):
    """专班 (1+1+N) around a key child (R51): one caring mother, one cadre, N professionals."""

    __tablename__ = "task_force"
    __table_args__ = (
        Index(
            "uq_task_force_open", "child_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        ),
        Index(None, "county_code", "state", "next_review_on", "id"),
    )
    sealed_by = "child"
    reasons_about = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), nullable=False, index=True)
    child: Mapped[Child] = relationship(lazy="joined")
    state: Mapped[str] = mapped_column(String(32), nullable=False, default="forming", index=True)
    concern: Mapped[str] = personal_column(
        Personal(Kind.HOUSEHOLD, _l("To say what the task force is for")),
        String(16),
        nullable=False,
    )
    interest = Sealed(Kind.TEXT, _l("What serves the child best, in a sentence"))
    goal = Sealed(Kind.TEXT, _l("What the task force wants to reach"))
    opened_on: Mapped[date] = mapped_column(Date, nullable=False)
    next_review_on: Mapped[date] = mapped_column(Date, nullable=False)
    closed_on: Mapped[date | None] = mapped_column(Date)
    made_by: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}

    members: Mapped[list[TaskForceMember]] = relationship(
        back_populates="task_force", order_by="TaskForceMember.id"
    )
    items: Mapped[list[PlanItem]] = relationship(
        back_populates="task_force", order_by="(PlanItem.due_on, PlanItem.id)"
    )


class OfTaskForce(SealedBy):
    """Mixin: a record of one task force, sealed with the child's file."""

    sealed_by = "child"
    task_force: Mapped[TaskForce]

    @property
    def child(self) -> Child:
        return self.task_force.child


class TaskForceMember(OfTaskForce, Base):
    """Somebody's time in a task force. `volunteer_id` None: she has no account, she gets paper."""

    __tablename__ = "task_force_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_force_id: Mapped[int] = mapped_column(ForeignKey("task_force.id"), index=True)
    task_force: Mapped[TaskForce] = relationship(back_populates="members")
    profession: Mapped[str] = mapped_column(String(16), nullable=False)
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"), index=True)
    volunteer: Mapped[Volunteer | None] = relationship(lazy="joined")
    name: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("To know who is in a task force")), String(64), nullable=False
    )
    unit: Mapped[str] = personal_column(
        Personal(Kind.OCCUPATION, _l("To reach a member of a task force through her unit")),
        String(80),
        nullable=False,
        default="",
    )
    phone = Sealed(Kind.PHONE, _l("To reach a member of a task force"))
    since: Mapped[date] = mapped_column(Date, nullable=False)
    until: Mapped[date | None] = mapped_column(Date)


class PlanItem(OfTaskForce, Base):
    """一人一策: what is done, by whom, by when; and what came of it."""

    __tablename__ = "plan_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_force_id: Mapped[int] = mapped_column(ForeignKey("task_force.id"), index=True)
    task_force: Mapped[TaskForce] = relationship(back_populates="items")
    member_id: Mapped[int] = mapped_column(ForeignKey("task_force_member.id"), nullable=False)
    member: Mapped[TaskForceMember] = relationship()
    what = Sealed(Kind.TEXT, _l("What a member of a task force does for the child"))
    due_on: Mapped[date] = mapped_column(Date, nullable=False)
    done_on: Mapped[date | None] = mapped_column(Date)
    result = Sealed(Kind.TEXT, _l("What came of a step of the plan"))


class Minutes(OfTaskForce, Base):
    """A meeting of the task force: who was there, what was said and decided."""

    __tablename__ = "task_force_minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_force_id: Mapped[int] = mapped_column(ForeignKey("task_force.id"), index=True)
    task_force: Mapped[TaskForce] = relationship()
    held_on: Mapped[date] = mapped_column(Date, nullable=False)
    present: Mapped[list[int]] = mapped_column(JSON, nullable=False, default=list)
    """Ids of members."""
    said = Sealed(Kind.TEXT, _l("What was said and decided at a meeting of a task force"))
    recorded_by_name: Mapped[str] = personal_column(
        Personal(Kind.NAME, _l("Who answers for the minutes")), String(64), nullable=False
    )
