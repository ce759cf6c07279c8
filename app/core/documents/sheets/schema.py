"""What a roster may hold: its fields, the words people use for them, and the groups above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "serial",
    "text",
    "name",
    "id_number",
    "phone",
    "date",
    "sex",
    "yes_no",
    "integer",
    "list",
    "ethnic_group",
    "choice",
]


@dataclass(frozen=True)
class FieldSpec:
    """One field of a roster.

    `aliases` stand alone; `group_aliases` count only under a heading of the field's group
    (监护人 → 姓名) or joined to its name (监护人姓名). An `anchor` tells a person from a note: a
    table needs one, and a row without any anchor and with one lone cell is no data.
    `options` maps a stored value to its words; tick columns are found by the same words.
    `unknown_code` is the problem reported for a word that is no option; "" keeps the word as is.
    """

    key: str
    label: str
    kind: Kind = "text"
    aliases: tuple[str, ...] = ()
    group: str = ""
    group_aliases: tuple[str, ...] = ()
    required: bool = False
    anchor: bool = False
    multiple: bool = False
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown_code: str = "choice_unknown"


@dataclass(frozen=True)
class GroupSpec:
    """A heading above other headings. Key "" is the roster's own subject (儿童基本情况).

    A group that no field belongs to (爱心妈妈情况 in a children's roster) keeps its columns out.
    """

    key: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """`others` are words for other people and things: a loose match never crosses them."""

    fields: Sequence[FieldSpec]
    groups: Sequence[GroupSpec] = ()
    others: Sequence[str] = ()

    def field(self, key: str) -> FieldSpec:
        return next(spec for spec in self.fields if spec.key == key)

    def has_field(self, key: str) -> bool:
        return any(spec.key == key for spec in self.fields)
