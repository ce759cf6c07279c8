"""Nobody from elsewhere is sent a name, number, phone or address, by whatever way she asks.

The ways are the application's own table of routes: a new page, paper, list or feed is tried without
being named here. What is looked for stands in every column that is declared to be about people.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

import pytest
from flask.testing import FlaskClient

from app.accounts.models import LoginSession, User
from app.accounts.sessions import hash_token
from app.children.models import Child
from app.core.db import session, transaction
from app.policy import Role
from tests.contracts.world import _sign_in
from tests.leaks.planting import CHILD, PERSON
from tests.leaks.roads import addresses, asked_by, blocks_of, forms, searches
from tests.leaks.scanner import body_of, find, find_in_answer
from tests.people import MILUO, PINGJIANG, make_user, make_volunteer

CITY, COUNTRY, SANYANG = "430600000000", "000000000000", "430626101000"


@dataclass(frozen=True)
class Somebody:
    """`may_not_see`: of whom; `alias`: nor the child's nickname."""

    role: Role | None
    region: str
    may_not_see: tuple[str, ...] = (CHILD, PERSON)
    alias: bool = True
    second_factor: bool = True
    own: frozenset[str] = frozenset()
    """Columns in which she herself has written."""

    def __str__(self) -> str:
        factor = "" if self.second_factor else "-password-only"
        return f"{self.role or 'visitor'}-{self.region[:9]}{factor}"


ABOVE = (Role.CHAIR, Role.REVIEWER)
COUNTING = (Role.REVIEWER, Role.SUPERVISOR)
FOUND_OUT = frozenset({"reading_flag.finding"})
OUTSIDERS = [
    *(Somebody(role, MILUO) for role in Role),
    *(Somebody(role, SANYANG) for role in (Role.CHAIR, Role.VOLUNTEER)),
    # The levels above see volunteers, and count children.
    *(Somebody(role, CITY, (CHILD,), alias=False) for role in ABOVE),
    *(Somebody(role, PINGJIANG, (CHILD,), alias=False) for role in COUNTING),
    *(Somebody(role, PINGJIANG, alias=False) for role in (Role.ADMIN, Role.VOLUNTEER)),
    Somebody(Role.AUDITOR, PINGJIANG, alias=False, own=FOUND_OUT),
    Somebody(Role.STAFF, PINGJIANG, (CHILD,), alias=False, second_factor=False),
    Somebody(None, "", alias=False),
]


FRAME = {"title", "lead", "heading", "banner", "scripts", "region"}
"""Blocks that only say again a part of what the page says."""
ALIAS_FOR_ALL = {"/slip/": "its address stands on the paper that names the child itself"}


@dataclass
class Looking:
    """One of these people at her browser, and what she may not find."""

    house: object
    who: Somebody
    client: object
    words: list[str]
    leaks: dict[str, str]
    seen: Counter

    def look(self, answer, where, sent=()):
        self.seen[answer.status_code] += 1
        found = find_in_answer(answer, self.words)
        if any(part in where for part in ALIAS_FOR_ALL):
            found -= {self.house.marks.child["alias"]}
        if found and sent:
            body, head = body_of(answer), str(answer.headers).encode()
            found = find(without(body, sent), self.words) | find(without(head, sent), self.words)
        if found and (columns := self._which(answer, found) - self.who.own):
            self.leaks[where] = f"{answer.status_code}: {sorted(columns)}"

    def _which(self, answer, found):
        """The columns out of which it came."""
        whole = find_in_answer(answer, self.house.marks.origins)
        return {self.house.marks.origins[one] for one in whole} or found

    def get(self, address, **options):
        answer = self.client.get(address, **options)
        if answer.status_code in (301, 302, 303, 307) and answer.location.startswith("/"):
            self.look(self.client.get(answer.location), f"{address} → {answer.location}")
        return answer

    def post(self, form):
        """The form as a browser sends it. Says which one it was that brought the house down."""
        try:
            return self.client.post(
                form.address, data=form.data, content_type="multipart/form-data"
            )
        except Exception as error:
            error.add_note(f"POST {form.address} {form.values} as {self.who}")
            raise


