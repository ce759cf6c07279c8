"""Personal data: what is kept of people, why, and how it is sealed.

Every column that holds personal data declares its kind and its purpose where it is mapped, either
as a `Sealed` attribute (encrypted under the data key of the person's own file) or with
`personal_column`. Masking, encryption, export and the privacy page derive from that catalogue.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self, cast, overload

from flask import current_app
from sqlalchemy import CHAR, ForeignKey, LargeBinary, event
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, relationship

from app.core import crypto
from app.core.db import Base, UnitSession
from app.core.types import TZDateTime


class Kind(StrEnum):
    NAME = "name"
    IDENTITY_NUMBER = "identity_number"
    PHONE = "phone"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    HEALTH = "health"
    SCHOOL = "school"
    HOUSEHOLD = "household"
    OCCUPATION = "occupation"
    CONDUCT = "conduct"
    SIGNATURE = "signature"
    IMAGE = "image"
    TEXT = "text"


SENSITIVE = {Kind.IDENTITY_NUMBER, Kind.HEALTH, Kind.CONDUCT, Kind.SIGNATURE, Kind.IMAGE}


@dataclass(frozen=True)
class Personal:
    """A column's entry in the catalogue: the kind of data and (translated) what it is for."""

    kind: Kind
    purpose: Any


def personal_column(personal: Personal, *args: Any, **options: Any) -> Any:
    """A column of personal data that is not encrypted, because lists sort or filter by it."""
    return mapped_column(*args, info={"personal": personal}, **options)


def keyring() -> crypto.Keyring:
    return cast(crypto.Keyring, current_app.extensions["keyring"])


def new_identity() -> str:
    return secrets.token_hex(16)


class DataKey(Base):
    """The key of one person's file, wrapped by the master key. Destroying it deletes the file."""

    __tablename__ = "data_key"

    id: Mapped[str] = mapped_column(CHAR(32), primary_key=True)
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    destroyed_at: Mapped[datetime | None] = mapped_column(TZDateTime)

    @classmethod
    def generate(cls) -> Self:
        key_id, plain = new_identity(), secrets.token_bytes(32)
        made = cls(id=key_id, wrapped=keyring().wrap(plain, f"data_key:{key_id}"))
        made._plain = plain
        return made

    def plain(self) -> bytes | None:
        """The key itself, or None once it has been destroyed."""
        if self.wrapped is None:
            return None
        kept = cast("bytes | None", self.__dict__.get("_plain"))
        if kept is None:
            kept = self._plain = keyring().unwrap(self.wrapped, f"data_key:{self.id}")
        return kept

    def destroy(self, at: datetime) -> None:
        self.wrapped, self.destroyed_at = None, at
        self.__dict__.pop("_plain", None)


class SealedRow:
    """Mixin of a table with `Sealed` attributes: its row identity, and a data key of its own.

    A table that hangs on a person's file overrides `key_holder` instead of having its own key:
    see `SealedBy`.
    """

    @declared_attr
    def uid(cls) -> Mapped[str]:
        return mapped_column(CHAR(32), unique=True, nullable=False, default=new_identity)

    @declared_attr
    def data_key_id(cls) -> Mapped[str]:
        return mapped_column(ForeignKey("data_key.id"), nullable=False)

    @declared_attr
    def data_key(cls) -> Mapped[DataKey]:
        return relationship(DataKey, lazy="joined", innerjoin=True, cascade="save-update, merge")

    def sealing(self) -> tuple[str, DataKey]:
        """Row identity and key, both made at the first sealed value."""
        if self.data_key is None:
            self.data_key = DataKey.generate()
        return row_identity(self), self.data_key


class SealedBy:
    """Mixin of a table whose sealed values lie under another row's key (attribute `sealed_by`)."""

    sealed_by: str

    @declared_attr
    def uid(cls) -> Mapped[str]:
        return mapped_column(CHAR(32), unique=True, nullable=False, default=new_identity)

    def sealing(self) -> tuple[str, DataKey]:
        holder = getattr(self, self.sealed_by)
        if holder is None:
            raise ValueError(f"set {self.sealed_by} before the sealed values")
        return row_identity(self), cast(DataKey, holder.sealing()[1])


@event.listens_for(UnitSession, "before_flush")
def _give_keys(session: Session, _context: object, _instances: object) -> None:
    """A file without any sealed value yet has a key all the same, for what hangs on it."""
    for row in session.new:
        if isinstance(row, SealedRow):
            row.sealing()


def row_identity(row: Any) -> str:
    if row.uid is None:
        row.uid = new_identity()
    return cast(str, row.uid)


