"""Places for people: one engine for whatever is signed up for, whoever signs up.

An area hangs an `Occasion` on its own row and decides who may act; the engine keeps the promises:
never more seats than there are, a queue in the order of arrival, offers that end, nobody in two
places at once, and a check-in that may be sent twice.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l


def init_app(app: Flask) -> None:
    from app.core import messages, registry
    from app.core.enrolment.services import settle_all

    messages.add_kinds(
        app,
        {
            "enrolment.moved_up": _l("A place became free, you are in: %(title)s"),
            "enrolment.offered": _l(
                "A place became free: say until %(until)s whether you take it: %(title)s"
            ),
            "enrolment.offer_over": _l("The offered place went to the next in line: %(title)s"),
            "enrolment.cancelled": _l("Called off: %(title)s. The reason: %(reason)s"),
            "enrolment.changed": _l("Time or place has changed, please look: %(title)s"),
            "enrolment.removed": _l("You were taken off the list: %(title)s. Reason: %(reason)s"),
            "enrolment.taken_off": _l(
                "You were taken off the list: %(title)s. The reason stands on its page."
            ),
        },
    )
    registry.of(app).nightly["enrolment.settle"] = settle_all
