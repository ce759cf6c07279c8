"""Finds tell-tale words in whatever an application may send: unpacked, decoded, spelt otherwise.

`find` is given bytes and the words to look for. It opens what is packed (gzip, Brotli, ZIP, the
streams of a PDF, the text that a PDF shows, QR codes in pictures), and knows each word in the
encodings and escapes in which a page, a header or a calendar could carry it.
"""

from __future__ import annotations

import base64
import gzip
import html
import io
import re
import subprocess
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus

import brotli
import pikepdf
import zxingcpp
from PIL import Image

DEEPEST = 4
TAG = re.compile(rb"<[^>]*>")
# What may stand between the letters of a word or the digits of a number, or fold a long line.
BETWEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff·.,()（）_-]+")
FULL_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)}
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")


def find(data: bytes, words: Iterable[str]) -> set[str]:
    """Those of the words that can be read out of the bytes."""
    wanted = tuple(words)
    found: set[str] = set()
    for part in unpacked(data):
        found.update(_in_bytes(part, wanted))
        for text in _texts(part):
            found.update(word for word in wanted if word.casefold() in text)
    return found


def _in_bytes(part: bytes, words: tuple[str, ...]) -> Iterator[str]:
    low = part.lower()
    for word in words:
        if any(each in part for each in spellings(word)) or any(
            each in low for each in spellings_of_any_case(word)
        ):
            yield word


@lru_cache(maxsize=1024)
def spellings(word: str) -> tuple[bytes, ...]:
    """As they stand, case mattering."""
    plain = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")]
    if word.isascii():
        return (*plain, *_base64(word.encode()))
    plain.append(word.encode("gb18030"))
    return tuple(plain + [each for one in plain for each in _base64(one)])


def _base64(data: bytes) -> Iterator[bytes]:
    """Wherever in a longer text the word begins: the letters that do not depend on neighbours."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + data)
        first = (before * 8 + 5) // 6
        yield coded[first : (before + len(data)) * 8 // 6]
        yield base64.urlsafe_b64encode(b"\0" * before + data)[first : (before + len(data)) * 8 // 6]


@lru_cache(maxsize=1024)
def spellings_of_any_case(word: str) -> tuple[bytes, ...]:
    codes = [ord(letter) for letter in word]
    escapes = [
        word.encode().hex(),
        word.encode("utf-16-be").hex(),
        "".join(f"\\u{code:04x}" for code in codes),
        "".join(f"\\x{byte:02x}" for byte in word.encode()),
        "".join(f"&#{code};" for code in codes),
        "".join(f"&#x{code:x};" for code in codes),
        "".join(f"={byte:02x}" for byte in word.encode()),
    ]
    if not word.isascii():
        escapes += [quote(word), quote(quote(word)), quote_plus(word.encode("gb18030"))]
    return tuple(one.lower().encode() for one in escapes)


def _texts(part: bytes) -> Iterator[str]:
    """What a person reads: without tags and escapes, nothing between the letters."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = part.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield _joined(text)
        if b"<" in part:
            yield _joined(html.unescape(TAG.sub(b"", part).decode(encoding, "replace")))
        break


def _joined(text: str) -> str:
    return BETWEEN.sub("", text).translate(FULL_WIDTH).casefold()


def unpacked(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes themselves and everything that is packed in them."""
    yield data
    if depth == DEEPEST:
        return
    for inner in _inner(data):
        yield from unpacked(inner, depth + 1)


def _inner(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            yield "\n".join(box.namelist()).encode()
            yield from (box.read(name) for name in box.namelist())
    elif data.lstrip()[:5] == b"%PDF-":
        yield from _of_pdf(data)
    elif data.startswith(PICTURES):
        yield from _of_picture(data)


def _of_pdf(data: bytes) -> Iterator[bytes]:
    shown = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True)
    assert shown.returncode == 0, shown.stderr
    yield shown.stdout
    with pikepdf.open(io.BytesIO(data)) as document:
        # Names, titles and attachments as text, whatever way they are written in the file.
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream) and not _is_typeface(thing):
                yield _stream(thing)
            yield _strings(thing).encode()


def _is_typeface(stream: pikepdf.Stream) -> bool:
    return "/Length1" in stream or str(stream.get("/Subtype", "")) in (
        "/OpenType",
        "/CIDFontType0C",
        "/Type1C",
    )


def _stream(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def _strings(thing: object, depth: int = 0) -> str:
    if isinstance(thing, pikepdf.String):
        return str(thing)
    if depth == 3:
        return ""
    if isinstance(thing, pikepdf.Array):
        return "\n".join(_strings(one, depth + 1) for one in thing)
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        return "\n".join(f"{name} {_strings(thing[name], depth + 1)}" for name in thing)
    return ""


def _of_picture(data: bytes) -> Iterator[bytes]:
    with Image.open(io.BytesIO(data)) as picture:
        yield repr(dict(picture.getexif())).encode()
        for code in zxingcpp.read_barcodes(picture.convert("L")):
            yield code.bytes


def body_of(answer: object) -> bytes:
    """The answer's body as it was before it was compressed for the way."""
    data: bytes = answer.data  # type: ignore[attr-defined]
    coding = answer.headers.get("Content-Encoding", "")  # type: ignore[attr-defined]
    if coding == "gzip":
        return gzip.decompress(data)
    if coding == "br":
        return brotli.decompress(data)
    if coding == "deflate":
        return zlib.decompress(data)
    assert coding == "", f"the scanner cannot read {coding}"
    return data


def find_in_answer(answer: object, words: Iterable[str]) -> set[str]:
    """In the body and in every header: an address to go on to, a file's name, a cookie."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers)  # type: ignore[attr-defined]
    return find(body_of(answer), words) | find(head.encode("utf-8", "surrogateescape"), words)