class Sealed:
    """An encrypted text attribute; the ciphertext is the mapped column `<name>_sealed`.

    Reading decrypts; None stands for no value, and for any value whose key was destroyed.
    `bound_as`: the table and name under which values are sealed that came from another table,
    together with their row's identity.
    """

    def __init__(self, kind: Kind, purpose: Any, *, bound_as: str = "") -> None:
        self.personal, self._bound_as = Personal(kind, purpose), bound_as

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.column = name, f"{name}_sealed"
        info = {"personal": self.personal, "sealed": name}
        setattr(owner, self.column, mapped_column(LargeBinary, nullable=True, info=info))

    @overload
    def __get__(self, row: None, owner: type) -> Sealed: ...
    @overload
    def __get__(self, row: object, owner: type) -> str | None: ...
    def __get__(self, row: Any, owner: type) -> Sealed | str | None:
        if row is None:
            return self
        sealed = getattr(row, self.column)
        if sealed is None:
            return None
        identity, data_key = row.sealing()
        key = data_key.plain()
        return (
            None
            if key is None
            else crypto.decrypt(key, sealed, self._bound(row, identity)).decode()
        )

    def __set__(self, row: Any, value: str | None) -> None:
        identity, data_key = row.sealing()
        key = data_key.plain()
        if key is None:
            raise ValueError("the key of this file has been destroyed")
        if value is not None:
            # Setting the same text again must not look like a change.
            if getattr(row, self.column) is not None and self.__get__(row, type(row)) == value:
                return
            sealed = crypto.encrypt(key, value.encode(), self._bound(row, identity))
            setattr(row, self.column, sealed)
        else:
            setattr(row, self.column, None)

    def _bound(self, row: Any, identity: str) -> str:
        return f"{self._bound_as or f'{row.__tablename__}.{self.name}'}:{identity}"


class SealedJson(Sealed):
    """A sealed attribute that holds plain JSON values."""

    def __get__(self, row: Any, owner: type) -> Any:
        text = super().__get__(row, owner)
        return json.loads(text) if isinstance(text, str) else text

    def __set__(self, row: Any, value: Any) -> None:
        text = None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
        Sealed.__set__(self, row, text)


def change_key(holder: SealedRow, hanging: Iterable[SealedBy] = ()) -> None:
    """Give the row a new key, and seal under it what it holds and what hangs on it."""
    rows: list[Any] = [holder, *hanging]
    kept = [
        (row, one, one.__get__(row, type(row))) for row in rows for one in _sealed_of(type(row))
    ]
    holder.data_key = DataKey.generate()
    for row, one, value in kept:
        # The old ciphertext first: setting compares with what is there.
        setattr(row, one.column, None)
        one.__set__(row, value)


def hang_on(row: SealedBy, holder: SealedRow) -> None:
    """Move a record to another person's file, its sealed values under that file's key."""
    sealed = list(_sealed_of(type(row)))
    values = [one.__get__(row, type(row)) for one in sealed]
    setattr(row, row.sealed_by, holder)
    for one, value in zip(sealed, values, strict=True):
        setattr(row, one.column, None)
        one.__set__(row, value)


def _sealed_of(model: type) -> Iterator[Sealed]:
    for owner in model.__mro__:
        yield from (value for value in vars(owner).values() if isinstance(value, Sealed))


def blind_index(purpose: str, value: str | None) -> bytes | None:
    """The look-up value of a normalised text, or None for none."""
    return keyring().index(purpose, value) if value else None


def index_column(**options: Any) -> Any:
    """A column for `blind_index` values."""
    return mapped_column(LargeBinary(16), nullable=True, **options)


@dataclass(frozen=True)
class Entry:
    table: str
    column: str
    personal: Personal
    sealed: bool


def catalogue() -> Iterator[Entry]:
    """Every column that holds personal data, by table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if personal := column.info.get("personal"):
                name = column.info.get("sealed")
                sealed = bool(name) or column.name.endswith("_sealed")
                yield Entry(table.name, name or column.name, personal, sealed)


def mask(kind: Kind, value: str | None) -> str:
    """What may be shown of a value to somebody who has not opened it."""
    if not value:
        return ""
    if kind is Kind.IDENTITY_NUMBER and len(value) > 10:
        return value[:6] + "*" * (len(value) - 10) + value[-4:]
    if kind is Kind.PHONE and len(value) > 7:
        return value[:3] + "*" * (len(value) - 7) + value[-4:]
    if kind is Kind.NAME:
        return value[:1] + "*" * max(1, min(len(value) - 1, 2))
    return "****"
