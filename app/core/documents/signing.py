"""The station's own digital signature on the PDFs that it issues, if it has been set up.

Key and certificate lie as PKCS#12 in the vault: encrypted, mode 600, and carried by the backups.
One signs at a time. One that was replaced signs nothing more; what it signed stays valid, and its
certificate is kept, so that it can still be compared.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import audit
from app.core.access.actors import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.documents import vault
from app.core.documents.models import SigningKey
from app.core.errors import InvalidInput, Problem

FIELD = "AixinSignature"
YEARS = 3
WARN_DAYS = 60
BESIDE = 450
"""Bytes that a signature takes beside its certificates and the value itself."""
SMALLEST_RSA = 2048


@dataclass(frozen=True)
class _Material:
    key: Any
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    def packed(self) -> bytes:
        return pkcs12.serialize_key_and_certificates(
            b"aixin", self.key, self.certificate, self.chain, NoEncryption()
        )


def current() -> SigningKey | None:
    query = select(SigningKey).where(SigningKey.retired_at.is_(None))
    return session().scalar(query.order_by(SigningKey.id.desc()).limit(1))


def usable() -> SigningKey | None:
    """The one that signs now; None without one, or while its certificate does not hold."""
    key = current()
    return key if key is not None and key.valid_from <= now() <= key.valid_until else None


def make(*, actor: Actor, name: str, years: int = YEARS) -> SigningKey:
    """A new key with a certificate of its own, which takes the place of the one before."""
    if not name.strip():
        raise InvalidInput(Problem("name", _l("Give the name of the station."), field="name"))
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name.strip()[:64])])
    begin = now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin - timedelta(minutes=5))
        .not_valid_after(begin + timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signs_documents(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    return _keep(actor, _Material(key, certificate), "made")


def take(*, actor: Actor, content: bytes, password: str) -> SigningKey:
    """One that an authority issued, as a PKCS#12 file (.p12, .pfx). Raises InvalidInput."""
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(
            content, password.encode() or None
        )
    except ValueError as error:
        text = _l("The file is no PKCS#12 file, or the password does not fit it.")
        raise InvalidInput(Problem("unreadable", text, field="file")) from error
    if certificate is None or (problem := _problem_of(key, certificate)):
        problem = problem if certificate else _l("The file holds no key with a certificate.")
        raise InvalidInput(Problem("unfit", problem, field="file"))
    return _keep(actor, _Material(key, certificate, tuple(chain)), "taken")


def retire(*, actor: Actor) -> None:
    """From now on nothing is signed; what has been signed stays so."""
    with transaction():
        if (key := current()) is not None:
            key.retired_at = now()
            audit.record(actor, "signature.retired", key, fingerprint=key.fingerprint)


def sign(pdf: bytes, key: SigningKey) -> bytes:
    """The same document with the station's signature over all of it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.fields import SigSeedSubFilter

    wish = PdfSignatureMetadata(
        field_name=FIELD, name=key.subject, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    signer = PdfSigner(wish, signer=_signer(key))
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    # In hexadecimal digits.
    room = 2 * (key.certificates_size + _size_of_value(key) + BESIDE)
    _run(signer.async_sign_pdf(writer, output=out, bytes_reserved=room))
    return out.getvalue()


def _size_of_value(key: SigningKey) -> int:
    public = x509.load_der_x509_certificate(key.certificate).public_key()
    return public.key_size // 8 if isinstance(public, rsa.RSAPublicKey) else 150


def _run(work: Coroutine[Any, Any, Any]) -> None:
    """In a thread of its own: in some servers a loop is running in this one already."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def _signs_documents() -> x509.KeyUsage:
    used = {"digital_signature", "content_commitment"}
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: name in used for name in names})


def _problem_of(key: Any, certificate: x509.Certificate) -> Any:
    if key is None:
        return _l("The file holds no key with a certificate.")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        return _l("Only RSA and elliptic curve keys can sign here.")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < SMALLEST_RSA:
        return _l("The key is too short: at least 2048 bits.")
    if key.public_key() != certificate.public_key():
        return _l("Key and certificate do not belong together.")
    if certificate.not_valid_after_utc <= now():
        return _l("The certificate has run out.")
    return None


def _keep(actor: Actor, material: _Material, how: str) -> SigningKey:
    certificate = material.certificate
    der = certificate.public_bytes(Encoding.DER)
    chain = sum(len(one.public_bytes(Encoding.DER)) for one in material.chain)
    row = SigningKey(
        subject=_subject(certificate),
        fingerprint=hashlib.sha256(der).hexdigest(),
        certificate=der,
        certificates_size=len(der) + chain,
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        made_at=now(),
        made_by=actor.user_id,
    )
    with transaction() as unit:
        for older in unit.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None))):
            older.retired_at = now()
        unit.add(row)
        unit.flush()
        row.stored_name = vault.store(material.packed(), cast(bytes, row.data_key.plain()))
        audit.record(actor, f"signature.{how}", row, fingerprint=row.fingerprint)
    return row


def _subject(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value if names else certificate.subject.rfc4514_string())[:120]


def _signer(key: SigningKey) -> Any:
    """Loaded once: the check of an RSA key alone takes longer than drawing a page."""
    kept: dict[int, Any] = current_app.extensions.setdefault("signers", {})
    if key.id not in kept:
        from pyhanko.sign import SimpleSigner

        plain, name = cast(bytes, key.data_key.plain()), cast(str, key.stored_name)
        kept[key.id] = SimpleSigner.load_pkcs12_data(vault.load(name, plain), [])
    return kept[key.id]


def days_left(key: SigningKey) -> int:
    return (key.valid_until - now()).days
