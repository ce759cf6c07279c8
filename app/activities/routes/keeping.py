"""What is kept of an activity: photos, incidents, templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for

from app.activities import kinds
from app.activities.day_forms import CloseIncidentForm, IncidentForm, PhotoForm, TemplateForm
from app.activities.forms import options
from app.activities.models import Activity, Incident
from app.activities.routes.activities import blueprint, get_shown
from app.activities.routes.own_region import widest_region
from app.activities.services import incidents as incident_services
from app.activities.services import photos as photo_services
from app.activities.services import templates as template_services
from app.activities.states import INCIDENT
from app.children.models import Child
from app.core import audit
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.db import transaction
from app.core.documents.uploads import serve
from app.core.errors import DomainError
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P


@blueprint.get("/<int:activity_id>/photos")
@requires(P.READ_ACTIVITY)
def photos(activity_id: int) -> Response:
    return _photos(get_shown(current_actor(), activity_id))


@blueprint.post("/<int:activity_id>/photos")
@requires(P.MANAGE_ACTIVITY)
def add_photo(activity_id: int) -> Response:
    actor = current_actor()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    form = PhotoForm()
    form.children.choices = _choices(photo_services.candidates(actor, activity))
    if form.validate_on_submit():
        try:
            photo_services.add_photo(
                actor=actor,
                activity_id=activity.id,
                content=form.file.data.read(),
                name=form.file.data.filename or "",
                caption=form.caption.data or "",
                child_ids=[int(one) for one in form.children.data or ()],
                nobody=bool(form.nobody.data),
            )
            return see(url_for("activities.photos", activity_id=activity.id))
        except DomainError as error:
            form.show_problems(error)
    return _photos(activity, status=422, form=form)


def _photos(activity: Activity, *, status: int = 200, form: PhotoForm | None = None) -> Response:
    actor = current_actor()
    manages = may(actor, P.MANAGE_ACTIVITY, activity)
    children = photo_services.candidates(actor, activity) if manages else []
    form = form or PhotoForm(formdata=None)
    form.children.choices = _choices(children)
    found = photo_services.photos_of(actor, activity)
    shown = sorted({child.id for photo in found for child in photo.children})
    if shown:
        with transaction():
            audit.record(actor, "activity.photos_opened", activity, children=shown)
    return page(
        "activities/photos.html",
        status=status,
        activity=activity,
        photos=found,
        form=form,
        manages=manages,
        refused=[child.alias for child, allowed in children if not allowed],
        button=ActionForm(formdata=None),
    )


def _choices(children: Sequence[tuple[Child, bool]]) -> Any:
    return options((str(child.id), child.alias) for child, _allowed in children)


@blueprint.get("/photos/<int:photo_id>/<any(big, small):size>.jpg")
@requires(P.READ_ACTIVITY)
def photo(photo_id: int, size: str) -> Response:
    found = photo_services.get_photo(current_actor(), photo_id)
    return serve(found.upload if size == "big" else found.small, f"photo-{found.id}.jpg")


@blueprint.post("/photos/<int:photo_id>/remove")
@requires(P.MANAGE_ACTIVITY)
def remove_photo(photo_id: int) -> Response:
    actor = current_actor()
    activity_id = photo_services.get_photo(actor, photo_id).activity_id
    if ActionForm().validate_on_submit():
        photo_services.remove_photo(actor=actor, photo_id=photo_id)
    return see(url_for("activities.photos", activity_id=activity_id))


@blueprint.get("/incidents")
@requires(P.KEEP_INCIDENT)
def incidents() -> Response:
    """The open ones of the station; all of them when asked."""
    actor = current_actor()
    query = visible(Incident, actor)
    if "all" not in request.args:
        query = query.where(Incident.state == "open")
    found = paginate(query, (Incident.follow_up_on, "asc"), (Incident.id, "asc"))
    return page(
        "activities/incidents.html",
        found=found,
        kinds=kinds.INCIDENTS,
        lifecycle=INCIDENT,
        shows_all="all" in request.args,
    )


@blueprint.route("/<int:activity_id>/incidents/new", methods=["GET", "POST"])
@requires(P.KEEP_INCIDENT)
def new_incident(activity_id: int) -> Response:
    actor = current_actor()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    form = IncidentForm()
    children = photo_services.candidates(actor, activity)
    form.child_id.choices = [*options([("", "—")]), *_choices(children)]
    if form.validate_on_submit():
        try:
            made = incident_services.record_incident(
                actor=actor,
                activity_id=activity.id,
                kind=form.kind.data,
                what=form.what.data or "",
                done=form.done.data or "",
                child_id=int(form.child_id.data) if form.child_id.data else None,
                follow_up_on=form.follow_up_on.data,
            )
            return see(url_for("activities.incident", incident_id=made.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("activities/incident_new.html", status=status, form=form, activity=activity)


@blueprint.route("/incidents/<int:incident_id>", methods=["GET", "POST"])
@requires(P.KEEP_INCIDENT)
def incident(incident_id: int) -> Response:
    actor = current_actor()
    found = get_visible(Incident, actor, incident_id)
    form = CloseIncidentForm()
    if form.validate_on_submit():
        try:
            incident_services.close_incident(
                actor=actor, incident_id=found.id, done=form.done.data or ""
            )
            return see(url_for("activities.incident", incident_id=found.id))
        except DomainError as error:
            form.show_problems(error)
    else:
        with transaction():
            audit.record(actor, "incident.opened", found)
    return page(
        "activities/incident.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        incident=found,
        kinds=kinds.INCIDENTS,
        state=INCIDENT.state(found.state),
    )


@blueprint.get("/templates")
@requires(P.MANAGE_ACTIVITY)
def templates() -> Response:
    actor = current_actor()
    region = widest_region(actor, P.MANAGE_ACTIVITY)
    return page(
        "activities/templates.html",
        presets=template_services.presets(),
        found=[
            (one, may(actor, P.MANAGE_ACTIVITY, one))
            for one in template_services.templates_for(actor, region)
        ],
        label_of=kinds.label_of,
        form=ActionForm(),
    )


@blueprint.route("/<int:activity_id>/template", methods=["GET", "POST"])
@requires(P.MANAGE_ACTIVITY)
def save_template(activity_id: int) -> Response:
    actor = current_actor()
    activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
    form = TemplateForm(data={"name": activity.title})
    if form.validate_on_submit():
        try:
            template_services.save_template(
                actor=actor, activity_id=activity.id, name=form.name.data or ""
            )
            return see(url_for("activities.templates"))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("activities/template_save.html", status=status, form=form, activity=activity)


@blueprint.post("/templates/<int:template_id>/remove")
@requires(P.MANAGE_ACTIVITY)
def remove_template(template_id: int) -> Response:
    if ActionForm().validate_on_submit():
        template_services.remove_template(actor=current_actor(), template_id=template_id)
    return see(url_for("activities.templates"))
