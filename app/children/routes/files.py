from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from flask import Response, abort, url_for
from flask_babel import gettext as _

from app.children import queries, records, services
from app.children.access import queries as access
from app.children.access import sections
from app.children.access.rules import Reach
from app.children.families.changes import siblings
from app.children.families.states import BY_CODE as COLOURS
from app.children.forms import (
    ChildForm,
    GuardianForm,
    NewChildForm,
    ReasonForm,
    RevealForm,
)
from app.children.life.facts import shown_facts
from app.children.life.handing_over import of_child
from app.children.models import Child
from app.children.records import ChildRecord, GuardianRecord
from app.children.routes.blueprint import blueprint
from app.children.routes.lists import home_of
from app.children.routes.saying import facts_said, guardians_said
from app.children.services.guardians import clean_phone
from app.children.sources import queries as sources
from app.children.sources import showing
from app.children.states import CONSEQUENCES, LIFECYCLE
from app.core import regioncode, registry, workflow
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.clock import age_on, today
from app.core.db import session
from app.core.errors import DomainError, NotFound, StaleVersion
from app.core.i18n import day, moment
from app.core.personal import Kind, mask
from app.core.registry import Happening
from app.core.web.pages import page, panels, see
from app.policy import P
from app.programmes.queries import rules_for
from app.regions import queries as regions


@blueprint.get("/<int:child_id>")
@requires(P.REVEAL_CHILD)
def show(child_id: int) -> Response:
    try:
        services.record_opening(actor=current_actor(), child_id=child_id)
    except NotFound:
        if queries.is_listed(current_actor(), child_id):
            return see(url_for(".ask", child=child_id))
        raise
    return _child_page(child_id, RevealForm(formdata=None))


@blueprint.post("/<int:child_id>")
@requires(P.REVEAL_CHILD)
def reveal(child_id: int) -> Response:
    """The same page with the chosen fields in full, once: nothing of it is kept."""
    form = RevealForm()
    if form.validate_on_submit():
        try:
            shown = services.reveal_child(
                actor=current_actor(),
                child_id=child_id,
                fields=form.fields.data or (),
                reason=form.reason.data,
            )
            return _child_page(child_id, RevealForm(formdata=None), shown=shown)
        except DomainError as error:
            form.show_problems(error)
    return _child_page(child_id, form, status=422)


@blueprint.get("/new")
@requires(P.EDIT_CHILD)
def new() -> Response:
    return _form_page(_offered(NewChildForm()))


@blueprint.post("/new")
@requires(P.EDIT_CHILD)
def create() -> Response:
    form, actor = _offered(NewChildForm()), current_actor()
    if form.validate_on_submit():
        try:
            child = services.enter_child(
                actor=actor,
                record=form.record(_guardian_of(form)),
                found_on=form.found_on.data,
            )
            return see(url_for(".show", child_id=child.id))
        except DomainError as error:
            form.show_problems(_named_here(error))
    return _form_page(form, status=422)


@blueprint.get("/<int:child_id>/edit")
@requires(P.EDIT_CHILD)
def edit(child_id: int) -> Response:
    shown = ("name", "address", "note")
    services.record_correcting(actor=current_actor(), child_id=child_id, fields=shown)
    child = queries.get_child(current_actor(), child_id, P.EDIT_CHILD)
    return _form_page(_offered(_filled(child)), child=child)


@blueprint.post("/<int:child_id>/edit")
@requires(P.EDIT_CHILD)
def update(child_id: int) -> Response:
    actor, form = current_actor(), _offered(ChildForm())
    child = queries.get_child(actor, child_id, P.EDIT_CHILD)
    if form.validate_on_submit():
        try:
            services.update_child(
                actor=actor,
                child_id=child_id,
                version=int(form.version.data) if form.version.data.isdecimal() else -1,
                record=_record(form, child),
            )
            return see(url_for(".show", child_id=child_id))
        except StaleVersion as error:
            form.show_problems(error)
            session().refresh(child)
            rows = _versions(child, form)
            form.version.data = str(child.version)
            return _form_page(form, child=child, status=409, versions=rows)
        except DomainError as error:
            form.show_problems(error)
    return _form_page(form, child=child, status=422)


