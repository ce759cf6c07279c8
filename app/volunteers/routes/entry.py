"""Her entry by staff, and the corrections of her record."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, url_for
from flask_babel import gettext as _

from app.core.access.actors import Actor, current_actor
from app.core.access.guard import requires
from app.core.access.policy import rule_of
from app.core.errors import DomainError, StaleVersion
from app.core.personal import Kind, mask
from app.core.regioncode import COUNTRY
from app.core.web.pages import page, see
from app.policy import P
from app.regions import queries as regions
from app.volunteers import queries, services
from app.volunteers.forms import EditForm, EntryForm
from app.volunteers.labels import (
    PLACEMENT_LABELS,
    kind_label,
    skill_labels,
)
from app.volunteers.models import Volunteer
from app.volunteers.notice import confine
from app.volunteers.routes import blueprint
from app.volunteers.routes.record import load


def _home_region(actor: Actor) -> str:
    regions_held = actor.regions(rule_of(P.REGISTER_VOLUNTEER).roles)
    return regions_held[0] if regions_held else COUNTRY


def _entry_form() -> EntryForm:
    form: EntryForm = EntryForm.made_for(queries.rules_here(current_actor()))
    confine(form, _home_region(current_actor()))
    return form


@blueprint.get("/volunteers/new")
@requires(P.REGISTER_VOLUNTEER)
def new() -> Response:
    return page("volunteers/new.html", form=_entry_form())


@blueprint.post("/volunteers/new")
@requires(P.REGISTER_VOLUNTEER)
def enter() -> Response:
    form = _entry_form()
    if not form.validate_on_submit():
        return page("volunteers/new.html", status=422, form=form)
    values = form.values(privacy_agreed=True, political_status=form.political_status.data or None)
    try:
        entry = services.enter_volunteer(
            actor=current_actor(), values=values, may_update=False, papers=form.files()
        )
    except DomainError as error:
        form.show_problems(error)
        return page("volunteers/new.html", status=error.status, form=form)
    flash(_("%(name)s is on the books. Next: the checks.", name=entry.volunteer.name), "success")
    return see(url_for("volunteers.show", volunteer_id=entry.volunteer.id))


@blueprint.get("/volunteers/<int:volunteer_id>/edit")
@requires(P.REGISTER_VOLUNTEER)
def edit(volunteer_id: int) -> Response:
    volunteer = load(volunteer_id, P.REGISTER_VOLUNTEER)
    form = _edit_form(volunteer)
    form.fill_from(volunteer)
    return _show_edit(volunteer, form)


@blueprint.post("/volunteers/<int:volunteer_id>/edit")
@requires(P.REGISTER_VOLUNTEER)
def save(volunteer_id: int) -> Response:
    volunteer = load(volunteer_id, P.REGISTER_VOLUNTEER)
    form = _edit_form(volunteer)
    version = form.version.data or ""
    if not form.validate_on_submit() or not version.isdecimal():
        return _show_edit(volunteer, form, 422)
    values = form.values(
        identity_number=form.identity_number.data or volunteer.identity_number,
        phone=form.phone.data or None,
        political_status=form.political_status.data or "",
    )
    try:
        services.edit(
            actor=current_actor(),
            volunteer_id=volunteer.id,
            version=int(version[:9]),
            values=values,
        )
    except StaleVersion:
        rows = _both_texts(volunteer, form)
        form.version.data = str(volunteer.version)
        return _show_edit(volunteer, form, 409, rows)
    except DomainError as error:
        form.show_problems(error)
        return _show_edit(volunteer, form, error.status)
    flash(_("Saved."), "success")
    return see(url_for("volunteers.show", volunteer_id=volunteer.id))


def _edit_form(volunteer: Volunteer) -> EditForm:
    form: EditForm = EditForm.made_for(queries.rules_of(volunteer))
    confine(form, _home_region(current_actor()))
    return form


def _show_edit(
    volunteer: Volunteer, form: EditForm, status: int = 200, both: Any = None
) -> Response:
    return page(
        "volunteers/edit.html",
        status=status,
        volunteer=volunteer,
        form=form,
        both=both,
        identity=mask(Kind.IDENTITY_NUMBER, volunteer.identity_number),
        phone=mask(Kind.PHONE, volunteer.phone),
    )


def _both_texts(volunteer: Volunteer, form: EditForm) -> list[tuple[Any, Any, Any]]:
    """(label, theirs, mine) where the two differ; what is masked stays out."""
    rules = queries.rules_of(volunteer)
    places = regions.full_names({volunteer.region_code, form.region.data or ""})

    def words(values: Any) -> str:
        return "、".join(skill_labels(rules, values or ()))

    rows = [
        (form.name.label.text, volunteer.name, form.name.data),
        (
            form.region.label.text,
            places.get(volunteer.region_code, ""),
            places.get(form.region.data or "", ""),
        ),
        (
            form.kind.label.text,
            kind_label(rules, volunteer.kind),
            kind_label(rules, form.kind.data or ""),
        ),
        (
            form.placement.label.text,
            PLACEMENT_LABELS.get(volunteer.placement, ""),
            PLACEMENT_LABELS.get(form.placement.data or "", ""),
        ),
        (form.occupation.label.text, volunteer.occupation, form.occupation.data or ""),
        (
            form.political_status.label.text,
            volunteer.political_status,
            form.political_status.data or "",
        ),
        (form.skills.label.text, words(volunteer.skills), words(form.skills.data)),
        (form.capacity.label.text, volunteer.capacity, form.capacity.data),
    ]
    return [row for row in rows if str(row[1]) != str(row[2])]
