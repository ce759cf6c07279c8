"""Who has asked to read, to take away, to correct and to delete, in the demonstration."""

from __future__ import annotations

from app.accounts.queries import find_actor
from app.children import services
from app.children.access import services as access
from app.children.desk import services as desk
from app.children.desk.models import FamilyRequest
from app.children.life import handing_over, moving
from app.children.queries import Filters
from app.core.clock import today
from app.demo.cast import Cast
from app.demo.children import ChildStories, Kid
from app.demo.timeline import Timeline

NEXT_VILLAGE = "430681107205"
"""Of the neighbouring county."""


class RequestStories:
    """Of children whom no other story needs: those of the latest rosters."""

    def __init__(self, children: ChildStories, timeline: Timeline, people: Cast) -> None:
        self._people = people
        self._asked: dict[str, FamilyRequest] = {}
        gone, moved, asking = children.kids[46], children.kids[47], children.kids[48]
        timeline.at(34, self._receive, asking, "copy", "想给孩子转学用，要一份复印件。")
        timeline.at(31, self._answer, "copy", "已当面交给监护人档案复印件一份，并说明保存期限。")
        timeline.at(4, self._receive, asking, "correct", "孩子九月已升入三年级，请更正班级。")
        timeline.at(16, self._receive, gone, "delete", "已随父母去外省定居，请删除孩子的档案。")
        timeline.at(12, self._delete, gone)
        timeline.at(9, self._ask_and_approve, moved)
        timeline.at(8, self._move, moved)
        timeline.at(15, self._hand_over, children.kids[45])
        timeline.at(6, self._ask_for_list)

    def _receive(self, kid: Kid, kind: str, text: str) -> None:
        self._asked[kind] = desk.receive(
            actor=self._people.staff,
            child_id=kid.row.id,
            kind=kind,
            asked_by=kid.row.guardians[0].name or "",
            text=text,
            asked_on=today(),
        )

    def _answer(self, kind: str, text: str) -> None:
        request_id = self._asked[kind].id
        desk.answer(actor=self._people.staff, request_id=request_id, done=True, text=text)

    def _delete(self, kid: Kid) -> None:
        reason = "监护人书面申请，已核对身份。"
        desk.destroy_child(actor=self._people.chair, child_id=kid.row.id, reason=reason)

    def _ask_and_approve(self, kid: Kid) -> None:
        """For three days, by the neighbouring station; the child is its own the next day."""
        other = find_actor("miluo")
        assert other is not None  # noqa: S101 - the demonstration has made her
        asked = access.ask_for_file(
            actor=other,
            identity_number=kid.row.identity_number or "",
            purpose="孩子随母亲来本县上学，提前了解需要衔接的事项。",
        )
        access.decide(actor=self._people.chair, request_id=asked.id, approve=True, hours=72)
        services.record_opening(actor=other, child_id=kid.row.id)

    def _move(self, kid: Kid) -> None:
        moving.move_child(
            actor=self._people.staff,
            child_id=kid.row.id,
            village=NEXT_VILLAGE,
            with_family=True,
            address="3组",
            moved_on=today(),
            reason="随母亲到汨罗市上学，请继续关注学习情况。",
        )

    def _hand_over(self, kid: Kid) -> None:
        handing_over.decide(
            actor=self._people.staff,
            child_id=kid.row.id,
            place="school",
            contact="职业中专学生资助办公室",
            note="想学护理，希望每学期还能通一次电话。",
        )

    def _ask_for_list(self) -> None:
        asked = access.ask_for_export(
            actor=self._people.staff, purpose="第四季度台账核对", filters=Filters()
        )
        access.decide(actor=self._people.chair, request_id=asked.id, approve=True, hours=24)
