from __future__ import annotations

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.fresh import fresh_password
from app.core import audit
from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.audit import anchor
from app.core.backup import copying, key, services
from app.core.backup.models import BackupRun
from app.core.backup.stream import fingerprint
from app.core.clock import now
from app.core.db import session, transaction
from app.core.documents.drawing import qr_code
from app.core.web import drafts
from app.core.web.forms import ActionForm, BaseForm
from app.core.web.pages import page, see
from app.policy import P
from app.upkeep import health

blueprint = Blueprint("upkeep", __name__)
SHOWN = 30


class WorkForm(BaseForm):
    """A button whose work takes long: no submission key, so that it holds no transaction."""

    once = False


@blueprint.get("/drafts/<int:draft_id>")
@requires(P.OWN_ACCOUNT)
def draft(draft_id: int) -> Response:
    kept = drafts.find(current_actor().user_id or 0, draft_id)
    if kept is None:
        abort(404)
    return page("upkeep/draft.html", kept=kept, work=WorkForm(), action=ActionForm())


@blueprint.post("/drafts/<int:draft_id>/discard")
@requires(P.OWN_ACCOUNT)
def discard_draft(draft_id: int) -> Response:
    drafts.discard(current_actor().user_id or 0, draft_id)
    return see(url_for("site.home"))


@blueprint.get("/backups")
@requires(P.BACK_UP)
def backups() -> Response:
    runs = session().scalars(select(BackupRun).order_by(BackupRun.id.desc()).limit(SHOWN)).all()
    return page(
        "upkeep/backups.html",
        runs=runs,
        last_good=services.last_good(),
        is_overdue=services.is_overdue(),
        folders=services.settings().backup_dirs,
        copy_folder=services.settings().copy_dir if copying.is_wanted() else None,
        copy_is_late=copying.is_late(),
        copy_age=health.age_of_copy(),
        mark=fingerprint(services.own_key()).hex(),
        work=WorkForm(),
    )


@blueprint.post("/backups")
@requires(P.BACK_UP)
def make_backup() -> Response:
    run = services.create_backup(actor=current_actor())
    if run.problem:
        flash(_("The backup is not good: %(reason)s", reason=run.problem), "error")
    else:
        flash(_("The backup is made and has been checked by unpacking it."), "success")
    return see(url_for("upkeep.backups"))


@blueprint.get("/backups/key")
@requires(P.BACK_UP)
@fresh_password
def backup_key() -> Response:
    """The sheet for the safe."""
    printed = key.encode(services.own_key())
    return page(
        "upkeep/key.html",
        groups=printed.split(),
        qr=qr_code(printed.replace(" ", "")),
        mark=fingerprint(services.own_key()).hex(),
        day=now(),
        work=WorkForm(),
    )


@blueprint.post("/backups/key")
@requires(P.BACK_UP)
@fresh_password
def note_key_printed() -> Response:
    with transaction():
        audit.record(current_actor(), "backup.key_printed")
    return see(url_for("upkeep.backups"))


@blueprint.get("/backups/anchor")
@requires(P.BACK_UP)
def anchor_sheet() -> Response:
    """The end of the record, for the safe."""
    return page("upkeep/anchor.html", made=anchor.take(), day=now())


@blueprint.get("/operating-sheet")
@requires(P.BACK_UP)
def operating_sheet() -> Response:
    """One page for the wall beside the computer."""
    return page(
        "upkeep/operating.html",
        day=now(),
        mark=fingerprint(services.own_key()).hex(),
        folders=services.settings().backup_dirs,
        copy_folder=services.settings().copy_dir,
    )


@blueprint.get("/health")
@requires(P.BACK_UP)
def state() -> Response:
    return page("upkeep/health.html", findings=health.look())
