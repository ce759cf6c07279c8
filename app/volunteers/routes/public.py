"""The notice, the application and how it stands: open to everybody, on a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, abort, make_response, request, session, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.core import throttle
from app.core.access.guard import public
from app.core.clock import now, today
from app.core.documents.drawing import qr_code
from app.core.errors import DomainError, InvalidInput, Problem
from app.core.web.pages import page, public_address, see
from app.volunteers import appeals, campaigns, codes, drafts, paper, queries, services
from app.volunteers.forms import AppealForm, JoinForm, StatusForm
from app.volunteers.models import Campaign
from app.volunteers.notice import Notice, confine, current_notice, poster
from app.volunteers.routes import blueprint
from app.volunteers.states import MENDABLE, VOLUNTEER

KEPT_AS = "join"
RESUMED = "resumed"
"""In the cookie: the code whose application this browser goes on with, and until when."""
OPENED, MOST_OPENED = "opened", 8
"""In the cookie: the calls that this browser has opened."""
RESUMED_FOR = timedelta(hours=2)
SHOWN_FOR = timedelta(hours=1)
MOST_APPLICATIONS = 60
MOST_GUESSES = 20
MOST_GUESSES_AT_CODE = 6

NEXT = {
    "applied": _l("The station will look at it and call you. Keep your phone at hand."),
    "checking": _l("The station is checking your details and will call you for a talk."),
    "returned": _l("Something is missing. Put it right here, call the station or come by."),
    "approved": _l("Welcome! Fetch your account slip at the station; then you can sign in."),
    "suspended": _l("Your service is paused. The station will talk with you."),
    "refused": _l("This is the end of the application. You may apply again when things change."),
    "appealed": _l("The federation above looks at it. You find the answer here."),
    "merged": _l("The station will look at it and call you. Keep your phone at hand."),
    "left": _l("Your service has ended. Thank you."),
}


def join_url() -> str:
    return public_address() + url_for("volunteers.join")


def _form(notice: Notice, typed: Any = None) -> JoinForm:
    options = {} if typed is None else {"formdata": MultiDict(typed)}
    form: JoinForm = JoinForm.made_for(notice.rules, **options)
    confine(form, notice.station.region_code)
    return form


def _campaign() -> Campaign | None:
    slug = request.args.get("campaign", "")
    return campaigns.find(slug) if slug else None


def _show(
    notice: Notice,
    form: JoinForm,
    status: int = 200,
    *,
    declined: bool = False,
    campaign: Campaign | None = None,
    mending: bool = False,
) -> Response:
    campaign = campaign or _campaign()
    via = request.args.get("via", "")[:16]
    slug = campaign.slug if campaign else None
    address = join_url()
    if campaign:
        address = campaigns.address(campaign, via)
    return page(
        "volunteers/join.html",
        status=status,
        notice=notice,
        form=form,
        declined=declined,
        mending=mending,
        campaign=campaign,
        is_open=campaign is None or campaign.opens_on <= today() <= campaign.closes_on,
        action=url_for("volunteers.save_mended")
        if mending
        else url_for("volunteers.send_application", campaign=slug, via=via or None),
        qr=qr_code(address),
        join_url=address,
        poster_url=url_for("volunteers.campaign_poster", slug=slug)
        if slug
        else url_for("volunteers.join_poster"),
    )


@blueprint.get("/join")
@public
def join() -> Response:
    return _begin(None)


@blueprint.get("/join/<slug>")
@public
def join_campaign(slug: str) -> Response:
    return _begin(campaigns.find(slug) or abort(404))


def _begin(campaign: Campaign | None) -> Response:
    notice = current_notice()
    if notice is None:
        return page("volunteers/not_open.html", status=503)
    session[KEPT_AS] = codes.new_token()
    session.pop(RESUMED, None)
    if campaign is not None:
        _count_opening(notice, campaign)
    form = _form(notice)
    form.sister_code.data = request.args.get("sister", "")[:20]
    return _show(notice, form, campaign=campaign)


def _count_opening(notice: Notice, campaign: Campaign) -> None:
    """Once a browser; a page that is fetched without being shown does not count."""
    seen = session.get(OPENED, [])
    if request.method == "GET" and campaign.slug not in seen:
        session[OPENED] = [*seen, campaign.slug][-MOST_OPENED:]
        via = campaigns.channel(notice.rules, request.args.get("via", ""))
        campaigns.note_opening(campaign, via)


@blueprint.post("/join")
@public
def send_application() -> Response:
    notice = current_notice()
    if notice is None:
        return page("volunteers/not_open.html", status=503)
    form = _form(notice)
    if "later" in request.form:
        return _keep(notice, form)
    if not form.validate_on_submit():
        return _show(notice, form, 422)
    _slow_down()
    campaign = _campaign()
    source = services.Source(
        campaign_id=campaign.id if campaign else None,
        channel=campaigns.channel(notice.rules, request.args.get("via", "")),
        sister_code=form.sister_code.data or "",
    )
    try:
        services.apply(
            values=form.values(privacy_agreed=True),
            code=_fresh_code(),
            source=source,
            typed=_typed(),
        )
    except InvalidInput as error:
        form.show_problems(error)
        return _show(notice, form, 422, declined=True)
    return see(url_for("volunteers.join_done"))


def _slow_down() -> None:
    sender = f"join:{request.remote_addr}"
    if throttle.is_spent(sender, limit=MOST_APPLICATIONS, within=timedelta(hours=1)):
        abort(429)
    throttle.note(sender)


def _keep(notice: Notice, form: JoinForm) -> Response:
    """Keep what is typed, however unfinished, under a code that is shown next."""
    number = "".join((form.identity_number.data or "").split())
    typed = _typed()
    if len(number) < 4 or sum(len(t) for texts in typed.values() for t in texts) > drafts.LONGEST:
        text = _l("Write your identity number first: with its end you find the application again.")
        form.show_problems([Problem("number_missing", text, field="identity_number")])
        return _show(notice, form, 422)
    _slow_down()
    code = _fresh_code()
    drafts.keep(code, typed, sent=False)
    _resume_with(code)
    return see(url_for("volunteers.join_later"))


def _typed() -> dict[str, list[str]]:
    hidden = ("csrf_token", "_key", "later", "agrees")
    return {name: texts for name, texts in request.form.lists() if name not in hidden}


def _resume_with(code: str) -> None:
    session[RESUMED] = [code, (now() + RESUMED_FOR).timestamp()]


def _resumed_code() -> str:
    code, until = session.get(RESUMED) or ("", 0)
    return str(code) if until > now().timestamp() else ""


def _fresh_code() -> str:
    """The code of this browser's draft or token; a second application from it gets another."""
    year = now() - timedelta(days=365)
    if (resumed := _resumed_code()) and not queries.has_received(resumed, year):
        return resumed
    token = session.get(KEPT_AS)
    if token is None or queries.has_received(codes.code_of(token), year):
        token = session[KEPT_AS] = codes.new_token()
    return codes.code_of(token)


