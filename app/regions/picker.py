"""The region picker: type to search, or step down from province to village.

How it works. The picker is a part of an ordinary form. Its buttons (search, step in, choose, more,
change) are submit buttons of that form, `name="<field>-go"`; each sends the whole form to its own
address. The form sees that it was a step (`PicksRegion.validate` is then false and checks
nothing), and the view does what it does with every form that is not valid: it shows it again with
status 422. So whatever was typed in the other fields is kept by the form itself, nothing is
written, the submission key stays unused, and neither JavaScript nor a session is needed.
Where htmx is loaded, the same buttons GET /regions/pick with the picker's own inputs only (no
personal data leaves the form) and swap only the picker. Files chosen in the same form do not
survive a step without JavaScript, as no browser keeps them: put uploads on a later page.

In a view:      class Join(PicksRegion, BaseForm): region = RegionField(_l("Village"), [...])
In a template:  {{ ui.region_picker(form.region) }}
Pressing Enter in the search box submits the form; with words typed and nothing chosen that
counts as a search.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import url_for

from app.core import regioncode
from app.core.regioncode import COUNTRY, Level
from app.regions import names, queries
from app.regions.models import Region

STEPS = ("go", "q", "at")


@dataclass(frozen=True)
class Limits:
    """What may be chosen."""

    levels: tuple[Level, ...] = (Level.VILLAGE,)
    within: str = COUNTRY

    def allow(self, code: str) -> bool:
        """Whether the code could be chosen, if the register has it."""
        return (
            regioncode.is_code(code)
            and regioncode.level_of(code) in self.levels
            and regioncode.covers(self.within, code)
        )


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    place: str
    """What lies above it, shown beside a search's result."""
    can_choose: bool
    can_enter: bool


@dataclass
class Picker:
    """What the page shows of the picker after the last step."""

    name: str
    limits: Limits
    chosen: str = ""
    chosen_name: str = ""
    at: str = COUNTRY
    query: str = ""
    rows: list[Row] = field(default_factory=list)
    more: str = ""
    """Cursor of the next page, empty on the last."""
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    """(code, name) from the widest division to the one that is shown."""

    @property
    def has_details(self) -> bool:
        """Whether a row says more than a name to step into."""
        return any(row.can_choose or row.place for row in self.rows)

    @property
    def url(self) -> str:
        levels = "".join(str(int(level)) for level in self.limits.levels)
        return url_for("regions.pick", field=self.name, levels=levels, within=self.limits.within)


def open_picker(
    name: str, limits: Limits, *, chosen: str, start: str, steps: Mapping[str, str]
) -> Picker:
    """The picker after a step; without one, as it first appears.

    `start`: the division in which the search begins. `steps`: what the picker's inputs sent.
    """
    act, _, target = steps.get("go", "").partition(":")
    picker = Picker(name, limits, at=_place(steps.get("at", ""), limits) or start)
    picker.query = steps.get("q", "").strip()[:60]
    if act == "pick":
        chosen = target
    elif act == "in":
        picker.at, picker.query = _place(target, limits) or picker.at, ""
    elif act == "change":
        picker.at = (regioncode.ancestors(chosen) or [limits.within])[-1] if chosen else picker.at
        picker.at, chosen = _place(picker.at, limits) or limits.within, ""
    if chosen and limits.allow(chosen) and (full := queries.full_name(chosen)):
        picker.chosen, picker.chosen_name = chosen, full
    else:
        _fill(picker, after=target if act == "more" and regioncode.is_code(target) else COUNTRY)
    return picker


def _place(code: str, limits: Limits) -> str:
    """The code if the picker may look into it, else nothing."""
    return code if regioncode.is_code(code) and regioncode.covers(limits.within, code) else ""


def _fill(picker: Picker, *, after: str) -> None:
    deepest = max(picker.limits.levels)
    size = queries.PAGE + 1
    if picker.query:
        found = queries.search(
            picker.query, within=picker.at, deepest=deepest, after=after, limit=size
        )
    else:
        found = queries.list_below(picker.at, after=after, limit=size)
    shown = found[: queries.PAGE]
    picker.more = shown[-1].code if len(found) > queries.PAGE else ""
    picker.rows = _rows(shown, picker.limits, with_place=bool(picker.query))
    picker.crumbs = _crumbs(picker)


def _rows(shown: list[Region], limits: Limits, *, with_place: bool) -> list[Row]:
    above = {r.code: r.parent_code for r in shown if r.parent_code} if with_place else {}
    places = queries.full_names(set(above.values()))
    return [
        Row(
            code=region.code,
            name=region.name,
            place=places.get(above.get(region.code, ""), ""),
            can_choose=limits.allow(region.code),
            can_enter=region.level < max(limits.levels),
        )
        for region in shown
    ]


def _crumbs(picker: Picker) -> list[tuple[str, str]]:
    if picker.at == COUNTRY:
        return []
    path = [*regioncode.ancestors(picker.at), picker.at]
    inside = [code for code in path if regioncode.covers(picker.limits.within, code)]
    known = queries.names_of(inside)
    return [(c, known[c]) for c in inside if known.get(c, "县") not in names.NOT_WRITTEN]
