"""一人一档 on paper: the sections that the reader may see, with who printed them and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.children import queries
from app.children.access import queries as access
from app.children.access.rules import Reach
from app.children.access.sections import SECTIONS, printed
from app.children.exports import labels
from app.children.families.changes import siblings
from app.children.families.states import BY_CODE as COLOURS
from app.children.life.facts import shown_facts
from app.children.models import Child
from app.children.sources.showing import origins_said
from app.children.states import LIFECYCLE
from app.core import registry, workflow
from app.core.access.actors import Actor
from app.core.clock import age_on, local, now, today
from app.core.documents.html import document_html
from app.core.documents.pdf import render_pdf
from app.programmes.queries import rules_for
from app.regions import queries as regions
from app.regions.stations import current_station

STYLESHEETS = ("_shared/pdf/document.css", "children/pdf/dossier.css")
LANGUAGE = "zh_Hans_CN"
"""Of every paper, whatever language its printer reads the pages in."""


def act_labels() -> dict[str, str]:
    return {
        "child.opened": _("Opened the file"),
        "child.revealed": _("Saw in full"),
        "child.printed": _("Printed the file"),
        "child.copied": _("Gave the family a copy"),
        "child.readers_printed": _("Printed this list"),
        "child.roster_printed": _("Printed the village’s roster"),
        "child.exported": _("Took a list away"),
        "consent.form_printed": _("Printed the consent form"),
        "consent.form_shown": _("Showed the consent form on the screen"),
        "consent.scan_opened": _("Opened a signed paper"),
    }


def right_labels() -> dict[str, str]:
    """Said in place of a purpose, where the right alone opens a file."""
    return {
        Reach.STATION: _("(work of the station)"),
        Reach.PAIRED: _("(paired with the child)"),
    }


def dossier_pdf(actor: Actor, child: Child, reach: Reach, reason: str) -> bytes:
    sections = printed(reach)
    with force_locale(LANGUAGE):
        html = document_html(
            "children/pdf/dossier.html",
            **_frame(actor, child),
            reason=reason,
            sections=sections,
            facts=_facts(child, sections),
            told=[
                (one["label"], one["text"], one["source"], one["as_of"])
                for one in shown_facts(child, sections, frozenset({"health"}))
            ],
            colour=_colour(child) if "colour" in sections else "",
            siblings="、".join(one.alias for one in siblings(child)),
            guardians=[(one.name, one.relation, one.phone) for one in child.guardians],
            consents=_consents(child),
            timeline=registry.timeline(actor, child),
            history=_history(child),
        )
    return render_pdf(html, stylesheets=STYLESHEETS)


def _colour(child: Child) -> str:
    family = child.family
    if not family.colour:
        return "尚未评定"
    due = f"（下次评定：{family.review_on:%Y-%m-%d}）" if family.review_on else ""
    return f"{COLOURS[family.colour].label}{due}"


def readers_pdf(actor: Actor, child: Child) -> bytes:
    with force_locale(LANGUAGE):
        acts, fields = act_labels(), {one.code: one.label for one in SECTIONS}
        rights = right_labels()
        rows = [
            (
                _stamp(one.at),
                one.who,
                acts[one.act] + "".join(f" {fields.get(field, field)}" for field in one.fields),
                one.purpose or rights.get(one.reach, ""),
            )
            for one in access.readings_of(child)
        ]
        html = document_html("children/pdf/readers.html", **_frame(actor, child), rows=rows)
    return render_pdf(html, stylesheets=STYLESHEETS)


def _frame(actor: Actor, child: Child) -> dict[str, Any]:
    station = current_station(child.region_code)
    return {
        "station_name": station.name if station else "爱心妈妈工作站",
        "place": regions.full_name(child.region_code),
        "number": child.roster_number,
        "alias": child.alias,
        "printed_by": actor.name,
        "printed_at": _stamp(now()),
    }


def _stamp(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"


def _facts(child: Child, sections: frozenset[str]) -> list[tuple[str, str]]:
    programme = rules_for(child.region_code)
    called = labels((*programme.categories, *programme.needs))
    groups = [child.category, *child.further_categories]
    rows = (
        ("name", "姓名", child.name),
        ("birth", "性别", "女" if child.sex == "female" else "男"),
        ("birth", "出生日期", f"{child.born_on:%Y-%m-%d}（{age_on(child.born_on, today())}周岁）"),
        ("identity_number", "身份证号码", child.identity_number),
        ("birth", "民族", child.ethnic_group),
        ("address", "住址", child.address),
        ("school", "就读学校", child.school),
        ("school", "年级班级", child.grade),
        ("hardship", "类别", "、".join(called.get(code, code) for code in groups)),
        ("hardship", "需求", "、".join(called.get(code, code) for code in child.needs)),
        ("hardship", "状态", str(LIFECYCLE.state(child.state).label)),
        ("note", "备注", child.note),
    )
    said = {"住址": "address", "就读学校": "school", "年级班级": "grade", "类别": "category"}
    told = origins_said(child)
    return [
        (label, f"{value}（{told[said[label]]}）" if value and label in said else value or "—")
        for section, label, value in rows
        if section in sections
    ]


def _history(child: Child) -> list[tuple[str, str, str, str]]:
    labels = {step.name: str(step.label) for step in LIFECYCLE.transitions}
    return [
        (_stamp(one.at), labels.get(one.transition, "建档"), one.reason, one.actor_name)
        for one in workflow.history(child)
    ]


def _consents(child: Child) -> list[tuple[str, str, str]]:
    words = {
        "granted": "同意",
        "expiring": "同意（即将到期）",
        "expired": "已到期",
        "refused": "不同意",
        "withdrawn": "已撤回",
        "missing": "尚未征求",
    }
    programme = rules_for(child.region_code)
    return [
        (
            one.label,
            words[one.state],
            f"{one.consent.signed_on:%Y-%m-%d} 至 {one.consent.expires_on:%Y-%m-%d}"
            if one.consent
            else "",
        )
        for one in queries.consent_states(child, programme, today())
    ]