@blueprint.get("/<int:child_id>/guardians/<int:guardian_id>")
@blueprint.get("/<int:child_id>/guardians/new", defaults={"guardian_id": None})
@requires(P.EDIT_CHILD)
def guardian(child_id: int, guardian_id: int | None) -> Response:
    services.record_correcting(actor=current_actor(), child_id=child_id, fields=["guardians"])
    child = queries.get_child(current_actor(), child_id, P.EDIT_CHILD)
    known = next((one for one in child.guardians if one.id == guardian_id), None)
    if guardian_id and known is None:
        abort(404)
    return _guardian_page(GuardianForm(obj=known), child)


@blueprint.post("/<int:child_id>/guardians/<int:guardian_id>")
@blueprint.post("/<int:child_id>/guardians/new", defaults={"guardian_id": None})
@requires(P.EDIT_CHILD)
def save_guardian(child_id: int, guardian_id: int | None) -> Response:
    form, actor = GuardianForm(), current_actor()
    child = queries.get_child(actor, child_id, P.EDIT_CHILD)
    if form.validate_on_submit():
        try:
            services.save_guardian(
                actor=actor,
                child_id=child_id,
                guardian_id=guardian_id,
                name=form.name.data,
                phone=form.phone.data,
                relation=form.relation.data,
            )
            return see(url_for(".show", child_id=child_id))
        except DomainError as error:
            form.show_problems(error)
    return _guardian_page(form, child, status=422)


@blueprint.get("/<int:child_id>/<any(leave, age_out, record_death, re_enrol):step>")
@requires(P.EDIT_CHILD)
def state(child_id: int, step: str) -> Response:
    child = queries.get_child(current_actor(), child_id, P.EDIT_CHILD)
    return _state_page(ReasonForm(), child, step)


@blueprint.post("/<int:child_id>/<any(leave, age_out, record_death, re_enrol):step>")
@requires(P.EDIT_CHILD)
def change_state(child_id: int, step: str) -> Response:
    form, actor = ReasonForm(), current_actor()
    child = queries.get_child(actor, child_id, P.EDIT_CHILD)
    if form.validate_on_submit():
        try:
            services.change_state(
                actor=actor, child_id=child_id, transition=step, reason=form.reason.data
            )
            return see(url_for(".show", child_id=child_id))
        except DomainError as error:
            form.show_problems(error)
    return _state_page(form, child, step, status=422)


def _child_page(
    child_id: int, form: RevealForm, *, shown: Collection[str] = (), status: int = 200
) -> Response:
    actor = current_actor()
    child = queries.get_child(actor, child_id)
    programme = rules_for(child.region_code)
    age = age_on(child.born_on, today())
    too_young = age < programme.child_max_age
    steps = [
        step
        for step in LIFECYCLE.open_to(actor, child)
        if step.name in CONSEQUENCES and not (too_young and step.name == "age_out")
    ]
    reach = access.reach_of(actor, child) or Reach.PASSED
    form.offer(reach)
    seen = sections.seen(reach)
    return page(
        "children/child.html",
        status=status,
        form=form,
        child=child,
        state=LIFECYCLE.state(child.state),
        path=region_path(child.region_code),
        said=facts_said(child, seen, shown),
        guardians=guardians_said(child, "guardians" in shown),
        consents=queries.consent_states(child, programme, today()),
        steps=steps,
        history=_history(child),
        timeline=timeline_said(registry.timeline(actor, child)),
        sections=seen,
        disagreements=[showing.shown(one) for one in sources.of_child(child)]
        if "sources" in seen
        else [],
        facts=shown_facts(child, seen, frozenset(shown)),
        hand_over=of_child(child),
        siblings=[(one, may(actor, P.REVEAL_CHILD, one)) for one in siblings(child)],
        colour=COLOURS.get(child.family.colour),
        passed=access.pass_to(actor, child.id) if reach is Reach.PASSED else None,
        panels=panels(actor, child),
        is_open=bool(shown),
        may_edit=child.state != "deleted" and may(actor, P.EDIT_CHILD, child),
        may_keep_desk=may(actor, P.KEEP_REQUEST_DESK, child),
        may_record=child.state != "deleted" and may(actor, P.RECORD_CONSENT, child),
    )


