"""What is done with a task force, each by a form of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.children.models import Child
from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.scope import get_visible, visible
from app.core.clock import today
from app.core.db import session
from app.core.errors import DomainError
from app.core.web.forms import ActionForm, BaseForm
from app.core.web.pages import page, see
from app.pairings.queries import running_of_child
from app.policy import P
from app.programmes.queries import rules_for
from app.taskforces import queries, services
from app.taskforces.forms import (
    ItemForm,
    MemberForm,
    MinutesForm,
    ReasonForm,
    ResultForm,
    TaskForceForm,
)
from app.taskforces.models import TaskForce
from app.taskforces.routes import blueprint
from app.taskforces.rules import next_review, terms_of
from app.volunteers.models import Volunteer
from app.volunteers.queries import matches

MOST = 25


@blueprint.route("/new/<int:child_id>", methods=["GET", "POST"])
@requires(P.KEEP_TASK_FORCE)
def new(child_id: int) -> Response:
    child, form = get_visible(Child, current_actor(), child_id), TaskForceForm()
    if form.validate_on_submit():
        try:
            force = services.form_task_force(
                actor=current_actor(),
                child_id=child.id,
                concern=form.concern.data,
                interest=form.interest.data or "",
                goal=form.goal.data or "",
            )
            return see(_of(force))
        except DomainError as error:
            form.show_problems(error)
    return _page(
        form,
        title=_("Form a task force for %(child)s", child=child.alias),
        label=_("Form the task force"),
        back=url_for("children.show", child_id=child.id),
    )


@blueprint.route("/<int:task_force_id>/members/new", methods=["GET", "POST"])
@requires(P.KEEP_TASK_FORCE)
def new_member(task_force_id: int) -> Response:
    actor, form = current_actor(), MemberForm()
    force = _force(task_force_id)
    words = request.args.get("q", "").strip()
    terms = terms_of(rules_for(force.region_code))
    form.profession.choices = [SelectChoice(one.code, one.label) for one in terms.professions]
    form.volunteer.choices = [
        *(SelectChoice(one.id, one.name) for one in _found(actor, force, words)),
        SelectChoice(0, _("Somebody of another office: fill in below; she gets paper")),
    ]
    if form.validate_on_submit():
        try:
            services.add_member(
                actor=actor,
                task_force_id=force.id,
                profession=form.profession.data,
                volunteer_id=form.volunteer.data or None,
                name=form.name.data or "",
                unit=form.unit.data or "",
                phone=form.phone.data or "",
            )
            return see(_of(force))
        except DomainError as error:
            form.show_problems(error)
    return page(
        "taskforces/member.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        force=force,
        words=words,
    )


def _found(actor: Actor, force: TaskForce, words: str) -> list[Volunteer]:
    """Who is searched for; without a search, those who are paired with the child."""
    if not words:
        return [one.volunteer for one in running_of_child(force.child_id)]
    query = visible(Volunteer, actor).where(Volunteer.state == "approved", matches(words))
    return list(session().scalars(query.order_by(Volunteer.name_key).limit(MOST)))


@blueprint.post("/<int:task_force_id>/members/<int:part_id>/end")
@requires(P.KEEP_TASK_FORCE)
def end_member(task_force_id: int, part_id: int) -> Response:
    force, form = _force(task_force_id), ActionForm()
    if form.validate_on_submit():
        services.end_membership(actor=current_actor(), task_force_id=force.id, member_id=part_id)
        flash(_("She no longer sees anything of the child through the task force."), "success")
    return see(_of(force))


@blueprint.post("/<int:task_force_id>/start")
@requires(P.KEEP_TASK_FORCE)
def start(task_force_id: int) -> Response:
    force, form = _force(task_force_id), ActionForm()
    if form.validate_on_submit():
        services.start_task_force(actor=current_actor(), task_force_id=force.id)
    return see(_of(force))


@blueprint.route("/<int:task_force_id>/plan/new", methods=["GET", "POST"])
@requires(P.KEEP_TASK_FORCE)
def new_item(task_force_id: int) -> Response:
    force, form = _force(task_force_id), ItemForm()
    form.member.choices = [SelectChoice(one.id, one.name) for one in queries.present(force)]
    return _act(
        form,
        lambda: services.add_item(
            actor=current_actor(),
            task_force_id=force.id,
            member_id=form.member.data,
            what=form.what.data or "",
            due_on=form.due_on.data,
        ),
        force,
        title=_("A step of the plan"),
        label=_("Add the step"),
    )


@blueprint.route("/<int:task_force_id>/plan/<int:item_id>", methods=["GET", "POST"])
@requires(P.READ_TASK_FORCE)
def finish_item(task_force_id: int, item_id: int) -> Response:
    """By the station, or by the member whose step it is; nobody else finds it."""
    actor, form = current_actor(), ResultForm()
    force = _force(task_force_id)
    item = next((one for one in force.items if one.id == item_id), None)
    own = queries.own_membership(actor, force)
    mine = own is not None and item is not None and item.member_id == own.id
    if item is None or not (mine or services.may_keep(actor, force)):
        abort(404)
    return _act(
        form,
        lambda: services.finish_item(
            actor=actor, task_force_id=force.id, item_id=item.id, result=form.result.data or ""
        ),
        force,
        title=item.what or "",
        label=_("It is done"),
    )


@blueprint.route("/<int:task_force_id>/minutes/new", methods=["GET", "POST"])
@requires(P.KEEP_TASK_FORCE)
def new_minutes(task_force_id: int) -> Response:
    force = _force(task_force_id)
    terms = terms_of(rules_for(force.region_code))
    form = MinutesForm(data={"next_review_on": next_review(today(), terms), "held_on": today()})
    form.present.choices = [SelectChoice(one.id, one.name) for one in queries.present(force)]
    return _act(
        form,
        lambda: services.record_minutes(
            actor=current_actor(),
            task_force_id=force.id,
            held_on=form.held_on.data,
            present=form.present.data or [],
            said=form.said.data or "",
            next_review_on=form.next_review_on.data,
        ),
        force,
        title=_("Minutes of the task force"),
        label=_("Record the minutes"),
    )


@blueprint.route("/<int:task_force_id>/close", methods=["GET", "POST"])
@requires(P.CLOSE_TASK_FORCE)
def close(task_force_id: int) -> Response:
    force, form = _force(task_force_id), ReasonForm()
    return _act(
        form,
        lambda: services.close_task_force(
            actor=current_actor(), task_force_id=force.id, reason=form.reason.data or ""
        ),
        force,
        title=_("Close the task force"),
        label=_("Close the task force"),
        lead=_("From now on no member sees anything of the child through it."),
    )


def _force(task_force_id: int) -> TaskForce:
    force: TaskForce = get_visible(TaskForce, current_actor(), task_force_id)
    return force


def _of(force: TaskForce) -> str:
    return url_for("taskforces.show", task_force_id=force.id)


def _act(form: BaseForm, act: Callable[[], object], force: TaskForce, **shown: Any) -> Response:
    if form.validate_on_submit():
        try:
            act()
            return see(_of(force))
        except DomainError as error:
            form.show_problems(error)
    return _page(form, back=_of(force), **shown)


def _page(form: BaseForm, *, title: str, label: str, back: str, lead: str = "") -> Response:
    return page(
        "taskforces/act.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        title=title,
        label=label,
        back=back,
        lead=lead,
    )
