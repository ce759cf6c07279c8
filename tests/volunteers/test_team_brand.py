"""What a team is known by, and who leads it when an office changes hands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from app.core.access.actors import Actor
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents.uploads import Upload
from app.core.errors import InvalidInput
from app.partners.services import pair_team
from app.policy import Role
from app.volunteers import services, teams
from app.volunteers.brand import brand_of, station_brand
from app.volunteers.models import Team
from tests.people import JIAYI, PINGJIANG, XIEJIANG, make_actor, make_volunteer
from tests.support.client import CheckedClient

Enter = Callable[[Actor], None]


def picture(side: int = 900) -> bytes:
    out = BytesIO()
    Image.new("RGBA", (side, side), (166, 30, 60, 255)).save(out, "PNG")
    return out.getvalue()


def make_team(actor: Actor, region: str = PINGJIANG, **values: str) -> Team:
    given = {"name": "平江县队", "kind": "remote", "captain_name": "陈秀兰"} | values
    return services.create_team(actor=actor, region_code=region, **given)


def test_badge_is_made_small_and_replaced(staff: Actor) -> None:
    team = make_team(staff, brand="平江大姐")
    services.set_badge(actor=staff, team_id=team.id, content=picture(), name="a.png")
    first = session().get_one(Upload, team.badge_id)
    with Image.open(BytesIO(first.read())) as kept:
        assert kept.size == (360, 360)
    assert brand_of(team).badge.startswith("data:image/jpeg;base64,")
    assert station_brand(PINGJIANG).name == "平江大姐"
    assert station_brand(JIAYI).name == ""
    services.set_badge(actor=staff, team_id=team.id)
    assert team.badge_id is None
    assert first.data_key.plain() is None


def test_badge_that_is_no_picture_keeps_the_old_one(client: CheckedClient, enter_as: Enter) -> None:
    actor = make_actor(Role.STAFF)
    team = make_team(actor)
    services.set_badge(actor=actor, team_id=team.id, content=picture(), name="a.png")
    before = team.badge_id
    enter_as(actor)
    path = f"/teams/{team.id}/edit"
    bad = client.submit(client.get(path), {"brand": "新名", "badge": (BytesIO(b"x"), "a.exe")})
    assert bad.status_code == 422
    session().expire_all()
    assert (team.badge_id, team.brand) == (before, "")
    assert client.get(f"/teams/{team.id}/badge.jpg").data[:2] == b"\xff\xd8"
    assert f"/teams/{team.id}/badge.jpg" in client.get(f"/teams/{team.id}").text
    assert client.get(f"/teams/{team.id}/roster.pdf").data[:5] == b"%PDF-"
    assert client.submit(client.get(path), {"no_badge": "y"}).status_code == 303
    assert client.get(f"/teams/{team.id}/badge.jpg").status_code == 404


@pytest.mark.parametrize(
    ("days", "why"), [(-1, "over"), (0, "ending"), (60, "ending"), (61, None), (None, None)]
)
def test_term_of_the_office_brings_up_a_successor(
    staff: Actor, days: int | None, why: str | None
) -> None:
    team = make_team(staff)
    services.change_captain(
        actor=staff, team_id=team.id, name="黄桂英", office="县妇联主席", since=today()
    )
    with transaction():
        team.captain_until = None if days is None else today() + timedelta(days=days)
    assert [one for _team, one in teams.successions(staff)] == ([why] if why else [])


def test_captain_who_left_is_succeeded_and_kept(client: CheckedClient, enter_as: Enter) -> None:
    actor = make_actor(Role.STAFF)
    team = make_team(actor)
    row = make_volunteer(state="approved", team_id=team.id)
    enter_as(actor)
    path = f"/teams/{team.id}/captain"
    assert client.submit(client.get(path), {"name": ""}).status_code == 422
    done = client.submit(client.get(path), {"member": str(row.id), "office": "县妇联主席"})
    assert done.status_code == 303
    session().expire_all()
    assert (team.captain_name, team.captain_id) == (row.name, row.id)
    assert teams.successions(actor) == []
    services.leave(actor=actor, volunteer_id=row.id, reason="搬家", code="moved")
    assert [why for _team, why in teams.successions(actor)] == ["left"]
    assert team.name in client.get("/teams?captain=due").text
    assert path in client.get("/").text
    form = client.get(path)
    assert "县妇联主席" in form.text
    assert client.submit(form, {"name": "黄桂英"}).status_code == 303
    session().expire_all()
    assert (team.captain_name, team.captain_office) == ("黄桂英", "县妇联主席")
    assert [one.name for one in teams.captains(team)] == [row.name, "陈秀兰"]
    assert teams.successions(actor) == []


def test_term_does_not_end_before_it_begins(staff: Actor) -> None:
    team = make_team(staff)
    with pytest.raises(InvalidInput) as caught:
        services.change_captain(
            actor=staff,
            team_id=team.id,
            name="黄桂英",
            office="",
            since=today(),
            until=today() - timedelta(days=1),
        )
    assert caught.value.problems[0].field == "until"
    assert team.captain_name == "陈秀兰"


def test_team_page_names_the_villages_it_stands_by(client: CheckedClient, enter_as: Enter) -> None:
    actor = make_actor(Role.STAFF)
    far = make_team(actor)
    near = make_team(actor, XIEJIANG, name="谢江队", kind="local")
    pair_team(
        actor=actor, team_id=far.id, region_code=XIEJIANG, purpose="送书下乡", starts_on=today()
    )
    enter_as(actor)
    assert "送书下乡" in client.get(f"/teams/{far.id}").text
    assert far.name in client.get(f"/teams/{near.id}").text
