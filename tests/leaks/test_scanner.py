"""The scanner sees: a word that is there is found, however it is packed or spelt."""

import base64
import gzip
import io
import json
import zipfile
from email.header import Header
from urllib.parse import quote

import pikepdf
import pytest
import zxingcpp
from PIL import Image
from werkzeug.wrappers import Response

from app.core.documents.pdf import render_pdf
from tests.leaks.scanner import find, find_in_answer

NAME, PHONE = "喆堃", "13864209"
WORDS = [NAME, PHONE]
SHEETS = ("_shared/pdf/document.css",)


def paper(text):
    return render_pdf(f'<html lang="zh-CN"><body><p>{text}</p></body></html>', stylesheets=SHEETS)


def zipped(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/sharedStrings.xml", data)
    return out.getvalue()


def with_title(text):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper("。"))) as document:
        document.docinfo["/Title"] = text
        document.save(out)
    return out.getvalue()


def with_attachment(data):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper("。"))) as document:
        document.attachments["a.json"] = data
        document.save(out)
    return out.getvalue()


def code(text):
    out = io.BytesIO()
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=5)
    Image.fromarray(drawn).save(out, "PNG")
    return out.getvalue()


WAYS = {
    "utf-8": NAME.encode(),
    "utf-16": NAME.encode("utf-16"),
    "gbk": f"姓名,{NAME}".encode("gb18030"),
    "json": json.dumps({"name": NAME}).encode(),
    "JSON": json.dumps({"name": NAME}).upper().encode(),
    "percent": quote(NAME).encode(),
    "percent twice": quote(quote(NAME)).encode(),
    "percent, gbk": quote(NAME.encode("gb18030")).lower().encode(),
    "entities": "".join(f"&#{ord(one)};" for one in NAME).encode(),
    "hex entities": "".join(f"&#X{ord(one):X};" for one in NAME).encode(),
    "between tags": "<b>喆</b>\n<i>堃</i>".encode(),
    "with a space": "喆 堃".encode(),
    "folded line": "喆\r\n 堃".encode(),
    "gzip": gzip.compress(NAME.encode()),
    "zip": zipped(NAME.encode()),
    "zip in zip": zipped(zipped(NAME.encode())),
    "paper": paper(NAME),
    "paper’s title": with_title(NAME),
    "paper’s attachment": with_attachment(NAME.encode()),
    "phone": PHONE.encode(),
    "phone in groups": b"138 6420 9xxx",
    "phone with dashes": b"138-6420-9",
    "phone in full width": "１３８６４２０９".encode(),
    "phone on paper": paper(PHONE),
    "phone in a code": code(f"tel:{PHONE}001"),
    "mail header": Header(NAME, "utf-8").encode().encode(),
    **{
        f"base64 after {before}": base64.b64encode(b"x" * before + NAME.encode() + b"yz")
        for before in range(4)
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_word_is_found_however_it_is_written(app, way):
    assert find(WAYS[way], WORDS)


def test_nothing_is_found_where_nothing_is(app):
    for other in (paper("石榴"), zipped("石榴"), code("13864210000"), "喆".encode(), b"1386420"):
        assert find(other, WORDS) == set()


def test_headers_are_read_too():
    words = {NAME}
    assert find_in_answer(Response(headers={"Location": f"/x?q={quote(NAME)}"}), words) == words
    sent = Response()
    sent.headers.set("Content-Disposition", "attachment", filename=f"{NAME}.pdf")
    assert find_in_answer(sent, words) == words
    packed = Response(gzip.compress(NAME.encode()), headers={"Content-Encoding": "gzip"})
    assert find_in_answer(packed, words) == words
