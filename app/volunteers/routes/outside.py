"""Lists for the volunteer systems of others."""

from __future__ import annotations

from io import BytesIO

from flask import Response, abort, flash, make_response, url_for
from flask_babel import gettext as _

from app.accounts.fresh import fresh_password
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.documents.sheets.write import OutColumn, OutSheet, write_workbook
from app.core.errors import DomainError
from app.core.web.pages import page, see
from app.policy import P
from app.volunteers.forms import ColumnsForm, TakeOutForm
from app.volunteers.outside import services
from app.volunteers.outside.columns import FIELDS, SYSTEMS, System
from app.volunteers.routes import blueprint
from app.volunteers.routes.lists import XLSX


def _system(code: str) -> System:
    return SYSTEMS.get(code) or abort(404)


@blueprint.get("/volunteers/outside/<system>")
@requires(P.IMPORT_VOLUNTEERS)
@fresh_password
def outside(system: str) -> Response:
    return _show(_system(system), TakeOutForm())


@blueprint.post("/volunteers/outside/<system>")
@requires(P.IMPORT_VOLUNTEERS)
@fresh_password
def take_out(system: str) -> Response:
    wanted, form = _system(system), TakeOutForm()
    if not form.validate_on_submit():
        return _show(wanted, form, 422)
    try:
        columns, rows = services.take_out(
            actor=current_actor(),
            system=wanted.code,
            reason=form.reason.data or "",
            only_new=bool(form.only_new.data),
        )
    except DomainError as error:
        form.show_problems(error)
        return _show(wanted, form, error.status)
    target = BytesIO()
    # No title: the other system reads the first row as its headings.
    sheet = OutSheet("志愿者", [OutColumn(one.heading, 18) for one in columns], rows)
    write_workbook(target, [sheet])
    response = make_response(target.getvalue())
    response.content_type = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="{wanted.code}.xlsx"'
    return response


def _show(system: System, form: TakeOutForm, status: int = 200) -> Response:
    return page(
        "volunteers/outside.html",
        status=status,
        system=system,
        systems=SYSTEMS.values(),
        columns=services.columns_for(services.home_of(current_actor()), system.code),
        fields=FIELDS,
        form=form,
    )


@blueprint.get("/volunteers/outside/<system>/columns")
@requires(P.IMPORT_VOLUNTEERS)
def outside_columns(system: str) -> Response:
    wanted, form = _system(system), ColumnsForm()
    columns = services.columns_for(services.home_of(current_actor()), wanted.code)
    form.columns.data = "\n".join(one.line for one in columns)
    return _show_columns(wanted, form)


@blueprint.post("/volunteers/outside/<system>/columns")
@requires(P.IMPORT_VOLUNTEERS)
def save_outside_columns(system: str) -> Response:
    wanted, form = _system(system), ColumnsForm()
    status = 422
    if form.validate_on_submit():
        try:
            services.save_columns(
                actor=current_actor(), system=wanted.code, text=form.columns.data or ""
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            flash(_("Saved."), "success")
            return see(url_for("volunteers.outside", system=wanted.code))
    return _show_columns(wanted, form, status)


def _show_columns(system: System, form: ColumnsForm, status: int = 200) -> Response:
    return page(
        "volunteers/outside_columns.html",
        status=status,
        system=system,
        form=form,
        words=[words[0] for field, words in FIELDS.items() if field],
    )
