"""What a volunteer takes of her record with her, and what the office takes of everybody's."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from app.core.access.actors import Actor
from app.volunteers.models import Volunteer
from tests.certificates.test_services import give_hours
from tests.people import make_volunteer
from tests.support.client import CheckedClient

Enter = Callable[[Actor], None]


def cells(content: bytes) -> str:
    sheet = load_workbook(io.BytesIO(content)).active
    return " ".join(str(cell) for row in sheet.values for cell in row if cell is not None)


def test_a_volunteer_takes_only_her_own_record(
    client: CheckedClient, enter_as: Enter, herself: Actor, wang: Volunteer
) -> None:
    give_hours(wang, 90)
    give_hours(make_volunteer("李静"), 60, title="别人的")
    enter_as(herself)
    answer = client.submit(client.get("/hours"), {}, action="/hours/my-record")
    assert "王芳" in cells(answer.data)
    assert "别人的" not in cells(answer.data)


def test_the_office_exports_the_list_as_it_is_filtered(
    client: CheckedClient, enter_as: Enter, staff: Actor, wang: Volunteer
) -> None:
    give_hours(wang, 90)
    give_hours(wang, 45, title="有疑问", state="disputed")
    enter_as(staff)
    page = client.get("/hours?view=disputed")
    answer = client.submit(page, {}, action="/hours/export?view=disputed")
    assert "有疑问" in cells(answer.data)
    assert "暑期课堂" not in cells(answer.data)


def test_her_own_print_says_that_it_is_no_certificate(
    client: CheckedClient, enter_as: Enter, herself: Actor, wang: Volunteer, tmp_path: Path
) -> None:
    enter_as(herself)
    for minutes in (0, 90):
        if minutes:
            give_hours(wang, minutes)
        answer = client.get("/certificates/my-record.pdf")
        file = tmp_path / "record.pdf"
        file.write_bytes(answer.data)
        run = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True)
        text = "".join(run.stdout.split())
        assert "不作为证明" in text
        assert "编号" not in text
        assert "（盖章）" not in text
        assert ("1.5小时" in text) == bool(minutes)
