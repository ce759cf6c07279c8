from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.policy import may
from app.core.access.scope import get_visible, visible
from app.core.clock import now
from app.core.db import session
from app.core.documents.uploads import serve
from app.core.errors import DomainError, NotFound, Problem
from app.core.web.forms import ActionForm
from app.core.web.pages import page, see
from app.policy import P
from app.training import kinds, queries
from app.training.forms import CourseForm, MaterialForm, QuestionForm
from app.training.models import Course, Material, TrainingSession
from app.training.reading import blocks, size_label
from app.training.routes import blueprint
from app.training.routes.shared import herself, regions_of
from app.training.services import catalogue
from app.training.services.catalogue import SOUNDS


@blueprint.get("/courses")
@requires(P.READ_TRAINING)
def courses() -> Response:
    actor, given = current_actor(), request.args
    chosen = {name: given.get(name, "") for name in ("theme", "age", "topic")}
    choices = {"theme": kinds.THEMES, "age": kinds.AGES, "topic": kinds.TOPICS}
    labels = {"theme": _l("Theme"), "age": _l("Age"), "topic": _l("Topic")}
    filters = [
        {
            "name": name,
            "label": labels[name],
            "choices": [("", _l("All")), *choices[name].items()],
            "value": chosen[name],
        }
        for name in chosen
    ]
    return page(
        "training/courses.html",
        found=queries.list_courses(actor, **chosen),
        filters=filters,
        kinds=kinds,
        may_manage=may(actor, P.MANAGE_TRAINING) and bool(regions_of(actor)),
    )


@blueprint.get("/courses/<int:course_id>")
@requires(P.READ_TRAINING)
def course(course_id: int) -> Response:
    actor = current_actor()
    found = get_visible(Course, actor, course_id)
    volunteer = herself(actor)
    coming = (
        visible(TrainingSession, actor)
        .where(
            TrainingSession.course_id == found.id,
            TrainingSession.state.in_(("planned", "published")),
            TrainingSession.ends_at > now(),
        )
        .order_by(TrainingSession.starts_at)
        .limit(10)
    )
    return page(
        "training/course.html",
        course=found,
        kinds=kinds,
        materials=_materials(found),
        questions=queries.questions_of(found.id),
        sessions=session().scalars(coming).all(),
        may_manage=may(actor, P.MANAGE_TRAINING, found),
        may_hold=bool(regions_of(actor)),
        volunteer=volunteer,
        verdict=queries.verdict_on(found, volunteer.id) if volunteer else None,
        attempt=queries.last_attempt(found.id, volunteer.id) if volunteer else None,
        done=_done(found, volunteer.id) if volunteer else None,
        form=ActionForm(),
        size_label=size_label,
    )


def _done(course: Course, volunteer_id: int) -> object:
    mine = queries.completions_of(volunteer_id)
    return next((one for one in mine if one.course_id == course.id), None)


def _materials(course: Course) -> list[Material]:
    return [one for one in course.materials if one.removed_at is None]


@blueprint.route("/courses/new", methods=["GET", "POST"])
@requires(P.MANAGE_TRAINING)
def new_course() -> Response:
    actor, form = current_actor(), CourseForm()
    form.offer_regions(regions_of(actor))
    if form.validate_on_submit():
        try:
            made = catalogue.add_course(
                actor=actor, region_code=form.region_code.data, values=form.values()
            )
            return see(url_for("training.course", course_id=made.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("training/course_form.html", status=status, form=form, course=None)


@blueprint.route("/courses/<int:course_id>/edit", methods=["GET", "POST"])
@requires(P.MANAGE_TRAINING)
def edit_course(course_id: int) -> Response:
    actor, form = current_actor(), CourseForm()
    found = get_visible(Course, actor, course_id, P.MANAGE_TRAINING)
    del form.region_code
    if not form.is_submitted():
        form.fill_from(found)
    elif form.validate_on_submit():
        try:
            catalogue.change_course(actor=actor, course_id=found.id, values=form.values())
            return see(url_for("training.course", course_id=found.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("training/course_form.html", status=status, form=form, course=found)


@blueprint.route("/courses/<int:course_id>/materials/new", methods=["GET", "POST"])
@requires(P.MANAGE_TRAINING)
def new_material(course_id: int) -> Response:
    actor, form = current_actor(), MaterialForm()
    found = get_visible(Course, actor, course_id, P.MANAGE_TRAINING)
    if form.validate_on_submit():
        file = form.file.data
        try:
            catalogue.add_material(
                actor=actor,
                course_id=found.id,
                title=form.title.data,
                text=form.text.data or "",
                file=file.read() if file else b"",
                file_name=(file.filename or "") if file else "",
            )
            return see(url_for("training.course", course_id=found.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("training/material_form.html", status=status, form=form, course=found)


@blueprint.route("/courses/<int:course_id>/questions/new", methods=["GET", "POST"])
@requires(P.MANAGE_TRAINING)
def new_question(course_id: int) -> Response:
    actor, form = current_actor(), QuestionForm()
    found = get_visible(Course, actor, course_id, P.MANAGE_TRAINING)
    if form.validate_on_submit():
        choices, right = form.answers()
        try:
            catalogue.add_question(
                actor=actor,
                course_id=found.id,
                text=form.text.data,
                choices=choices,
                right=right,
                because=form.because.data or "",
            )
            return see(url_for("training.course", course_id=found.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("training/question_form.html", status=status, form=form, course=found)


@blueprint.post("/materials/<int:material_id>/remove")
@requires(P.MANAGE_TRAINING)
def remove_material(material_id: int) -> Response:
    ActionForm().validate_on_submit()
    found = catalogue.remove_material(actor=current_actor(), material_id=material_id)
    return see(url_for("training.course", course_id=found.id))


@blueprint.post("/questions/<int:question_id>/remove")
@requires(P.MANAGE_TRAINING)
def remove_question(question_id: int) -> Response:
    ActionForm().validate_on_submit()
    found = catalogue.remove_question(actor=current_actor(), question_id=question_id)
    return see(url_for("training.course", course_id=found.id))


@blueprint.get("/materials/<int:material_id>")
@requires(P.READ_TRAINING)
def material(material_id: int) -> Response:
    found, of_course = _visible_material(material_id)
    return page(
        "training/material.html",
        material=found,
        course=of_course,
        blocks=blocks(found.text),
        size_label=size_label,
    )


@blueprint.get("/materials/<int:material_id>/file")
@requires(P.READ_TRAINING)
def material_file(material_id: int) -> Response:
    found, _course = _visible_material(material_id)
    if found.upload is None:
        raise NotFound(Problem("not_found", ""))
    suffix = SOUNDS.get(found.upload.content_type, found.upload.suffix)
    return serve(found.upload, f"{found.title}.{suffix}")


def _visible_material(material_id: int) -> tuple[Material, Course]:
    query = select(Material).where(Material.id == material_id, Material.removed_at.is_(None))
    found = session().scalar(query)
    if found is None:
        raise NotFound(Problem("not_found", ""))
    return found, get_visible(Course, current_actor(), found.course_id)
