"""The notice, the application and how it stands: open to everybody, on a phone."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort, make_response, request, session, url_for
from flask_babel import lazy_gettext as _l

from app.core import throttle
from app.core.access.guard import public
from app.core.clock import now
from app.core.documents.drawing import qr_code
from app.core.errors import InvalidInput, Problem
from app.core.web.pages import page, public_address, see
from app.volunteers import codes, queries, services
from app.volunteers.forms import JoinForm, StatusForm
from app.volunteers.notice import Notice, confine, current_notice, poster
from app.volunteers.routes import blueprint
from app.volunteers.states import VOLUNTEER

KEPT_AS = "join"
SHOWN_FOR = timedelta(hours=1)
MOST_APPLICATIONS = 60
MOST_GUESSES = 20
MOST_GUESSES_AT_CODE = 6

NEXT = {
    "applied": _l("The station will look at it and call you. Keep your phone at hand."),
    "checking": _l("The station is checking your details and will call you for a talk."),
    "returned": _l("Something is missing. Call the station or come by to put it right."),
    "approved": _l("Welcome! Fetch your account slip at the station; then you can sign in."),
    "suspended": _l("Your service is paused. The station will talk with you."),
    "refused": _l("You may appeal at the station or at the federation above it."),
    "left": _l("Your service has ended. Thank you."),
}


def join_url() -> str:
    return public_address() + url_for("volunteers.join")


def _form(notice: Notice) -> JoinForm:
    form: JoinForm = JoinForm.made_for(notice.rules)
    confine(form, notice.station.region_code)
    return form


def _show(notice: Notice, form: JoinForm, status: int = 200, declined: bool = False) -> Response:
    return page(
        "volunteers/join.html",
        status=status,
        notice=notice,
        form=form,
        declined=declined,
        qr=qr_code(join_url()),
        join_url=join_url(),
    )


@blueprint.get("/join")
@public
def join() -> Response:
    notice = current_notice()
    if notice is None:
        return page("volunteers/not_open.html", status=503)
    session[KEPT_AS] = codes.new_token()
    return _show(notice, _form(notice))


@blueprint.post("/join")
@public
def send_application() -> Response:
    notice = current_notice()
    if notice is None:
        return page("volunteers/not_open.html", status=503)
    form = _form(notice)
    if not form.validate_on_submit():
        return _show(notice, form, 422)
    sender = f"join:{request.remote_addr}"
    if throttle.is_spent(sender, limit=MOST_APPLICATIONS, within=timedelta(hours=1)):
        abort(429)
    throttle.note(sender)
    try:
        services.apply(values=form.values(privacy_agreed=True), code=_fresh_code())
    except InvalidInput as error:
        form.show_problems(error)
        return _show(notice, form, 422, declined=True)
    return see(url_for("volunteers.join_done"))


def _fresh_code() -> str:
    """The code of this browser's token; a second application from it gets another."""
    token = session.get(KEPT_AS)
    if token is None or queries.has_received(codes.code_of(token), now() - timedelta(days=365)):
        token = session[KEPT_AS] = codes.new_token()
    return codes.code_of(token)


@blueprint.get("/join/done")
@public
def join_done() -> Response:
    token = session.get(KEPT_AS)
    code = codes.code_of(token) if token else ""
    if not code or not queries.has_received(code, now() - SHOWN_FOR):
        return see(url_for("volunteers.application_status"))
    return page("volunteers/join_done.html", code=codes.shown(code), notice=current_notice())


@blueprint.get("/join/poster.pdf")
@public
def join_poster() -> Response:
    notice = current_notice()
    if notice is None:
        abort(404)
    response = make_response(poster(notice, join_url()))
    response.content_type = "application/pdf"
    response.headers["Content-Disposition"] = 'inline; filename="poster.pdf"'
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
    standing = queries.standing_by_code(code, form.last_four.data or "")
    if standing is None:
        for who in guesses:
            throttle.note(who)
        form.show_problems([Problem("unknown_code", _l("Code and number do not fit together."))])
        return page("volunteers/status.html", status=422, form=form, standing=None)
    return page(
        "volunteers/status.html",
        form=form,
        standing=standing,
        state=VOLUNTEER.state(standing.state),
        next=NEXT[standing.state],
    )
