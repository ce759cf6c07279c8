import datetime as dt
import json
import subprocess
from dataclasses import replace

import pytest

from app.core.documents.pdf import MissingGlyph
from app.pledges.document import PledgeDocument, pledge_pdf
from tests.pledges.samples import drawn_signature, pledge, preset

MAX_BYTES = 60_000


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


@pytest.fixture(scope="module", params=["local", "remote", "professional"])
def printed(request, tmp_path_factory):
    file = tmp_path_factory.mktemp("pledge") / f"{request.param}.pdf"
    file.write_bytes(pledge_pdf(pledge(request.param)))
    return file


def text_of(file) -> str:
    return "".join(run("pdftotext", str(file), "-").split())


def test_pledge_is_one_sound_page(printed):
    run("qpdf", "--check", str(printed))
    assert run("qpdf", "--show-npages", str(printed)).strip() == "1"
    assert "595.276 x 841.89 pts (A4)" in run("pdfinfo", str(printed))


def test_pledge_is_at_most_60_kb(printed):
    assert printed.stat().st_size <= MAX_BYTES


def test_pledge_embeds_its_fonts(printed):
    fonts = run("pdffonts", str(printed)).splitlines()[2:]
    assert {line.split("+")[1].split()[0] for line in fonts} == {"Aixin-Kai", "Aixin-Title-Bold"}
    assert all(" yes yes yes " in line for line in fonts)


def test_pledge_says_what_it_must(printed):
    text = text_of(printed)
    for part in (
        "编号：CN-430626-2026-000123",
        "2026年9月1日至2027年8月31日",
        "第一年（共三年）",
        "行政处分、行政处罚、刑事处罚",
        "18周岁以上70周岁以下",
        "监护人书面同意",
        "保密",
        "公安机关",
        "12338",
        "7KQ4XM",
        "工作站（盖章）",
    ):
        assert part in text, part


def test_qr_code_opens_the_check_page(printed, tmp_path):
    run("pdftoppm", "-r", "150", "-png", str(printed), str(tmp_path / "page"))
    (image,) = tmp_path.glob("page*.png")
    assert run("zbarimg", "-q", "--raw", str(image)).strip() == pledge().check_url


def test_rare_names_print(tmp_path):
    file = tmp_path / "rare.pdf"
    file.write_bytes(pledge_pdf(pledge(volunteer_name="㛃䶮𬍛喆堃")))
    assert file.stat().st_size <= MAX_BYTES
    assert "本人㛃䶮𬍛喆堃自愿" in text_of(file)


def test_name_that_no_font_holds_is_refused():
    with pytest.raises(MissingGlyph):
        pledge_pdf(pledge(volunteer_name="王\U0003106c"))


def test_signed_pledge_prints_strokes_and_day(tmp_path):
    signed = pledge().signed(drawn_signature(dt.date(2026, 9, 3)))
    file = tmp_path / "signed.pdf"
    file.write_bytes(pledge_pdf(signed))
    assert "2026年9月3日" in text_of(file)
    assert file.stat().st_size <= MAX_BYTES
    assert pledge_pdf(pledge()) != file.read_bytes()


def test_snapshot_prints_the_same_bytes_without_a_database():
    document = pledge(volunteer_signature=drawn_signature(dt.date(2026, 9, 1)))
    restored = PledgeDocument.from_snapshot(json.loads(json.dumps(document.snapshot())))
    assert restored == document
    assert pledge_pdf(restored) == pledge_pdf(document)


def test_longer_text_still_stands_on_one_page(tmp_path):
    document = pledge()
    longer = replace(document, clauses=document.clauses + document.clauses[:4])
    file = tmp_path / "longer.pdf"
    file.write_bytes(pledge_pdf(longer))
    assert run("qpdf", "--show-npages", str(file)).strip() == "1"


def test_names_cannot_write_markup():
    assert b"/URI" not in pledge_pdf(pledge(team_captain='<a href="https://x.example">钟</a>'))


def test_exclusions_of_the_preset_are_the_plans_R94():
    labels = [each["label"] for each in preset()["eligibility"]["exclusions"]]
    assert labels == ["行政处分", "行政处罚", "刑事处罚"]


def test_numbers_of_the_preset_are_the_plans_R95_R112():
    programme = preset()
    assert (programme["eligibility"]["min_age"], programme["eligibility"]["max_age"]) == (18, 70)
    assert programme["eligibility"]["warn_age"] == 69
    assert programme["service"]["years"] == 3
    assert programme["pledge"]["term_months"] == 12
    assert len(programme["needs"]) == 5
