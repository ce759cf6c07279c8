from tests.pairings.conftest import chair, enter_as, staff

__all__ = ["chair", "enter_as", "staff"]
