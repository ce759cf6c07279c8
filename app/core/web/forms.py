"""The base of every form: CSRF token, submission key, and errors from services beside fields."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.fields import Field

from app.core.documents import signature
from app.core.errors import DomainError, Problem
from app.core.web import drafts


class BaseForm(FlaskForm):
    """A form that can be sent once.

    `_key` is fresh in every form that is shown; a repeated POST with the same key gets the first
    answer (see replay.py). A form without it (login) sets `once = False`.
    """

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """A form that is opened with ?draft= begins with what was typed before."""
            return super().wrap_formdata(form, formdata) or drafts.formdata()

    once = True
    submission_key = HiddenField(name="_key", default=lambda: secrets.token_urlsafe(16))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.general_problems: list[Problem] = []
        if not self.once:
            del self.submission_key

    def show_problems(self, error: DomainError | Iterable[Problem]) -> None:
        """Put a service's problems beside the fields they name; the others on top."""
        problems = error.problems if isinstance(error, DomainError) else error
        for problem in problems:
            field = self._fields.get(problem.field)
            if field is None:
                self.general_problems.append(problem)
            else:
                field.errors = [*field.errors, problem.message]

    @property
    def fields_with_errors(self) -> list[Field]:
        return [field for field in self if field.errors]


class ActionForm(BaseForm):
    """A form that is only a button: CSRF token and submission key."""


def strip(value: Any) -> Any:
    """WTForms filter: no white space around what was typed, full-width spaces included."""
    return value.strip().strip("\u3000") if isinstance(value, str) else value


class SignatureField(HiddenField):
    """Drawn in the box that `ui.signature` shows."""

    @property
    def lines(self) -> list[signature.Line]:
        return list(signature.lines_of(self.data or ""))
