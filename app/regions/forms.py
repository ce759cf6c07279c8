"""The form field of the region picker; how it works is told in picker.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext
from wtforms import Field, ValidationError

from app.core.regioncode import COUNTRY, Level
from app.regions import queries
from app.regions.picker import STEPS, Limits, Picker, open_picker


class RegionField(Field):
    """The code of a division of one of `levels` inside `within`.

    `start` is where the search begins; a view may set it, and `limits`, before it shows the form.
    """

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        *,
        levels: tuple[Level, ...] = (Level.VILLAGE,),
        within: str = COUNTRY,
        start: str = "",
        **options: Any,
    ) -> None:
        super().__init__(label, validators, **options)
        self.limits = Limits(levels, within)
        self.start = start or within
        self.steps: dict[str, str] = {}

    def process(self, formdata: Any, *args: Any, **options: Any) -> None:
        if formdata is not None:
            sent = {step: formdata.getlist(f"{self.name}-{step}") for step in STEPS}
            self.steps = {step: values[0] for step, values in sent.items() if values}
        super().process(formdata, *args, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = valuelist[0] if valuelist else None

    def is_stepping(self) -> bool:
        """Whether the form was sent by one of the picker's buttons, or by Enter in its search."""
        return bool(self.steps.get("go") or (self.steps.get("q", "").strip() and not self.data))

    @property
    def picker(self) -> Picker:
        return open_picker(
            self.name, self.limits, chosen=self.data or "", start=self.start, steps=self.steps
        )

    def pre_validate(self, form: Any) -> None:
        if self.data and not (self.limits.allow(self.data) and queries.get_region(self.data)):
            raise ValidationError(lazy_gettext("Choose one from the list."))


class PicksRegion:
    """Mixin before the form class: a step of the picker is no attempt to send the form."""

    def validate(self, *args: Any, **options: Any) -> bool:
        fields = iter(self)  # type: ignore[call-overload]
        if any(isinstance(item, RegionField) and item.is_stepping() for item in fields):
            return False
        return bool(super().validate(*args, **options))  # type: ignore[misc]
