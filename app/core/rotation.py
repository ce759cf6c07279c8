"""A new master key for an installation, and every data key wrapped anew under it."""

from __future__ import annotations

from dataclasses import dataclass

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import ColumnElement, func, select

from app.core import audit, crypto
from app.core.access.actors import SYSTEM
from app.core.backup import services as backups
from app.core.db import session, transaction
from app.core.personal import DataKey, keyring

BATCH = 200
keys_commands = AppGroup("keys", help="The keys of the installation.")


@dataclass(frozen=True)
class Rotation:
    key_id: int
    rewrapped: int
    was_begun: bool
    """An earlier run had been cut off; this one finished it."""


def rotate() -> Rotation:
    """Make a new master key and wrap every data key under it, in batches.

    A run that was cut off is finished by the next one, before there is another new key. Running
    servers read the new key from the file when they first meet it.
    """
    ring = keyring()
    was_begun = ring.newest > 1 and _left(ring.newest) > 0
    if not was_begun:
        ring = ring.rotated()
        # The file first: a wrapped key whose master key is lost would lose a person's file.
        ring.save(current_app.extensions["settings"].data_dir / "keys.json")
        current_app.extensions["keyring"] = ring
    done = 0
    while rewrapped := _rewrap_some(ring):
        done += rewrapped
    with transaction():
        audit.record(SYSTEM, "keys.rotated", key=ring.newest, rewrapped=done)
    backups.write_keys(backups.home())
    return Rotation(ring.newest, done, was_begun)


def _older(key_id: int) -> ColumnElement[bool]:
    mark = key_id.to_bytes(2, "big")
    return DataKey.wrapped.is_not(None) & (func.substr(DataKey.wrapped, 1, 2) != mark)


def _left(key_id: int) -> int:
    return session().scalar(select(func.count()).select_from(DataKey).where(_older(key_id))) or 0


def _rewrap_some(ring: crypto.Keyring) -> int:
    with transaction() as current:
        query = select(DataKey).where(_older(ring.newest)).limit(BATCH).with_for_update()
        rows = current.scalars(query).all()
        for row in rows:
            plain = ring.unwrap(row.wrapped or b"", f"data_key:{row.id}")
            row.wrapped = ring.wrap(plain, f"data_key:{row.id}")
    return len(rows)


@keys_commands.command("rotate")
def rotate_command() -> None:
    """Make a new master key; run it again if it was cut off."""
    found = rotate()
    begun = " (finished what had been begun)" if found.was_begun else ""
    click.echo(f"master key {found.key_id}: {found.rewrapped} data keys wrapped anew{begun}")
