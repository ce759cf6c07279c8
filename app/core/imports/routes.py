"""The pages of an import, the same for every kind: file, columns, preview, result."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from wtforms import SelectChoice

from app.core import audit
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import rule_of
from app.core.db import transaction
from app.core.documents import sheets
from app.core.errors import DomainError
from app.core.imports import messages, pipeline, services
from app.core.imports.forms import ActionForm, DownloadForm, UploadForm, WriteForm
from app.core.imports.kinds import ImportKind, Table, kind_of
from app.core.imports.pipeline import Examination
from app.core.web.pages import page, see

SHOWN = 50
"""Rows of problems or mends on one page of the preview."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make_blueprint(code: str, permission: str, url_prefix: str, region_label: Any) -> Blueprint:
    """`region_label(code)`: how a region is called in the list of regions to import for."""
    blueprint = Blueprint(f"{code}_import", __name__, url_prefix=url_prefix)

    @blueprint.get("")
    @requires(permission)
    def start() -> Response:
        return page("imports/start.html", form=_upload_form(), kind=kind_of(code), steps=steps(0))

    @blueprint.post("")
    @requires(permission)
    def upload() -> Response:
        form, kind = _upload_form(), kind_of(code)
        if form.validate_on_submit():
            try:
                started = services.start_import(
                    actor=current_actor(),
                    kind=kind,
                    region_code=form.region.data,
                    content=form.file.data.read(),
                    name=form.file.data.filename or "",
                )
                return see(url_for(".columns", import_id=started.id))
            except DomainError as error:
                form.show_problems(error)
        return page("imports/start.html", status=422, form=form, kind=kind, steps=steps(0))

    @blueprint.get("/<int:import_id>/columns")
    @requires(permission)
    def columns(import_id: int) -> Response:
        return _columns_page(ActionForm(), import_id)

    @blueprint.post("/<int:import_id>/columns")
    @requires(permission)
    def correct(import_id: int) -> Response:
        form = ActionForm()
        if form.validate_on_submit():
            try:
                services.correct_columns(
                    actor=current_actor(),
                    kind=kind_of(code),
                    import_id=import_id,
                    choices=_sent_choices(),
                )
                return see(url_for(".preview", import_id=import_id))
            except DomainError as error:
                form.show_problems(error)
        return _columns_page(form, import_id, status=422)

    @blueprint.get("/<int:import_id>/preview")
    @requires(permission)
    def preview(import_id: int) -> Response:
        return _preview_page(WriteForm(), import_id)

    @blueprint.post("/<int:import_id>/write")
    @requires(permission)
    def write(import_id: int) -> Response:
        form = WriteForm()
        if form.validate_on_submit():
            try:
                services.write_roster(
                    actor=current_actor(),
                    kind=kind_of(code),
                    import_id=import_id,
                    skip_problems=form.skip.data,
                )
                return see(url_for(".done", import_id=import_id))
            except DomainError as error:
                form.show_problems(error)
        return _preview_page(form, import_id, status=422)

    @blueprint.get("/<int:import_id>/done")
    @requires(permission)
    def done(import_id: int) -> Response:
        row = services.get_import(current_actor(), kind_of(code), import_id)
        return page("imports/done.html", row=row, kind=kind_of(code), steps=steps(3))

    @blueprint.post("/<int:import_id>/marked")
    @requires(permission)
    def marked(import_id: int) -> Response:
        """The file again with its problems marked. It holds names, so that taking it is an act."""
        actor, kind = current_actor(), kind_of(code)
        with transaction():
            row = services.get_import(actor, kind, import_id)
            found = services.examine(actor, kind, row)
            audit.record(actor, "roster.marked_copy", row, kind=code, problems=len(found.problems))
            return _workbook(found, kind, import_id)

    def _upload_form() -> UploadForm:
        form = UploadForm()
        regions = current_actor().regions(rule_of(permission).roles)
        form.region.choices = [SelectChoice(region, region_label(region)) for region in regions]
        return form

    def _columns_page(form: ActionForm, import_id: int, status: int = 200) -> Response:
        actor, kind = current_actor(), kind_of(code)
        row = services.get_import(actor, kind, import_id)
        roster = kind.open(actor, row.region_code)
        content, name = row.upload.read(), row.upload.original_name or ""
        _read, tables = pipeline.find_tables(content, name, roster, row.mapping)
        return page(
            "imports/columns.html",
            status=status,
            form=form,
            kind=kind,
            row=row,
            tables=[_table_shown(sheet, table) for sheet, table in tables],
            steps=steps(1),
        )

    def _preview_page(form: WriteForm, import_id: int, status: int = 200) -> Response:
        actor, kind = current_actor(), kind_of(code)
        row = services.get_import(actor, kind, import_id)
        found = services.examine(actor, kind, row)
        return page(
            "imports/preview.html",
            status=status,
            form=form,
            marked_form=DownloadForm(formdata=None),
            kind=kind,
            row=row,
            found=found,
            counts=found.counts(),
            problems=_slice(found.problems, "problems"),
            mends=_slice(found.mends, "mends"),
            changed=_slice([one for one in found.good if one.status == "updated"], "changed"),
            text_of=lambda problem: messages.text_of(problem, kind),
            text_of_mend=messages.text_of_mend,
            steps=steps(2),
        )

    return blueprint


