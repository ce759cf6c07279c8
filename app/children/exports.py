"""The list as a workbook, masked as on the page: what leaves the house names nobody."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from app.children.models import Child
from app.children.queries import PAIRING, consent_in_force
from app.children.states import LIFECYCLE
from app.core.clock import age_on, today
from app.core.documents.sheets import OutColumn, OutSheet, write_workbook
from app.core.i18n import day
from app.core.personal import Kind, mask
from app.programmes.rules import Choice, ProgrammeRules


def workbook(
    children: Sequence[Child],
    programme: ProgrammeRules,
    places: dict[str, str],
    *,
    marks: Sequence[str],
) -> bytes:
    """`marks`: who took it, who agreed, for what; printed on every page and under the list."""
    columns = (
        OutColumn(_("Village"), 34),
        OutColumn(_("Number"), 8),
        OutColumn(_("Nickname"), 12),
        OutColumn(_("Name"), 10),
        OutColumn(_("Sex"), 8),
        OutColumn(_("Age"), 6),
        OutColumn(_("Category"), 22, wrap=True),
        OutColumn(_("Needs"), 26, wrap=True),
        OutColumn(_("State"), 10),
        OutColumn(_("Consent to pairing"), 14),
    )
    sheet = OutSheet(
        _("Children"),
        columns,
        _rows(children, programme, places),
        title=_("Children on the roster"),
        notes=marks,
        watermark="　".join(marks[:2]),
    )
    target = io.BytesIO()
    write_workbook(target, [sheet])
    return target.getvalue()


def _rows(
    children: Iterable[Child], programme: ProgrammeRules, places: dict[str, str]
) -> Iterator[Sequence[Any]]:
    categories, needs = labels(programme.categories), labels(programme.needs)
    on = today()
    for child in children:
        of_child = (child.category, *child.further_categories)
        consent = consent_in_force(child, PAIRING, on)
        yield (
            places.get(child.region_code, child.region_code),
            child.roster_number,
            child.alias,
            mask(Kind.NAME, child.name),
            _("Girl") if child.sex == "female" else _("Boy"),
            age_on(child.born_on, on),
            "、".join(categories.get(code, code) for code in of_child),
            "、".join(needs.get(code, code) for code in child.needs),
            str(LIFECYCLE.state(child.state).label),
            _("until %(day)s", day=day(consent.expires_on)) if consent else _("none"),
        )


def labels(choices: Iterable[Choice]) -> dict[str, str]:
    return {one.code: one.label for one in choices}
