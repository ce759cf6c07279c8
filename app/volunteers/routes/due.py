"""Checks that end soon or have ended: the list that re-vetting is worked off by."""

from __future__ import annotations

from io import BytesIO

from flask import Response, make_response, request, url_for
from flask_babel import gettext as _

from app.core import i18n
from app.core.access.actors import current_actor
from app.core.access.guard import fresh_password, requires
from app.core.clock import today
from app.core.documents.sheets.write import OutColumn, OutSheet, write_workbook
from app.core.web.pages import page
from app.core.web.pagination import paginate
from app.policy import P
from app.regions import queries as regions
from app.regions.stations import load_names
from app.volunteers import due, queries, services
from app.volunteers.models import Volunteer
from app.volunteers.routes import blueprint
from app.volunteers.routes.lists import XLSX, choice

ORDER = ((Volunteer.name_key, "asc"), (Volunteer.id, "asc"))


def _asked() -> tuple[str, str]:
    return request.args.get("q", "")[:80], request.args.get("kind", "")[:32]


@blueprint.get("/volunteers/due")
@requires(P.CHECK_VOLUNTEER)
def due_checks() -> Response:
    actor, (words, kind) = current_actor(), _asked()
    found = paginate(due.find(actor, words, kind), *ORDER)
    load_names(row.region_code for row in found.items)
    kinds = [(one.code, one.label) for one in queries.rules_here(actor).checks]
    return page(
        "volunteers/due.html",
        found=found,
        lines={row.id: due.lines(row, kind) for row in found.items},
        words=words,
        kind=kind,
        choices=[choice("kind", _("Check"), kinds, kind)],
        today=today(),
        export_url=url_for("volunteers.due_workbook", q=words or None, kind=kind or None),
    )


@blueprint.get("/volunteers/due.xlsx")
@requires(P.CHECK_VOLUNTEER)
@fresh_password
def due_workbook() -> Response:
    words, kind = _asked()
    rows = services.export_due(actor=current_actor(), words=words, kind=kind)
    places = regions.full_names({row.region_code for row in rows})
    headings = ((_("Name"), 10), (_("Place"), 36), (_("Check"), 20), (_("Valid until"), 16))
    cells = (
        (
            row.name,
            places.get(row.region_code, ""),
            line.kind.label,
            line.check.valid_until if line.check and line.check.valid_until else _("missing"),
        )
        for row in rows
        for line in due.lines(row, kind)
    )
    target = BytesIO()
    sheet = OutSheet(
        name=_("Checks to renew"),
        title=_("Checks to renew, %(day)s", day=i18n.day(today())),
        columns=[OutColumn(heading, width) for heading, width in headings],
        rows=cells,
    )
    write_workbook(target, [sheet])
    response = make_response(target.getvalue())
    response.content_type = XLSX
    response.headers["Content-Disposition"] = 'attachment; filename="due.xlsx"'
    return response
