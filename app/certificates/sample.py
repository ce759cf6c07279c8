"""Invented values for the preview of a wording: nobody of this name exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.clock import today
from app.core.documents.html import date_in_chinese

SERVICE = {
    "title": "假期安全课堂",
    "days": "2026.07.01—2026.08.30",
    "times": 6,
    "hours": "12小时",
}
RECORD = {
    "sex": "女",
    "identity_number": "430626********0000",
    "team": "样例志愿服务队",
    "service_from": "2025年9月1日",
    "first": "2026年7月1日",
    "last": "2026年8月30日",
    "times": 6,
    "hours": "12小时",
    "lines": [SERVICE],
    "trainings": ["守住底线（120分钟，2026年6月1日）"],
    "awards": [],
    "clerk": "样例",
    "phone": "",
    "address": "",
    "purpose": "",
}


def sample_snapshot(kind: str, texts: Mapping[str, str], issuer: str) -> dict[str, Any]:
    address = "（预览，没有编号）"
    return {
        **texts,
        "serial": "预览",
        "check_code": "——",
        "check_url": "preview",
        "check_address": address,
        "name": "王样例",
        "subject": "",
        "issuer": [line for line in issuer.splitlines() if line.strip()] or ["爱心妈妈工作站"],
        "issued_on": today().isoformat(),
        "issued_in_words": date_in_chinese(today()),
        **({"record": RECORD} if kind == "record" else {}),
    }
