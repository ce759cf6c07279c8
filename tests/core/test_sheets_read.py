"""What is read, and what is refused."""

import datetime
import io
import struct
import time
import tracemalloc
import zipfile

import pytest

from app.core.documents.sheets import UnreadableFile, read_table
from app.core.documents.sheets.compound import SIGNATURE
from tests.core.sheet_files import csv_text, id_number, people, repack, xls, xlsx

HEAD = ["序号", "姓名", "身份证号码", "备注"]
ROW = ["1", "张㛃", id_number(), "无"]
SHEET = "xl/worksheets/sheet1.xml"


def refused(data):
    with pytest.raises(UnreadableFile) as error:
        read_table(data)
    return error.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_separator(encoding, separator):
    data = csv_text([["花名册"], [], HEAD, ROW, ["2", "李四", id_number(2), "甲,乙"]], separator)
    (sheet,) = read_table(data.encode(encoding), "名册.csv")
    assert [row.number for row in sheet.rows] == [1, 3, 4, 5]
    assert sheet.row(4).cells[1:3] == ("张㛃", id_number())
    assert [row.values["name"] for row in people(data.encode(encoding))] == ["张㛃", "李四"]


def test_csv_knows_formulas_from_signs_before_numbers():
    cells = ["=A1", "+SUM(A1)", "-cmd|x", "@x", "+86 13812345678", "-5", "——", '="430626"', "-"]
    (sheet,) = read_table(csv_text([["a", "b"], cells]).encode())
    assert sorted(sheet.formulas) == [(2, 0), (2, 1), (2, 2), (2, 3)]
    assert sheet.row(2).cells[7] == "430626"


def test_csv_says_its_separator_and_keeps_row_numbers():
    (sheet,) = read_table("sep=;\n姓名;身份证号码\n张三;x\n".encode())
    assert [row.number for row in sheet.rows] == [2, 3]


def test_xlsx_keeps_types_formulas_errors_and_merges():
    def tune(page):
        page["E2"].data_type = "e"

    day = datetime.date(2013, 5, 12)
    data = xlsx([HEAD, [1, "甲", "=1+1", True, "#N/A", day, 2.5]], ["A3:A5"], tune=tune)
    (sheet,) = read_table(data)
    assert sheet.row(2).cells == (1.0, "甲", None, True, None, day, 2.5)
    assert sheet.formulas == {(2, 2)}
    assert sheet.errors == {(2, 4)}
    assert (sheet.merges[0].first_row, sheet.merges[0].last_row) == (3, 5)


def test_xls_is_read_with_its_formulas_and_merges():
    import xlwt

    data = xls([HEAD, [1, "甲", xlwt.Formula("1+1"), "合"], [2, "乙", 3]], [(1, 2, 3, 3)])
    (sheet,) = read_table(data, "x.csv")  # the name says nothing
    assert sheet.formulas == {(2, 2)}
    assert (sheet.merges[0].first_row, sheet.merges[0].last_row) == (2, 3)


def test_cells_without_references_are_found_by_position():
    data = xlsx([HEAD, [1, "甲", "=1+1", "x"]])
    import re

    plain = repack(data, {SHEET: lambda xml: re.sub(rb'(<(?:c|row)) r="[A-Z0-9]+"', rb"\1", xml)})
    (sheet,) = read_table(plain)
    assert sheet.formulas == {(2, 2)}


