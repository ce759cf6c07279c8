from __future__ import annotations

import pytest
from flask import Flask

from tests.enrolment.owners import OWNERS, MakeOccasion


@pytest.fixture(params=sorted(OWNERS))
def make_occasion(request: pytest.FixtureRequest, app: Flask) -> MakeOccasion:
    return OWNERS[request.param]
