from pathlib import Path

import pytest


@pytest.fixture
def samples():
    folder = Path(__file__).parent.parent / "data"
    return {
        "children": folder / "children-roster-pingjiang.xlsx",
        "volunteers": folder / "volunteer-roster-pingjiang.xlsx",
    }
