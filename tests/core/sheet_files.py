"""Spreadsheets made on the spot, and identity numbers of nobody."""

import csv
import io
import zipfile

import openpyxl
import xlwt
from stdnum.cn import ric

from app.core.documents.sheets import find_rosters, parse_rows, read_table
from tests.core.roster_fields import CHILDREN


def id_number(serial=1, birth="20150304", region="430626"):
    body = f"{region}{birth}{serial:03d}"
    return body + ric.calc_check_digit(body + "0")


def xlsx(rows, merges=(), name="Sheet1", tune=None, more=()):
    book = openpyxl.Workbook()
    page = book.active
    page.title = name
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                page.cell(number, column, value)
    for merge in merges:
        page.merge_cells(merge)
    if tune:
        tune(page)
    for title, other in more:
        extra = book.create_sheet(title)
        for row in other:
            extra.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows, merges=()):
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("名册")
    covered = {}
    for r1, r2, c1, c2 in merges:
        covered[r1, c1] = (r1, r2, c1, c2)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if (r, c) in covered:
                page.write_merge(*covered[r, c], value)
            elif value is not None:
                page.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_text(rows, separator=","):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def repack(data, change=None, add=None):
    """The package with some parts changed (name → function on bytes) or added (name → bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for item in old.infolist():
            content = old.read(item)
            for name, function in (change or {}).items():
                if item.filename == name:
                    content = function(content)
            new.writestr(item.filename, content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def people(data, schema=CHILDREN, **options):
    return [
        row
        for sheet, mapping in find_rosters(read_table(data), schema)
        for row in parse_rows(sheet, mapping, schema, **options)
    ]


def problems(rows):
    return [(p.row, p.column, p.code) for row in rows for p in row.problems]
