from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, flash, make_response, request, url_for
from flask_babel import gettext as _

from app.accounts.fresh import fresh_password
from app.core import audit
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.audit import AuditEvent
from app.core.audit.chain import reason_of
from app.core.audit.words import act_label, object_label
from app.core.clock import local
from app.core.db import session, transaction
from app.core.documents.sheets import XLSX
from app.core.documents.sheets.write import OutColumn, OutSheet, write_workbook
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.regions.queries import full_names
from app.site.record import queries

MOST = 20_000
"""Rows of one workbook; more than that is asked for by shorter periods."""


def add_to(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/audit", "audit", show)
    blueprint.add_url_rule("/audit/export", "audit_export", export, methods=["POST"])
    blueprint.add_url_rule("/audit/verify", "audit_verify", verify, methods=["POST"])


@requires(P.READ_AUDIT)
def show() -> Response:
    filters = _filters()
    found = paginate(queries.find(current_actor(), filters), (AuditEvent.seq, "desc"))
    given: dict[str, Any] = {name: value for name, value in vars(filters).items() if value}
    return page(
        "site/audit.html",
        found=found,
        lines=list(_lines(found.items)),
        filters=filters,
        acts=_choices(),
        export_url=url_for("site.audit_export", **given),
        form=ActionForm(),
    )


def _choices() -> list[tuple[str, Any]]:
    offered = sorted((str(act_label(act)), act) for act in queries.acts_on_record())
    return [("", _("All")), *((act, label) for label, act in offered)]


def _filters() -> queries.Filters:
    args = request.args
    return queries.Filters(
        act=args.get("act", "")[:64],
        q=args.get("q", "")[:80],
        since=_day(args.get("since", "")),
        until=_day(args.get("until", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _lines(events: Sequence[AuditEvent]) -> Iterator[Any]:
    names = queries.names_of(events)
    places = full_names({event.region_code for event in events if event.region_code})
    for event in events:
        yield SimpleNamespace(
            seq=event.seq,
            at=event.at,
            who=names.get(event.actor_id or 0, "") or _("The system, or somebody from outside"),
            act=act_label(event.act),
            what=object_label(event.object_type, event.object_id),
            where=places.get(event.region_code or "", ""),
            reason=reason_of(event),
        )


@requires(P.READ_AUDIT)
@fresh_password
def export() -> Response:
    form, actor = ActionForm(), current_actor()
    if not form.validate_on_submit():
        return see(url_for("site.audit"))
    query = queries.find(actor, _filters()).order_by(AuditEvent.seq.desc())
    events = session().scalars(query.limit(MOST)).all()
    with transaction():
        audit.record(actor, "audit.exported", rows=len(events))
    target = BytesIO()
    write_workbook(target, [_sheet(events)])
    response = make_response(target.getvalue())
    response.content_type = XLSX
    response.headers["Content-Disposition"] = 'attachment; filename="audit.xlsx"'
    return response


def _sheet(events: Sequence[AuditEvent]) -> OutSheet:
    headings = (
        (_("Number"), 8),
        (_("When"), 20),
        (_("Who"), 16),
        (_("Act done"), 26),
        (_("To what"), 16),
        (_("Place"), 36),
        (_("Reason"), 40),
    )
    return OutSheet(
        name=_("Record of acts"),
        title=_("Record of acts"),
        columns=[OutColumn(heading, width, wrap=width == 40) for heading, width in headings],
        rows=(
            (
                line.seq,
                f"{local(line.at):%Y-%m-%d %H:%M:%S}",
                line.who,
                str(line.act),
                line.what,
                line.where,
                line.reason,
            )
            for line in _lines(events)
        ),
    )


@requires(P.READ_AUDIT)
def verify() -> Response:
    """Reads the whole record: a POST, so that nobody's browser does it ahead of her."""
    verdict = audit.verify()
    if verdict.broken_at is None:
        text = _("The record is whole: %(count)s entries, nothing altered.", count=verdict.events)
        flash(text, "success")
    else:
        text = _("The record is broken at entry %(number)s.", number=verdict.broken_at)
        flash(text, "error")
    return see(url_for("site.audit"))
