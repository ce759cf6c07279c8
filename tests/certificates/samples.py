from __future__ import annotations

from typing import Any


def landscape(**changes: Any) -> dict[str, Any]:
    serial = changes.get("serial", "PX-430626-2026-000001")
    return {
        "serial": serial,
        "check_code": "7K2M9Q",
        "check_url": f"https://aixin.example.org/verify/{serial}?code=7K2M9Q",
        "check_address": f"https://aixin.example.org/verify/{serial}",
        "title": "培训结业证书",
        "name": "王芳",
        "subject": "守住底线：与孩子相处的规则",
        "body": "王芳同志于2026年9月1日参加“守住底线：与孩子相处的规则”培训（风险防范），"
        "学时120分钟，经考核合格，准予结业。",
        "closing": "特发此证。",
        "issuer": ["平江县妇女联合会", "平江县爱心妈妈工作站"],
        "issued_on": "2026-09-02",
        "issued_in_words": "2026年9月2日",
    } | changes


def record(lines: int = 3, **changes: Any) -> dict[str, Any]:
    values = landscape(
        serial="ZM-430626-2026-000001",
        title="志愿服务记录证明",
        body="兹证明王芳同志参加“爱心妈妈”结对关爱志愿服务，有关记录如下：",
        closing="本证明依据志愿服务记录如实、无偿出具，对内容有异议的，可以申请核实更正。",
    )
    values["record"] = {
        "sex": "女",
        "identity_number": "430626********1234",
        "team": "加义镇谢江村本地志愿服务队",
        "service_from": "2025年9月1日",
        "first": "2025年9月1日",
        "last": "2026年8月30日",
        "times": 42,
        "hours": "96.5小时",
        "lines": [
            {
                "title": f"暑期安全课堂第{number + 1}期",
                "days": "2026.07.01—2026.08.30",
                "times": 6,
                "hours": "12小时",
            }
            for number in range(lines)
        ],
        "trainings": ["守住底线（120分钟，2026年9月1日）", "亲子沟通（90分钟，2026年9月8日）"],
        "awards": ["2025年度优秀爱心妈妈"],
        "clerk": "李主任",
        "phone": "0730-6223344",
        "address": "平江县加义镇加义街道便民服务中心二楼",
        "purpose": "求职",
    }
    return values | changes
