"""Every column that could hold something about a person says so, or why it does not."""

from sqlalchemy import JSON, Date, LargeBinary, Numeric, String, Text
from sqlalchemy.types import TypeDecorator

from app.core.db import Base
from app.core.personal import catalogue
from app.core.types import RegionCode

# Text that the program writes itself, by the ending of its name.
TECHNICAL = {
    "id": "a number or random name",
    "uid": "random",
    "key": "random, or a declared name's sorting key: see KEYS",
    "code": "a code out of a list",
    "state": "a code out of a list",
    "kind": "a code out of a list",
    "hash": "a hash",
    "sha256": "a hash",
    "index": "a blind index",
    "serial": "a number of a document",
}
# table.column: why it is not personal
NOT_PERSONAL: dict[str, str] = {}


def could_tell(column):
    kind = column.type
    if isinstance(kind, RegionCode):
        return False
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    return isinstance(plain, String | Text | JSON | Date | LargeBinary | Numeric)


def is_technical(column):
    return column.name.rpartition("_")[2] in TECHNICAL or bool(column.foreign_keys)


def columns():
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if could_tell(column):
                yield f"{table.name}.{column.name}", column


def test_every_column_is_declared_or_excused(app):
    unknown = [
        name
        for name, column in columns()
        if "personal" not in column.info and not is_technical(column) and name not in NOT_PERSONAL
    ]
    assert unknown == []


def test_excuses_are_about_columns_that_exist(app):
    known = dict(columns())
    assert [name for name in NOT_PERSONAL if name not in known] == []
    assert [name for name in NOT_PERSONAL if "personal" in known[name].info] == []


def test_catalogue_says_what_each_is_for(app):
    for entry in catalogue():
        assert str(entry.personal.purpose).strip(), entry
