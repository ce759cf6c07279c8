"""Calls for volunteers, and what came of them."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from app.core import i18n
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may, rule_of
from app.core.access.scope import get_visible
from app.core.clock import add_months, today
from app.core.errors import DomainError
from app.core.regioncode import COUNTRY, pad
from app.core.web.pages import page, see
from app.core.web.pagination import paginate
from app.policy import P
from app.programmes.queries import rules_for
from app.regions import queries as regions
from app.regions.picker import Limits
from app.volunteers import campaigns, queries
from app.volunteers.campaigns import CampaignValues
from app.volunteers.forms import CampaignForm
from app.volunteers.models import Campaign
from app.volunteers.routes import blueprint


@blueprint.get("/campaigns")
@requires(P.READ_VOLUNTEER)
def list_campaigns() -> Response:
    actor, words = current_actor(), request.args.get("q", "").strip()
    newest = ((Campaign.closes_on, "desc"), (Campaign.id, "desc"))
    found = paginate(campaigns.found_campaigns(actor, words), *newest)
    return page(
        "volunteers/campaigns.html",
        found=found,
        words=words,
        funnels=campaigns.funnels(actor, "campaign_id"),
        no_one=campaigns.Funnel(),
        places=regions.full_names({one.region_code for one in found.items}),
        today=today(),
        may_register=may(actor, P.REGISTER_VOLUNTEER),
    )


@blueprint.get("/campaigns/funnel")
@requires(P.READ_VOLUNTEER)
def funnel() -> Response:
    actor, rules = current_actor(), queries.rules_here(current_actor())
    by_place = campaigns.funnels(actor, "township_code")
    places = regions.full_names({pad(str(code)) for code in by_place if code})
    labels = {one.code: one.label for one in rules.channels}
    by_call, titles = campaigns.funnels(actor, "campaign_id"), campaigns.list_campaigns(actor)
    return page(
        "volunteers/funnel.html",
        calls=[(one.title, by_call.get(one.id, campaigns.Funnel())) for one in titles],
        may_check=may(actor, P.CHECK_VOLUNTEER),
        places=[
            (places.get(pad(str(code)), _("Not in a township")) if code else "—", one)
            for code, one in sorted(by_place.items(), key=lambda item: str(item[0]))
        ],
        channels=[
            (labels.get(str(code), _("No answer")), one)
            for code, one in campaigns.funnels(actor, "channel").items()
        ],
    )


@blueprint.get("/campaigns/<int:campaign_id>")
@requires(P.READ_VOLUNTEER)
def show_campaign(campaign_id: int) -> Response:
    actor = current_actor()
    campaign: Campaign = get_visible(Campaign, actor, campaign_id)
    rules = rules_for(campaign.region_code)
    labels = {one.code: one.label for one in rules.channels}
    by_channel = campaigns.funnels(actor, "channel", campaign.id)
    return page(
        "volunteers/campaign.html",
        campaign=campaign,
        place=regions.full_name(campaign.region_code),
        address=campaigns.address(campaign),
        total=campaigns.funnels(actor, "campaign_id", campaign.id).get(
            campaign.id, campaigns.Funnel()
        ),
        channels=[(labels.get(str(code), _("No answer")), one) for code, one in by_channel.items()],
        ways=rules.channels,
        may_edit=may(actor, P.REGISTER_VOLUNTEER, campaign),
    )


def _form(campaign: Campaign | None = None) -> CampaignForm:
    form = CampaignForm(obj=campaign)
    held = current_actor().regions(rule_of(P.REGISTER_VOLUNTEER).roles)
    home = held[0] if held else COUNTRY
    form.region.limits = Limits(form.region.limits.levels, home)
    form.region.start = home
    if campaign is not None:
        form.region.data = campaign.region_code
    elif not form.is_submitted():
        form.region.data, form.opens_on.data = home, today()
        form.closes_on.data = add_months(today(), 2)
    return form


def _values(form: CampaignForm) -> CampaignValues:
    given: dict[str, Any] = {name: form[name].data for name in CampaignValues.__annotations__}
    return CampaignValues(**given | {"place": given["place"] or ""})


@blueprint.get("/campaigns/new")
@requires(P.REGISTER_VOLUNTEER)
def new_campaign() -> Response:
    return page("volunteers/campaign_edit.html", form=_form(), campaign=None)


@blueprint.post("/campaigns/new")
@requires(P.REGISTER_VOLUNTEER)
def create_campaign() -> Response:
    form = _form()
    if not form.validate_on_submit():
        return page("volunteers/campaign_edit.html", status=422, form=form, campaign=None)
    try:
        made = campaigns.create_campaign(
            actor=current_actor(), region_code=form.region.data or "", values=_values(form)
        )
    except DomainError as error:
        form.show_problems(error)
        return page("volunteers/campaign_edit.html", status=error.status, form=form, campaign=None)
    flash(_("The call is open from %(day)s on.", day=i18n.day(made.opens_on)), "success")
    return see(url_for("volunteers.show_campaign", campaign_id=made.id))


@blueprint.get("/campaigns/<int:campaign_id>/edit")
@requires(P.REGISTER_VOLUNTEER)
def edit_campaign(campaign_id: int) -> Response:
    campaign = get_visible(Campaign, current_actor(), campaign_id, P.REGISTER_VOLUNTEER)
    return page("volunteers/campaign_edit.html", form=_form(campaign), campaign=campaign)


@blueprint.post("/campaigns/<int:campaign_id>/edit")
@requires(P.REGISTER_VOLUNTEER)
def save_campaign(campaign_id: int) -> Response:
    campaign = get_visible(Campaign, current_actor(), campaign_id, P.REGISTER_VOLUNTEER)
    form = _form(campaign)
    if not form.validate_on_submit():
        return page("volunteers/campaign_edit.html", status=422, form=form, campaign=campaign)
    campaigns.edit_campaign(actor=current_actor(), campaign_id=campaign.id, values=_values(form))
    flash(_("Saved."), "success")
    return see(url_for("volunteers.show_campaign", campaign_id=campaign.id))
