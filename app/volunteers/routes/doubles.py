"""Records that look like one person: the list, the comparison, and what was decided."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.errors import DomainError
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.core.web.pagination import paged
from app.policy import P
from app.regions.stations import load_names
from app.volunteers import queries
from app.volunteers.doubles import services
from app.volunteers.doubles.fields import differences
from app.volunteers.doubles.finding import SIGNS, doubles
from app.volunteers.forms import MergeForm
from app.volunteers.routes import blueprint
from app.volunteers.states import VOLUNTEER

PAIR = "/volunteers/<int:volunteer_id>/merge/<int:gone_id>"


@blueprint.get("/volunteers/doubles")
@requires(P.MERGE_VOLUNTEERS)
def list_doubles() -> Response:
    words = request.args.get("q", "")[:80]
    found = paged(doubles(current_actor(), words))
    load_names(row.region_code for one in found.items for row in (one.first, one.second))
    return page("volunteers/doubles.html", found=found, words=words, signs=SIGNS, states=VOLUNTEER)


@blueprint.get(PAIR)
@requires(P.MERGE_VOLUNTEERS)
def compare(volunteer_id: int, gone_id: int) -> Response:
    pair = services.compare(actor=current_actor(), kept_id=volunteer_id, gone_id=gone_id)
    return _show(pair, _form(pair))


@blueprint.post(PAIR)
@requires(P.MERGE_VOLUNTEERS)
def merge(volunteer_id: int, gone_id: int) -> Response:
    actor = current_actor()
    pair = services.compare(actor=actor, kept_id=volunteer_id, gone_id=gone_id)
    form, status = _form(pair), 422
    if form.validate_on_submit():
        try:
            kept = services.merge(
                actor=actor,
                kept_id=volunteer_id,
                gone_id=gone_id,
                versions=_versions(form.versions.data or ""),
                taken=form.taken,
                reason=form.reason.data or "",
            )
        except DomainError as error:
            form.show_problems(error)
            status = error.status
        else:
            flash(_("The two records of %(name)s are one now.", name=kept.name), "success")
            return see(url_for("volunteers.show", volunteer_id=kept.id))
    return _show(pair, form, status)


@blueprint.post(PAIR + "/apart")
@requires(P.MERGE_VOLUNTEERS)
def tell_apart(volunteer_id: int, gone_id: int) -> Response:
    services.tell_apart(actor=current_actor(), kept_id=volunteer_id, gone_id=gone_id)
    flash(_("Noted: these are two people."), "success")
    return see(url_for("volunteers.list_doubles"))


def _form(pair: services.Pair) -> MergeForm:
    found = differences(pair.kept, pair.gone, queries.rules_of(pair.kept))
    form: MergeForm = MergeForm.made_for(found)
    if not form.is_submitted():
        form.versions.data = f"{pair.kept.version}.{pair.gone.version}"
    return form


def _versions(text: str) -> tuple[int, int]:
    kept, _dot, gone = text.partition(".")
    return (int(kept), int(gone)) if kept.isdecimal() and gone.isdecimal() else (0, 0)


def _show(pair: services.Pair, form: MergeForm, status: int = 200) -> Response:
    return page(
        "volunteers/merge.html",
        status=status,
        pair=pair,
        form=form,
        differences=differences(pair.kept, pair.gone, queries.rules_of(pair.kept)),
        problems=services.why_not(pair),
        states=VOLUNTEER,
        action=ActionForm(),
    )
