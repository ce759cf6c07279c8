from __future__ import annotations

import io

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from app.core import audit, workflow
from app.core.access.actors import current_actor
from app.core.access.guard import fresh_password, requires
from app.core.access.policy import may
from app.core.access.scope import get_visible
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents.sheets import XLSX, OutColumn, OutSheet, write_workbook
from app.core.documents.uploads import Upload, serve
from app.core.errors import DomainError
from app.core.personal import Kind, mask
from app.core.web.forms import ActionForm
from app.core.web.pages import page, panels, see
from app.core.web.pagination import paginate
from app.partners import queries, services
from app.partners.forms import (
    AgreementForm,
    OrganisationForm,
    PersonForm,
    ReasonForm,
)
from app.partners.models import Organisation
from app.partners.routes import blueprint
from app.partners.routes.shared import act, home, limit
from app.partners.rules import KINDS
from app.partners.states import ORGANISATION
from app.policy import P
from app.regions.stations import load_names, short_name
from app.volunteers.queries import matches

STATES = [("", _l("All")), *((state.code, state.label) for state in ORGANISATION.states)]


@blueprint.get("/")
@requires(P.READ_PARTNER)
def index() -> Response:
    actor, words = current_actor(), request.args.get("q", "").strip()
    state = request.args.get("state", "")
    known = {code for code, _label in STATES}
    found = paginate(
        queries.organisations(actor, words, state if state in known else ""),
        (Organisation.name, "asc"),
        (Organisation.id, "asc"),
    )
    load_names(one.region_code for one in found.items)
    return page(
        "partners/list.html",
        found=found,
        words=words,
        state=state,
        states=STATES,
        kinds=KINDS,
        lifecycle=ORGANISATION,
        people=queries.people_counts([one.id for one in found.items]),
        today=today(),
        may_keep=may(actor, P.KEEP_PARTNER),
    )


@blueprint.get("/organisations.xlsx")
@requires(P.READ_PARTNER)
@fresh_password
def workbook() -> Response:
    """The list as a sheet, the contact's number masked."""
    actor = current_actor()
    query = queries.organisations(actor, request.args.get("q", "").strip())
    rows = session().scalars(query.order_by(Organisation.region_code, Organisation.name)).all()
    counts = queries.people_counts([one.id for one in rows])
    load_names({one.region_code for one in rows})
    columns = [
        OutColumn(label, width)
        for label, width in (
            (_("Name of the organisation"), 32),
            (_("Kind"), 16),
            (_("Where it serves"), 22),
            (_("Contact"), 10),
            (_("Phone of the contact"), 16),
            (_("Agreed from"), 14),
            (_("Last day of the agreement"), 16),
            (_("People in service"), 10),
            (_("State"), 10),
        )
    ]
    lines = [
        (
            one.name,
            str(KINDS.get(one.kind, one.kind)),
            short_name(one.region_code),
            one.contact_name,
            mask(Kind.PHONE, one.phone),
            one.agreed_on,
            one.agreed_until,
            counts.get(one.id, 0),
            str(ORGANISATION.state(one.state).label),
        )
        for one in rows
    ]
    target = io.BytesIO()
    write_workbook(
        target, [OutSheet(_("Organisations"), columns, lines, title=_("Organisations that help"))]
    )
    with transaction():
        audit.record(actor, "organisation.exported", count=len(rows), form="xlsx")
    answer = Response(target.getvalue(), content_type=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename="organisations.xlsx")
    return answer


def _values(form: OrganisationForm) -> services.OrganisationValues:
    given = {name: form[name].data or "" for name in services.OrganisationValues.__annotations__}
    return services.OrganisationValues(**given)


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@requires(P.KEEP_PARTNER)
def new() -> Response:
    form = OrganisationForm()
    limit(form.region, P.KEEP_PARTNER)
    if not form.is_submitted():
        form.region.data = home(P.KEEP_PARTNER)
    if form.validate_on_submit():
        try:
            one = services.register_organisation(
                actor=current_actor(), region_code=form.region.data or "", values=_values(form)
            )
            return see(url_for("partners.show", organisation_id=one.id))
        except DomainError as error:
            form.show_problems(error)
    return page(
        "partners/edit.html", status=422 if form.is_submitted() else 200, form=form, one=None
    )


