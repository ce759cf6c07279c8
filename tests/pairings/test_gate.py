"""The gate on its pages: each red condition leads where it is mended, if the reader may go there;
and by night it shows what has broken with the clock running."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.children.models import Child
from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session, transaction
from app.pairings import services
from app.partners import services as partners
from app.pledges.models import Pledge
from app.policy import Role
from app.volunteers.models import Volunteer
from tests.pairings.pairs import pair, pledge, ready
from tests.partners.test_services import partnership, standing
from tests.people import MILUO, MILUO_VILLAGE, make_actor, make_child, make_volunteer
from tests.support.client import CheckedClient

Enter = Callable[[Actor], None]
KEEPERS = (Role.STAFF, Role.CHAIR)


def two(case: str) -> tuple[Child, Volunteer]:
    """A child and a volunteer whose gate is red in this."""
    child = make_child(consented=case != "consent")
    if case == "child":
        pair(make_actor(Role.STAFF), child=child)
    values = {"placement": "remote" if case == "company" else "local", "capacity": 1}
    volunteer = make_volunteer(
        "李丽", vetted=case != "vetting", trained=case != "training", **values
    )
    if case != "pledge":
        pledge(volunteer)
    if case == "capacity":
        pair(make_actor(Role.STAFF), volunteer=volunteer)
    return child, volunteer


def mends(html: str) -> list[str]:
    return re.findall(r'class="mend"><a href="([^"]+)"', html)


@pytest.mark.parametrize("role", KEEPERS)
@pytest.mark.parametrize(
    "case", ["child", "consent", "vetting", "training", "pledge", "capacity", "company"]
)
def test_mend_leads_to_a_page_that_opens(
    client: CheckedClient, enter_as: Enter, role: Role, case: str
) -> None:
    child, volunteer = two(case)
    enter_as(make_actor(role))
    asked = "?role=lead" if case == "child" else ""
    shown = client.get(f"/pairings/child/{child.id}/with/{volunteer.id}{asked}")
    (url,) = mends(shown.text)
    assert client.get(url.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("role", KEEPERS)
def test_partner_countys_volunteer_is_not_mended_from_here(
    client: CheckedClient, enter_as: Enter, role: Role
) -> None:
    """What is missing is said; the pages where it is mended are not open to this county."""
    chair = make_actor(Role.CHAIR)
    row = partnership(chair)
    partners.answer_partnership(
        actor=make_actor(Role.CHAIR, MILUO), partnership_id=row.id, step="confirm"
    )
    child = make_child()
    far = make_volunteer("刘英", region=MILUO_VILLAGE, vetted=False)
    enter_as(make_actor(role))
    shown = client.get(f"/pairings/child/{child.id}/with/{far.id}")
    urls = mends(shown.text)
    assert shown.text.count('class="mend"') > len(urls)
    for url in urls:
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("role", KEEPERS)
@pytest.mark.parametrize("broken", ["pledge", "consent", "vetting", "organisation", "company"])
def test_night_shows_what_broke_with_its_clock_and_its_mend(
    client: CheckedClient,
    enter_as: Enter,
    on_day: Callable[[date], None],
    role: Role,
    broken: str,
) -> None:
    staff, chair = make_actor(Role.STAFF), make_actor(Role.CHAIR)
    volunteer, child = ready(), make_child()
    unit = standing(staff, chair, volunteer)
    made = services.make_pairing(
        actor=staff,
        child_id=child.id,
        volunteer_id=volunteer.id,
        role="lead",
        organisation_id=unit.id,
    )
    with transaction() as current:
        match broken:
            case "pledge":
                current.query(Pledge).one().state = "withdrawn"
            case "consent":
                child.consents[0].withdrawn_on = today()
            case "vetting":
                volunteer.state = "suspended"
            case "organisation":
                unit.state = "suspended"
            case "company":
                made.placement = "remote"
    services.check_all()
    first = today()
    on_day(first + timedelta(days=9))
    services.check_all()
    session().expire_all()
    suspends = broken in ("consent", "vetting")
    assert (made.state, made.trouble) == ("suspended" if suspends else "lapsed", [broken])
    assert made.trouble_since == first
    enter_as(make_actor(role))
    listed = client.get("/pairings/?view=trouble").text
    assert f"/pairings/{made.id}" in listed
    assert "第10天" in listed.split(f"/pairings/{made.id}")[1]
    shown = client.get(f"/pairings/{made.id}").text
    (url,) = mends(shown)
    assert client.get(url).status_code == 200
    assert "view=trouble" in client.get("/").text
