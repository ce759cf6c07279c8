"""Checks on an OOXML package before any parser sees it, and what only its XML tells."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from .cells import column_index
from .problems import UnreadableFile
from .sheet import Position

MAX_MEMBERS = 2_000
MAX_UNPACKED = 150 * 1024 * 1024
MAX_RATIO = 300
_RATIO_FROM = 4 * 1024 * 1024
_CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,7})$")
# calamine reserves memory for as many entries as a part claims, and a lie ends the process.
_FALSE_CLAIM = re.compile(rb"ount\s*=\s*[\"']\s*\+?\d{8}")
_OVERLAP = 64
_DOCTYPES = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype")


@dataclass
class Extras:
    """What calamine does not give: formula and error cells, and the true extent of values."""

    formulas: set[Position] = field(default_factory=set)
    errors: set[Position] = field(default_factory=set)
    rows: int = 0
    columns: int = 0


def screen_package(data: bytes) -> None:
    """Raises UnreadableFile for what its table of contents already gives away."""
    with _opened(data):
        pass


def inspect_package(data: bytes) -> dict[str, Extras]:
    """Sheet name → extras. Raises UnreadableFile for anything that is no plain XLSX workbook."""
    with _opened(data) as package:
        _check_parts(package)
        return {name: _scan_sheet(package, part) for name, part in _sheet_parts(package)}


@contextmanager
def _opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _check_members(package.infolist())
            _check_kind(package)
            yield package
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, EOFError, NotImplementedError) as error:
        raise UnreadableFile("damaged") from error
    except (UnicodeDecodeError, ValueError, OSError, RuntimeError, zlib.error) as error:
        raise UnreadableFile("damaged") from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise UnreadableFile("zip_bomb")
    for member in members:
        if member.flag_bits & 0x1:
            raise UnreadableFile("encrypted")
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > _RATIO_FROM and ratio > MAX_RATIO:
            raise UnreadableFile("zip_bomb")


def _check_kind(package: zipfile.ZipFile) -> None:
    names = {name.lower().replace("\\", "/") for name in package.namelist()}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise UnreadableFile("macro")
    if "xl/workbook.bin" in names or "mimetype" in names or "content.xml" in names:
        raise UnreadableFile("format_not_supported")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise UnreadableFile("not_a_spreadsheet")


def _check_parts(package: zipfile.ZipFile) -> None:
    for member in package.infolist():
        if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        head = b""
        for chunk in _chunks(package, member.filename):
            # UTF-16 parts are legal XML: without their NULs they show the same marks.
            window = head + chunk.replace(b"\x00", b"")
            if any(mark in window for mark in _DOCTYPES):
                raise UnreadableFile("doctype")
            if member.filename == "[Content_Types].xml" and b"macroEnabled" in window:
                raise UnreadableFile("macro")
            if _FALSE_CLAIM.search(window):
                raise UnreadableFile("zip_bomb")
            head = window[-_OVERLAP:]


def _chunks(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    unpacked = 0
    with package.open(name) as part:
        while chunk := part.read(1 << 20):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED:
                raise UnreadableFile("zip_bomb")
            yield chunk


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def refuse(*_arguments: object) -> None:
        raise UnreadableFile("doctype")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _elements(package: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: found.append((_local(tag), attributes))
    parser.Parse(package.read(name), True)
    return found


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    book = _office_document(package)
    folder, name = posixpath.split(book)
    targets = {
        attributes["Id"]: posixpath.normpath(posixpath.join("/" + folder, attributes["Target"]))
        for tag, attributes in _elements(package, f"{folder}/_rels/{name}.rels")
        if tag == "Relationship" and attributes.get("TargetMode") != "External"
    }
    members = set(package.namelist())
    for tag, attributes in _elements(package, book):
        if tag == "sheet":
            link = next((v for k, v in attributes.items() if _local(k) == "id" and ":" in k), "")
            part = targets.get(link, "").lstrip("/")
            if part in members and "/worksheets/" in "/" + part:
                yield attributes["name"], part


def _office_document(package: zipfile.ZipFile) -> str:
    if "xl/workbook.xml" in package.namelist():
        return "xl/workbook.xml"
    for tag, attributes in _elements(package, "_rels/.rels"):
        if tag == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            return attributes["Target"].lstrip("/")
    raise UnreadableFile("not_a_spreadsheet")


def _scan_sheet(package: zipfile.ZipFile, part: str) -> Extras:
    extras = Extras()
    row, column = 0, -1

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        tag = tag.rsplit(":", 1)[-1]
        if tag == "c":
            # References are optional in the format; position then counts on from the last cell.
            place = _CELL.match(attributes.get("r", ""))
            column = column_index(place[1]) if place else column + 1
            row = int(place[2]) if place else row
            if attributes.get("t") == "e":
                extras.errors.add((row, column))
        elif tag in ("v", "is"):
            extras.rows = max(extras.rows, row)
            extras.columns = max(extras.columns, column + 1)
        elif tag == "f":
            extras.formulas.add((row, column))
        elif tag == "row":
            row, column = int(attributes.get("r", row + 1)), -1

    parser = _parser()
    parser.StartElementHandler = start
    for chunk in _chunks(package, part):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return extras
