"""What people do with pairs: make, answer, keep, review, close."""

from app.pairings.services.checking import check_all, check_pairing, check_pairs_of
from app.pairings.services.closures import (
    cancel_closure,
    end_pairing,
    issue_statement,
    open_closure,
    record_hand_over,
    record_step,
)
from app.pairings.services.keeping import (
    change_role,
    pause_pairing,
    resume_pairing,
    suspend_pairing,
)
from app.pairings.services.making import (
    ROLES,
    answer_proposal,
    make_pairing,
    propose_pairing,
    withdraw_proposal,
)
from app.pairings.services.meetings import (
    OUTCOMES,
    PRESENT,
    issue_agreement,
    record_agreement,
    record_first_meeting,
    record_review,
)
from app.pairings.services.wishes import save_family_wish, save_offer

__all__ = [
    "OUTCOMES",
    "PRESENT",
    "ROLES",
    "answer_proposal",
    "cancel_closure",
    "change_role",
    "check_all",
    "check_pairing",
    "check_pairs_of",
    "end_pairing",
    "issue_agreement",
    "issue_statement",
    "make_pairing",
    "open_closure",
    "pause_pairing",
    "propose_pairing",
    "record_agreement",
    "record_first_meeting",
    "record_hand_over",
    "record_review",
    "record_step",
    "resume_pairing",
    "save_family_wish",
    "save_offer",
    "suspend_pairing",
    "withdraw_proposal",
]
