"""The way of a roster file: looked through, shown, written, or given up."""

from __future__ import annotations

from functools import cache

from flask_babel import lazy_gettext as _l

from app.core.workflow import Lifecycle, State, Transition

AT_WORK = ("checking", "writing")


@cache
def lifecycle(permission: str) -> Lifecycle:
    """Of the imports that this permission opens."""
    return Lifecycle(
        name="roster",
        states=(
            State("checking", _l("being checked"), "blue"),
            State("refused", _l("cannot be read"), "red"),
            State("ready", _l("waits for you"), "amber"),
            State("writing", _l("being written"), "blue"),
            State("stopped", _l("stopped"), "grey"),
            State("written", _l("written"), "green"),
        ),
        transitions=(
            Transition(
                "check", _l("Check again"), ("refused", "ready", "stopped"), "checking", permission
            ),
            Transition("refuse", _l("Refuse the file"), ("checking",), "refused", permission),
            Transition("show", _l("Show what it would change"), ("checking",), "ready", permission),
            Transition(
                "write", _l("Write to the roster"), ("ready", "stopped"), "writing", permission
            ),
            Transition("stop", _l("Stop the import"), AT_WORK, "stopped", permission),
            Transition("finish", _l("Finish the import"), ("writing",), "written", permission),
        ),
    )
