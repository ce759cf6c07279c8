"""References, licences and scans of written applications: what is on paper about her."""

from __future__ import annotations

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.clock import today
from app.core.db import session
from app.core.documents.uploads import Upload, serve
from app.core.errors import DomainError
from app.core.web.pages import page, see
from app.policy import P
from app.volunteers import queries, services
from app.volunteers.forms import LicenceForm, PaperForm, ReferenceForm
from app.volunteers.routes import blueprint
from app.volunteers.routes.record import load


@blueprint.get("/volunteers/<int:volunteer_id>/references/new")
@requires(P.CHECK_VOLUNTEER)
def new_reference(volunteer_id: int) -> Response:
    volunteer, form = load(volunteer_id, P.CHECK_VOLUNTEER), ReferenceForm()
    form.asked_on.data = today()
    needed = queries.rules_of(volunteer).vetting.references
    return page("volunteers/reference.html", volunteer=volunteer, form=form, needed=needed)


@blueprint.post("/volunteers/<int:volunteer_id>/references/new")
@requires(P.CHECK_VOLUNTEER)
def record_reference(volunteer_id: int) -> Response:
    volunteer, form = load(volunteer_id, P.CHECK_VOLUNTEER), ReferenceForm()
    needed = queries.rules_of(volunteer).vetting.references
    status = 422
    if form.validate_on_submit() and form.asked_on.data is not None:
        values = services.ReferenceValues(
            person=form.person.data or "",
            phone=form.phone.data or "",
            relation=form.relation.data,
            supports=form.supports.data == "yes",
            said=form.said.data or "",
            asked_on=form.asked_on.data,
        )
        try:
            services.record_reference(
                actor=current_actor(), volunteer_id=volunteer.id, values=values
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            flash(_("Recorded: %(check)s.", check=_("Reference")), "success")
            return see(url_for("volunteers.show", volunteer_id=volunteer.id))
    return page(
        "volunteers/reference.html", status=status, volunteer=volunteer, form=form, needed=needed
    )


@blueprint.get("/volunteers/<int:volunteer_id>/licences/new")
@requires(P.REGISTER_VOLUNTEER)
def new_licence(volunteer_id: int) -> Response:
    volunteer = load(volunteer_id, P.REGISTER_VOLUNTEER)
    return page("volunteers/licence.html", volunteer=volunteer, form=LicenceForm())


@blueprint.post("/volunteers/<int:volunteer_id>/licences/new")
@requires(P.REGISTER_VOLUNTEER)
def add_licence(volunteer_id: int) -> Response:
    volunteer, form = load(volunteer_id, P.REGISTER_VOLUNTEER), LicenceForm()
    status = 422
    if form.validate_on_submit():
        scan = form.scan.data
        try:
            services.add_licence(
                actor=current_actor(),
                volunteer_id=volunteer.id,
                name=form.name.data or "",
                number=form.number.data or "",
                expires_on=form.expires_on.data,
                scan=(scan.read(), scan.filename or "") if scan else None,
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            flash(_("Saved."), "success")
            return see(url_for("volunteers.show", volunteer_id=volunteer.id))
    return page("volunteers/licence.html", status=status, volunteer=volunteer, form=form)


@blueprint.get("/volunteers/<int:volunteer_id>/licences/<int:licence_id>/scan")
@requires(P.CHECK_VOLUNTEER)
def licence_scan(volunteer_id: int, licence_id: int) -> Response:
    volunteer = load(volunteer_id, P.CHECK_VOLUNTEER)
    licence = next((one for one in volunteer.licences if one.id == licence_id), None)
    if licence is None or licence.scan_id is None:
        abort(404)
    upload = session().get_one(Upload, licence.scan_id)
    return serve(upload, f"licence-{licence.id}.{upload.suffix}")


@blueprint.get("/volunteers/<int:volunteer_id>/papers/new")
@requires(P.REGISTER_VOLUNTEER)
def new_paper(volunteer_id: int) -> Response:
    volunteer = load(volunteer_id, P.REGISTER_VOLUNTEER)
    return page("volunteers/paper.html", volunteer=volunteer, form=PaperForm())


@blueprint.post("/volunteers/<int:volunteer_id>/papers/new")
@requires(P.REGISTER_VOLUNTEER)
def add_paper(volunteer_id: int) -> Response:
    volunteer, form = load(volunteer_id, P.REGISTER_VOLUNTEER), PaperForm()
    status = 422
    if form.validate_on_submit():
        try:
            services.add_paper(actor=current_actor(), volunteer_id=volunteer.id, files=form.files())
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            flash(_("Saved."), "success")
            return see(url_for("volunteers.show", volunteer_id=volunteer.id))
    return page("volunteers/paper.html", status=status, volunteer=volunteer, form=form)


@blueprint.get("/volunteers/<int:volunteer_id>/papers/<int:paper_id>/scan")
@requires(P.CHECK_VOLUNTEER)
def paper_scan(volunteer_id: int, paper_id: int) -> Response:
    upload = services.open_paper(
        actor=current_actor(), volunteer_id=volunteer_id, paper_id=paper_id
    )
    return serve(upload, f"application-{paper_id}.{upload.suffix}")
