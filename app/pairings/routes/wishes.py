"""The two forms of the survey before matching."""

from __future__ import annotations

from flask import Response, url_for

from app.children.models import Child
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.scope import get_visible
from app.core.db import session
from app.core.web.pages import page, see
from app.pairings import profiles, services
from app.pairings.forms import FamilyWishForm, OfferForm
from app.pairings.models import FamilyWish, VolunteerOffer
from app.pairings.routes.blueprint import blueprint
from app.policy import P
from app.programmes.queries import rules_for
from app.volunteers.models import Volunteer


@blueprint.route("/offers/<int:volunteer_id>", methods=["GET", "POST"])
@requires(P.OFFER_PAIRING)
def offer(volunteer_id: int) -> Response:
    """Her wishes; by herself, or by the station for her."""
    actor = current_actor()
    volunteer = get_visible(Volunteer, actor, volunteer_id, P.OFFER_PAIRING)
    kept = session().get(VolunteerOffer, volunteer.id)
    form = OfferForm(data={"ages": kept.ages, "days": kept.days} if kept else None)
    is_own = volunteer.user_id is not None and volunteer.user_id == actor.user_id
    back = (
        url_for("volunteers.own")
        if is_own
        else url_for("volunteers.show", volunteer_id=volunteer.id)
    )
    if form.validate_on_submit():
        services.save_offer(
            actor=actor, volunteer_id=volunteer.id, ages=form.ages.data, days=form.days.data
        )
        return see(back)
    return page(
        "pairings/offer.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        facts=profiles.of_volunteer(volunteer, rules_for(volunteer.region_code)),
        back=back,
    )


@blueprint.route("/wishes/<int:child_id>", methods=["GET", "POST"])
@requires(P.EDIT_CHILD)
def family_wish(child_id: int) -> Response:
    actor = current_actor()
    child = get_visible(Child, actor, child_id)
    kept = session().get(FamilyWish, child.id)
    form = FamilyWishForm(data={"days": kept.days} if kept else None)
    back = url_for("children.show", child_id=child.id)
    if form.validate_on_submit():
        services.save_family_wish(actor=actor, child_id=child.id, days=form.days.data)
        return see(back)
    return page(
        "pairings/family_wish.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        facts=profiles.of_child(child, kept, rules_for(child.region_code)),
        back=back,
    )
