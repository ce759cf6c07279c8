"""Pictures of an activity: none of a child whose guardian has not consented to pictures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, or_, select

from app.activities.models import Activity, Photo, PhotoChild
from app.activities.services.joining import VOLUNTEER
from app.children.models import Child
from app.children.queries import in_force
from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.clock import today
from app.core.db import session, transaction
from app.core.documents.uploads import store_photo
from app.core.enrolment.models import Participant
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.policy import P
from app.volunteers.queries import own

CONSENT = "photo"
MOST = 60


def add_photo(
    *,
    actor: Actor,
    activity_id: int,
    content: bytes,
    name: str,
    caption: str = "",
    child_ids: Collection[int] = (),
    nobody: bool = False,
) -> Photo:
    """Keep a picture. The station has said who can be recognised in it, or that nobody can."""
    with transaction() as current:
        activity = get_visible(Activity, actor, activity_id, P.MANAGE_ACTIVITY)
        children = _children(actor, activity, child_ids)
        if bool(children) == nobody:
            text = _l("Tick who can be recognised, or that nobody can.")
            raise InvalidInput(Problem("who", text, field="children"))
        if (
            len(current.scalars(select(Photo.id).where(Photo.activity_id == activity.id)).all())
            >= MOST
        ):
            raise Conflict(Problem("many", _l("An activity has at most 60 pictures.")))
        big, small = store_photo(content, name=name, user_id=actor.user_id, field="file")
        photo = Photo(
            activity_id=activity.id,
            upload=big,
            small=small,
            caption=caption,
            added_by=actor.user_id,
            children=children,
        )
        current.add(photo)
        current.flush()
        audit.record(actor, "activity.photo_added", photo, children=[one.id for one in children])
    return photo


def _children(actor: Actor, activity: Activity, ids: Collection[int]) -> list[Child]:
    """Of those who are on the list; each with the guardian's consent to pictures in force."""
    if not ids:
        return []
    known = {child.id: allowed for child, allowed in candidates(actor, activity)}
    if not set(ids) <= known.keys():
        raise NotFound(Problem("not_found", ""))
    found = list(session().scalars(select(Child).where(Child.id.in_(ids)).order_by(Child.id)))
    if refused := [child.alias for child in found if not known[child.id]]:
        text = _l("No consent to pictures: %(names)s", names="、".join(refused))
        mend = _l("Leave this picture out, or cut the child off before you add it.")
        raise Conflict(Problem("no_consent", text, mend, field="children"))
    return found


def candidates(actor: Actor, activity: Activity) -> list[tuple[Child, bool]]:
    """The children on the list, and whether a picture may show them today."""
    listed = select(Participant.ref).where(
        Participant.occasion_id == activity.occasion_id,
        Participant.kind == "child",
        Participant.is_active,
    )
    query = visible(Child, actor).where(Child.id.in_(listed)).order_by(Child.alias, Child.id)
    rows = session().execute(query.add_columns(in_force(CONSENT, today())))
    return [(child, bool(allowed)) for child, allowed in rows]


def remove_photo(*, actor: Actor, photo_id: int) -> int:
    """The picture and its file; the activity it belonged to."""
    with transaction() as current:
        photo = current.get(Photo, photo_id)
        if photo is None:
            raise NotFound(Problem("not_found", ""))
        get_visible(Activity, actor, photo.activity_id, P.MANAGE_ACTIVITY)
        audit.record(actor, "activity.photo_removed", photo)
        _destroy([photo])
    return photo.activity_id


def _destroy(photos: Sequence[Photo]) -> None:
    files = [upload for photo in photos for upload in (photo.upload, photo.small)]
    for photo in photos:
        session().delete(photo)
    session().flush()
    for upload in files:
        upload.destroy()


def destroy_with(child: Child) -> Sequence[Any]:
    """Pictures on which a child can be seen, when its file is destroyed; nothing is left to do."""
    shown = select(PhotoChild.photo_id).where(PhotoChild.child_id == child.id)
    _destroy(session().scalars(select(Photo).where(Photo.id.in_(shown))).all())
    return ()


def photos_of(actor: Actor, activity: Activity) -> Sequence[Photo]:
    """For those concerned: the station, and volunteers who were there or have such a child."""
    query = _shown(actor).where(Photo.activity_id == activity.id)
    if not (may(actor, P.MANAGE_ACTIVITY, activity) or was_there(actor, activity)):
        return []
    return session().scalars(query.order_by(Photo.id)).all()


def get_photo(actor: Actor, photo_id: int) -> Photo:
    photo = session().scalar(_shown(actor).where(Photo.id == photo_id))
    activity = session().get(Activity, photo.activity_id) if photo else None
    if photo is None or activity is None or photo not in photos_of(actor, activity):
        raise NotFound(Problem("not_found", ""))
    return photo


def _shown(actor: Actor) -> Select[Any]:
    """None with a child whom the actor may not see, or whose guardian no longer consents."""
    hidden = (
        select(PhotoChild.photo_id)
        .join(Child, Child.id == PhotoChild.child_id)
        .where(or_(Child.id.not_in(_seen(actor)), ~in_force(CONSENT, today())))
    )
    return select(Photo).where(Photo.id.not_in(hidden))


def _seen(actor: Actor) -> Select[Any]:
    return visible(Child, actor).with_only_columns(Child.id)


def was_there(actor: Actor, activity: Activity) -> bool:
    volunteer = own(actor) if actor.is_signed_in else None
    if volunteer is None:
        return False
    query = select(Participant.id).where(
        Participant.occasion_id == activity.occasion_id,
        _is_volunteer(volunteer.id),
        Participant.attended.is_(True),
    )
    return session().scalar(query.limit(1)) is not None


def _is_volunteer(volunteer_id: int) -> ColumnElement[bool]:
    return (Participant.kind == VOLUNTEER) & (Participant.ref == volunteer_id)