def test_a_sheet_formatted_to_its_last_row_costs_no_memory():
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 100_003))
    rows += '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    data = repack(
        xlsx([HEAD, ROW]), {SHEET: lambda xml: xml.replace(b"</sheetData>", rows.encode())}
    )
    tracemalloc.start()
    began = time.monotonic()
    (sheet,) = read_table(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(sheet.rows) == 2
    assert peak < 60_000_000
    assert time.monotonic() - began < 15


def test_a_value_in_the_farthest_corner_is_refused():
    assert refused(xlsx([HEAD], tune=lambda page: page.cell(1_048_576, 16_384, "x"))) == "too_large"


def _bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", b" " * 20_000_000)
    return out.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty", b""),
        ("empty", b"\xef\xbb\xbf\r\n"),
        ("empty", b"\r\n , ,\r\n"),
        ("empty", xlsx([])),
        ("not_a_spreadsheet", b"%PDF-1.7 ..."),
        ("not_a_spreadsheet", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("not_a_spreadsheet", "<html><table><tr><td>姓名".encode()),
        ("not_a_spreadsheet", bytes(range(1, 200))),
        ("not_a_spreadsheet", SIGNATURE + b"\x00" * 22 + b"\x09\x00" + b"\x00" * 600),
        ("damaged", b"PK\x03\x04" + b"x" * 500),
        ("damaged", xlsx([HEAD])[:-400]),
        ("too_large", b"a" * (20 * 1024 * 1024 + 1)),
        ("zip_bomb", _bomb()),
        ("macro", repack(xlsx([HEAD]), add={"xl/vbaProject.bin": b"x"})),
        ("doctype", repack(xlsx([HEAD]), {SHEET: lambda xml: DOCTYPE + xml})),
        ("doctype", repack(xlsx([HEAD]),
        {SHEET: lambda x: (DOCTYPE + x).decode().encode("utf-16")})),
        ("zip_bomb", repack(xlsx([HEAD]), add={"xl/s.xml": b'<sst uniqueCount="99999999999"/>'})),
        ("format_not_supported", repack(xlsx([HEAD]), add={"mimetype": b"application/ods"})),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_code(code, data):
    if code == "not_a_spreadsheet" and data.startswith(SIGNATURE):
        assert refused(data) in ("not_a_spreadsheet", "damaged")
    else:
        assert refused(data) == code


def test_a_document_zip_is_no_spreadsheet():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert refused(out.getvalue()) == "not_a_spreadsheet"


def _compound(names, stream=b""):
    """A minimal compound file: one FAT sector, one directory sector, one stream from sector 2."""
    stream = stream.ljust(4096, b"\x00")
    header = bytearray(512)
    header[:8] = SIGNATURE
    struct.pack_into("<HH", header, 30, 9, 6)
    struct.pack_into("<I", header, 44, 1)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<IIIII", header, 56, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + 8), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    directory = b""
    for name, kind in [("Root Entry", 5), *[(each, 2) for each in names]]:
        entry = bytearray(128)
        raw = name.encode("utf-16-le")
        entry[: len(raw)] = raw
        start, size = (0xFFFFFFFE, 0) if kind == 5 else (2, 4096)
        struct.pack_into("<HB", entry, 64, len(raw) + 2, kind)
        struct.pack_into("<II", entry, 116, start, size)
        directory += bytes(entry)
    return bytes(header) + struct.pack("<128I", *fat) + directory.ljust(512, b"\x00") + stream


FILE_PASS = struct.pack("<HH", 0x809, 0) + struct.pack("<HH", 0x2F, 2) + b"\x00\x00"


@pytest.mark.parametrize(
    ("code", "names", "stream"),
    [
        ("encrypted", ["EncryptionInfo", "EncryptedPackage"], b""),
        ("encrypted", ["Workbook"], FILE_PASS),
        ("macro", ["Workbook", "_VBA_PROJECT_CUR"], b""),
        ("not_a_spreadsheet", ["WordDocument"], b""),
        ("legacy_unreadable", ["Workbook"], b""),
    ],
)
def test_old_containers_are_refused_with_their_code(code, names, stream):
    found = refused(_compound(names, stream))
    assert found == code or (code == "legacy_unreadable" and found in (code, "empty"))


def test_false_claims_of_an_old_workbook_cannot_take_all_memory():
    data = bytearray(xls([HEAD, ROW]))
    place = data.index(struct.pack("<HH", 0x200, 14)) + 4
    struct.pack_into("<IIHH", data, place, 0, 0x7FFFFFFF, 0, 0xFFFF)
    (sheet,) = read_table(bytes(data))
    assert [len(row.cells) for row in sheet.rows] == [4, 4]


def test_truncated_old_workbooks_never_crash():
    data = xls([HEAD, ROW])
    for cut in range(8, len(data), 509):
        try:
            read_table(data[:cut])
        except UnreadableFile:
            continue
