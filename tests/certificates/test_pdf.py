from __future__ import annotations

import io
from datetime import date

import pikepdf

from app.certificates.document import print_all, print_one
from app.certificates.rules import Service, hours_label, lines_of, problems_of_wording
from tests.certificates.samples import landscape, record

RARE = "㛃䶮𬍛喆堃翀犇燚"


def fonts(pdf: bytes) -> dict[str, bool]:
    """Base font → embedded."""
    found: dict[str, bool] = {}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                files = ("/FontFile", "/FontFile2", "/FontFile3")
                found[str(item.FontName)] = any(name in item for name in files)
    return found


def test_a_certificate_is_one_small_page_with_border_and_fonts() -> None:
    pdf = print_one(landscape(name=f"王{RARE[:3]}", body=f"王{RARE}同志参加培训。" * 2), 1)
    assert len(pdf) <= 40 * 1024
    assert fonts(pdf)
    assert all(fonts(pdf).values())
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (page,) = document.pages
        forms = [one for one in page.Resources.XObject.values() if one.Subtype == "/Form"]
        assert len(forms) == 1
        assert b"/Artifact BMC" in page.Contents[0].read_bytes()
        assert "/StructTreeRoot" in document.Root
        assert document.open_metadata()["pdfaid:part"] == "3"
        width, height = page.mediabox[2:]
        assert width > height


def test_a_page_each_and_the_border_once() -> None:
    names = [landscape(serial=f"PX-430626-2026-{number:06d}") for number in range(1, 8)]
    pdf = print_all(names)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 7
        forms = {name for page in document.pages for name in page.Resources.XObject}
        objects = {one.objgen for page in document.pages for one in page.Resources.XObject.values()}
        assert forms == {"/Border", "/Page"}
        assert len(objects) == 2
    assert len(pdf) < 60 * 1024


def test_the_record_stands_on_one_page() -> None:
    for lines in (1, 10):
        pdf = print_one(record(lines), 1)
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert len(document.pages) == 1
        assert len(pdf) <= 38 * 1024
        assert all(fonts(pdf).values())


def test_a_title_of_other_characters_costs_no_second_large_font() -> None:
    assert len(print_one(landscape(title="最美爱心妈妈"), 1)) <= 40 * 1024


def test_many_services_are_taken_together() -> None:
    rows = [
        Service(f"活动{n % 13}", date(2026, 7, 1 + n % 28), 10 * (n % 13 + 1)) for n in range(60)
    ]
    lines = lines_of(rows)
    assert len(lines) == 10
    assert lines[-1].title == "其他服务"
    assert sum(line.minutes for line in lines) == sum(one.minutes for one in rows)
    assert sum(line.times for line in lines) == 60


def test_hours_are_said_to_the_half() -> None:
    assert [hours_label(n) for n in (29, 30, 60, 95)] == ["0小时", "0.5小时", "1小时", "1.5小时"]


def test_a_wording_names_only_what_is_there() -> None:
    assert problems_of_wording("{name}好", ("name",)) == []
    assert [one.code for one in problems_of_wording("{x}{name}", ("name",))] == ["places"]
    assert [one.code for one in problems_of_wording("好", ("name",))] == ["name"]
