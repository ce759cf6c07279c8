"""The list, one task force, and its sheets on paper."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import workflow
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import fresh_password, requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.clock import today
from app.core.db import session
from app.core.errors import DomainError
from app.core.web.forms import ActionForm
from app.core.web.pages import page
from app.core.web.pagination import paginate
from app.policy import P
from app.programmes.queries import rules_for
from app.regions.stations import load_names
from app.taskforces import exports, paper, queries, services
from app.taskforces.forms import ReasonForm
from app.taskforces.models import TaskForce
from app.taskforces.routes import blueprint
from app.taskforces.rules import CONCERNS, SLICE_LABELS, terms_of
from app.taskforces.slices import slice_of
from app.taskforces.states import TASK_FORCE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VIEWS = {
    "running": _l("At work"),
    "due": _l("Review due"),
    "forming": _l("Being formed"),
    "closed": _l("Closed"),
}


@blueprint.get("/")
@requires(P.READ_TASK_FORCE)
def index() -> Response:
    actor = current_actor()
    asked = request.args.get("view", "running")
    view = asked if asked in VIEWS else "running"
    # A member knows the child by its nickname only: a search by name would tell her who it is.
    keeps = may(actor, P.KEEP_TASK_FORCE)
    words = request.args.get("q", "").strip() if keeps else ""
    found = paginate(
        queries.listed(actor, view, words), (TaskForce.next_review_on, "asc"), (TaskForce.id, "asc")
    )
    load_names(one.region_code for one in found.items)
    return page(
        "taskforces/list.html",
        found=found,
        view=view,
        views=VIEWS,
        concerns=CONCERNS,
        lifecycle=TASK_FORCE,
        present=queries.present,
        today=today(),
        keeps=keeps,
        words=words,
    )


@blueprint.route("/export", methods=["GET", "POST"])
@requires(P.KEEP_TASK_FORCE)
@fresh_password
def export() -> Response:
    """All task forces of one view that the actor sees."""
    actor, form = current_actor(), ReasonForm()
    asked = request.args.get("view", "running")
    view = asked if asked in VIEWS else "running"
    query = queries.listed(actor, view).order_by(TaskForce.region_code, TaskForce.id)
    forces = session().scalars(query).all()
    if form.validate_on_submit():
        try:
            exports.record_export(actor=actor, reason=form.reason.data, count=len(forces))
        except DomainError as error:
            form.show_problems(error)
        else:
            forces = session().scalars(query).all()
            body = exports.workbook(forces, actor=actor, reason=form.reason.data)
            answer = Response(body, content_type=XLSX)
            answer.headers.set("Content-Disposition", "attachment", filename="task-forces.xlsx")
            return answer
    return page(
        "taskforces/act.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        title=_("Export to Excel"),
        lead=_(
            "%(total)s task forces, with aliases only. That you took the list is recorded with"
            " your reason, which is also printed in it.",
            total=len(forces),
        ),
        label=_("Export to Excel"),
        back=url_for("taskforces.index", view=view),
    )


@blueprint.get("/<int:task_force_id>")
@requires(P.READ_TASK_FORCE)
def show(task_force_id: int) -> Response:
    actor = current_actor()
    force = get_visible(TaskForce, actor, task_force_id)
    if not may(actor, P.KEEP_TASK_FORCE, force):
        return _slice(actor, force)
    rules = rules_for(force.region_code)
    terms = terms_of(rules)
    return page(
        "taskforces/show.html",
        force=force,
        state=TASK_FORCE.state(force.state),
        concerns=CONCERNS,
        professions={one.code: one.label for one in terms.professions},
        sees={
            one.code: "、".join(str(SLICE_LABELS[part]) for part in one.sees)
            for one in terms.professions
        },
        members=queries.present(force),
        past=[one for one in force.members if one.until is not None],
        minutes=queries.minutes_of(force),
        names={one.id: one.name for one in force.members},
        missing=services.problems_to_start(force) if force.state != "closed" else [],
        may_close=may(actor, P.CLOSE_TASK_FORCE, force) and force.state != "closed",
        history=workflow.history(force),
        lifecycle=TASK_FORCE,
        form=ActionForm(),
        today=today(),
    )


def _slice(actor: Actor, force: TaskForce) -> Response:
    """What one member sees: her part of the file, her own steps, who else is in it."""
    member = queries.own_membership(actor, force)
    if member is None:
        abort(404)
    rules = rules_for(force.region_code)
    terms = terms_of(rules)
    services.record_opening(actor=actor, force=force, profession=member.profession)
    return page(
        "taskforces/slice.html",
        force=force,
        facts=slice_of(force.child, member.profession, terms, rules),
        items=[one for one in force.items if one.member_id == member.id],
        others=[one for one in queries.present(force) if one.id != member.id],
        professions={one.code: one.label for one in terms.professions},
        today=today(),
    )


@blueprint.get("/<int:task_force_id>/sheet.pdf")
@requires(P.KEEP_TASK_FORCE)
def sheet(task_force_id: int) -> Response:
    """专班工作表: members, plan, minutes, for the station's file."""
    force = get_visible(TaskForce, current_actor(), task_force_id)
    return _pdf(paper.whole_sheet(current_actor(), force), "task-force.pdf")


@blueprint.get("/<int:task_force_id>/members/<int:part_id>/sheet.pdf")
@requires(P.KEEP_TASK_FORCE)
def member_sheet(task_force_id: int, part_id: int) -> Response:
    """One member's part on paper, for whoever has no account."""
    force = get_visible(TaskForce, current_actor(), task_force_id)
    member = next((one for one in queries.present(force) if one.id == part_id), None)
    if member is None:
        abort(404)
    return _pdf(paper.member_sheet(current_actor(), force, member), "task-force-part.pdf")


def _pdf(body: bytes, name: str) -> Response:
    response = Response(body, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