@blueprint.get("/join/done")
@public
def join_done() -> Response:
    token = session.get(KEPT_AS)
    code = _resumed_code() or (codes.code_of(token) if token else "")
    if not code or not queries.has_received(code, now() - SHOWN_FOR):
        return see(url_for("volunteers.application_status"))
    return page("volunteers/join_done.html", code=codes.shown(code), notice=current_notice())


@blueprint.get("/join/later")
@public
def join_later() -> Response:
    code = _resumed_code()
    if not code:
        return see(url_for("volunteers.application_status"))
    return page("volunteers/join_later.html", code=codes.shown(code))


@blueprint.get("/join/resume")
@public
def resume() -> Response:
    """The form as it was left: a draft to go on with, or what was sent, to be corrected."""
    notice, code = current_notice(), _resumed_code()
    if notice is None or not code:
        return see(url_for("volunteers.application_status"))
    draft, found = drafts.find(code), queries.by_code(code)
    if found is None:
        if draft is None:
            return see(url_for("volunteers.application_status"))
        return _show(notice, _form(notice, draft.typed))
    if draft is None:
        form = _form(notice)
        form.fill_known(found.volunteer)
        return _show(notice, form, mending=True)
    return _show(notice, _form(notice, draft.typed), mending=True)


@blueprint.post("/join/resume")
@public
def save_mended() -> Response:
    notice, code = current_notice(), _resumed_code()
    if notice is None or not code or queries.by_code(code) is None:
        return see(url_for("volunteers.application_status"))
    form = _form(notice)
    if not form.validate_on_submit():
        return _show(notice, form, 422, mending=True)
    _slow_down()
    try:
        services.mend(code=code, values=form.values(privacy_agreed=True), typed=_typed())
    except DomainError as error:
        form.show_problems(error)
        return _show(notice, form, error.status, mending=True)
    return see(url_for("volunteers.mended"))


