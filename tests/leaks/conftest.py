"""A populated station whose child and volunteer cannot be mistaken. Its tests do change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from openpyxl import load_workbook

from tests.contracts.world import ROSTER, World, populate
from tests.leaks.planting import Marks, plant
from tests.people import XIEJIANG
from tests.support.applications import make_app
from tests.support.databases import Databases


@dataclass
class House:
    world: World
    marks: Marks
    village: str
    listed: list[str]
    """Names, numbers and phones on a list of children that waits to be written."""


def listed() -> list[str]:
    rows = load_workbook(ROSTER).active.iter_rows(min_row=5, values_only=True)
    told = [str(row[column]) for row in rows for column in (1, 3, 8, 10)]
    # A name of two letters could be a part of another word.
    return [one for one in told if len(one) > 2][:40]


@pytest.fixture(scope="session")
def house(
    database_kind: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    data_dir = tmp_path_factory.mktemp("leaks")
    with databases.copy(database_kind) as url, make_app(url, data_dir) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            world = populate(app)
            marks = plant(world)
        yield House(world, marks, XIEJIANG, listed())
