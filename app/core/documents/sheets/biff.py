"""The records of an old XLS workbook: refuses passwords and macros, finds formulas and extent."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .compound import CompoundFile, build_compound
from .package import Extras
from .problems import UnreadableFile

# Record numbers from [MS-XLS] 2.3.
_FORMULA, _BOOL_ERR, _MUL_RK, _FILE_PASS, _BOUND_SHEET, _EOF = 0x06, 0x205, 0xBD, 0x2F, 0x85, 0x0A
_BOF, _DIMENSIONS, _STRINGS = 0x809, 0x200, 0xFC
_CELLS = {_FORMULA, _BOOL_ERR, 0x203, 0x204, 0xD6, 0xFD, 0x27E}
_MACRO_SHEET, _VB_MODULE = 1, 6


def inspect_xls(data: bytes) -> tuple[list[Extras], bytes]:
    """Extras by sheet, in the workbook's order, and the workbook made safe to parse.

    calamine takes memory for as many cells and strings as a file claims to have, and the whole
    process ends if that is a lie: the claims are replaced by what is there.
    """
    book = CompoundFile(data)
    names = {name.lower() for name in book.entries}
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise UnreadableFile("encrypted")
    if names & {"_vba_project_cur", "_vba_project", "vba"}:
        raise UnreadableFile("macro")
    stream = next((name for name in ("Workbook", "WORKBOOK", "Book") if name in book.entries), None)
    if stream is None:
        raise UnreadableFile("not_a_spreadsheet")
    try:
        content = book.stream(stream)
        extras, offsets = _inspect_stream(content)
        return extras, build_compound(stream, _with_true_claims(content, extras, offsets))
    except struct.error as error:
        raise UnreadableFile("damaged") from error


def _inspect_stream(stream: bytes) -> tuple[list[Extras], list[int]]:
    offsets = []
    for number, body, _ in _records(stream, 0):
        if number == _FILE_PASS:
            raise UnreadableFile("encrypted")
        if number == _BOUND_SHEET:
            offset, _visibility, kind = struct.unpack_from("<IBB", body)
            if kind in (_MACRO_SHEET, _VB_MODULE):
                raise UnreadableFile("macro")
            offsets.append(offset)
    return [_scan_sheet(stream, offset) for offset in offsets], offsets


def _with_true_claims(stream: bytes, extras: list[Extras], offsets: list[int]) -> bytes:
    patched = bytearray(stream)
    for number, body, place in _records(stream, 0):
        if number == _STRINGS and len(body) >= 8:
            claims = struct.unpack_from("<II", body)
            struct.pack_into("<II", patched, place, *(min(n, len(stream)) for n in claims))
    for offset, extra in zip(offsets, extras, strict=True):
        for number, body, place in _records(stream, offset):
            if number == _DIMENSIONS:
                shape = "<IIHH" if len(body) >= 12 else "<HHHH"
                if len(body) >= struct.calcsize(shape):
                    struct.pack_into(shape, patched, place, 0, extra.rows, 0, extra.columns)
    return bytes(patched)


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes, int]]:
    """Number, body and place of the records of one substream; nested charts are left out."""
    depth = 0
    while offset + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, offset)
        body = stream[offset + 4 : offset + 4 + length]
        offset += 4 + length
        if number == _BOF:
            depth += 1
        elif number == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield number, body, offset - length


def _scan_sheet(stream: bytes, offset: int) -> Extras:
    extras = Extras()
    for number, body, _ in _records(stream, offset):
        if number not in _CELLS and number != _MUL_RK:
            continue
        row, column = struct.unpack_from("<HH", body)
        last = struct.unpack_from("<H", body, len(body) - 2)[0] if number == _MUL_RK else column
        extras.rows = max(extras.rows, row + 1)
        extras.columns = max(extras.columns, last + 1)
        if number == _FORMULA:
            extras.formulas.add((row + 1, column))
        elif number == _BOOL_ERR and any(body[7:8]):
            extras.errors.add((row + 1, column))
    return extras
