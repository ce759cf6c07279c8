"""The consent form for one child, worded by the programme and filled with what is known."""

from __future__ import annotations

from collections.abc import Mapping

from app.accounts.queries import chair_of
from app.children.consent_form import ConsentForm, Scope
from app.children.models import Child, Guardian
from app.children.rules import asks_child
from app.core.clock import today
from app.programmes.queries import rules_for
from app.programmes.rules import fill_in
from app.regions.stations import current_station

TO_FILL_IN = "________"


def compose(
    child: Child,
    *,
    guardian: Guardian | None = None,
    decisions: Mapping[str, str] | None = None,
) -> ConsentForm:
    """Names are those of the file: printing it is an act that is recorded.

    `decisions`: scope → granted or refused, of a form that is signed on the screen.
    """
    programme = rules_for(child.region_code)
    worded = programme.raw["consent"]
    station = current_station(child.region_code)
    places = {
        "station_name": station.name if station else "爱心妈妈工作站",
        "term_months": programme.consent_months,
        "responsible_name": chair_of(child.region_code) or TO_FILL_IN,
        "station_phone": (station.phone if station else "") or TO_FILL_IN,
    }
    guardian = guardian or (child.guardians[0] if child.guardians else None)
    decided = decisions or {}
    return ConsentForm(
        serial="",
        title=worded["title"],
        version=programme.consent_version,
        station_name=str(places["station_name"]),
        child_name=child.name or "",
        guardian_name=(guardian.name or "") if guardian else "",
        relation=guardian.relation if guardian else "",
        intro=worded["intro"],
        scopes=[
            Scope(one.label, one.text, one.refusal, decided.get(one.code, ""))
            for one in programme.consent_scopes
        ],
        notes=[(note["label"], fill_in(note["text"], places)) for note in worded["notes"]],
        child_opinion=worded["child_opinion"],
        hotline=programme.hotline,
        child_signs=asks_child(child.born_on, today()),
    )