@blueprint.get("/organisations/<int:organisation_id>")
@requires(P.READ_PARTNER)
def show(organisation_id: int) -> Response:
    actor = current_actor()
    one = get_visible(Organisation, actor, organisation_id)
    keeps = may(actor, P.KEEP_PARTNER, one) and one.state != "ended"
    return page(
        "partners/show.html",
        one=one,
        state=ORGANISATION.state(one.state),
        kinds=KINDS,
        place=short_name(one.region_code),
        phone=one.phone if keeps else mask(Kind.PHONE, one.phone),
        people=queries.people_of(one),
        steps=ORGANISATION.open_to(actor, one),
        entered_it=one.made_by == actor.user_id,
        keeps=keeps,
        may_read_people=may(actor, P.READ_VOLUNTEER, one),
        sections=panels(actor, one),
        history=workflow.history(one),
        lifecycle=ORGANISATION,
        form=ActionForm(),
        today=today(),
    )


@blueprint.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@requires(P.KEEP_PARTNER)
def edit(organisation_id: int) -> Response:
    one = get_visible(Organisation, current_actor(), organisation_id)
    form = OrganisationForm(obj=one)
    del form.region
    if form.validate_on_submit():
        try:
            services.edit_organisation(
                actor=current_actor(), organisation_id=one.id, values=_values(form)
            )
            flash(_("Saved."), "success")
            return see(url_for("partners.show", organisation_id=one.id))
        except DomainError as error:
            form.show_problems(error)
    return page(
        "partners/edit.html", status=422 if form.is_submitted() else 200, form=form, one=one
    )


@blueprint.route("/organisations/<int:organisation_id>/step/<move>", methods=["GET", "POST"])
@requires(P.DECIDE_PARTNER)
def decide(organisation_id: int, move: str) -> Response:
    one = get_visible(Organisation, current_actor(), organisation_id)
    step = next((step for step in ORGANISATION.transitions if step.name == move), None)
    if step is None:
        abort(404)
    form, back = ReasonForm(), url_for("partners.show", organisation_id=one.id)
    if form.validate_on_submit():
        try:
            services.decide_organisation(
                actor=current_actor(), organisation_id=one.id, step=move, reason=form.reason.data
            )
            return see(back)
        except DomainError as error:
            form.show_problems(error)
    return act(form, title=f"{step.label}：{one.name}", label=step.label, back=back)


@blueprint.route("/organisations/<int:organisation_id>/agreement", methods=["GET", "POST"])
@requires(P.KEEP_PARTNER)
def agreement(organisation_id: int) -> Response:
    one = get_visible(Organisation, current_actor(), organisation_id)
    form, back = AgreementForm(), url_for("partners.show", organisation_id=one.id)
    if form.validate_on_submit():
        scan = form.scan.data
        try:
            services.record_agreement(
                actor=current_actor(),
                organisation_id=one.id,
                agreed_on=form.agreed_on.data,
                agreed_until=form.agreed_until.data,
                scan=scan.read() if scan else b"",
                scan_name=scan.filename or "" if scan else "",
            )
            return see(back)
        except DomainError as error:
            form.show_problems(error)
    return act(
        form,
        title=_("Agreement with %(name)s", name=one.name),
        label=_("Record the agreement"),
        back=back,
        upload=True,
    )


@blueprint.get("/organisations/<int:organisation_id>/agreement-scan")
@requires(P.KEEP_PARTNER)
def agreement_scan(organisation_id: int) -> Response:
    one = get_visible(Organisation, current_actor(), organisation_id)
    if one.agreement_scan_id is None:
        abort(404)
    upload = session().get_one(Upload, one.agreement_scan_id)
    return serve(upload, f"organisation-{one.id}.{upload.suffix}")


@blueprint.route("/organisations/<int:organisation_id>/people", methods=["GET", "POST"])
@requires(P.KEEP_PARTNER)
def people(organisation_id: int) -> Response:
    """Find an approved volunteer and add her to the organisation's people."""
    actor = current_actor()
    one = get_visible(Organisation, actor, organisation_id)
    form, words = PersonForm(), request.args.get("q", "").strip()
    found = queries.addable(actor, one, matches(words))
    form.volunteer.choices = [
        SelectChoice(each.id, f"{each.name}（{short_name(each.region_code)}）") for each in found
    ]
    if form.validate_on_submit():
        try:
            services.add_person(
                actor=actor, organisation_id=one.id, volunteer_id=form.volunteer.data
            )
            return see(url_for("partners.show", organisation_id=one.id))
        except DomainError as error:
            form.show_problems(error)
    return page(
        "partners/people.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        one=one,
        words=words,
        found=found,
    )


@blueprint.post("/organisations/<int:organisation_id>/people/<int:member_id>/remove")
@requires(P.KEEP_PARTNER)
def remove_person(organisation_id: int, member_id: int) -> Response:
    one, form = get_visible(Organisation, current_actor(), organisation_id), ActionForm()
    if form.validate_on_submit():
        services.remove_person(actor=current_actor(), organisation_id=one.id, member_id=member_id)
    return see(url_for("partners.show", organisation_id=one.id))
