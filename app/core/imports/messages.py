"""What is said to people about a file, a row and a cell."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.documents.sheets import Problem
from app.core.imports.kinds import ImportKind

UNREADABLE = {
    "empty": _l("There is nothing in this file."),
    "too_large": _l("This file is too large. Split it into smaller ones."),
    "zip_bomb": _l("This file unpacks to far more than a roster holds; it is refused."),
    "damaged": _l("This file is damaged. Open it in Excel or WPS and save it again."),
    "encrypted": _l("This file is locked with a password. Save it without one."),
    "macro": _l("This workbook contains macros, which are refused. Save it as .xlsx."),
    "doctype": _l("This file contains something that spreadsheets do not have; it is refused."),
    "not_a_spreadsheet": _l("This is not a spreadsheet. Rosters can be XLSX, XLS or CSV."),
    "format_not_supported": _l(
        "This kind of spreadsheet cannot be read. Save it as .xlsx in Excel or WPS."
    ),
    "legacy_unreadable": _l("This old workbook cannot be read. Save it as .xlsx in Excel or WPS."),
    "encoding_unknown": _l("The characters of this file cannot be told. Save it as .xlsx."),
    "no_table": _l("No table with names was found in this file."),
}

TEXTS = {
    "no_table": UNREADABLE["no_table"],
    "column_missing": _l("There is no column for this."),
    "missing_name": _l("The name is missing."),
    "missing_value": _l("This is missing."),
    "name_invalid": _l("This does not look like a name."),
    "name_character": _l("A character of the name was lost: type the name again."),
    "several_names": _l("There are several names in this cell."),
    "check_digit": _l("The check digit does not fit: one of the digits is wrong."),
    "rounded": _l("The spreadsheet has rounded this number: type it again into a text cell."),
    "masked": _l("The number is masked with asterisks: give it in full."),
    "characters": _l("There is something in the number that is neither a digit nor X."),
    "identity_length": _l("An identity number has 18 characters."),
    "birth_date_invalid": _l("There is no such birth date."),
    "birth_date_mismatch": _l("The birth date is not that of the identity number."),
    "sex_mismatch": _l("The sex is not that of the identity number."),
    "sex": _l("The sex is neither 男 nor 女."),
    "age_mismatch": _l("The age does not fit the birth date."),
    "age_out_of_range": _l("The age of %(age)s is outside the programme's."),
    "duplicate_in_file": _l("The same person is already in row %(row)s."),
    "phone": _l("There is no such phone number."),
    "ethnic_group": _l("There is no such ethnic group."),
    "integer": _l("This is not a whole number."),
    "date": _l("This date cannot be understood."),
    "yes_no": _l("This is neither yes nor no."),
    "tick_unknown": _l("This is neither a tick nor empty."),
    "choice_several": _l("Only one of these can be chosen."),
    "choice_unknown": _l("“%(value)s” is not one of the choices."),
    "formula": _l("The cell holds a formula: put its value in its place."),
    "error_value": _l("The cell holds an error of the spreadsheet."),
    "village_unknown": _l("The register of divisions has no such village: “%(text)s”."),
    "township_unknown": _l("The register of divisions has no such township: “%(text)s”."),
    "village_ambiguous": _l("Several villages are called that: name the township too."),
    "village_outside_region": _l("This village lies outside %(region)s."),
    "village_mismatch": _l("The address lies in another village than the one named."),
    "changed_meanwhile": _l("Somebody changed this meanwhile: import the row again."),
    "elsewhere": _l(
        "There is already a file with this number that you do not see. Ask the county's office."
    ),
}

MENDS = {
    "spaces": _l("spaces removed"),
    "width": _l("full-width characters"),
    "empty_mark": _l("a mark for “nothing”"),
    "number_as_text": _l("a number read as text"),
    "case": _l("the letter X"),
    "form": _l("another way of writing"),
    "several": _l("only the first taken"),
    "punctuation": _l("punctuation"),
    "month_ambiguous": _l("month not certain"),
    "understood": _l("understood from the context"),
    "noted": _l("kept in the remarks"),
}


def text_of(problem: Problem, kind: ImportKind) -> str:
    found: Any = kind.messages.get(problem.code) or TEXTS.get(problem.code)
    text = str(found) if found is not None else _("This cannot be taken.")
    said = text % problem.args if "%(" in text else text
    if names := problem.args.get("suggestions"):
        said += " " + _("Perhaps: %(names)s?", names=names)
    return said


def text_of_unreadable(code: str) -> str:
    return str(UNREADABLE.get(code, UNREADABLE["damaged"]))


def text_of_mend(codes: tuple[str, ...]) -> str:
    return _(", ").join(str(MENDS.get(code, code)) for code in codes)
