"""Scans: cleaned, refused where they are not what they say, and unreadable on disk."""

import io
import struct
import zlib

import pikepdf
import pytest
from PIL import Image

from app.core.clock import now
from app.core.crypto import Unreadable
from app.core.db import session, transaction
from app.core.documents import uploads
from app.core.documents.uploads import Upload, serve, store_scan
from app.core.errors import InvalidInput


def picture(size=(60, 40), kind="JPEG", color="red", **options):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind, **options)
    return out.getvalue()


def photo():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (28.0, 42.0, 7.0)
    return picture(exif=exif)


def pdf():
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(100, 100))
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hello')")
        document.Root.OpenAction = document.make_indirect(script)
        document.Root.Names = pikepdf.Dictionary(JavaScript=script)
        document.pages[0].AA = pikepdf.Dictionary(O=script)
        link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=script, Rect=[0, 0, 9, 9])
        document.pages[0].Annots = pikepdf.Array([link])
        document.attachments["virus.exe"] = b"MZ-attached"
        document.docinfo["/Author"] = "SecretAuthor"
        document.save(out, compress_streams=False)
    return out.getvalue()


def bomb(side=20_000):
    """A PNG of a few bytes that claims 400 million pixels."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def keep(content, name="scan.jpg"):
    with transaction():
        return store_scan(content, purpose="consent", name=name, user_id=1, field="scan")


def files(app):
    folder = app.extensions["settings"].data_dir / "files"
    return {path for path in folder.rglob("*") if path.is_file()}


def test_photo_loses_camera_and_place_but_stands_upright(app):
    assert b"SecretCamera" in photo()
    kept = keep(photo()).read()
    with Image.open(io.BytesIO(kept)) as image:
        assert dict(image.getexif()) == {}
        assert image.size == (40, 60)
    assert b"SecretCamera" not in kept
    assert b"Exif" not in kept


def test_large_photo_becomes_smaller(app):
    with Image.open(io.BytesIO(keep(picture((5000, 3000))).read())) as image:
        assert max(image.size) == 2200


def test_transparent_ground_becomes_white(app):
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(keep(out.getvalue()).read())) as image:
        assert image.format == "JPEG"
        assert min(image.convert("L").tobytes()) > 250


def test_pdf_loses_scripts_attachments_and_author(app):
    for secret in (b"app.alert", b"MZ-attached", b"SecretAuthor"):
        assert secret in pdf()
    upload = keep(pdf(), "scan.pdf")
    with pikepdf.open(io.BytesIO(upload.read())) as document:
        assert len(document.pages) == 1
        assert len(document.attachments) == 0
        out = io.BytesIO()
        document.save(out, compress_streams=False, qdf=True)
    for secret in (b"JavaScript", b"app.alert", b"MZ-attached", b"SecretAuthor", b"/AA"):
        assert secret not in out.getvalue()
    assert upload.content_type == "application/pdf"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_type"),
        (b"MZ\x90\x00", "file_type"),
        (b"<html><script>", "file_type"),
        (b"GIF89a" + bytes(20), "file_type"),
        (picture(size=(400, 400), color="blue")[:300], "file_damaged"),
        (picture(kind="PNG")[:40], "file_damaged"),
        (bomb(), "file_damaged"),
        (bomb(9_000), "file_damaged"),
        (b"%PDF-1.7\n" + b"x" * 50, "file_damaged"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "file_type"),
        (b"<script>alert(1)</script>" + pdf(), "file_type"),
        (b"PK\x03\x04" + bytes(60), "file_type"),
    ],
)
def test_anything_else_is_refused_by_name_of_the_field(app, content, code):
    before = files(app)
    with pytest.raises(InvalidInput) as caught:
        keep(content)
    assert [(one.code, one.field) for one in caught.value.problems] == [(code, "scan")]
    assert files(app) == before


PAGE = b"<html><script>alert(1)</script>"


@pytest.mark.parametrize("make", [picture, pdf])
def test_what_hides_behind_a_file_is_left_behind(app, make):
    """A file that is a page as well, for whoever reads it as one."""
    kept = keep(make() + PAGE).read()
    assert b"<script" not in kept


def test_comment_and_camera_words_of_a_picture_are_left_behind(app):
    exif = Image.Exif()
    exif[0x010E] = PAGE.decode()
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, "JPEG", exif=exif, comment=PAGE)
    assert out.getvalue().count(b"<script") == 2
    assert b"<script" not in keep(out.getvalue()).read()


def test_bytes_on_disk_tell_nothing(app):
    before = files(app)
    upload = keep(picture())
    [path] = files(app) - before
    assert path.name == upload.stored_name
    assert path.stat().st_mode & 0o077 == 0
    assert b"JFIF" not in path.read_bytes()
    assert upload.read().startswith(b"\xff\xd8")


def test_file_of_another_upload_is_refused(app):
    one, other = keep(picture()), keep(picture(color="blue"))
    with transaction():
        one.stored_name, one.data_key = other.stored_name, one.data_key
    with pytest.raises(Unreadable):
        one.read()


def test_file_is_gone_with_its_key(app):
    upload = keep(picture())
    with transaction():
        upload.data_key.destroy(now())
    with pytest.raises(Unreadable):
        upload.read()


def test_rolled_back_upload_leaves_no_file(app):
    before = files(app)
    with pytest.raises(ZeroDivisionError), transaction():
        uploads.store(b"x", purpose="p", content_type="t", name="n", user_id=1)
        assert len(files(app)) == len(before) + 1
        raise ZeroDivisionError
    assert files(app) == before


def test_download_runs_nothing(app):
    upload = keep(picture(), "../../etc/名字.jpg")
    session().expire_all()
    assert session().get(Upload, upload.id).original_name == "名字.jpg"
    answer = serve(upload, "consent.jpg")
    assert answer.headers["Content-Disposition"] == "attachment; filename=consent.jpg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
