"""What is set into a finished page must look as if the page had been laid out with it."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops

from app.certificates.document import print_all, print_one
from app.core.documents.merge import LeavingRoom, Pen, merge_pdf
from app.core.documents.pdf import MissingGlyph, render_pdf
from tests.certificates.samples import landscape

STYLES = ("_shared/pdf/document.css",)
NAMES = ("王芳", "李𬍛", "欧阳喆堃", "阿依古丽·买买提", "Anna Wu", "张<b>")


def paper(name: str, number: int = 1) -> dict[str, object]:
    serial = f"PX-430626-2026-{number:06d}"
    body = f"{name}同志于2026年9月1日参加培训，学时120分钟，经考核合格，{name}准予结业。" * 2
    return landscape(serial=serial, name=name, body=body, check_code="WMW7K1"[number % 3 :])


def picture(pdf: bytes, page: int) -> Image.Image:
    command = ["pdftoppm", "-r", "90", "-gray", "-f", str(page), "-l", str(page), "-"]
    drawn = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    return Image.open(io.BytesIO(drawn))


def test_a_merged_page_looks_as_one_drawn_alone() -> None:
    papers = [paper(name, number) for number, name in enumerate(NAMES, 1)]
    whole = print_all(papers)
    for number, each in enumerate(papers, 1):
        alone = picture(print_one(each, 1), 1)
        difference = ImageChops.difference(alone, picture(whole, number))
        strong = sum(difference.histogram()[128:])
        assert strong < 20, each["name"]


def test_a_merged_page_is_text_with_fonts_and_tags(tmp_path: Path) -> None:
    file = tmp_path / "all.pdf"
    file.write_bytes(print_all([paper(name, number) for number, name in enumerate(NAMES, 1)]))
    subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True, text=True)
    for number, name in enumerate(NAMES, 1):
        assert name in text.stdout
        assert f"PX-430626-2026-{number:06d}" in text.stdout
    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, check=True, text=True)
    assert all(" yes yes yes " in line for line in fonts.stdout.splitlines()[2:])
    with pikepdf.open(file) as document:
        parts = document.Root.StructTreeRoot.K.K
        assert len(parts) == len(document.pages) == len(NAMES)
        said = str(parts[2].ActualText)
        assert said.index("欧阳喆堃") < said.index("同志于")
        assert document.open_metadata()["pdfaid:part"] == "3"


def test_a_merge_is_the_same_bytes_again() -> None:
    papers = [paper(name) for name in NAMES]
    assert print_all(papers) == print_all(papers)


def test_names_of_one_length_share_a_page() -> None:
    with pikepdf.open(io.BytesIO(print_all([paper(n) for n in ("王芳", "李敏", "张静静")]))) as pdf:
        forms = [page.Resources.XObject.Page.objgen for page in pdf.pages]
        assert forms[0] == forms[1] != forms[2]


def test_a_code_is_read_from_a_merged_page(tmp_path: Path) -> None:
    papers = [paper(name, number) for number, name in enumerate(NAMES, 1)]
    image = tmp_path / "page.png"
    picture(print_all(papers), 3).save(image)
    command = ["zbarimg", "-q", "--raw", str(image)]
    read = subprocess.run(command, capture_output=True, check=True, text=True)
    assert read.stdout.strip() == papers[2]["check_url"]


def test_a_character_of_no_font_is_refused_in_a_merge() -> None:
    with pytest.raises(MissingGlyph):
        print_all([paper("王\U0003106c")])


def test_a_word_over_two_lines_stands_on_both() -> None:
    long = "平江县" * 30
    pen = LeavingRoom()
    page = document_html_of(pen, long)
    merged = merge_pdf([(page, pen)], stylesheets=STYLES)
    alone = render_pdf(document_html_of(Pen(), long), stylesheets=STYLES)
    difference = ImageChops.difference(picture(alone, 1), picture(merged, 1))
    assert sum(difference.histogram()[128:]) < 20


def document_html_of(pen: Pen, text: str) -> str:
    words = pen.words(f"{text}。", text)
    return f'<html lang="zh-CN"><head><title>样</title></head><body><p>{words}</p></body></html>'
