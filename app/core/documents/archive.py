"""Documents are snapshots: numbered, printed from plain values, kept as bytes with their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit, clock, jobs
from app.core.access.actors import Actor
from app.core.access.scope import lock
from app.core.db import session, stash, transaction
from app.core.documents import signing, vault
from app.core.documents.models import Document, SigningKey, Standing
from app.core.documents.numbering import (
    new_check_code,
    next_serial,
    normalise_serial,
    same_check_code,
)
from app.core.documents.typefaces import uncovered
from app.core.errors import Conflict, InvalidInput, NotFound, Problem
from app.core.jobs import Running

Snapshot = Mapping[str, Any]
SIGN = "document.sign"


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document as its area declares it. `render` must keep printing old versions."""

    name: str
    prefix: str
    template_version: int
    render: Callable[[Snapshot, int], bytes]
    label: Any = ""
    disclose: Callable[[Snapshot], list[tuple[Any, str]]] = lambda _snapshot: []
    """What the public check page shows to whoever has the check code; names masked."""
    is_signed: bool = False
    """With the station's certificate, if one has been set up."""


@dataclass(frozen=True)
class Number:
    serial: str
    check_code: str


class Damaged(RuntimeError):
    """The stored bytes are not those that were issued."""


def register(app: Flask, kind: DocumentKind) -> None:
    app.extensions.setdefault("document_kinds", {})[kind.name] = kind
    jobs.register(app, SIGN, sign_waiting)


def _kinds() -> dict[str, DocumentKind]:
    return cast("dict[str, DocumentKind]", current_app.extensions["document_kinds"])


def _kind(name: str) -> DocumentKind:
    return _kinds()[name]


def issue(
    *,
    actor: Actor,
    kind: str,
    region_code: str,
    compose: Callable[[Number], Snapshot],
    subject: Any = None,
    final: bool = True,
) -> Document:
    """Number a document and keep what it says. `compose` gets the number and gives JSON values.

    `final=False` for one that is still to be signed: see `revise` and `finish`.
    Raises InvalidInput if a character cannot be printed; then no number is spent.
    """
    declared = _kind(kind)
    with transaction() as current:
        year = clock.today().year
        serial = next_serial(prefix=declared.prefix, region_code=region_code, year=year)
        number = Number(serial, new_check_code())
        document = Document(
            kind=kind,
            serial=number.serial,
            check_code=number.check_code,
            region_code=region_code,
            template_version=declared.template_version,
            issued_at=clock.now(),
            subject_type=subject.__tablename__ if subject is not None else "",
            subject_id=subject.id if subject is not None else None,
        )
        document.snapshot = _printable(compose(number))
        document.final_at = document.issued_at if final else None
        current.add(document)
        current.flush()
        audit.record(actor, "document.issued", document, serial=number.serial)
        if final:
            _sign_soon(actor, declared)
    return document


def revise(*, actor: Actor, document: Document, snapshot: Snapshot) -> None:
    """Replace what a draft says: its number stays."""
    with transaction():
        _draft(document)
        document.snapshot = _printable(snapshot)
        audit.record(actor, "document.revised", document)


def finish(*, actor: Actor, document: Document) -> None:
    """From now on it cannot be changed."""
    with transaction():
        _draft(document)
        document.final_at = clock.now()
        audit.record(actor, "document.finished", document)
        _sign_soon(actor, _kind(document.kind))


def withdraw(*, actor: Actor, document: Document, reason: str) -> None:
    """Declare it no longer valid. It stays in the archive and its check page says so."""
    with transaction():
        lock(document)
        if document.withdrawn_at:
            raise Conflict(Problem("already_withdrawn", _l("The document was withdrawn before.")))
        document.withdrawn_at = clock.now()
        document.withdrawal_reason = reason
        audit.record(actor, "document.withdrawn", document, reason=reason)


def find_by_serial(serial: str) -> Document | None:
    return session().scalar(select(Document).where(Document.serial == normalise_serial(serial)))


