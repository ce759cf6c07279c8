"""What acts on disagreements between sources are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.children.sources.states import LIFECYCLE

OBJECTS = {"disagreement": _l("List that says otherwise")}
ACTS = {
    "child.disagreements_exported": _l("List of disagreements exported"),
}
LIFECYCLES = (LIFECYCLE,)
