from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.core.access.actors import Actor
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import InvalidInput
from app.core.imports.pipeline import examine
from app.volunteers.models import Volunteer
from app.volunteers.outside import services
from app.volunteers.outside.columns import FIELDS, SYSTEMS, columns_of, guess, read
from app.volunteers.outside.registrations import KIND
from tests.people import MILUO_VILLAGE, make_volunteer
from tests.support.client import CheckedClient


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_shipped_columns_are_all_understood(system: str) -> None:
    columns, problems = read("\n".join(SYSTEMS[system].columns))
    assert problems == []
    assert [one.heading for one in columns] == list(SYSTEMS[system].columns)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓名", "name"),
        ("*手机号码", "phone"),
        ("证件号码（必填）", "identity_number"),
        ("天气", None),
    ],
)
def test_heading_says_what_fills_it(heading: str, field: str | None) -> None:
    assert guess(heading) == field


def test_columns_are_read_as_lines_or_as_a_pasted_row() -> None:
    lines, _none = read("姓名\n证号=身份证号\n备注=")
    pasted, _none = read("姓名\t证号=身份证号\t备注=")
    assert lines == pasted
    assert [one.field for one in lines] == ["name", "identity_number", ""]
    assert columns_of([one.line for one in lines]) == lines


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["columns"]),
        ("天气", ["heading_unknown"]),
        ("姓名=天气", ["heading_unknown"]),
        ("姓名\n姓名", ["columns"]),
        ("\n".join(f"列{n}=" for n in range(41)), ["columns"]),
    ],
)
def test_columns_that_nobody_understands_are_refused(text: str, codes: list[str]) -> None:
    assert [problem.code for problem in read(text)[1]] == codes


def test_every_field_can_be_filled(app: Flask, chair: Actor) -> None:
    make_volunteer("李娜", employer="县医院", registration_number="43060012345")
    wanted = [field for field in FIELDS if field]
    text = "\n".join(FIELDS[field][0] for field in wanted)
    services.save_columns(actor=chair, system="platform", text=text)
    columns, rows = services.take_out(actor=chair, system="platform", reason="社会工作部要求")
    assert [one.field for one in columns] == wanted
    known = dict(zip(wanted, rows[0], strict=True))
    assert (known["name"], known["sex"], known["employer"]) == ("李娜", "女", "县医院")
    assert known["registration_number"] == "43060012345"
    assert len(known["identity_number"]) == 18


def test_columns_are_kept_for_each_station_and_refused_whole(app: Flask, chair: Actor) -> None:
    services.save_columns(actor=chair, system="department", text="姓名\n手机号")
    here = services.home_of(chair)
    assert [one.heading for one in services.columns_for(here, "department")] == ["姓名", "手机号"]
    assert len(services.columns_for("430681000000", "department")) > 2
    with pytest.raises(InvalidInput):
        services.save_columns(actor=chair, system="department", text="姓名\n天气")
    assert len(services.columns_for(here, "department")) == 2


def test_list_holds_who_serves_here_and_goes_on_record(app: Flask, chair: Actor) -> None:
    serving = make_volunteer("李娜")
    make_volunteer("周敏", state="applied")
    make_volunteer("刘英", region=MILUO_VILLAGE)
    make_volunteer("王芳", registration_number="1")
    with pytest.raises(InvalidInput):
        services.take_out(actor=chair, system="department", reason=" ")
    rows = services.take_out(actor=chair, system="department", reason="上报", only_new=True)[1]
    assert [row[0] for row in rows] == [serving.name]
    acts = select(AuditEvent.detail).where(AuditEvent.act == "volunteer.exported")
    assert session().scalars(acts).all() == [{"rows": 1, "in_full": True, "system": "department"}]


def workbook(*rows: tuple[str, str, str]) -> bytes:
    book, out = Workbook(), BytesIO()
    sheet = book.active
    for row in (("姓名", "证件号码", "志愿者编号"), *rows):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def test_registration_numbers_come_back(app: Flask, chair: Actor) -> None:
    one, other = make_volunteer("李娜"), make_volunteer("周敏")
    away = make_volunteer("刘英", region=MILUO_VILLAGE)
    content = workbook(
        ("李娜", one.identity_number or "", "4306001"),
        ("周芳", other.identity_number or "", "4306002"),
        ("刘英", away.identity_number or "", "4306003"),
    )
    roster = KIND.open(chair, services.home_of(chair))
    found = examine(content, "back.xlsx", roster, {})
    codes = [sorted(problem.code for problem in entry.problems) for entry in found.entries]
    assert codes == [[], ["name_differs"], ["not_on_books"]]
    roster.write(found.good)
    assert session().get_one(Volunteer, one.id).registration_number == "4306001"
    assert (other.registration_number, away.registration_number) == ("", "")
    again = KIND.open(chair, services.home_of(chair))
    second = examine(content, "back.xlsx", again, {})
    assert [entry.status for entry in second.good] == ["unchanged"]


def test_pages_from_columns_to_the_workbook(
    client: CheckedClient, chair: Actor, enter_as: Callable[[Actor], None]
) -> None:
    make_volunteer("李娜")
    enter_as(chair)
    url = "/volunteers/outside/department"
    form = client.get(f"{url}/columns")
    bad = client.submit(form, {"columns": "姓名\n天气"})
    assert bad.status_code == 422
    assert "天气" in bad.text
    assert client.submit(form, {"columns": "姓名\n手机号\n备注="}).status_code == 303
    page = client.get(url)
    assert client.submit(page, {"reason": ""}).status_code == 422
    file = client.submit(page, {"reason": "上报"})
    cells = list(load_workbook(BytesIO(file.data)).active.iter_rows(values_only=True))
    assert cells[0] == ("姓名", "手机号", "备注")
    assert cells[1][0] == "李娜"
    assert client.get("/volunteers/outside/elsewhere").status_code == 404
    assert client.get("/volunteers/registrations").status_code == 200
