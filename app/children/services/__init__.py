"""What can be done with a child's file."""

from app.children.services.consents import record_consent, sign_consent, withdraw_consent
from app.children.services.enrolment import change_state, come_of_age, enter_child, update_child
from app.children.services.guardians import save_guardian
from app.children.services.reading import (
    record_correcting,
    record_opening,
    record_print,
    record_readers_print,
    reveal_child,
)

__all__ = [
    "change_state",
    "come_of_age",
    "enter_child",
    "record_consent",
    "record_correcting",
    "record_opening",
    "record_print",
    "record_readers_print",
    "reveal_child",
    "save_guardian",
    "sign_consent",
    "update_child",
    "withdraw_consent",
]
