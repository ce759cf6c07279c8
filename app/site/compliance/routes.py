from __future__ import annotations

from flask import Blueprint, Response, request
from wtforms import SelectChoice

from app.core import audit
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import rule_of
from app.core.db import transaction
from app.core.documents.sheets import XLSX
from app.core.web.pages import page
from app.policy import P
from app.regions.queries import full_names
from app.site.compliance import papers, queries
from app.site.compliance.forms import PackForm

PDF = "application/pdf"


def add_to(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/compliance", "compliance", show)
    blueprint.add_url_rule("/compliance", "compliance_paper", paper, methods=["POST"])


@requires(P.KEEP_COMPLIANCE)
def show() -> Response:
    return _page(_form())


@requires(P.KEEP_COMPLIANCE)
def paper() -> Response:
    """The chosen paper; that it was made is recorded."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form, status=422)
    region, year, what = form.region.data, form.year.data, form.what.data
    with transaction():
        audit.record(current_actor(), "compliance.printed", what=what, year=year, region=region)
    if what == "rule":
        return _file(papers.rule_pdf(region), "children-rule.pdf", PDF)
    if what == "assessment":
        return _file(papers.assessment_pdf(region), "impact-assessment.pdf", PDF)
    lines = queries.pack(region, year)
    if what == "pack_xlsx":
        return _file(papers.pack_workbook(region, year, lines), f"compliance-{year}.xlsx", XLSX)
    return _file(papers.pack_pdf(region, year, lines), f"compliance-{year}.pdf", PDF)


def _form() -> PackForm:
    form = PackForm()
    regions = rule_of(P.KEEP_COMPLIANCE).regions_of(current_actor())
    names = full_names(set(regions))
    form.region.choices = [SelectChoice(code, names.get(code, code)) for code in regions]
    form.year.choices = [SelectChoice(year, str(year)) for year in queries.years()]
    return form


def _page(form: PackForm, status: int = 200) -> Response:
    chosen = request.form.get("region") or next(
        iter(rule_of(P.KEEP_COMPLIANCE).regions_of(current_actor()))
    )
    known = {choice.value for choice in form.region.choices}
    lines = queries.pack(chosen, queries.years()[0]) if chosen in known else []
    return page("site/compliance/show.html", status=status, form=form, lines=lines)


def _file(body: bytes, name: str, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    disposition = "inline" if content_type == PDF else "attachment"
    response.headers.set("Content-Disposition", disposition, filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
