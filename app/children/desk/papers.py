"""The printed answer, and the copy that a family may take elsewhere."""

from __future__ import annotations

import json

from flask_babel import force_locale

from app.children import records
from app.children.desk.models import FamilyRequest
from app.children.desk.states import KINDS
from app.children.life.facts import facts_of
from app.children.models import Child
from app.core.clock import local, today
from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf
from app.regions.stations import current_station

STYLESHEETS = ("_shared/pdf/document.css", "children/pdf/dossier.css")


def answer_pdf(request: FamilyRequest) -> bytes:
    station = current_station(request.region_code)
    with force_locale("zh_Hans_CN"):
        html = document_html(
            "children/pdf/answer.html",
            station_name=station.name if station else "爱心妈妈工作站",
            phone=station.phone if station else "",
            number=request.id,
            asked_by=request.asked_by or "",
            kind=str(KINDS[request.kind]),
            text=request.text or "",
            asked_on=request.asked_on,
            done=request.state == "done",
            answer=request.answer or "",
            answered_on=local(request.answered_at).date() if request.answered_at else None,
            printed_on=today(),
        )
    return render_pdf(html, stylesheets=STYLESHEETS)


def copy_of(child: Child) -> bytes:
    """All that the file holds, as JSON that a program can read."""
    facts = {name: getattr(child, name) for name in records.PLAIN}
    facts["born_on"] = child.born_on.isoformat()
    whole = {
        "format": "aixin-child/1",
        "child": facts,
        "guardians": [
            {"name": one.name, "relation": one.relation, "phone": one.phone}
            for one in child.guardians
        ],
        "facts": [
            {
                "kind": one.kind,
                "text": one.text,
                "source": one.source,
                "as_of": one.as_of.isoformat(),
            }
            for one in facts_of(child)
        ],
        "family": {
            "colour": child.family.colour,
            "reviews": [
                {"on": one.reviewed_on.isoformat(), "colour": one.colour, "reason": one.reason}
                for one in child.family.reviews
            ],
        },
        "consents": [
            {
                "scope": one.scope,
                "decision": one.decision,
                "signed_on": one.signed_on.isoformat(),
                "expires_on": one.expires_on.isoformat(),
                "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
            }
            for one in child.consents
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()
