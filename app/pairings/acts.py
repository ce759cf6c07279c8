"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.pairings.states import PAIRING

OBJECTS = {
    "pairing": _l("Pairing"),
}
ACTS = {
    "child.wished": _l("Needs of a child written down"),
    "pairing.agreement_issued": _l("Agreement of a pairing issued"),
    "pairing.agreement_signed": _l("Agreement of a pairing signed"),
    "pairing.closing": _l("Ending of a pairing begun"),
    "pairing.closing_cancelled": _l("Ending of a pairing called off"),
    "pairing.closure_step": _l("Step of ending a pairing done"),
    "pairing.exported": _l("List of pairings exported"),
    "pairing.role": _l("Part in a pairing changed"),
    "pairing.met": _l("First meeting written down"),
    "pairing.reviewed": _l("Pairing reviewed"),
    "volunteer.offered": _l("Offers of a volunteer written down"),
}
LIFECYCLES = (PAIRING,)
