"""Pledges of people who do not exist, made from the Yueyang preset."""

import datetime as dt
import math
import tomllib
from pathlib import Path
from typing import Any

from app.core.documents.html import date_in_chinese
from app.core.documents.signature import Signature
from app.pledges.document import Duty, PledgeDocument

PRESET = Path(__file__).resolve().parents[2] / "app/programmes/presets/yueyang.toml"


def preset() -> dict[str, Any]:
    return tomllib.loads(PRESET.read_text("utf-8"))


def drawn_signature(day: dt.date) -> Signature:
    lines = tuple(
        tuple((30 + 18 * n + 3 * t, round(60 + 35 * math.sin(n + t / 3))) for t in range(12))
        for n in range(12)
    )
    return Signature(day, 300, 120, lines)


def pledge(team: str = "local", **changes: Any) -> PledgeDocument:
    programme = preset()
    text = programme["pledge"]
    duties = text["duties"][team]
    starts_on, ends_on = dt.date(2026, 9, 1), dt.date(2027, 8, 31)
    fields = {
        "programme_title": programme["title"],
        "volunteer_name": changes.get("volunteer_name", "喆堃"),
        "team_name": "南江镇昌江村爱心妈妈志愿服务队",
        "station_name": "平江县南江镇爱心妈妈工作站",
        "service_years": 3,
        "starts_on": date_in_chinese(starts_on),
        "ends_on": date_in_chinese(ends_on),
        "age_label": programme["eligibility"]["age_label"],
        "exclusions": "、".join(each["label"] for each in programme["eligibility"]["exclusions"]),
        "duty_summary": duties["summary"],
    }
    fields["duty_clause"] = text["duty_clause"].format_map(fields)
    values: dict[str, Any] = {
        "serial": "CN-430626-2026-000123",
        "check_code": "7KQ4XM",
        "check_url": "https://aixin.example.org/verify/CN-430626-2026-000123?code=7KQ4XM",
        "title": text["title"],
        "subtitle": text["subtitle"].format_map(fields),
        "volunteer_name": fields["volunteer_name"],
        "team_name": fields["team_name"],
        "team_captain": "钟䶮",
        "station_name": fields["station_name"],
        "year_of_service": 1,
        "service_years": 3,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "children_count": 1,
        "preamble": text["preamble"].format_map(fields),
        "clauses": tuple(clause.format_map(fields) for clause in text["clauses"]),
        "closing": text["closing"],
        "hotline": programme["hotline"],
        "duties_heading": duties["heading"],
        "duties": tuple(Duty(**item) for item in duties["items"]),
        "text_version": text["version"],
    }
    return PledgeDocument(**{**values, **changes})
