"""The acts on record, and what they were done to, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from app.children.access.states import LIFECYCLE as ACCESS_REQUEST
from app.children.desk.states import LIFECYCLE as FAMILY_REQUEST
from app.children.states import LIFECYCLE as CHILD
from app.core.workflow import Lifecycle
from app.pairings.states import PAIRING
from app.pledges.states import PLEDGE
from app.volunteers.states import VOLUNTEER

OBJECTS = {
    "access_request": _l("Request to open or to take away"),
    "family_request": _l("Request of a family"),
    "reading_flag": _l("Unusual reading"),
    "child": _l("Child"),
    "consent": _l("Consent"),
    "document": _l("Document"),
    "login_session": _l("Login"),
    "pairing": _l("Pairing"),
    "pledge": _l("Pledge"),
    "programme": _l("Programme"),
    "role_grant": _l("Role"),
    "roster_import": _l("Roster"),
    "station": _l("Station"),
    "team": _l("Team"),
    "upload": _l("Scan"),
    "user": _l("Account"),
    "volunteer": _l("Volunteer"),
}

_OWN = {
    "account.activated": _l("Account activated"),
    "account.closed": _l("Account closed"),
    "account.code_printed": _l("Activation code printed"),
    "account.created": _l("Account made"),
    "account.password_reset": _l("Password set anew"),
    "account.reopened": _l("Account opened again"),
    "audit.exported": _l("This record exported"),
    "compliance.printed": _l("Data protection paper made"),
    "reading_flag.looked_into": _l("Unusual reading looked into"),
    "child.copied": _l("Copy of a child’s file given to the family"),
    "child.destroyed": _l("Key of a child’s file destroyed"),
    "child.printed": _l("Child’s file printed"),
    "child.readers_printed": _l("List of readers of a file printed"),
    "consent.form_printed": _l("Consent form printed"),
    "backup.failed": _l("Backup failed"),
    "backup.key_printed": _l("Backup key printed"),
    "backup.made": _l("Backup made"),
    "child.changed": _l("Child’s file changed"),
    "child.exported": _l("List of children exported"),
    "child.guardian_saved": _l("Guardian written down"),
    "child.opened": _l("Child’s file opened"),
    "child.revealed": _l("Child’s data shown in full"),
    "consent.granted": _l("Guardian agreed"),
    "consent.refused": _l("Guardian refused"),
    "consent.scan_opened": _l("Scan of a consent opened"),
    "consent.withdrawn": _l("Consent withdrawn"),
    "document.finished": _l("Document made final"),
    "document.issued": _l("Document issued"),
    "document.revised": _l("Draft of a document changed"),
    "document.withdrawn": _l("Document withdrawn"),
    "factor.app_enrolled": _l("Second step set up with an app"),
    "factor.cleared": _l("Second step taken away"),
    "factor.failed": _l("Wrong code at the second step"),
    "factor.proved": _l("Second step passed"),
    "factor.sheet_printed": _l("Sheet of codes printed"),
    "keys.rotated": _l("Master key renewed"),
    "login.all_ended": _l("Logged out everywhere"),
    "login.ended": _l("Logged out"),
    "login.failed": _l("Login failed"),
    "login.succeeded": _l("Logged in"),
    "password.changed": _l("Password changed"),
    "password.confirmation_failed": _l("Password asked for again, and wrong"),
    "programme.adopted": _l("Programme adopted"),
    "role.granted": _l("Role given"),
    "role.revoked": _l("Role taken away"),
    "roster.imported": _l("Roster imported"),
    "roster.marked_copy": _l("Marked copy of a roster downloaded"),
    "roster.uploaded": _l("Roster uploaded"),
    "station.opened": _l("Station opened"),
    "team.created": _l("Team made"),
    "volunteer.applied_again": _l("Applied again under the same number"),
    "volunteer.checked": _l("Check recorded"),
    "volunteer.edited": _l("Volunteer’s record changed"),
    "volunteer.exported": _l("List of volunteers exported"),
    "volunteer.repeat_settled": _l("Second application settled"),
    "volunteer.revealed": _l("Volunteer’s data shown in full"),
    "volunteer.team_assigned": _l("Put into a team"),
}


def _of(lifecycle: Lifecycle) -> Iterable[tuple[str, Any]]:
    subject = OBJECTS[lifecycle.name]
    steps = [("begun", _l("begun")), *((one.name, one.label) for one in lifecycle.transitions)]
    for name, label in steps:
        text = _l("%(what)s: %(step)s", what=subject, step=label)
        yield f"{lifecycle.name}.{name}", text


ACTS: dict[str, Any] = dict(_OWN)
for _lifecycle in (VOLUNTEER, CHILD, PLEDGE, PAIRING, ACCESS_REQUEST, FAMILY_REQUEST):
    ACTS.update(_of(_lifecycle))


def act_label(act: str) -> Any:
    return ACTS.get(act, act)


def object_label(kind: str, key: int | None) -> str:
    if not kind:
        return ""
    label = str(OBJECTS.get(kind, kind))
    return f"{label} {key}" if key is not None else label
