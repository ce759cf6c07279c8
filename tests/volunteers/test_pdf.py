import subprocess
from base64 import b64encode
from dataclasses import replace
from datetime import date

import pytest

from app.demo.drawings import badge
from app.volunteers.brand import Brand
from app.volunteers.poster import poster_pdf
from tests.volunteers.samples import poster


def test_poster_is_one_page_and_its_code_opens_the_form(tmp_path):
    file = tmp_path / "poster.pdf"
    file.write_bytes(poster_pdf(poster()))
    assert subprocess.check_output(["qpdf", "--show-npages", file]).strip() == b"1"
    subprocess.run(["pdftoppm", "-r", "100", "-png", file, tmp_path / "page"], check=True)
    (image,) = tmp_path.glob("page*.png")
    scanned = subprocess.check_output(["zbarimg", "-q", "--raw", image], stderr=subprocess.DEVNULL)
    assert scanned.decode().strip() == poster().join_url


@pytest.mark.parametrize("letters", [100, 400, 1000])
def test_poster_of_a_call_is_one_page_whatever_is_written(tmp_path, letters):
    text = ("我们在找愿意每周陪孩子说说话的人。" * 60)[:letters]
    long = replace(
        poster(),
        title="“春蕾行动”寻找身边的“爱心妈妈”",
        call=f"{text[:50]}\n{text[50:]}",
        quota=30,
        until=date(2026, 12, 31),
        brand=Brand("汨水大姐", f"data:image/png;base64,{b64encode(badge('汨')).decode()}"),
    )
    file = tmp_path / "poster.pdf"
    file.write_bytes(poster_pdf(long))
    assert subprocess.check_output(["qpdf", "--show-npages", file]).strip() == b"1"


def test_poster_names_who_may_not_R94(tmp_path):
    file = tmp_path / "poster.pdf"
    file.write_bytes(poster_pdf(poster()))
    text = "".join(subprocess.check_output(["pdftotext", file, "-"]).decode().split())
    assert "行政处分、行政处罚、刑事处罚" in text
    assert "18周岁以上70周岁以下" in text
    assert "0730-0000000" in text
