"""A village's roster: compiled, handed in, checked, printed, stamped and sealed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.children.forms import PrintForm, ReasonForm
from app.children.rosters import content, overview, paper, queries, rules, services
from app.children.rosters.forms import (
    ScanForm,
    SealForm,
    SourcesForm,
    reasons_form,
    reasons_given,
)
from app.children.rosters.models import RosterVersion
from app.children.rosters.rules import Line
from app.children.rosters.states import CHANGES, REASONS, ROSTER
from app.children.rosters.terms import RosterTerms, terms_of
from app.children.sources.queries import open_in
from app.core import workflow
from app.core.access.actors import current_actor
from app.core.access.guard import fresh_password, requires
from app.core.access.policy import may
from app.core.documents.uploads import serve
from app.core.errors import DomainError
from app.core.i18n import moment
from app.core.imports.forms import DownloadForm
from app.core.personal import Kind, mask
from app.core.web.converters import whole
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P
from app.programmes.queries import rules_for
from app.regions.stations import path_of, short_name

blueprint = Blueprint("rosters", __name__, url_prefix="/rosters")
SIZE = 40


@blueprint.get("/village/<village_code>")
@requires(P.READ_ROSTER)
def village(village_code: str) -> Response:
    """All versions of one village, and what has happened there since the last seal."""
    actor = current_actor()
    found = overview.one_village(actor, village_code)
    return page(
        "rosters/village.html",
        village=found,
        name=short_name(village_code),
        path=path_of(village_code)[2:],
        versions=queries.versions_of(village_code),
        lifecycle=ROSTER,
        form=ActionForm(),
        may_compile=may(actor, P.COMPILE_ROSTER, village_code),
        children_url=url_for("children.index", region=village_code),
    )


@blueprint.post("/village/<village_code>")
@requires(P.COMPILE_ROSTER)
def begin(village_code: str) -> Response:
    actor = current_actor()
    overview.one_village(actor, village_code)
    if not ActionForm().validate_on_submit():
        return see(url_for(".village", village_code=village_code))
    roster = services.open_draft(actor=actor, region_code=village_code)
    return see(url_for(".show", roster_id=roster.id))


@blueprint.get("/<int:roster_id>")
@requires(P.READ_ROSTER)
def show(roster_id: int) -> Response:
    return _roster_page(roster_id)


def _roster_page(roster_id: int, *, problems: Any = None, status: int = 200) -> Response:
    actor = current_actor()
    roster = queries.get_roster(actor, roster_id)
    lines = queries.lines_of(roster)
    terms = terms_of(rules_for(roster.region_code))
    start = max(0, request.args.get("start", 0, type=whole))
    form = ActionForm()
    if problems:
        form.show_problems(problems)
    return page(
        "rosters/roster.html",
        status=status,
        form=form,
        roster=roster,
        path=path_of(roster.region_code)[2:],
        village=short_name(roster.region_code),
        state=ROSTER.state(roster.state),
        counts=_counts(lines),
        rows=[_row(one, terms) for one in lines[start : start + SIZE]],
        total=len(lines),
        prev_url=url_for(".show", roster_id=roster.id, start=max(0, start - SIZE))
        if start
        else None,
        next_url=url_for(".show", roster_id=roster.id, start=start + SIZE)
        if len(lines) > start + SIZE
        else None,
        unexplained=sum(one.change == "left" and not one.reason for one in lines),
        unsourced=sum(
            one.change != "left" and not (one.content or {}).get("sources") for one in lines
        ),
        departments=terms.departments,
        disagreements=open_in(roster.region_code) if roster.state == "draft" else 0,
        steps=_steps(roster),
        own_hand=roster.handed_in_by == actor.user_id,
        names={one: paper.name_of(one) for one in (roster.handed_in_by, roster.checked_by)},
        code=rules.check_code(roster.sha256),
        intact=roster.state == "draft" or queries.is_intact(roster),
        holds_deleted=roster.state != "draft" and queries.holds_deleted(roster),
        lost_scan=services.lost_scan(roster),
        may_compile=may(actor, P.COMPILE_ROSTER, roster),
        may_check=may(actor, P.CHECK_ROSTER, roster),
        may_seal=may(actor, P.SEAL_ROSTER, roster),
        may_open=may(actor, P.REVEAL_CHILD),
        download=DownloadForm(),
        history=_history(roster),
        returned=_returned(roster),
    )


def _counts(lines: list[Line]) -> list[tuple[Any, int]]:
    found = [one.change for one in lines]
    return [(label, found.count(code)) for code, label in CHANGES.items()]


def _row(line: Line, terms: RosterTerms) -> dict[str, Any]:
    kept, before = line.content or {}, line.before or {}
    return {
        "child_id": line.child_id,
        "is_deleted": line.content is None,
        "number": kept.get("number", ""),
        "alias": kept.get("alias", ""),
        "name": mask(Kind.NAME, kept.get("name")),
        "category": kept.get("category", ""),
        "change": CHANGES[line.change],
        "tone": {"left": "red", "new": "blue", "changed": "amber"}.get(line.change, "grey"),
        "is_left": line.change == "left",
        "reason": REASONS.get(line.reason, ""),
        "sources": "、".join(terms.department(code) for code in kept.get("sources", ())),
        "differs": [_difference(name, before, kept) for name in line.differs],
    }


def _difference(name: str, before: Any, after: Any) -> str:
    label = str(content.LABELS[name])
    if name not in content.OPEN:
        return label
    nothing = _("none")
    return f"{label}{_(': ')}{before.get(name) or nothing} → {after.get(name) or nothing}"


def _steps(roster: RosterVersion) -> list[workflow.Transition]:
    own_pages = ("print", "seal", "send_back")
    return [step for step in ROSTER.open_to(current_actor(), roster) if step.name not in own_pages]


def _history(roster: RosterVersion) -> list[dict[str, Any]]:
    labels = {step.name: step.label for step in ROSTER.transitions}
    found = []
    for change in workflow.history(roster):
        label = str(labels.get(change.transition) or _("Version begun"))
        text = f"{label}{_(': ')}{change.reason}" if change.reason else label
        found.append({"at": moment(change.at), "text": text, "who": change.actor_name})
    return found


def _returned(roster: RosterVersion) -> str:
    """Why the township sent it back, while the village mends it."""
    if roster.state != "draft":
        return ""
    last = next(iter(workflow.history(roster)), None)
    return last.reason if last is not None and last.transition == "send_back" else ""


@blueprint.get("/<int:roster_id>/sources")
@requires(P.COMPILE_ROSTER)
def sources(roster_id: int) -> Response:
    roster = _of_compiler(roster_id)
    form = SourcesForm(formdata=None)
    first = terms_of(rules_for(roster.region_code)).departments[0].code
    _offer(form, roster, request.args.get("department", first))
    return _sources_page(form, roster)


@blueprint.post("/<int:roster_id>/sources")
@requires(P.COMPILE_ROSTER)
def save_sources(roster_id: int) -> Response:
    roster, form = _of_compiler(roster_id), SourcesForm()
    _offer(form, roster, form.department.data or "")
    if form.validate_on_submit():
        try:
            services.note_sources(
                actor=current_actor(),
                roster_id=roster_id,
                department=form.department.data or "",
                child_ids=form.chosen,
            )
            return see(url_for(".show", roster_id=roster_id))
        except DomainError as error:
            form.show_problems(error)
    return _sources_page(form, roster, status=422)


def _of_compiler(roster_id: int) -> RosterVersion:
    roster = queries.get_roster(current_actor(), roster_id)
    if not may(current_actor(), P.COMPILE_ROSTER, roster):
        abort(403)
    return roster


def _offer(form: SourcesForm, roster: RosterVersion, department: str) -> None:
    children = queries.children_of(roster.region_code)
    form.children.choices = [
        SelectChoice(str(one.id), f"{one.roster_number} {mask(Kind.NAME, one.name)}（{one.alias}）")
        for one in children
    ]
    if not form.is_submitted():
        form.department.data = department
        listed = queries.listings_of([one.id for one in children], department)
        form.children.data = [str(child_id) for child_id in listed]


def _sources_page(form: SourcesForm, roster: RosterVersion, status: int = 200) -> Response:
    terms = terms_of(rules_for(roster.region_code))
    code = form.department.data or ""
    known = next((one.label for one in terms.departments if one.code == code), None)
    if known is None:
        abort(404)
    return page(
        "rosters/sources.html",
        status=status,
        form=form,
        roster=roster,
        village=short_name(roster.region_code),
        department=known,
        new_url=url_for("children.new"),
    )


@blueprint.get("/<int:roster_id>/reasons")
@requires(P.COMPILE_ROSTER)
def reasons(roster_id: int) -> Response:
    roster = _of_compiler(roster_id)
    return page("rosters/reasons.html", form=reasons_form(_gone(roster)), roster=roster)


@blueprint.post("/<int:roster_id>/reasons")
@requires(P.COMPILE_ROSTER)
def save_reasons(roster_id: int) -> Response:
    roster = _of_compiler(roster_id)
    form = reasons_form(_gone(roster))
    if form.validate_on_submit():
        try:
            services.note_reasons(
                actor=current_actor(), roster_id=roster_id, reasons=reasons_given(form)
            )
            return see(url_for(".show", roster_id=roster_id))
        except DomainError as error:
            form.show_problems(error)
    return page("rosters/reasons.html", status=422, form=form, roster=roster)


def _gone(roster: RosterVersion) -> list[tuple[int, str]]:
    return [
        (one.child_id, f"{one.content['number']} {mask(Kind.NAME, one.content['name'])}")
        for one in queries.lines_of(roster)
        if one.change == "left" and not one.reason and one.content
    ]


@blueprint.post("/<int:roster_id>/<any(hand_in, take_back, check):way>")
@requires(P.READ_ROSTER)
def take_step(roster_id: int, way: str) -> Response:
    """The steps that need no further word."""
    actor = current_actor()
    queries.get_roster(actor, roster_id)
    if not ActionForm().validate_on_submit():
        return see(url_for(".show", roster_id=roster_id))
    try:
        if way == "hand_in":
            services.hand_in(actor=actor, roster_id=roster_id)
        elif way == "check":
            services.check(actor=actor, roster_id=roster_id)
        else:
            services.reopen(actor=actor, roster_id=roster_id, step=way)
    except DomainError as error:
        return _roster_page(roster_id, problems=error, status=error.status)
    return see(url_for(".show", roster_id=roster_id))


@blueprint.get("/<int:roster_id>/return")
@requires(P.CHECK_ROSTER)
def returning(roster_id: int) -> Response:
    return _return_page(ReasonForm(), roster_id)


@blueprint.post("/<int:roster_id>/return")
@requires(P.CHECK_ROSTER)
def send_back(roster_id: int) -> Response:
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            services.reopen(
                actor=current_actor(),
                roster_id=roster_id,
                step="send_back",
                reason=form.reason.data,
            )
            return see(url_for(".show", roster_id=roster_id))
        except DomainError as error:
            form.show_problems(error)
    return _return_page(form, roster_id, status=422)


def _return_page(form: ReasonForm, roster_id: int, status: int = 200) -> Response:
    roster = queries.get_roster(current_actor(), roster_id)
    return page("rosters/return.html", status=status, form=form, roster=roster)


@blueprint.get("/<int:roster_id>/print")
@requires(P.CHECK_ROSTER)
@fresh_password
def print_form(roster_id: int) -> Response:
    return _print_page(PrintForm(), roster_id)


@blueprint.post("/<int:roster_id>/print")
@requires(P.CHECK_ROSTER)
@fresh_password
def print_roster(roster_id: int) -> Response:
    """The paper, with every name in full: who printed it and what for stands on each page."""
    actor, form = current_actor(), PrintForm()
    queries.get_roster(actor, roster_id)
    if not form.validate_on_submit():
        return _print_page(form, roster_id, status=422)
    purpose = form.reason.data.strip()
    try:
        services.record_print(actor=actor, roster_id=roster_id, purpose=purpose)
    except DomainError as error:
        form.show_problems(error)
        return _print_page(form, roster_id, status=422)
    roster = queries.get_roster(actor, roster_id)
    response = Response(paper.roster_pdf(actor, roster, purpose), content_type="application/pdf")
    name = f"roster-{roster.region_code}-{roster.number}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _print_page(form: PrintForm, roster_id: int, status: int = 200) -> Response:
    roster = queries.get_roster(current_actor(), roster_id)
    return page("rosters/print.html", status=status, form=form, roster=roster)


@blueprint.get("/<int:roster_id>/seal")
@requires(P.SEAL_ROSTER)
def sealing(roster_id: int) -> Response:
    return _seal_page(_scan_form(roster_id), roster_id)


@blueprint.post("/<int:roster_id>/seal")
@requires(P.SEAL_ROSTER)
def seal(roster_id: int) -> Response:
    actor, form = current_actor(), _scan_form(roster_id)
    if form.validate_on_submit():
        try:
            if isinstance(form, SealForm):
                services.seal(
                    actor=actor,
                    roster_id=roster_id,
                    files=form.files(),
                    code=form.code.data or "",
                    sealed_on=form.sealed_on.data,
                    office=form.office.data or "",
                )
            else:
                services.scan_again(actor=actor, roster_id=roster_id, files=form.files())
            return see(url_for(".show", roster_id=roster_id))
        except DomainError as error:
            form.show_problems(error)
    return _seal_page(form, roster_id, status=422)


def _scan_form(roster_id: int) -> ScanForm:
    """Of a sealed version that has lost its scan: the scan alone."""
    roster = queries.get_roster(current_actor(), roster_id)
    return ScanForm() if services.lost_scan(roster) else SealForm()


def _seal_page(form: ScanForm, roster_id: int, status: int = 200) -> Response:
    roster = queries.get_roster(current_actor(), roster_id)
    return page(
        "rosters/seal.html",
        status=status,
        form=form,
        roster=roster,
        is_again=not isinstance(form, SealForm),
        village=short_name(roster.region_code),
    )


@blueprint.post("/<int:roster_id>/scan")
@requires(P.CHECK_ROSTER)
def scan(roster_id: int) -> Response:
    """The stamped paper names every child: taking it is recorded."""
    actor = current_actor()
    roster = queries.get_roster(actor, roster_id)
    if roster.scan is None or services.lost_scan(roster):
        abort(404)
    services.record_scan_opened(actor=actor, roster_id=roster_id)
    upload = roster.scan
    return serve(upload, f"roster-{roster.region_code}-{roster.number}.{upload.suffix}")
