"""`flask roster`: the same examination and the same writing as on the pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import regioncode
from app.core.access.actors import Actor
from app.core.access.policy import may, rule_of
from app.core.db import transaction
from app.core.documents.sheets import UnreadableFile
from app.core.errors import DomainError
from app.core.imports import messages, pipeline, services
from app.core.imports.kinds import ImportKind, Told, kinds, open_told
from app.core.imports.pipeline import Examination

roster_commands = AppGroup("roster", help="Rosters of children and volunteers from spreadsheets.")
FOUND_PROBLEMS, CANNOT_READ = 1, 2

Command = Callable[..., None]


def _options(command: Command) -> Command:
    for option in (
        click.argument("file", type=click.Path(path_type=Path)),
        click.option("--kind", "code", required=True, help="children or volunteers"),
        click.option(
            "--region", default="", help="division code; otherwise the user's or station's"
        ),
        click.option("--json", "as_json", is_flag=True, help="print JSON"),
    ):
        command = option(command)
    return command


@roster_commands.command("check")
@_options
@click.option("--user", default="", help="check as this user would import")
def check(file: Path, code: str, region: str, as_json: bool, user: str) -> None:
    """Say what an import of FILE would do, and write nothing."""
    kind = _kind(code)
    actor = _actor(user) if user else None
    region = _region(kind, actor, region)
    content = _read(file, as_json)
    try:
        found = pipeline.examine(content, file.name, kind.open(actor, region), {})
    except UnreadableFile as error:
        _stop_unreadable(messages.text_of_unreadable(error.code), as_json, error.code)
    _finish(found, kind, as_json)


@roster_commands.command("import")
@_options
@click.option("--user", required=True, help="user name of who answers for the import")
@click.option("--skip-problems", is_flag=True, help="leave out the rows with problems")
@click.option("--source", default="", help="whose list it is; without it the station's own")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="the day of which it tells")
def import_file(
    file: Path,
    code: str,
    region: str,
    as_json: bool,
    user: str,
    skip_problems: bool,
    source: str,
    as_of: datetime | None,
) -> None:
    """Write FILE in one transaction; with problems nothing, unless they are skipped."""
    kind = _kind(code)
    actor = _actor(user)
    region = _region(kind, actor, region)
    content = _read(file, as_json)
    try:
        told = Told(source, as_of.date() if as_of else None)
        roster = open_told(kind, actor, region, told)
        found = pipeline.examine(content, file.name, roster, {})
        if found.general or (found.problems and not skip_problems):
            _finish(found, kind, as_json, written=False)
        with transaction():
            services.write_at_once(
                actor=actor,
                kind=kind,
                region_code=region,
                content=content,
                name=file.name,
                source=source,
                as_of=as_of.date() if as_of else None,
            )
    except UnreadableFile as error:
        _stop_unreadable(messages.text_of_unreadable(error.code), as_json, error.code)
    except DomainError as error:
        raise click.ClickException(
            "; ".join(str(p.message or p.code) for p in error.problems)
        ) from error
    _finish(found, kind, as_json)


def _kind(code: str) -> ImportKind:
    known = kinds()
    if code not in known:
        raise click.BadParameter(f"one of {', '.join(known)}", param_hint="--kind")
    return known[code]


def _actor(user: str) -> Actor:
    find = cast("Callable[[str], Actor | None]", current_app.extensions["find_actor"])
    actor = find(user)
    if actor is None:
        raise click.BadParameter(f"there is no user {user}", param_hint="--user")
    # Whoever may run commands on the machine has more than a second factor would prove.
    return replace(actor, second_factor=True)


def _region(kind: ImportKind, actor: Actor | None, wanted: str) -> str:
    if wanted:
        region = regioncode.pad(wanted)
    elif actor is not None:
        region = next(iter(actor.regions(rule_of(kind.permission).roles)), "")
    else:
        return kind.home_region()
    if actor is not None and not (region and may(actor, kind.permission, region)):
        raise click.UsageError(f"{actor.name} may not import {kind.code} there")
    return region


def _read(file: Path, as_json: bool) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        _stop_unreadable(error.strerror or str(error), as_json, "not_found")
        raise


def _stop_unreadable(text: str, as_json: bool, code: str) -> None:
    if as_json:
        click.echo(json.dumps({"error": {"code": code, "message": text}}, ensure_ascii=False))
    click.echo(text, err=True)
    raise SystemExit(CANNOT_READ)


def _finish(found: Examination, kind: ImportKind, as_json: bool, *, written: bool = True) -> None:
    counts: dict[str, Any] = found.counts()
    if not written:
        counts |= {"created": 0, "updated": 0}
    listed = [
        {
            "row": one.row,
            "column": one.column,
            "code": one.code,
            "message": messages.text_of(one, kind),
        }
        for one in found.problems
    ]
    if as_json:
        click.echo(json.dumps({**counts, "problems": listed}, ensure_ascii=False, indent=1))
    else:
        click.echo("  ".join(f"{name}: {number}" for name, number in counts.items()))
        for one in listed:
            click.echo(f"{one['row']}\t{one['column']}\t{one['code']}\t{one['message']}")
    raise SystemExit(FOUND_PROBLEMS if listed else 0)
