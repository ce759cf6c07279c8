"""What this area's acts, and what they are done to, are called on the record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.training.states import COMPLETION, SESSION

OBJECTS = {
    "completion": _l("Training of a person"),
    "course": _l("Course"),
    "course_completion": _l("Training of a person"),
    "quiz_attempt": _l("Quiz"),
    "training": _l("Training session"),
    "training_session": _l("Training session"),
}
ACTS = {
    "course.added": _l("Course added"),
    "course.changed": _l("Course changed"),
    "course.material_added": _l("Material added to a course"),
    "course.material_removed": _l("Material taken out of a course"),
    "course.question_added": _l("Question added to a course"),
    "course.question_removed": _l("Question taken out of a course"),
    "training.coverage_exported": _l("Overview of trainings exported"),
    "quiz.answered": _l("Quiz answered"),
}
LIFECYCLES = (SESSION, COMPLETION)
MESSAGES = {
    "training.by_captain": _l(
        "Your captain signed you up: %(title)s. If you cannot come, say so on its page."
    ),
    "training.by_captain_waiting": _l(
        "Your captain put you on the waiting list: %(title)s. If you cannot come, say so there."
    ),
    "training.by_station": _l(
        "The station signed you up: %(title)s. If you cannot come, say so on its page."
    ),
    "training.by_station_waiting": _l(
        "The station put you on the waiting list: %(title)s. If you cannot come, say so there."
    ),
}