def timeline_said(found: list[Happening]) -> list[dict[str, Any]]:
    return [{"at": day(one.on), "text": one.text, "who": one.who} for one in found]


def region_path(code: str) -> list[str]:
    """Names from the county down, for the line above the heading."""
    codes = [*regioncode.ancestors(code), code]
    names = regions.names_of(codes)
    return [names[one] for one in codes[2:] if one in names]


def _history(child: Child) -> list[dict[str, Any]]:
    labels = {step.name: step.label for step in LIFECYCLE.transitions}
    entries = []
    for change in workflow.history(child):
        label = str(labels.get(change.transition) or _("File opened"))
        text = f"{label}{_(': ')}{change.reason}" if change.reason else label
        entries.append({"at": moment(change.at), "text": text, "who": change.actor_name})
    return entries


def _offered(form: Any) -> Any:
    home = home_of(current_actor())
    form.offer(rules_for(home), home)
    return form


def _filled(child: Child) -> ChildForm:
    form = ChildForm(obj=child)
    form.version.data = str(child.version)
    form.identity_number.data = ""
    return form


def _record(form: ChildForm, child: Child) -> ChildRecord:
    """The identity number is not shown in the form: an empty field leaves it as it is."""
    record = form.record()
    return (
        record if record.identity_number else replace(record, identity_number=child.identity_number)
    )


def _form_page(
    form: Any,
    *,
    child: Child | None = None,
    status: int = 200,
    versions: list[tuple[Any, Any, Any]] | None = None,
) -> Response:
    back = url_for(".show", child_id=child.id) if child else url_for(".index")
    return page(
        "children/form.html",
        status=status,
        form=form,
        child=child,
        number_hint=_number_hint(child),
        versions=versions,
        back=back,
    )


def _number_hint(child: Child | None) -> str | None:
    if child is None or not child.identity_number:
        return None
    masked = mask(Kind.IDENTITY_NUMBER, child.identity_number)
    return _("It is %(number)s. Leave this empty unless it is wrong.", number=masked)


def _guardian_page(form: GuardianForm, child: Child, status: int = 200) -> Response:
    return page("children/guardian.html", status=status, form=form, child=child)


def _state_page(form: ReasonForm, child: Child, step: str, status: int = 200) -> Response:
    return page(
        "children/state.html",
        status=status,
        form=form,
        child=child,
        step=LIFECYCLE.transition(step),
        consequence=CONSEQUENCES[step],
        back=url_for(".show", child_id=child.id),
    )


def _guardian_of(form: NewChildForm) -> tuple[GuardianRecord, ...]:
    name = form.guardian_name.data
    if not name:
        return ()
    phone = clean_phone(form.guardian_phone.data or "")
    return (GuardianRecord(name, phone, form.guardian_relation.data or ""),)


def _named_here(error: DomainError) -> list[Any]:
    """A guardian's phone is called so on the form that has the child's fields too."""
    return [
        replace(one, field="guardian_phone") if one.field == "phone" else one
        for one in error.problems
    ]


def _versions(child: Child, form: ChildForm) -> list[tuple[Any, Any, Any]]:
    mine = _record(form, child)
    rows = []
    for field in records.PLAIN:
        theirs, own = getattr(child, field), records.value_of(mine, field)
        if (theirs or None) != (own or None):
            rows.append((records.LABELS[field], _printed(theirs), _printed(own)))
    return rows


def _printed(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return day(value) if hasattr(value, "year") else str(value or "")
