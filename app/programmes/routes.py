from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may, rule_of
from app.core.clock import today
from app.core.db import session
from app.core.errors import DomainError
from app.core.regioncode import ancestors, is_code
from app.core.web.pages import page, see
from app.policy import P
from app.programmes import changes, presets, services
from app.programmes.forms import AdoptForm, RulesForm
from app.programmes.models import Programme
from app.programmes.places import readable
from app.programmes.queries import programme_for, rules_for, versions_on_path
from app.regions.queries import full_name, full_names

blueprint = Blueprint("programmes", __name__, url_prefix="/programme")


def _region() -> str:
    """The division that the page is about: one's own, or one below it."""
    actor = current_actor()
    own = actor.regions(rule_of(P.EDIT_PROGRAMME).roles)[0]
    code = request.values.get("region") or own
    if not is_code(code) or not may(actor, P.EDIT_PROGRAMME, code):
        abort(404)
    return code


@blueprint.get("/")
@requires(P.EDIT_PROGRAMME)
def show() -> Response:
    """The rules of the actor's region in plain words."""
    region_code = _region()
    adopted = programme_for(region_code)
    versions = versions_on_path(region_code)
    return page(
        "programmes/show.html",
        rules=rules_for(region_code),
        readable=readable,
        region_code=region_code,
        region_name=full_name(region_code),
        adopted=adopted,
        adopted_in=full_name(adopted.region_code) if adopted else "",
        versions=versions,
        places=full_names({one.region_code for one in versions}),
    )


@blueprint.get("/edit")
@requires(P.EDIT_PROGRAMME)
def edit() -> Response:
    form: RulesForm = RulesForm.made_for(rules_for(_region()))
    form.fill()
    form.region.data, form.valid_from.data = _region(), today()
    return _show_edit(form)


@blueprint.post("/edit")
@requires(P.EDIT_PROGRAMME)
def save() -> Response:
    region_code = _region()
    form: RulesForm = RulesForm.made_for(rules_for(region_code))
    if not form.validate_on_submit() or form.valid_from.data is None:
        return _show_edit(form, 422)
    try:
        made = services.change_rules(
            actor=current_actor(),
            region_code=region_code,
            values=form.values(),
            valid_from=form.valid_from.data,
        )
    except DomainError as error:
        form.show_problems(error)
        return _show_edit(form, error.status)
    flash(_("Version %(number)s is there; below stands what it changes.", number=made.version))
    return see(url_for("programmes.version", programme_id=made.id))


def _show_edit(form: RulesForm, status: int = 200) -> Response:
    return page("programmes/edit.html", status=status, form=form, region_name=full_name(_region()))


@blueprint.get("/adopt")
@requires(P.EDIT_PROGRAMME)
def ask_adopt() -> Response:
    form = _adopt_form()
    form.region.data, form.valid_from.data = _region(), today()
    form.preset.data = rules_for(_region()).preset
    return _show_adopt(form)


@blueprint.post("/adopt")
@requires(P.EDIT_PROGRAMME)
def adopt() -> Response:
    region_code, form = _region(), _adopt_form()
    if not form.validate_on_submit():
        return _show_adopt(form, 422)
    try:
        made = services.adopt_preset(
            actor=current_actor(),
            region_code=region_code,
            preset=form.preset.data,
            valid_from=form.valid_from.data,
        )
    except DomainError as error:
        form.show_problems(error)
        return _show_adopt(form, error.status)
    flash(_("Version %(number)s is there; below stands what it changes.", number=made.version))
    return see(url_for("programmes.version", programme_id=made.id))


def _adopt_form() -> AdoptForm:
    form = AdoptForm()
    form.preset.choices = [
        SelectChoice(value=name, label=presets.load(name).name) for name in presets.names()
    ]
    return form


def _show_adopt(form: AdoptForm, status: int = 200) -> Response:
    return page("programmes/adopt.html", status=status, form=form, region_name=full_name(_region()))


@blueprint.get("/versions/<int:programme_id>")
@requires(P.EDIT_PROGRAMME)
def version(programme_id: int) -> Response:
    """What one version changed of the one before it, or of the shipped file."""
    made = session().get(Programme, programme_id)
    actor = current_actor()
    home = actor.regions(rule_of(P.EDIT_PROGRAMME).roles)
    path = {code for region in home for code in (region, *ancestors(region), "0" * 12)}
    if made is None or not (
        made.region_code in path or may(actor, P.EDIT_PROGRAMME, made.region_code)
    ):
        abort(404)
    before, name = _before(made)
    return page(
        "programmes/version.html",
        made=made,
        region_name=full_name(made.region_code),
        before=name,
        rows=[(one.path, one.before, one.after) for one in changes.differences(before, made.rules)],
    )


def _before(made: Programme) -> tuple[Any, str]:
    older = [
        one
        for one in versions_on_path(made.region_code)
        if one.id < made.id and (one.region_code, one.version) != (made.region_code, made.version)
    ]
    if not older:
        rules = presets.load(presets.DEFAULT)
        return rules.raw, rules.name
    nearest = older[0]
    return nearest.rules, _(
        "%(name)s, version %(number)s", name=nearest.name, number=nearest.version
    )