@blueprint.get("/join/mended")
@public
def mended() -> Response:
    return page("volunteers/mended.html", notice=current_notice())


@blueprint.get("/join/poster.pdf")
@public
def join_poster() -> Response:
    return pdf(poster(_notice(), join_url()), "poster.pdf")


@blueprint.get("/join/form.pdf")
@public
def application_form() -> Response:
    return pdf(paper.application_form(_notice(), join_url()), "application.pdf")


@blueprint.get("/join/<slug>/poster.pdf")
@public
def campaign_poster(slug: str) -> Response:
    campaign, notice = campaigns.find(slug) or abort(404), _notice()
    address = campaigns.address(campaign, request.args.get("via", "poster")[:16])
    return pdf(poster(notice, address, campaign), "poster.pdf")


@blueprint.get("/join/<slug>/letter.pdf")
@public
def campaign_letter(slug: str) -> Response:
    campaign, notice = campaigns.find(slug) or abort(404), _notice()
    address = campaigns.address(campaign, request.args.get("via", "")[:16])
    return pdf(paper.call_letter(notice, campaign, address), "letter.pdf")


def _notice() -> Notice:
    return current_notice() or abort(404)


def pdf(content: bytes, name: str) -> Response:
    response = make_response(content)
    response.content_type = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@blueprint.get("/join/status")
@public
def application_status() -> Response:
    return page("volunteers/status.html", form=StatusForm(), standing=None)


@blueprint.post("/join/status")
@public
def show_application_status() -> Response:
    form = StatusForm()
    if not form.validate_on_submit():
        return page("volunteers/status.html", status=422, form=form, standing=None)
    code, window = codes.normalise(form.code.data or ""), timedelta(minutes=15)
    guesses = {f"status:{request.remote_addr}": MOST_GUESSES, f"code:{code}": MOST_GUESSES_AT_CODE}
    if any(throttle.is_spent(who, limit=most, within=window) for who, most in guesses.items()):
        abort(429)
    last_four = form.last_four.data or ""
    standing = queries.standing_by_code(code, last_four)
    if standing is None:
        draft = drafts.find(code)
        if draft and draft.sent_at is None and drafts.is_of(draft, last_four):
            _resume_with(code)
            return see(url_for("volunteers.resume"))
        for who in guesses:
            throttle.note(who)
        form.show_problems([Problem("unknown_code", _l("Code and number do not fit together."))])
        return page("volunteers/status.html", status=422, form=form, standing=None)
    _resume_with(code)
    return page(
        "volunteers/status.html",
        form=form,
        standing=standing,
        state=VOLUNTEER.state(standing.state),
        next=NEXT[standing.state],
        may_mend=standing.state in MENDABLE,
        appeal=appeals.last_appeal(standing.volunteer) if standing.volunteer else None,
        appeal_until=appeals.last_day(standing.volunteer) if standing.volunteer else None,
        today=today(),
    )


@blueprint.get("/join/appeal")
@public
def appeal() -> Response:
    code = _resumed_code()
    if not code:
        return see(url_for("volunteers.application_status"))
    return _show_appeal(code, AppealForm())


@blueprint.post("/join/appeal")
@public
def send_appeal() -> Response:
    code, form = _resumed_code(), AppealForm()
    if not code:
        return see(url_for("volunteers.application_status"))
    if not form.validate_on_submit():
        return _show_appeal(code, form, 422)
    _slow_down()
    try:
        services.appeal_herself(code=code, text=form.text.data or "")
    except DomainError as error:
        form.show_problems(error)
        return _show_appeal(code, form, error.status)
    return see(url_for("volunteers.appealed"))


@blueprint.get("/join/appealed")
@public
def appealed() -> Response:
    """What happens next, for the browser that has just sent an appeal."""
    found = queries.by_code(_resumed_code())
    filed = found and not found.is_repeated and appeals.open_appeal(found.volunteer)
    if not filed:
        return see(url_for("volunteers.application_status"))
    return page("volunteers/appealed.html", appeal=filed)


def _show_appeal(code: str, form: AppealForm, status: int = 200) -> Response:
    found = queries.by_code(code)
    until = appeals.last_day(found.volunteer) if found and not found.is_repeated else None
    if until is None:
        return see(url_for("volunteers.application_status"))
    return page("volunteers/appeal.html", status=status, form=form, until=until)
