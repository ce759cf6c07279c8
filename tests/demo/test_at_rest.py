"""What lies on disk holds nobody's number, phone or address in clear: not the database, not its
journal, not the files, not a backup. Looked for is what the demonstration itself has written."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.children.models import Child, Guardian
from app.core.access.actors import SYSTEM
from app.core.backup import services
from app.core.db import Base, database, session
from app.core.personal import Kind, Sealed, catalogue

KINDS = (Kind.IDENTITY_NUMBER, Kind.PHONE, Kind.ADDRESS)
ENCODINGS = ("utf-8", "gb18030", "utf-16-le")
SHORTEST = 7
"""Bytes. What is shorter (an address such as 4组) stands by chance in a megabyte of ciphertext: it
is looked for in the cells of the database instead, all of them read as text."""


def told(current: Session) -> dict[str, set[str]]:
    """Everybody's sealed numbers, phones and addresses; and the names of children and guardians."""
    found: dict[str, set[str]] = defaultdict(set)
    for mapper in Base.registry.mappers:
        sealed = [
            one
            for owner in mapper.class_.__mro__
            for one in vars(owner).values()
            if isinstance(one, Sealed) and one.personal.kind in KINDS
        ]
        if not sealed:
            continue
        for row in current.scalars(select(mapper.class_)):
            for one in sealed:
                if value := one.__get__(row, mapper.class_):
                    found[f"{mapper.local_table.name}.{one.name}"].add(value)
    # Volunteers, staff and whoever else answers for something are called by their names, which
    # are declared as open: a guardian may be called the same.
    open_names = {
        name
        for one in catalogue()
        if one.personal.kind is Kind.NAME and not one.sealed
        for name in current.scalars(select(Base.metadata.tables[one.table].c[one.column]))
    }
    for model in (Child, Guardian):
        names = {one.name for one in current.scalars(select(model)) if one.name}
        found[f"{model.__tablename__}.name"] |= names - open_names
    return found


def patterns(words: dict[str, set[str]]) -> Iterator[tuple[str, re.Pattern[bytes]]]:
    """One for each column and encoding; a number is not looked for within a longer one."""
    for column, values in words.items():
        for encoding in ENCODINGS:
            coded = sorted(each for one in values if len(each := one.encode(encoding)) >= SHORTEST)
            if coded:
                found = b"|".join(map(re.escape, coded))
                yield column, re.compile(rb"(?<![0-9])(?:" + found + rb")(?![0-9])")


def clear_in_cells(current: Session, words: dict[str, set[str]]) -> set[str]:
    """table.column of every cell that holds one of the words as text."""
    found = "|".join(re.escape(one) for values in words.values() for one in sorted(values))
    pattern = re.compile(rf"(?<!\d)(?:{found})(?!\d)")
    clear = set()
    for table in Base.metadata.sorted_tables:
        for row in current.execute(text(f'SELECT * FROM "{table.name}"')).mappings():
            for column, cell in row.items():
                if isinstance(cell, str) and pattern.search(cell):
                    clear.add(f"{table.name}.{column}")
    return clear


def clear_in(data: bytes, words: dict[str, set[str]]) -> set[str]:
    return {column for column, pattern in patterns(words) if pattern.search(data)}


@pytest.fixture(scope="module")
def words(station: Flask) -> dict[str, set[str]]:
    with station.app_context():
        return told(session())


@pytest.fixture(scope="module")
def disk(station: Flask) -> dict[str, bytes]:
    """Every file of the station, a backup among them, and the database with and without journal."""
    folder: Path = station.extensions["settings"].data_dir
    with station.app_context():
        run = services.create_backup(actor=SYSTEM)
        assert run.problem == ""
        session().close()
        files = {str(one.relative_to(folder)): one for one in folder.rglob("*") if one.is_file()}
        found = {name: path.read_bytes() for name, path in files.items()}
        with database().engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        name = Path(str(database().engine.url.database)).name
        found[f"{name} after a checkpoint"] = (folder / name).read_bytes()
    return found


def test_everybody_of_the_demonstration_is_looked_for(words: dict[str, set[str]]) -> None:
    assert {
        *("child.identity_number", "guardian.phone", "family.address", "child.name"),
        *("guardian.name", "volunteer.identity_number", "volunteer.phone", "volunteer.address"),
    } <= words.keys()
    assert len(words["child.identity_number"]) > 50
    assert len(words["volunteer.phone"]) > 40


def test_nothing_on_disk_says_it_in_clear(
    disk: dict[str, bytes], words: dict[str, set[str]]
) -> None:
    clear = {name: found for name, data in disk.items() if (found := clear_in(data, words))}
    assert clear == {}


def test_database_journal_files_and_backup_were_looked_into(disk: dict[str, bytes]) -> None:
    assert disk["demo.db after a checkpoint"].startswith(b"SQLite format 3")
    assert len(disk["demo.db after a checkpoint"]) > 500_000
    assert any(name.startswith("backups/") and len(data) > 10_000 for name, data in disk.items())
    assert any(name.startswith("files/") for name in disk)


def test_no_cell_says_it_in_clear(station: Flask, words: dict[str, set[str]]) -> None:
    with station.app_context():
        assert clear_in_cells(session(), words) == set()


def test_what_is_planted_in_a_cell_is_found(station: Flask, words: dict[str, set[str]]) -> None:
    with station.app_context():
        plant = text("UPDATE child SET ethnic_group = :address WHERE id = 1")
        for values in words.values():
            session().execute(plant, {"address": f"住{min(values, key=len)}。"})
            assert clear_in_cells(session(), words) == {"child.ethnic_group"}
        session().rollback()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_planted_is_found(words: dict[str, set[str]], encoding: str) -> None:
    for column, values in words.items():
        value = max(values, key=len)
        if len(value.encode(encoding)) < SHORTEST:
            assert column.endswith(("address", "name")), column
            continue
        data = b"\x00SQLite" + f"一{value}，".encode(encoding) + b"\xff"
        assert column in clear_in(data, words), column


def test_planted_column_is_found_in_the_file(
    station: Flask, words: dict[str, set[str]], tmp_path: Path
) -> None:
    """A copy into which somebody writes a phone in a column that is not sealed."""
    with station.app_context():
        name = str(database().engine.url.database)
    copy = shutil.copyfile(name, tmp_path / "copy.db")
    phone = min(words["guardian.phone"])
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE child SET ethnic_group = ? WHERE id = 1", (phone,))
    connection.close()
    assert "guardian.phone" in clear_in(copy.read_bytes(), words)
