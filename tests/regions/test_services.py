import time

import pytest
from sqlalchemy import func, inspect, select

from app.core.db import database, session, transaction
from app.regions import queries, register
from app.regions.models import Region
from app.regions.services import load_register

from .conftest import PARTS


def test_load_register_writes_parts_and_what_lies_above(in_country):
    xiejiang = queries.get_region("430626103230")

    assert (xiejiang.name, xiejiang.level, xiejiang.parent_code, xiejiang.pinyin) == (
        "谢江村民委员会",
        5,
        "430626103000",
        "xiejiangcun",
    )
    assert xiejiang.initials == "xjc"
    assert queries.get_region("430000000000").parent_code is None
    assert queries.get_region("441900003000").parent_code == "441900000000"
    assert queries.get_region("430627000000") is None


def test_load_register_twice_leaves_the_same_rows_and_indexes(in_country):
    count = select(func.count()).select_from(Region)
    before = session().scalar(count), _indexes()

    with transaction() as unit:
        written = load_register(unit.connection(), within=PARTS)

    assert (session().scalar(count), _indexes()) == before
    assert written == before[0]


def test_load_register_that_fails_leaves_what_was_there(in_country):
    count = select(func.count()).select_from(Region)
    before = session().scalar(count), _indexes()

    def stop(_count):
        raise InterruptedError

    with pytest.raises(InterruptedError), transaction() as unit:
        load_register(unit.connection(), within=PARTS, progress=stop)

    assert (session().scalar(count), _indexes()) == before


def test_load_register_reports_progress_that_adds_up(in_country):
    reported = []
    with transaction() as unit:
        written = load_register(unit.connection(), within=PARTS, progress=reported.append)

    assert sum(reported) == written


def test_register_is_complete_only_when_all_of_it_is_there(in_country):
    assert not queries.is_register_complete()


def test_whole_register_is_read_in_seconds():
    started = time.process_time()
    count = sum(1 for _ in register.divisions())

    assert count == register.SIZE
    assert time.process_time() - started < 30


def _indexes():
    return {index["name"] for index in inspect(database().engine).get_indexes("region")}


def test_command_does_nothing_when_the_register_is_complete(in_country, monkeypatch):
    monkeypatch.setattr(queries, "is_register_complete", lambda: True)
    result = in_country.test_cli_runner().invoke(args=["regions", "load"])

    assert (result.exit_code, result.output) == (0, "The register is complete.\n")
