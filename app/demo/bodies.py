"""What bodies do together: a court stands for a child, the next county helps, a team signs, and a
pair is about to end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image
from sqlalchemy import select

from app.accounts.queries import find_actor
from app.children.models import Child
from app.core import jobs
from app.core.access.actors import Actor
from app.core.access.scope import visible
from app.core.clock import today
from app.core.db import session
from app.demo.cast import Cast
from app.demo.timeline import Timeline
from app.pairings import services as pairs
from app.pairings.models import Pairing
from app.pairings.queries import gate_of, open_of_volunteer
from app.pairings.rules import is_open
from app.partners import services as partners
from app.partners.models import CountyPartnership, Organisation
from app.pledges.batch_members import members_of
from app.pledges.batches import make_batch, pledges_of_batch
from app.pledges.services import sign_on_paper
from app.policy import P
from app.programmes.queries import rules_for
from app.volunteers.models import Volunteer
from app.volunteers.queries import teams

WAITING = 2
"""So many pledges of the ceremony are not signed yet."""


def tell_bodies(timeline: Timeline, people: Cast) -> None:
    timeline.at(0, _court_takes_a_child, people)
    timeline.at(0, _next_county_helps, people)
    timeline.at(0, _team_signs, people)
    timeline.at(0, _end_begins, people)


def _court_takes_a_child(people: Cast) -> None:
    court = session().scalars(select(Organisation)).one()
    for volunteer in _free(people.staff):
        if child := _child_for(people.staff, volunteer, "lead"):
            partners.add_person(
                actor=people.staff, organisation_id=court.id, volunteer_id=volunteer.id
            )
            pairs.make_pairing(
                actor=people.staff,
                child_id=child.id,
                volunteer_id=volunteer.id,
                role="lead",
                organisation_id=court.id,
            )
            return
    raise LookupError("nobody is free for the court")


def _next_county_helps(people: Cast) -> None:
    """The other chair has confirmed; one of her volunteers works beside a mother of the place."""
    other = find_actor("miluo")
    if other is None:
        raise LookupError("the neighbouring station has not been opened")
    row = session().scalars(select(CountyPartnership)).one()
    partners.answer_partnership(actor=other, partnership_id=row.id, step="confirm")
    for volunteer in _free(other):
        for pairing in _led(people.staff):
            child = pairing.child
            if _fits(child, volunteer, "co"):
                pairs.make_pairing(
                    actor=people.staff, child_id=child.id, volunteer_id=volunteer.id, role="co"
                )
                return
    raise LookupError("nobody of the next county is free")


def _team_signs(people: Cast) -> None:
    """A ceremony: printed for whoever needs one, most signed pages back; two are still to come."""
    staff = people.staff
    team = max(teams(staff), key=lambda one: sum(each.takes_part for each in members_of(one)))
    batch = make_batch(actor=staff, team_id=team.id)
    jobs.run_waiting()
    session().expire_all()
    pledges = [one for one in pledges_of_batch(batch) if not _in_trouble(one.volunteer)]
    for pledge in pledges[:-WAITING]:
        sign_on_paper(
            actor=staff,
            pledge_id=pledge.id,
            scan=_page(),
            scan_name="签约仪式.jpg",
            redeclared=True,
            signed_on=today(),
        )


def _in_trouble(volunteer: Volunteer) -> bool:
    """Hers is left lapsed, so that the demonstration has one to mend."""
    return any(one.state != "active" for one in open_of_volunteer(volunteer.id))


def _page() -> bytes:
    out = io.BytesIO()
    Image.new("L", (595, 842), 250).save(out, "JPEG")
    return out.getvalue()


def _end_begins(people: Cast) -> None:
    """Told to volunteer and guardian; the child did not want to talk about it."""
    staff = people.staff
    pairing = next(one for one in _led(staff, "co"))
    values: dict[str, Any] = {"actor": staff, "pairing_id": pairing.id}
    pairs.open_closure(**values, way="unplanned", reason="她年底随单位调往外地工作。")
    for code, note in (
        ("talk_volunteer", "她想在走之前带孩子去一次图书馆。"),
        ("talk_guardian", "奶奶希望接手的人也能辅导作业。"),
    ):
        pairs.record_step(**values, code=code, outcome="done", note=note)
    pairs.record_step(**values, code="talk_child", outcome="declined")


def _free(actor: Actor) -> Iterator[Volunteer]:
    query = visible(Volunteer, actor, P.PAIR_VOLUNTEER).where(Volunteer.state == "approved")
    for one in session().scalars(query.order_by(Volunteer.id.desc())).all():
        if len(open_of_volunteer(one.id)) < one.capacity:
            yield one


def _led(actor: Actor, role: str = "lead") -> list[Pairing]:
    query = visible(Pairing, actor).where(Pairing.state == "active", Pairing.role == role)
    return list(session().scalars(query.order_by(Pairing.starts_on, Pairing.id)).all())


def _child_for(actor: Actor, volunteer: Volunteer, role: str) -> Child | None:
    query = visible(Child, actor).where(Child.state == "enrolled").order_by(Child.id)
    return next(
        (one for one in session().scalars(query).all() if _fits(one, volunteer, role)), None
    )


def _fits(child: Child, volunteer: Volunteer, role: str) -> bool:
    rules = rules_for(child.region_code)
    return is_open(gate_of(child, volunteer, role=role, rules=rules, day=today()))