def steps(at: int) -> list[dict[str, Any]]:
    labels = (_("File"), _("Columns"), _("Preview"), _("Result"))
    return [{"label": label, "now": index == at} for index, label in enumerate(labels)]


def _sent_choices() -> dict[str, dict[str, str]]:
    """Fields are named table-column: `0-3=guardian_phone`."""
    found: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        table, dash, column = name.partition("-")
        if dash and table.isdecimal() and column.isdecimal():
            found.setdefault(table, {})[column] = value[:120]
    return found


def _table_shown(sheet: sheets.Sheet, table: Table) -> dict[str, Any]:
    first = sheet.rows_between(table.columns.header_last + 1, table.columns.data_last)[:1]
    return {
        "table": table,
        "options": _options(table),
        "example": {
            column.index: _shortened(first[0].cell(column.index)) if first else ""
            for column in table.columns.columns
        },
    }


def _shortened(value: Any) -> str:
    """Enough to recognise the column by, not to read the person's data."""
    text = "" if value is None else str(value)
    return text if len(text) < 3 else f"{text[:2]}…"


def _options(table: Table) -> list[tuple[str, str]]:
    options = [("", _("(ignored)"))]
    options += [(spec.key, spec.label) for spec in table.schema.fields]
    own = [one for one in table.columns.columns if one.choice and one.role != "value"]
    labels = {spec.key: spec.label for spec in table.schema.fields}
    for one in own:
        if one.choice not in dict(options):
            options.append((one.choice, f"{labels[one.field]} · {one.option or one.heading}"))
    return options


def _slice(items: Sequence[Any], name: str) -> dict[str, Any]:
    """One page of a list that is made anew each time."""
    at = request.args.get(name, "1")
    number = max(1, int(at)) if at.isdecimal() else 1
    first = (number - 1) * SHOWN
    return {
        "items": items[first : first + SHOWN],
        "total": len(items),
        "prev": url_for(".preview", **_args(name, number - 1)) if number > 1 else None,
        "next": url_for(".preview", **_args(name, number + 1))
        if first + SHOWN < len(items)
        else None,
    }


def _args(name: str, number: int) -> dict[str, Any]:
    return {**(request.view_args or {}), name: number}


def _workbook(found: Examination, kind: ImportKind, import_id: int) -> Response:
    target = io.BytesIO()
    sheets.mark_workbook(
        target,
        found.sheets,
        found.problems_by_sheet(),
        lambda problem: messages.text_of(problem, kind),
        heading=_("Problems"),
        heading_rows={table.columns.sheet: table.columns.header_last for table in found.tables},
    )
    response = Response(target.getvalue(), content_type=XLSX)
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{kind.code}-{import_id}-marked.xlsx"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
