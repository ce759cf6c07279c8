import hashlib
import io
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pikepdf
import pytest
from jinja2 import UndefinedError
from PIL import ImageCms

from app.core.documents import pdf, typefaces
from app.core.documents.drawing import strokes
from app.core.documents.html import document_html, ordinal_in_chinese
from app.core.documents.pdf import (
    ForbiddenAddress,
    MissingGlyph,
    PdfUnavailable,
    is_own_file,
    render_pdf,
)
from app.core.documents.typefaces import FONT_FOLDER, uncovered

STYLE = ("_shared/pdf/document.css",)
RARE = "㛃䶮𬍛喆堃翀犇燚"


def page(body: str) -> str:
    return f'<html lang="zh-CN"><head><title>样张</title></head><body>{body}</body></html>'


def draw(body: str) -> bytes:
    return render_pdf(page(body), stylesheets=STYLE)


def run(*command: str, data: bytes | None = None) -> str:
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


def test_harfbuzz_subset_is_installed():
    from weasyprint.text import ffi

    assert ffi.harfbuzz_subset is not None, "apt-get install libharfbuzz-subset0"


def test_missing_harfbuzz_subset_is_named(monkeypatch):
    from weasyprint.text import ffi

    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    with pytest.raises(PdfUnavailable, match="libharfbuzz-subset0"):
        pdf._Engine()


@pytest.mark.parametrize(
    "name",
    [
        "AixinKai-Regular.ttf",
        "AixinSong-Bold.otf",
        "AixinTitle-Bold.ttf",
        "LICENSE-LXGW-WenKai.txt",
        "LICENSE-Noto-CJK.txt",
        "fonts.conf",
    ],
)
def test_fonts_and_licences_are_in_place(name):
    assert (FONT_FOLDER / name).stat().st_size > 100


def test_rare_name_characters_are_covered():
    assert uncovered(f"张{RARE} ·—“”〔〕\n") == set()
    assert uncovered("王\U0003106c😀") == {"\U0003106c", "😀"}


def test_rare_characters_print_in_our_fonts_only(tmp_path):
    file = tmp_path / "rare.pdf"
    file.write_bytes(draw(f"<h1>承诺书</h1><p>{RARE}</p>"))
    assert RARE in run("pdftotext", str(file), "-")
    fonts = run("pdffonts", str(file)).splitlines()[2:]
    assert fonts
    assert all("Aixin" in line and " yes yes yes " in line for line in fonts)


def test_missing_glyph_is_refused_by_name():
    with pytest.raises(MissingGlyph) as refusal:
        draw("<p>王\U0003106c，😀</p>")
    assert refusal.value.characters == ("😀", "\U0003106c")
    assert "U+3106C" in str(refusal.value)
    draw("<p>王</p>")


def test_same_input_gives_same_bytes_in_any_order_and_process():
    first = draw("<h1>承诺书</h1><p>同样的字</p>")
    draw("<p>别的内容，别的字体子集</p>")
    assert draw("<h1>承诺书</h1><p>同样的字</p>") == first
    program = (
        "import hashlib; from tests.core.test_pdf import draw;"
        "print(hashlib.sha256(draw('<h1>承诺书</h1><p>同样的字</p>')).hexdigest())"
    )
    env = {**os.environ, "PYTHONHASHSEED": "1234", "TZ": "America/New_York"}
    elsewhere = subprocess.run(
        [sys.executable, "-c", program], cwd=pdf.ROOT, env=env, capture_output=True, check=True
    )
    assert elsewhere.stdout.decode().strip() == hashlib.sha256(first).hexdigest()


def test_threads_share_the_engine_safely():
    expected, results = draw("<p>同时打印</p>"), []
    threads = [
        threading.Thread(target=lambda: results.append(draw("<p>同时打印</p>"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


def test_environment_is_left_as_it_was(monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    with typefaces.only_our_fonts():
        assert Path(os.environ["FONTCONFIG_FILE"]) == FONT_FOLDER / "fonts.conf"
    assert os.environ["FONTCONFIG_FILE"] == "/etc/fonts/fonts.conf"
    monkeypatch.delenv("FONTCONFIG_FILE")
    with typefaces.only_our_fonts():
        pass
    assert "FONTCONFIG_FILE" not in os.environ


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.png",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "file://elsewhere/share.png",
        (pdf.STATIC / ".." / "pyproject.toml").as_uri(),
        pdf.STATIC.as_uri() + "/%2e%2e/pyproject.toml",
        "ftp://example.org/a",
        "app.css",
    ],
)
def test_only_own_static_files_are_fetched(address):
    assert not is_own_file(address)


def test_document_that_reaches_outside_fails(caplog):
    with pytest.raises(ForbiddenAddress, match="etc/passwd"):
        draw('<img src="file:///etc/passwd">')


def test_image_in_the_document_itself_is_drawn():
    pixel = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    assert draw(f'<img src="{pixel}">') != draw("<p></p>")


def test_stylesheets_hold_nothing_that_weasyprint_ignores(caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        for style in pdf.TEMPLATES.rglob("*.css"):
            render_pdf(page("字"), stylesheets=[str(style.relative_to(pdf.TEMPLATES))])
    assert caplog.messages == []


def test_shrink_is_added_until_it_fits_on_a_page(tmp_path):
    long = page("<p>内容</p>" * 42)
    for shrink, pages in (((), 2), (("pledges/pdf/pledge_tight.css",), 1)):
        file = tmp_path / "long.pdf"
        file.write_bytes(render_pdf(long, stylesheets=STYLE, shrink=shrink))
        assert run("qpdf", "--show-npages", str(file)).strip() == str(pages)


def test_missing_value_of_a_template_fails():
    with pytest.raises(UndefinedError):
        document_html("volunteers/pdf/poster.html")


def test_ordinals_of_clauses():
    assert [ordinal_in_chinese(n) for n in (1, 9, 10, 11, 20, 25)] == [
        *("一", "九", "十"),
        *("十一", "二十", "二十五"),
    ]


def test_signature_strokes_stay_inside_their_box():
    shape = strokes([[(1, 2), (500, -3)], [(5, 5)], []], width=300, height=100)
    assert shape.path == "M1 2L300 0M5 5L5 5"
    assert (shape.width, shape.height, shape.pen) == (300, 100, 3)


def test_the_profile_of_colours_is_small_and_whole():
    """It stands in every document: of the usual one's 2.6 KB, packed, two are saved."""
    with pikepdf.open(io.BytesIO(draw("<p>培训</p>"))) as document:
        (intent,) = document.Root.OutputIntents
        profile = intent.DestOutputProfile
        assert (intent.S, profile.N) == ("/GTS_PDFA1", 3)
        packed, colours = profile.read_raw_bytes(), profile.read_bytes()
    assert len(packed) < 500
    opened = ImageCms.ImageCmsProfile(io.BytesIO(colours))
    assert opened.profile.xcolor_space.strip() == "RGB"
    assert opened.profile.version < 5
