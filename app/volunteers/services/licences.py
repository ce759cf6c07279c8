"""Professional licences, with their scans."""

from __future__ import annotations

from datetime import date

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.db import transaction
from app.core.documents.uploads import store_scan
from app.policy import P
from app.volunteers.models import Licence
from app.volunteers.services.vetting import locked


def add_licence(
    *,
    actor: Actor,
    volunteer_id: int,
    name: str,
    number: str,
    expires_on: date | None,
    scan: tuple[bytes, str] | None = None,
) -> Licence:
    """`scan`: the bytes and the name of the file. Raises InvalidInput for what is no picture."""
    with transaction() as current:
        volunteer = locked(actor, volunteer_id)
        demand(actor, P.REGISTER_VOLUNTEER, volunteer)
        scan_id = None
        if scan is not None:
            upload = store_scan(
                scan[0], purpose="licence", name=scan[1], user_id=actor.user_id, field="scan"
            )
            current.flush()
            scan_id = upload.id
        licence = Licence(
            volunteer=volunteer,
            name=name,
            expires_on=expires_on,
            scan_id=scan_id,
            recorded_by=actor.user_id,
        )
        licence.number = number or None
        current.add(licence)
        current.flush()
        audit.record(actor, "volunteer.licence_added", volunteer)
        return licence
