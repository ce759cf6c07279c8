"""Keyset pages, forward and back, against the plain order."""

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.core.db import session, transaction
from app.core.web.pagination import paginate
from app.core.workflow import StateChange

START = datetime(2026, 1, 1, tzinfo=UTC)
ORDERS = [
    ((StateChange.id, "asc"),),
    ((StateChange.id, "desc"),),
    ((StateChange.actor_name, "asc"), (StateChange.id, "asc")),
    ((StateChange.actor_name, "desc"), (StateChange.id, "asc")),
    ((StateChange.at, "desc"), (StateChange.actor_name, "asc"), (StateChange.id, "desc")),
]
NAMES = ["wangfang", "李娜", "ab", "Zhang", "", "wang fang", "𬍛"]


@pytest.fixture
def rows(app):
    with transaction() as current:
        for number in range(23):
            current.add(
                StateChange(
                    object_type="probe",
                    object_id=number,
                    transition="t",
                    source="",
                    target="",
                    at=START + timedelta(days=number % 4),
                    actor_name=NAMES[number % len(NAMES)],
                )
            )


def turn(app, url, order, size=5):
    with app.test_request_context(url):
        return paginate(select(StateChange), *order, size=size)


def expected(order):
    columns = [column.desc() if way == "desc" else column.asc() for column, way in order]
    return list(session().scalars(select(StateChange.id).order_by(*columns)))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 5, 23, 50])
def test_pages_forward_and_back_equal_the_plain_order(app, rows, order, size):
    forward, page = [], turn(app, "/list?q=a&q=b", order, size)
    for _ in range(30):
        forward.append([row.id for row in page.items])
        assert page.total == 23
        if page.next_url is None:
            break
        page = turn(app, page.next_url, order, size)
    assert [one for page in forward for one in page] == expected(order)
    backward = [forward[-1]]
    while page.prev_url is not None and len(backward) < 30:
        page = turn(app, page.prev_url, order, size)
        backward.append([row.id for row in page.items])
    assert backward[::-1] == forward


def test_links_keep_every_filter(app, rows):
    page = turn(app, "/list?q=%E7%8E%8B&state=a&state=b&after=junk", ORDERS[0])
    query = urlsplit(page.next_url).query
    assert query.startswith("q=%E7%8E%8B&state=a&state=b&after=")
    assert "junk" not in query


def token(values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "中",
        "%00",
        token([]),
        token([1, 2]),
        token({"a": 1}),
        token(["2026-01-01T00:00:00", "a", 1]),
        token(["not a date", "a", 1]),
        token(["2026-01-01T00:00:00+00:00", "a\0", 1]),
        token(["2026-01-01T00:00:00+00:00", "a", 2**70]),
        token(["2026-01-01T00:00:00+00:00", "a", True]),
        token(["2026-01-01T00:00:00+00:00", None, 1]),
        token([[["2026-01-01T00:00:00+00:00"]], "a", 1]),
        base64.urlsafe_b64encode(b"[" * 60000).decode(),
    ],
)
def test_broken_cursor_shows_the_first_page(app, rows, name, cursor):
    order = ORDERS[4]
    page = turn(app, f"/list?{name}={cursor}", order)
    assert [row.id for row in page.items] == expected(order)[:5]
    assert page.prev_url is None


@pytest.mark.parametrize(("name", "edge"), [("after", 2**40), ("before", -1)])
def test_cursor_beyond_the_end_shows_the_first_page(app, rows, name, edge):
    page = turn(app, f"/list?{name}={token([edge])}", ORDERS[0])
    assert [row.id for row in page.items] == expected(ORDERS[0])[:5]


def test_empty_list_has_no_links(app):
    page = turn(app, "/list", ORDERS[0])
    assert (page.items, page.total, page.next_url, page.prev_url) == ([], 0, None, None)
