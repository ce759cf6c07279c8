import subprocess

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


def test_poster_names_who_may_not_R94(tmp_path):
    file = tmp_path / "poster.pdf"
    file.write_bytes(poster_pdf(poster()))
    text = "".join(subprocess.check_output(["pdftotext", file, "-"]).decode().split())
    assert "行政处分、行政处罚、刑事处罚" in text
    assert "18周岁以上70周岁以下" in text
    assert "0730-0000000" in text
