from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import filetype
from flask_babel import lazy_gettext as _l

from app.core import audit
from app.core.access.actors import Actor
from app.core.access.policy import demand
from app.core.access.scope import get_visible, lock
from app.core.clock import now
from app.core.db import session, transaction
from app.core.documents.uploads import store, store_scan
from app.core.errors import InvalidInput, NotFound, Problem
from app.policy import P
from app.training.models import Course, Material, Question

SOUNDS = {"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/x-m4a": "m4a", "audio/ogg": "ogg"}


def add_course(*, actor: Actor, region_code: str, values: Mapping[str, Any]) -> Course:
    with transaction() as current:
        demand(actor, P.MANAGE_TRAINING, region_code)
        course = Course(region_code=region_code, **values)
        current.add(course)
        current.flush()
        audit.record(actor, "course.added", course)
    return course


def change_course(*, actor: Actor, course_id: int, values: Mapping[str, Any]) -> Course:
    with transaction():
        course = _to_manage(actor, course_id)
        for name, value in values.items():
            setattr(course, name, value)
        audit.record(actor, "course.changed", course)
    return course


def add_material(
    *,
    actor: Actor,
    course_id: int,
    title: str,
    text: str,
    file: bytes = b"",
    file_name: str = "",
) -> Material:
    """A page to read; `file` a PDF or a recording. Raises InvalidInput for another file."""
    if not text and not file:
        raise InvalidInput(Problem("empty", _l("Write a text or attach a file."), field="text"))
    with transaction() as current:
        course = _to_manage(actor, course_id)
        material = Material(course_id=course.id, title=title, text=text)
        if file:
            material.upload_id = _keep(actor, file, file_name)
        current.add(material)
        current.flush()
        audit.record(actor, "course.material_added", course, material=material.id)
    return material


def _keep(actor: Actor, file: bytes, name: str) -> int:
    kind = filetype.guess_mime(file)
    if kind in SOUNDS:
        upload = store(
            file, purpose="training", content_type=kind, name=name, user_id=actor.user_id
        )
    elif kind == "application/pdf":
        upload = store_scan(
            file, purpose="training", name=name, user_id=actor.user_id, field="file"
        )
    else:
        text = _l("Only PDF files and sound recordings (MP3, M4A, OGG) can be attached.")
        raise InvalidInput(Problem("file_type", text, field="file"))
    return upload.id


def remove_material(*, actor: Actor, material_id: int) -> Course:
    """Out of the catalogue; the row stays for the record of what was taught."""
    with transaction():
        material = session().get(Material, material_id)
        if material is None:
            raise NotFound(Problem("not_found", ""))
        course = _to_manage(actor, material.course_id)
        material.removed_at = material.removed_at or now()
        audit.record(actor, "course.material_removed", course, material=material.id)
    return course


def add_question(
    *,
    actor: Actor,
    course_id: int,
    text: str,
    choices: Sequence[str],
    right: Sequence[int],
    because: str = "",
) -> Question:
    """Raises InvalidInput unless there are two choices and one of them is right."""
    if len(choices) < 2 or len(set(choices)) < len(choices):
        problem = Problem("choices", _l("At least two different answers."), field="choices")
        raise InvalidInput(problem)
    if not right or not set(right) <= set(range(len(choices))):
        raise InvalidInput(Problem("right", _l("Mark each right answer."), field="choices"))
    with transaction() as current:
        course = _to_manage(actor, course_id)
        question = Question(
            course_id=course.id,
            text=text,
            choices=list(choices),
            right=sorted(set(right)),
            because=because,
        )
        current.add(question)
        current.flush()
        audit.record(actor, "course.question_added", course, question=question.id)
    return question


def remove_question(*, actor: Actor, question_id: int) -> Course:
    with transaction():
        question = session().get(Question, question_id)
        if question is None:
            raise NotFound(Problem("not_found", ""))
        course = _to_manage(actor, question.course_id)
        question.removed_at = question.removed_at or now()
        audit.record(actor, "course.question_removed", course, question=question.id)
    return course


def _to_manage(actor: Actor, course_id: int) -> Course:
    course: Course = lock(get_visible(Course, actor, course_id))
    demand(actor, P.MANAGE_TRAINING, course)
    return course
