"""What clerks do while the server dies: each act by its form, and how to find it afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from stdnum.cn import ric

from app.activities.models import Activity
from app.activities.services import joining, planning
from app.children.models import Child
from app.core.access.actors import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.enrolment.models import Participant
from app.pledges.models import Pledge
from app.pledges.services import issue_pledge
from app.programmes import presets
from app.volunteers.models import Team, Volunteer
from app.volunteers.rules import exclusion_field
from tests.people import PINGJIANG, XIEJIANG, make_volunteer
from tests.support.visitor import Visitor

FORMS_OF_ONE = 100_000
DRAWN = "M60 90" + "".join(f"L{60 + 9 * n} {90 + 40 * (n % 3)}" for n in range(1, 30))
ENTERED, PREPARED = "登记", "已备"
DIGITS = "零一二三四五六七八九"
EXCLUSIONS = presets.load("yueyang").eligibility.exclusions


@dataclass(frozen=True)
class Form:
    """The page that it stands on, where it leads, what is typed, and by what it is known later."""

    page: str
    action: str
    values: dict[str, Any]
    mark: str


@dataclass(frozen=True)
class Act:
    fill: Callable[[int, int], Form]
    """The n-th form of a clerk."""
    stored: Callable[[], Iterable[str]]


def numbered(area: int, clerk: int, n: int) -> str:
    """A valid identity number of its own for each clerk's each person."""
    born_on = date(1982 if area else 2012, 1, 1) + timedelta(days=n % 1500)
    body = f"430626{born_on:%Y%m%d}{(clerk * 100 + n // 1500) * 2 % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def _team(clerk: int, n: int) -> Form:
    name = f"team {clerk * FORMS_OF_ONE + n}"
    values = {"name": name, "kind": "local", "region": XIEJIANG}
    return Form("/teams/new", "/teams/new", values, name)


def _child(clerk: int, n: int) -> Form:
    name = f"童{clerk * FORMS_OF_ONE + n}"
    values = {
        "name": name,
        "identity_number": numbered(0, clerk, n),
        "region_code": XIEJIANG,
        "category": "left_behind",
        "guardian_name": "罗奶奶",
        "guardian_phone": "13800001111",
    }
    return Form("/children/new", "/children/new", values, name)


def _registration(clerk: int, n: int) -> Form:
    name = ENTERED + "".join(DIGITS[int(d)] for d in str(clerk * FORMS_OF_ONE + n))
    values = {
        "name": name,
        "identity_number": numbered(1, clerk, n),
        "phone": "13800000000",
        "region": XIEJIANG,
        "kind": "caring_mother",
        "placement": "local",
        "capacity": "1",
        "agrees": "y",
        "name_is_right": "y",
        **{exclusion_field(one.code): "no" for one in EXCLUSIONS},
    }
    return Form("/volunteers/new", "/volunteers/new", values, name)


def _check_in(clerk: int, n: int) -> Form:
    page = f"/activities/{clerk + 1}"
    mark = _prepared_id(clerk, n)
    return Form(f"{page}/day", f"{page}/check-in", {"people": mark}, mark)


def _signature(clerk: int, n: int) -> Form:
    mark = _prepared_id(clerk, n)
    values = {"redeclared": "y", "place": "工作站", "signature": DRAWN}
    return Form(f"/pledges/{mark}", f"/pledges/{mark}/sign", values, mark)


def _prepared_id(clerk: int, n: int) -> str:
    """Rows were made one after the other, so that the same numbers stand in each table."""
    return str(1 + n * CLERKS + clerk)


CLERKS = 4
ACTS = {
    "team": Act(_team, lambda: session().scalars(select(Team.name))),
    "child": Act(_child, lambda: [str(c.name) for c in session().scalars(select(Child))]),
    "registration": Act(
        _registration,
        lambda: session().scalars(select(Volunteer.name).where(Volunteer.name.startswith(ENTERED))),
    ),
    "check-in": Act(
        _check_in,
        lambda: map(str, session().scalars(select(Participant.id).where(Participant.attended))),
    ),
    "signature": Act(
        _signature,
        lambda: map(str, session().scalars(select(Pledge.id).where(Pledge.signed_at.is_not(None)))),
    ),
}
FROM_PREPARED = ("check-in", "signature")


def prepare(chair: Actor, number: int) -> None:
    """Volunteers who wait for an activity to begin and for their pledges to be signed."""
    if not number:
        return
    start = (now() - timedelta(hours=1)).replace(microsecond=0)
    for clerk in range(CLERKS):
        plan = planning.Plan(
            starts_at=now() + timedelta(days=1),
            ends_at=now() + timedelta(days=1, hours=2),
            title=f"读书会{clerk}",
            kind="reading",
            place="村活动室",
            sign_up="volunteers",
        )
        activity = planning.create_activity(actor=chair, region_code=PINGJIANG, plan=plan)
        planning.publish_activity(actor=chair, activity_id=activity.id)
    for n in range(number):
        volunteer = make_volunteer(
            f"{PREPARED}{n}", trained=n == 0, born_on=date(1980, 1, 1) + timedelta(days=n)
        )
        issue_pledge(actor=chair, volunteer_id=volunteer.id)
        joining.add_volunteer(actor=chair, activity_id=n % CLERKS + 1, volunteer_id=volunteer.id)
    with transaction():
        for activity in session().scalars(select(Activity)):
            for row in (activity, activity.occasion):
                row.starts_at, row.ends_at = start, start + timedelta(hours=8)


def half_written() -> int:
    """Children without their guardian, pledges signed whose paper is still a draft."""
    children = session().scalars(select(Child))
    alone = sum(1 for child in children if len(child.guardians) != 1)
    signed = session().scalars(select(Pledge).where(Pledge.signed_at.is_not(None)))
    return alone + sum(1 for pledge in signed if pledge.state != "signed")


class Clerk(threading.Thread):
    """Fills in forms without pause; `answered` holds what she was told is saved."""

    def __init__(
        self, port: int, number: int, forms: int | None = None, *, prepared: int = 0
    ) -> None:
        super().__init__(daemon=True)
        self.visitor, self.number, self.forms = Visitor(port), number, forms
        self.prepared = prepared // CLERKS
        self.answered: list[tuple[str, str]] = []
        self.refused: list[str] = []
        self.is_done, self.done = threading.Event(), 0

    def arrive(self, cookies: dict[str, str]) -> None:
        """Logged in while the line was good: a login that is cut off counts as a wrong guess."""
        self.visitor.cookies = dict(cookies)

    def run(self) -> None:
        for number in count():
            for kind in ACTS:
                if kind in FROM_PREPARED and number >= self.prepared:
                    continue
                if self.is_done.is_set() or self.done == self.forms:
                    return
                self._fill_in(kind, ACTS[kind].fill(self.number, number))
                self.done += 1

    def _fill_in(self, kind: str, form: Form) -> None:
        own = form.action if form.action != form.page else None
        typed = self.visitor.form(form.page, own) | form.values
        status, place = self.visitor.post(form.action, typed)
        if status == 303:
            self.answered.append((kind, form.mark))
        else:
            self.refused.append(f"{status} {kind} {place[:200]}")