@dataclass(frozen=True)
class Finding:
    """What the public check page says of a serial."""

    serial: str
    label: Any
    standing: Standing
    facts: list[tuple[Any, str]]
    """Empty without the check code, or once the document has been deleted."""
    is_wrong_code: bool = False
    signed_with: SigningKey | None = None


def check(serial: str, code: str) -> Finding | None:
    """Look up a printed serial; None for one that was never issued."""
    document = find_by_serial(serial)
    if document is None:
        return None
    kind, snapshot = _kind(document.kind), document.snapshot
    knows = bool(code) and snapshot is not None and same_check_code(code, document.check_code)
    facts = kind.disclose(snapshot) if knows else []
    is_wrong = bool(code) and not same_check_code(code, document.check_code)
    signed = document.signing_key_id if knows else None
    return Finding(
        document.serial,
        kind.label,
        document.standing,
        facts,
        is_wrong,
        session().get(SigningKey, signed) if signed else None,
    )


def pdf_bytes(document: Document) -> bytes:
    """A draft is drawn anew; a final one is drawn once, stored, and then always the same bytes.

    Raises NotFound once the key of the document has been destroyed, Damaged if the file was
    changed.
    """
    key, snapshot = document.data_key.plain(), document.snapshot
    if key is None or snapshot is None:
        raise NotFound(Problem("document_deleted", _l("The document has been deleted.")))
    if document.stored_name:
        return _checked(document, vault.load(document.stored_name, key))
    pdf = _kind(document.kind).render(snapshot, document.template_version)
    return _keep(document, pdf, key) if document.final_at else pdf


def _keep(document: Document, pdf: bytes, key: bytes) -> bytes:
    """Drawn outside the transaction, because drawing takes longer than others should wait."""
    signer = _signer_of(document)
    if signer is not None:
        pdf = signing.sign(pdf, signer)
    name = vault.store(pdf, key)
    with transaction():
        lock(document)
        if document.stored_name is None:
            document.stored_name, document.sha256 = name, hashlib.sha256(pdf).hexdigest()
            document.signing_key_id = signer.id if signer else None
    if document.stored_name == name:
        return pdf
    vault.remove(name)
    return _checked(document, vault.load(cast(str, document.stored_name), key))


def _signer_of(document: Document) -> SigningKey | None:
    """What was final before there was this key stays as it was."""
    signer = signing.usable() if _kind(document.kind).is_signed else None
    if signer is None or cast(datetime, document.final_at) < signer.made_at:
        return None
    return signer


def _sign_soon(actor: Actor, kind: DocumentKind) -> None:
    """Drawn and signed after the commit, once for all documents of one use case."""
    if not kind.is_signed or signing.usable() is None or SIGN in stash():
        return
    stash()[SIGN] = jobs.enqueue(actor=actor, kind=SIGN, total=0)


def sign_waiting(running: Running) -> None:
    """The work in the background: whatever is final and has not been drawn yet."""
    signer = signing.usable()
    if signer is None:
        return
    query = select(Document.id).where(
        Document.kind.in_(one.name for one in _kinds().values() if one.is_signed),
        Document.stored_name.is_(None),
        Document.withdrawn_at.is_(None),
        Document.final_at >= signer.made_at,
    )
    for done, document_id in enumerate(session().scalars(query.order_by(Document.id)).all(), 1):
        document = session().get(Document, document_id)
        if document is not None and document.data_key.plain() is not None:
            pdf_bytes(document)
        running.progress(done)


def _checked(document: Document, pdf: bytes) -> bytes:
    if hashlib.sha256(pdf).hexdigest() != document.sha256:
        raise Damaged(document.serial)
    return pdf


def _draft(document: Document) -> None:
    lock(document)
    if document.final_at or document.withdrawn_at:
        raise Conflict(Problem("document_final", _l("The document is final.")))


def _printable(snapshot: Snapshot) -> dict[str, Any]:
    missing = uncovered("".join(_texts(snapshot)))
    if missing:
        message = _l("These characters cannot be printed: %(list)s", list=" ".join(sorted(missing)))
        raise InvalidInput(Problem("unprintable", message))
    return dict(snapshot)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
