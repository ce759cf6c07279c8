"""A consent form as the Yueyang preset words it."""

import tomllib
from pathlib import Path
from typing import Any

from app.children.consent_form import ConsentForm, Scope

PRESET = Path(__file__).resolve().parents[2] / "app/programmes/presets/yueyang.toml"


def consent_form(**changes: Any) -> ConsentForm:
    programme = tomllib.loads(PRESET.read_text("utf-8"))
    consent = programme["consent"]
    fields = {
        "station_name": "平江县南江镇爱心妈妈工作站",
        "term_months": consent["term_months"],
        "responsible_name": "钟䶮",
        "station_phone": "0730-0000000",
    }
    notes = [(each["label"], each["text"].format_map(fields)) for each in consent["notes"]]
    values: dict[str, Any] = {
        "serial": "",
        "title": consent["title"],
        "version": consent["version"],
        "station_name": fields["station_name"],
        "child_name": "",
        "guardian_name": "",
        "relation": "",
        "intro": consent["intro"],
        "scopes": [
            Scope(each["label"], each["text"], each["refusal"]) for each in consent["scopes"]
        ],
        "notes": notes,
        "child_opinion": consent["child_opinion"],
        "hotline": programme["hotline"],
    }
    return ConsentForm(**{**values, **changes})
