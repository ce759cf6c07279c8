"""What is known of a volunteer when she is entered, by whatever door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.core.documents.sheets.clean.numbers import birth_date_of, sex_of
from app.volunteers.rules import Applicant


@dataclass(frozen=True)
class Licence:
    name: str
    number: str
    expires_on: date | None = None


@dataclass(frozen=True)
class Details:
    """What some kinds of check need besides: who answered an enquiry and until when its answer
    holds; of a talk, who else led it and the score of each of the programme's questions."""

    authority: str = ""
    valid_until: date | None = None
    second_name: str = ""
    scores: Mapping[str, int] = field(default_factory=dict)


NO_DETAILS = Details()


@dataclass(frozen=True, kw_only=True)
class VolunteerValues:
    """Cleaned values. None: the source says nothing of it, so an update leaves it as it was.

    `identity_number` is checked (18 characters, upper case); birth date and sex derive from it.
    `exclusions`: codes that she answered with yes; None: the questions were not put to her.
    """

    name: str
    identity_number: str
    region_code: str
    phone: str | None = None
    address: str | None = None
    kind: str | None = None
    placement: str | None = None
    occupation: str | None = None
    political_status: str | None = None
    skills: tuple[str, ...] | None = None
    capacity: int | None = None
    motive: str | None = None
    experience: str | None = None
    household: str | None = None
    availability: tuple[str, ...] | None = None
    languages: str | None = None
    employer: str | None = None
    office: str | None = None
    honours: str | None = None
    channel: str | None = None
    licence: Licence | None = None
    exclusions: tuple[str, ...] | None = None
    team_id: int | None = None
    privacy_agreed: bool | None = None

    @property
    def born_on(self) -> date:
        born = birth_date_of(self.identity_number)
        if born is None:
            raise ValueError("the identity number has not been checked")
        return born

    @property
    def sex(self) -> str:
        return sex_of(self.identity_number)

    def facts(self, *, kind: str, capacity: int) -> Applicant:
        return Applicant(
            born_on=self.born_on,
            sex=self.sex,
            kind=self.kind or kind,
            exclusions=self.exclusions,
            capacity=capacity if self.capacity is None else self.capacity,
        )
