"""Two records of one volunteer become one: she is one of an organisation's people once."""

from __future__ import annotations

from sqlalchemy import select

from app.core.clock import today
from app.core.db import session
from app.partners.models import OrganisationMember
from app.volunteers.models import Volunteer


def end_second_membership(_kept: Volunteer, gone: Volunteer) -> None:
    """What stayed behind, because the other record stands there already, is over."""
    query = select(OrganisationMember).where(
        OrganisationMember.volunteer_id == gone.id, OrganisationMember.until.is_(None)
    )
    for member in session().scalars(query):
        member.until = today()