def without(body, sent):
    """What was sent is said again on the page that answers."""
    for text in sent:
        for each in (text, quote(text), quote(quote(text)), quote_plus(text)):
            body = body.replace(each.encode(), b"")
    return body


@pytest.fixture
def looking(house, who):
    words = house.marks.words(*who.may_not_see) + house.listed
    if who.alias:
        words.append(house.marks.child["alias"])
    app = house.world.app
    client = FlaskClient(app, app.response_class, use_cookies=True)
    client.environ_base["HTTP_ACCEPT_ENCODING"] = "gzip"
    if who.role is not None:
        token = sign_in(house.world, who)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
    return Looking(house, who, client, words, {}, Counter())


def sign_in(world, who):
    token = str(who)
    with world.app.app_context():
        user = session().query(User).filter_by(username=token).one_or_none()
        if user is None:
            user = make_user(token, (who.role, who.region), name=f"吴{who.role}")
            if who.role is Role.VOLUNTEER:
                region = who.region.replace("000", "201") if who.region == SANYANG else None
                make_volunteer("吴梅", user_id=user.id, **({"region": region} if region else {}))
        with transaction() as current:
            current.query(LoginSession).filter_by(token_hash=hash_token(token)).delete()
        _sign_in(user, token)
        if not who.second_factor:
            with transaction() as current:
                row = current.query(LoginSession).filter_by(token_hash=hash_token(token)).one()
                row.second_factor_at = None
    return token


everybody = pytest.mark.parametrize("who", OUTSIDERS, ids=str)


@everybody
def test_no_page_paper_list_or_feed_tells_anything(house, looking):
    """Each address with the ids of the child and its volunteer; each block of it for htmx too."""
    app = house.world.app
    for _, address in addresses(house.world):
        answer, blocks = blocks_of(app, lambda address=address: looking.get(address))
        looking.look(answer, address)
        for block in blocks - FRAME if answer.status_code == 200 else ():
            headers = {"HX-Request": "true", "HX-Target": block}
            looking.look(looking.client.get(address, headers=headers), f"{address} #{block}")
    assert looking.leaks == {}
    assert looking.seen.total() > 250
    assert looking.seen[500] == 0


@everybody
def test_no_search_tells_anything(house, looking):
    told = house.marks.child | {f"v-{name}": word for name, word in house.marks.volunteer.items()}
    words = [
        told[name] for name in ("name", "identity_number", "phone", "alias", "v-name", "v-phone")
    ]
    words += ["zhekun", "zk"]
    tried = 0
    for _, address in addresses(house.world):
        answer, asked = asked_by(lambda address=address: looking.client.get(address))
        if answer.status_code != 200:
            continue
        for query in searches(house.world, house.village, asked, words):
            tried += 1
            answer = looking.client.get(address, query_string=query)
            looking.look(answer, f"{address}?{query}", sent=set(query.values()) & set(words))
    assert tried > 0
    assert looking.leaks == {}


@everybody
def test_no_form_answers_with_anything(house, looking, filled_forms):
    """Each form as the house's own people would send it: what is refused, and what is not."""
    for form in filled_forms:
        answer = looking.post(form)
        looking.look(answer, f"POST {form.address}")
        if answer.status_code in (302, 303) and answer.location.startswith("/"):
            looking.look(looking.client.get(answer.location), f"POST {form.address} → it")
    assert looking.leaks == {}
    assert looking.seen.total() > 200
    assert looking.seen[500] == 0
    with house.world.app.app_context():
        child = session().get_one(Child, house.world.values["child_id"])
        assert (child.name, child.state) == (house.marks.child["name"], "enrolled")


@pytest.fixture(scope="session")
def filled_forms(house):
    return forms(house.world, house.marks.words(CHILD, PERSON))
