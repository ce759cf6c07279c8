"""The page of the station's digital signature."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from sqlalchemy import select
from wtforms import IntegerField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.accounts.fresh import fresh_password
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.db import session
from app.core.documents import signing
from app.core.documents.models import SigningKey
from app.core.errors import DomainError
from app.core.web.forms import ActionForm, BaseForm, strip
from app.core.web.pages import page, see
from app.policy import P

blueprint = Blueprint("signature", __name__, url_prefix="/signature")
MOST_BYTES = 100_000


class MakeForm(BaseForm):
    name = StringField(
        _l("Name in the certificate"),
        filters=[strip],
        validators=[InputRequired(), Length(max=60)],
        description=_l("As on the station\u2019s seal."),
    )
    years = IntegerField(
        _l("Holds for so many years"),
        [InputRequired(), NumberRange(1, 10)],
        default=signing.YEARS,
        render_kw={"min": 1, "max": 10},
    )


class TakeForm(BaseForm):
    file = FileField(
        _l("PKCS#12 file"),
        [FileRequired()],
        description=_l("With the ending .p12 or .pfx, from the authority that issued it."),
    )
    password = PasswordField(_l("Password of the file"), render_kw={"autocomplete": "off"})


@blueprint.get("")
@requires(P.BACK_UP)
def show() -> Response:
    keys = session().scalars(select(SigningKey).order_by(SigningKey.id.desc())).all()
    current = signing.current()
    return page(
        "upkeep/signature.html",
        current=current,
        days=signing.days_left(current) if current else None,
        warn=signing.WARN_DAYS,
        keys=keys,
        form=ActionForm(),
    )


@blueprint.route("/make", methods=["GET", "POST"])
@requires(P.BACK_UP)
@fresh_password
def make() -> Response:
    form = MakeForm()
    if form.validate_on_submit():
        signing.make(actor=current_actor(), name=form.name.data, years=form.years.data)
        return _done()
    return _form(form, _("Make a certificate"))


@blueprint.route("/import", methods=["GET", "POST"])
@requires(P.BACK_UP)
@fresh_password
def take() -> Response:
    form = TakeForm()
    if form.validate_on_submit():
        try:
            with form.file.data.stream as stream:
                content = stream.read(MOST_BYTES)
            password = form.password.data or ""
            signing.take(actor=current_actor(), content=content, password=password)
            return _done()
        except DomainError as error:
            form.show_problems(error)
    return _form(form, _("Take over a certificate"))


@blueprint.route("/retire", methods=["GET", "POST"])
@requires(P.BACK_UP)
@fresh_password
def retire() -> Response:
    form = ActionForm()
    if form.validate_on_submit():
        signing.retire(actor=current_actor())
        flash(_("From now on PDFs are issued without a digital signature."), "success")
        return see(url_for("signature.show"))
    return page("upkeep/signature_retire.html", form=form)


@blueprint.get("/<int:signing_key_id>.cer")
@requires(P.BACK_UP)
def certificate(signing_key_id: int) -> Response:
    """To be given to whoever wants to check: it holds no secret."""
    key = session().get(SigningKey, signing_key_id)
    if key is None:
        abort(404)
    response = Response(key.certificate, content_type="application/pkix-cert")
    response.headers["Content-Disposition"] = f'attachment; filename="aixin-{key.id}.cer"'
    return response


def _form(form: BaseForm, title: str) -> Response:
    status = 422 if form.is_submitted() else 200
    return page("upkeep/signature_form.html", status=status, form=form, title=title)


def _done() -> Response:
    flash(_("From now on pledges and certificates are signed with it."), "success")
    return see(url_for("signature.show"))
