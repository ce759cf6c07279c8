"""Normalisers: each takes a cell's value, returns Cleaned(value, mends) or raises CellProblem."""

from .dates import PartialDate, clean_date, date_from_parts
from .names import clean_name
from .numbers import birth_date_of, chinese_number, clean_id_number, clean_integer, sex_of
from .phones import clean_phone
from .result import Cleaned
from .words import (
    clean_choice,
    clean_ethnic_group,
    clean_list,
    clean_sex,
    clean_text,
    clean_yes_no,
    split_list,
    tick_of,
)

__all__ = [
    "Cleaned",
    "PartialDate",
    "birth_date_of",
    "chinese_number",
    "clean_choice",
    "clean_date",
    "clean_ethnic_group",
    "clean_id_number",
    "clean_integer",
    "clean_list",
    "clean_name",
    "clean_phone",
    "clean_sex",
    "clean_text",
    "clean_yes_no",
    "date_from_parts",
    "sex_of",
    "split_list",
    "tick_of",
]
