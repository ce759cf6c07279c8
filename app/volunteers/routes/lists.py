"""The list of volunteers, and taking it out as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from flask import Response, make_response, request, url_for
from flask_babel import gettext as _

from app.accounts.fresh import fresh_password
from app.core import i18n
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.clock import age_on, today
from app.core.documents.sheets import XLSX
from app.core.documents.sheets.write import OutColumn, OutSheet, write_workbook
from app.core.errors import InvalidInput
from app.core.personal import Kind, mask
from app.core.regioncode import pad
from app.core.web.pages import page
from app.core.web.pagination import paginate
from app.policy import P
from app.regions import queries as regions
from app.regions.stations import load_names
from app.volunteers import queries, retention, services
from app.volunteers.forms import ExportForm
from app.volunteers.labels import PLACEMENT_LABELS, SEX_LABELS, kind_label, skill_labels
from app.volunteers.models import Volunteer
from app.volunteers.routes import blueprint
from app.volunteers.states import VOLUNTEER


def _filters() -> queries.Filters:
    names = queries.Filters.__dataclass_fields__
    return queries.Filters(**{name: request.args.get(name, "")[:80] for name in names})


def _choices(filters: queries.Filters) -> list[Any]:
    """What ui.search offers beside the words."""
    actor, rules = current_actor(), queries.rules_here(current_actor())
    places = [pad(prefix) for prefix in queries.townships(actor)]
    names = regions.names_of(places)
    offered = {
        "state": (_("State"), [(s.code, s.label) for s in VOLUNTEER.states]),
        "township": (_("Township"), [(code, names.get(code, code)) for code in places]),
        "kind": (_("As"), [(kind.code, kind.label) for kind in rules.eligibility.kinds]),
        "placement": (_("Near or far"), list(PLACEMENT_LABELS.items())),
        "skill": (_("Good at"), [(skill.code, skill.label) for skill in rules.skills]),
    }
    return [
        choice(name, label, choices, getattr(filters, name))
        for name, (label, choices) in offered.items()
        if choices
    ]


def choice(name: str, label: str, choices: Sequence[tuple[str, Any]], value: str) -> Any:
    """One filter of ui.search."""
    return SimpleNamespace(name=name, label=label, choices=[("", _("All")), *choices], value=value)


@blueprint.get("/volunteers")
@requires(P.READ_VOLUNTEER)
def index() -> Response:
    actor, filters = current_actor(), _filters()
    found = paginate(
        queries.find(actor, filters), (Volunteer.name_key, "asc"), (Volunteer.id, "asc")
    )
    given: dict[str, Any] = {name: value for name, value in vars(filters).items() if value}
    load_names(row.region_code for row in found.items)
    return page(
        "volunteers/index.html",
        found=found,
        filters=filters,
        choices=_choices(filters),
        is_filtered=bool(given),
        states=VOLUNTEER,
        may_register=may(actor, P.REGISTER_VOLUNTEER),
        may_import=may(actor, P.IMPORT_VOLUNTEERS),
        may_check=may(actor, P.CHECK_VOLUNTEER),
        may_merge=may(actor, P.MERGE_VOLUNTEERS),
        mask_phone=partial(mask, Kind.PHONE),
        export_url=url_for("volunteers.export", **given),
    )


@blueprint.get("/volunteers/retention")
@requires(P.CHECK_VOLUNTEER)
def kept_files() -> Response:
    """How long files of those who left or were refused are kept, and how many are anonymous."""
    made = retention.report(current_actor())
    return page(
        "volunteers/retention.html",
        report=made,
        months=queries.rules_here(current_actor()).retention_months,
        states=VOLUNTEER,
    )


@blueprint.get("/volunteers/export")
@requires(P.READ_VOLUNTEER)
@fresh_password
def export() -> Response:
    return _show_export(ExportForm())


@blueprint.post("/volunteers/export")
@requires(P.READ_VOLUNTEER)
@fresh_password
def send_export() -> Response:
    form = ExportForm()
    if not form.validate_on_submit():
        return _show_export(form, 422)
    in_full = bool(form.in_full.data)
    try:
        rows = services.export(
            actor=current_actor(),
            filters=_filters(),
            in_full=in_full,
            reason=form.reason.data or "",
        )
    except InvalidInput as error:
        form.show_problems(error)
        return _show_export(form, 422)
    target = BytesIO()
    write_workbook(target, [_sheet(rows, in_full)])
    response = make_response(target.getvalue())
    response.content_type = XLSX
    response.headers["Content-Disposition"] = 'attachment; filename="volunteers.xlsx"'
    return response


def _show_export(form: ExportForm, status: int = 200) -> Response:
    return page(
        "volunteers/export.html",
        status=status,
        form=form,
        may_reveal=may(current_actor(), P.REVEAL_VOLUNTEER),
    )


def _sheet(rows: Any, in_full: bool) -> OutSheet:
    places = regions.full_names({row.region_code for row in rows})
    rules = queries.rules_here(current_actor())
    headings = (
        (_("Name"), 10),
        (_("Sex"), 6),
        (_("Age"), 6),
        (_("Identity number"), 22),
        (_("Phone"), 15),
        (_("Place"), 36),
        (_("As"), 12),
        (_("Near or far"), 10),
        (_("Occupation, place of work"), 20),
        (_("Good at"), 20),
        (_("Children at most"), 10),
        (_("Team"), 20),
        (_("State"), 12),
        (_("In service from"), 14),
    )

    def shown(kind: Kind, value: str | None) -> str:
        return (value or "") if in_full else mask(kind, value)

    def cells(row: Volunteer) -> tuple[Any, ...]:
        return (
            row.name,
            str(SEX_LABELS.get(row.sex, row.sex)),
            age_on(row.born_on, today()),
            shown(Kind.IDENTITY_NUMBER, row.identity_number),
            shown(Kind.PHONE, row.phone),
            places.get(row.region_code, row.region_code),
            kind_label(rules, row.kind),
            str(PLACEMENT_LABELS.get(row.placement, row.placement)),
            row.occupation,
            "、".join(skill_labels(rules, row.skills)),
            row.capacity,
            row.team.name if row.team else "",
            str(VOLUNTEER.state(row.state).label),
            row.service_from,
        )

    return OutSheet(
        name=_("Volunteers"),
        title=_("Volunteers on %(day)s", day=i18n.day(today())),
        columns=[OutColumn(heading, width) for heading, width in headings],
        rows=(cells(row) for row in rows),
    )
