from __future__ import annotations

from tests.training.conftest import chair, enter_as, herself, staff, station, wang

__all__ = ["chair", "enter_as", "herself", "staff", "station", "wang"]
