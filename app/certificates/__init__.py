"""Certificates: completion of a training, the service record, honour and thanks.

Serials have no gaps; what was issued is a snapshot in the archive and never drawn from live data
again; a completion has at most one valid certificate. The public check page shows a masked name,
and that only to whoever has the code printed on the paper. A record is corrected by withdrawing
the paper and issuing another, each with its reason.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.certificates import acts, panels, routes, wording_routes  # noqa: F401
from app.certificates.document import document_kinds
from app.certificates.models import Certificate, CertificateWording, Correction
from app.core import messages, registry
from app.core.access import scope
from app.core.audit import words
from app.core.documents import archive
from app.core.registry import NavEntry
from app.policy import P
from app.training.models import TrainingSession
from app.volunteers import hooks
from app.volunteers.models import Volunteer


def init_app(app: Flask) -> None:
    words.add(app, acts.ACTS, acts.OBJECTS, acts.LIFECYCLES)
    app.register_blueprint(routes.blueprint)
    scope.register(app, Certificate, P.READ_CERTIFICATE)
    scope.relate(app, Certificate, "own", panels.own)
    scope.register(app, CertificateWording, P.WORD_CERTIFICATE)
    scope.register(app, Correction, P.READ_CERTIFICATE)
    scope.relate(app, Correction, "own", panels.own_corrections)
    for kind in document_kinds():
        archive.register(app, kind)
    messages.add_kinds(
        app,
        {
            "certificate.issued": _l("A certificate has been issued to you: %(title)s"),
            "correction.answered": _l("The station has answered your request to correct."),
        },
    )
    known = registry.of(app)
    known.nav.append(NavEntry(_l("Certificates"), "certificates.index", P.READ_CERTIFICATE, 47))
    known.todos.append(panels.todos)
    known.add_panel(Volunteer, panels.of_volunteer)
    hooks.add_exit_steps(app, panels.exit_steps)
    known.add_panel(TrainingSession, panels.of_session)
