"""Rosters in and out as spreadsheets, without knowing what a roster is about.

read_table → find_rosters → (a person corrects the Mapping) → parse_rows → mark_workbook
"""

from .clean import Cleaned, PartialDate
from .filter import SkippedRow
from .header import find_rosters, find_tables
from .mapping import Column, Mapping
from .problems import CellProblem, Mend, Problem, UnreadableFile
from .read import read_table, screen
from .rows import ParsedRow, column_problems, parse_rows, skipped_rows
from .schema import FieldSpec, GroupSpec, Schema
from .sheet import Merge, Row, Sheet
from .write import OutColumn, OutSheet, mark_workbook, neutralise, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The content type of a workbook."""

__all__ = [
    "XLSX",
    "CellProblem",
    "Cleaned",
    "Column",
    "FieldSpec",
    "GroupSpec",
    "Mapping",
    "Mend",
    "Merge",
    "OutColumn",
    "OutSheet",
    "ParsedRow",
    "PartialDate",
    "Problem",
    "Row",
    "Schema",
    "Sheet",
    "SkippedRow",
    "UnreadableFile",
    "column_problems",
    "find_rosters",
    "find_tables",
    "mark_workbook",
    "neutralise",
    "parse_rows",
    "read_table",
    "screen",
    "skipped_rows",
    "write_workbook",
]
