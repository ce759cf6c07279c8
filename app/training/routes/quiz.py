from __future__ import annotations

from flask import Response, url_for

from app.core.access.actors import current_actor
from app.core.access.guard import requires
from app.core.access.scope import get_visible
from app.core.errors import DomainError, NotFound, Problem
from app.core.web.pages import page, see
from app.policy import P
from app.training import queries
from app.training.forms import quiz_answers, quiz_form
from app.training.models import Course
from app.training.routes import blueprint
from app.training.routes.shared import herself
from app.training.services.completion import answer_quiz


@blueprint.route("/courses/<int:course_id>/quiz", methods=["GET", "POST"])
@requires(P.JOIN_TRAINING)
def quiz(course_id: int) -> Response:
    actor = current_actor()
    course = get_visible(Course, actor, course_id, P.JOIN_TRAINING)
    questions = queries.questions_of(course.id)
    if not questions or herself(actor) is None:
        raise NotFound(Problem("not_found", ""))
    form = quiz_form(questions)
    if form.validate_on_submit():
        try:
            answer_quiz(actor=actor, course_id=course.id, answers=quiz_answers(form, questions))
            return see(url_for("training.quiz_result", course_id=course.id))
        except DomainError as error:
            form.show_problems(error)
    status = 422 if form.is_submitted() else 200
    return page("training/quiz.html", status=status, form=form, course=course)


@blueprint.get("/courses/<int:course_id>/quiz/result")
@requires(P.JOIN_TRAINING)
def quiz_result(course_id: int) -> Response:
    actor = current_actor()
    course = get_visible(Course, actor, course_id, P.JOIN_TRAINING)
    volunteer = herself(actor)
    attempt = queries.last_attempt(course.id, volunteer.id) if volunteer else None
    if volunteer is None or attempt is None:
        raise NotFound(Problem("not_found", ""))
    return page(
        "training/quiz_result.html",
        course=course,
        attempt=attempt,
        wrong=[one for one in queries.questions_of(course.id) if one.id in attempt.wrong],
        verdict=queries.verdict_on(course, volunteer.id),
    )
