"""The pages of an import, the same for every kind: file, check, columns, preview, result."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from wtforms import SelectChoice

from app.core import audit, jobs
from app.core.access.actors import current_actor
from app.core.access.guard import fresh_password, requires
from app.core.access.policy import rule_of
from app.core.access.scope import visible
from app.core.db import transaction
from app.core.documents.sheets import XLSX, Mapping, Schema
from app.core.errors import DomainError, InvalidInput, Problem
from app.core.imports import marked as marking
from app.core.imports import messages, services, work
from app.core.imports import preview as showing
from app.core.imports.forms import ActionForm, DownloadForm, UploadForm, WriteForm
from app.core.imports.kinds import ImportKind, kind_of
from app.core.imports.models import RosterImport
from app.core.imports.states import AT_WORK, lifecycle
from app.core.web.converters import whole
from app.core.web.pages import page, see
from app.core.web.pagination import paginate

OWN_LIST = "station"


def _has_preview(row: RosterImport) -> bool:
    return not (row.state in AT_WORK or row.findings_id is None or row.purged_at is not None)


def make_blueprint(code: str, permission: str, url_prefix: str, region_label: Any) -> Blueprint:
    """`region_label(code)`: how a region is called in the list of regions to import for."""
    blueprint = Blueprint(f"{code}_import", __name__, url_prefix=url_prefix)

    def kind() -> ImportKind:
        return kind_of(code)

    def found(import_id: int) -> RosterImport:
        return services.get_import(current_actor(), kind(), import_id)

    @blueprint.get("")
    @requires(permission)
    def start() -> Response:
        return _start_page(_upload_form())

    @blueprint.post("")
    @requires(permission)
    def upload() -> Response:
        form = _upload_form()
        if form.validate_on_submit():
            try:
                started = services.start_import(
                    actor=current_actor(),
                    kind=kind(),
                    region_code=form.region.data,
                    content=form.file.data.read(),
                    name=form.file.data.filename or "",
                    source=_source_sent(form),
                    as_of=form.as_of.data if form.as_of else None,
                )
                return see(url_for(".progress", import_id=started.id))
            except DomainError as error:
                form.show_problems(error)
        return _start_page(form, status=422)

    @blueprint.get("/<int:import_id>")
    @requires(permission)
    def progress(import_id: int) -> Response:
        """How far it is; once it is over, on to what comes next."""
        row = found(import_id)
        if row.state == "ready":
            return see(url_for(".preview", import_id=import_id))
        if row.state == "written":
            return see(url_for(".done", import_id=import_id))
        return _progress_page(ActionForm(formdata=None), row)

    @blueprint.post("/<int:import_id>/stop")
    @requires(permission)
    def stop(import_id: int) -> Response:
        return _act(services.stop_import, import_id)

    @blueprint.post("/<int:import_id>/check")
    @requires(permission)
    def check(import_id: int) -> Response:
        return _act(services.check_again, import_id)

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
                    kind=kind(),
                    import_id=import_id,
                    choices=_sent_choices(),
                )
                return see(url_for(".progress", import_id=import_id))
            except DomainError as error:
                form.show_problems(error)
        return _columns_page(form, import_id, status=422)

    @blueprint.get("/<int:import_id>/preview")
    @requires(permission)
    def preview(import_id: int) -> Response:
        return _preview_page(WriteForm(formdata=None), import_id)

    @blueprint.post("/<int:import_id>/write")
    @requires(permission)
    def write(import_id: int) -> Response:
        form = WriteForm()
        if form.validate_on_submit():
            try:
                services.write_roster(
                    actor=current_actor(),
                    kind=kind(),
                    import_id=import_id,
                    skip_problems=form.skip.data,
                )
                return see(url_for(".progress", import_id=import_id))
            except DomainError as error:
                row = found(import_id)
                if not _has_preview(row):
                    # Somebody else has stopped it, or writes it already.
                    return _refused(error, row)
                form.show_problems(error)
        return _preview_page(form, import_id, status=422)

    @blueprint.get("/<int:import_id>/done")
    @requires(permission)
    def done(import_id: int) -> Response:
        row = found(import_id)
        if row.state != "written":
            return see(url_for(".progress", import_id=import_id))
        return page(
            "imports/done.html",
            row=row,
            kind=kind(),
            late=_late_shown(row),
            marked_form=DownloadForm(formdata=None),
            steps=steps(3),
        )

    @blueprint.post("/<int:import_id>/marked")
    @requires(permission)
    @fresh_password
    def marked(import_id: int) -> Response:
        """The rows with problems. They hold names, so that taking them is an act."""
        actor = current_actor()
        with transaction():
            row = found(import_id)
            services.refuse_gone(row)
            content, rows = marking.workbook(row, kind())
            audit.record(actor, "roster.marked_copy", row, kind=code, problems=rows)
        return _download(content, f"{code}-{import_id}-problems.xlsx")

    def _act(service: Any, import_id: int) -> Response:
        form = ActionForm()
        if form.validate_on_submit():
            try:
                service(actor=current_actor(), kind=kind(), import_id=import_id)
                return see(url_for(".progress", import_id=import_id))
            except DomainError as error:
                form.show_problems(error)
        return _progress_page(form, found(import_id), status=422)

    def _refused(error: DomainError, row: RosterImport) -> Response:
        form = ActionForm(formdata=None)
        form.show_problems(error)
        return _progress_page(form, row, status=409)

    def _upload_form() -> UploadForm:
        form = UploadForm()
        regions = rule_of(permission).regions_of(current_actor())
        form.region.choices = [SelectChoice(region, region_label(region)) for region in regions]
        sources = kind().sources
        if sources is None:
            del form.source, form.as_of
        else:
            form.source.choices = [
                SelectChoice("", _("Choose one")),
                *(SelectChoice(*one) for one in sources(next(iter(regions), ""))),
                SelectChoice(OWN_LIST, _("the station’s own: it corrects the files")),
            ]
        return form

    def _start_page(form: UploadForm, status: int = 200) -> Response:
        mine = visible(RosterImport, current_actor(), permission).where(RosterImport.kind == code)
        return page(
            "imports/start.html",
            status=status,
            form=form,
            kind=kind(),
            earlier=paginate(mine, (RosterImport.id, "desc"), size=10),
            lifecycle=lifecycle(permission),
            source_labels=_source_labels(),
            steps=steps(0),
        )

    def _source_labels() -> dict[str, Any]:
        found = kind().sources
        regions = current_actor().regions(rule_of(permission).roles)
        return dict(found(next(iter(regions), ""))) if found else {}

    def _progress_page(form: ActionForm, row: RosterImport, status: int = 200) -> Response:
        at_work = row.state in AT_WORK and not services.is_stuck(row)
        if request.headers.get("HX-Target") == "progress" and not at_work:
            return see(url_for(".progress", import_id=row.id))
        if at_work:
            # Whoever looks sees to it that it goes on, also after a power cut.
            jobs.wake()
        return page(
            "imports/progress.html",
            status=status,
            form=form,
            row=row,
            kind=kind(),
            job=services.job_of(row),
            at_work=at_work,
            refusal=messages.text_of_unreadable(row.problem) if row.problem else "",
            can_go_on=row.findings_id is not None and row.purged_at is None,
            steps=steps(3 if row.position or row.state == "writing" else 1),
        )

    def _columns_page(form: ActionForm, import_id: int, status: int = 200) -> Response:
        row = found(import_id)
        services.refuse_gone(row)
        schema = kind().open(current_actor(), row.region_code).schema
        tables = work.findings_of(row).tables
        return page(
            "imports/columns.html",
            status=status,
            form=form,
            kind=kind(),
            row=row,
            tables=[_table_shown(at, table, schema) for at, table in enumerate(tables)],
            steps=steps(1),
        )

    def _preview_page(form: WriteForm, import_id: int, status: int = 200) -> Response:
        actor, row = current_actor(), found(import_id)
        if not _has_preview(row):
            return see(url_for(".progress", import_id=import_id))
        findings = work.findings_of(row)
        view = showing.view_of(findings, kind(), request.args.get("show", ""))
        words = request.args.get("q", "").strip()
        number = max(1, request.args.get("page", 1, type=whole))
        own = row.started_by == actor.user_id
        return page(
            "imports/preview.html",
            status=status,
            form=form,
            marked_form=DownloadForm(formdata=None),
            kind=kind(),
            row=row,
            counts=findings.counts(),
            general=[messages.text_of(one, kind()) for one in findings.general],
            skipped=findings.skipped,
            choices=[(one.code, one.label) for one in showing.views(kind())],
            statuses=showing.statuses(),
            view=view,
            words=words,
            shown=showing.lines_of(findings, view, words, number, kind(), in_full=own),
            source=_source_labels().get(row.source),
            steps=steps(2),
        )

    def _late_shown(row: RosterImport) -> list[tuple[str, int, str]]:
        return [
            (sheet, problem.row, messages.text_of(problem, kind()))
            for sheet, problem in showing.late_problems(row.late)
        ]

    return blueprint


def _source_sent(form: UploadForm) -> str:
    """A department, or "" for the station's own list. Raises InvalidInput where none is chosen."""
    if not form.source:
        return ""
    if not form.source.data:
        raise InvalidInput(Problem("source", _("Choose whose list it is."), field="source"))
    return "" if form.source.data == OWN_LIST else str(form.source.data)


def steps(at: int) -> list[dict[str, Any]]:
    labels = (_("File"), _("Check"), _("Preview"), _("Result"))
    return [{"label": label, "now": index == at} for index, label in enumerate(labels)]


def _sent_choices() -> dict[str, dict[str, str]]:
    """Fields are named table-column: `0-3=guardian_phone`."""
    sent: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        table, dash, column = name.partition("-")
        if dash and table.isdecimal() and column.isdecimal():
            sent.setdefault(table, {})[column] = value[:120]
    return sent


def _table_shown(at: int, table: dict[str, Any], schema: Schema) -> dict[str, Any]:
    columns = Mapping.from_json(table["mapping"])
    options = _options(columns, schema)
    return {"index": at, "columns": columns, "options": options, "example": table["examples"]}


def _options(columns: Mapping, schema: Schema) -> list[tuple[str, str]]:
    labels = {spec.key: spec.label for spec in schema.fields}
    options = [("", _("(ignored)")), *labels.items()]
    for one in columns.columns:
        if one.choice and one.choice not in dict(options):
            options.append((one.choice, f"{labels[one.field]} · {one.option or one.heading}"))
    return options


def _download(content: bytes, name: str) -> Response:
    response = Response(content, content_type=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
