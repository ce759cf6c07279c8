"""Pages of a signing ceremony: a team's pledges printed at once, their scans taken back."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms.fields.choices import SelectChoice

from app.core import jobs
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.scope import get_visible, visible
from app.core.db import session
from app.core.documents.uploads import Upload, serve
from app.core.errors import DomainError, NotFound, Problem
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paged, paginate
from app.pledges import batches
from app.pledges.batch_members import members_of
from app.pledges.forms import AssignForm, ScansForm
from app.pledges.models import Pledge, PledgeBatch, ScanPage
from app.pledges.routes import blueprint
from app.pledges.states import PLEDGE
from app.policy import P
from app.regions.stations import load_names
from app.volunteers.models import Team, Volunteer
from app.volunteers.queries import teams as teams_of

SHOWN = 20
STATES = {
    "": _l("All"),
    "issued": _l("To be signed"),
    "signed": _l("Signed"),
    "withdrawn": _l("Withdrawn"),
}


@blueprint.get("/teams")
@requires(P.ISSUE_PLEDGE)
def teams() -> Response:
    actor, words = current_actor(), request.args.get("q", "").strip()
    recent = visible(PledgeBatch, actor).order_by(PledgeBatch.id.desc()).limit(SHOWN)
    found = paged([one for one in teams_of(actor) if words in one.name])
    load_names(one.region_code for one in found.items)
    return page(
        "pledges/teams.html",
        found=found,
        words=words,
        batches=session().scalars(recent).all(),
    )


@blueprint.route("/teams/<int:team_id>", methods=["GET", "POST"])
@requires(P.ISSUE_PLEDGE)
def make_batch(team_id: int) -> Response:
    actor, form = current_actor(), ActionForm()
    team = get_visible(Team, actor, team_id)
    if form.validate_on_submit():
        try:
            batch = batches.make_batch(actor=actor, team_id=team.id)
            return see(url_for("pledges.show_batch", batch_id=batch.id))
        except DomainError as error:
            form.show_problems(error)
    members = members_of(team)
    # First those who are left out: they are why somebody reads this page to its end.
    return page(
        "pledges/make_batch.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        team=team,
        found=paged(sorted(members, key=lambda one: one.takes_part)),
        printing=sum(one.takes_part for one in members),
    )


@blueprint.get("/batches/<int:batch_id>")
@requires(P.ISSUE_PLEDGE)
def show_batch(batch_id: int) -> Response:
    batch = get_visible(PledgeBatch, current_actor(), batch_id)
    job = batches.job_of(batch)
    if request.headers.get("HX-Target") == "progress" and (job is None or job.is_over):
        # The bar has come to its end: now the whole page has something to say.
        return see(url_for("pledges.show_batch", batch_id=batch.id))
    return _show(batch)


def _show(batch: PledgeBatch, *, form: ScansForm | None = None) -> Response:
    job = batches.job_of(batch)
    at_work = job is not None and not job.is_over
    if at_work:
        # Whoever looks sees to it that it goes on, also after a power cut.
        jobs.wake()
    words, state = request.args.get("q", "").strip(), request.args.get("state", "")
    state = state if state in STATES else ""
    missing, aside = batches.left_out(batch), batches.unsettled(batch)
    return page(
        "pledges/batch.html",
        status=422 if form else 200,
        form=form or ScansForm(formdata=None),
        batch=batch,
        job=job,
        at_work=at_work,
        progress=batches.progress_of(job) if job else None,
        left_out=missing[:SHOWN],
        more_left_out=max(0, len(missing) - SHOWN),
        found=paginate(
            batches.listed(batch, state, words), (Volunteer.name_key, "asc"), (Pledge.id, "asc")
        ),
        words=words,
        wanted=state,
        states=STATES,
        numbers=batches.count_by_state(batch),
        pages=aside[:SHOWN],
        more_pages=max(0, len(aside) - SHOWN),
        lifecycle=PLEDGE,
    )


@blueprint.get("/batches/<int:batch_id>/pledges.pdf")
@requires(P.ISSUE_PLEDGE)
def batch_pdf(batch_id: int) -> Response:
    batch = get_visible(PledgeBatch, current_actor(), batch_id)
    if batch.upload_id is None:
        raise NotFound(Problem("not_found", ""))
    return serve(session().get_one(Upload, batch.upload_id), f"pledges-{batch.id}.pdf")


@blueprint.post("/batches/<int:batch_id>/print")
@requires(P.ISSUE_PLEDGE)
def print_again(batch_id: int) -> Response:
    batch, form = get_visible(PledgeBatch, current_actor(), batch_id), ActionForm()
    if form.validate_on_submit():
        batches.make_again(actor=current_actor(), batch_id=batch.id)
    return see(url_for("pledges.show_batch", batch_id=batch.id))


@blueprint.post("/batches/<int:batch_id>/scans")
@requires(P.ISSUE_PLEDGE)
def scans(batch_id: int) -> Response:
    actor, form = current_actor(), ScansForm()
    batch = get_visible(PledgeBatch, actor, batch_id)
    if form.validate_on_submit():
        files = [_read(one) for one in form.scans.data]
        try:
            batches.take_scans(
                actor=actor,
                batch_id=batch.id,
                files=files,
                signed_on=form.signed_on.data,
                redeclared=form.redeclared.data,
            )
            return see(url_for("pledges.show_batch", batch_id=batch.id))
        except DomainError as error:
            form.show_problems(error)
    return _show(batch, form=form)


def _read(file: FileStorage) -> tuple[str, bytes]:
    """A large one lies in a temporary file, which is let go of at once."""
    with file.stream as stream:
        return file.filename or "", stream.read()


@blueprint.route("/batches/<int:batch_id>/pages/<int:page_id>", methods=["GET", "POST"])
@requires(P.ISSUE_PLEDGE)
def assign(batch_id: int, page_id: int) -> Response:
    actor, form = current_actor(), AssignForm()
    batch = get_visible(PledgeBatch, actor, batch_id)
    found = _page(batch, page_id)
    words = request.args.get("q", "").strip()
    query = batches.listed(batch, "issued", words).order_by(Volunteer.name_key, Pledge.id)
    waiting = [row.Pledge for row in session().execute(query.limit(SHOWN + 1))]
    form.pledge.choices = [
        *(SelectChoice(one.id, f"{one.volunteer.name} {one.serial}") for one in waiting[:SHOWN]),
        SelectChoice(0, _("Nobody’s: set it aside")),
    ]
    if form.validate_on_submit():
        try:
            batches.assign_page(
                actor=actor,
                batch_id=batch.id,
                page_id=found.id,
                pledge_id=form.pledge.data or None,
                redeclared=form.redeclared.data,
            )
            return see(url_for("pledges.show_batch", batch_id=batch.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page(
        "pledges/assign.html",
        status=status,
        form=form,
        batch=batch,
        page=found,
        words=words,
        is_long=bool(words) or len(waiting) > SHOWN,
    )


@blueprint.get("/batches/<int:batch_id>/pages/<int:page_id>/scan")
@requires(P.ISSUE_PLEDGE)
def page_scan(batch_id: int, page_id: int) -> Response:
    batch = get_visible(PledgeBatch, current_actor(), batch_id)
    upload = session().get_one(Upload, _page(batch, page_id).upload_id)
    return serve(upload, f"page-{page_id}.{upload.suffix}")


def _page(batch: PledgeBatch, page_id: int) -> ScanPage:
    found = next((one for one in batches.unsettled(batch) if one.id == page_id), None)
    if found is None:
        abort(404)
    return found
