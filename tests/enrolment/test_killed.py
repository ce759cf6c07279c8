from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app.core import audit
from app.core.audit import AuditEvent
from app.core.db import session, transaction
from app.core.enrolment.models import Enrolment, Participant
from tests.enrolment.owners import bare_occasion

PEOPLE = 1000


def test_server_killed_among_a_thousand_check_ins_loses_and_doubles_none(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        occasion_id = bare_occasion(capacity=None).id
        with transaction() as current:
            for n in range(1, PEOPLE + 1):
                row = Enrolment(occasion_id=occasion_id, state="enrolled", seats=1, place=n)
                row.people = [Participant(occasion_id=occasion_id, kind="volunteer", ref=n)]
                current.add(row)
    url = str(fresh_app.extensions["database"].engine.url.render_as_string(hide_password=False))
    folder = str(fresh_app.extensions["settings"].data_dir)
    answered = run(url, folder, occasion_id, kill_after=15)
    assert 0 < len(answered) < PEOPLE
    with fresh_app.app_context():
        assert answered <= set(present(occasion_id))
        audit.verify()
    run(url, folder, occasion_id)
    with fresh_app.app_context():
        assert len(present(occasion_id)) == PEOPLE
        acts = select(AuditEvent).where(AuditEvent.act == "attendance.checked_in")
        assert sum(event.detail["people"] for event in session().scalars(acts)) == PEOPLE
        assert audit.verify().broken_at is None
        came = select(func.count()).where(Participant.attended.is_(True))
        assert session().scalar(came) == PEOPLE


def present(occasion_id: int) -> list[int]:
    query = select(Participant.id).where(
        Participant.occasion_id == occasion_id, Participant.attended.is_(True)
    )
    return list(session().scalars(query))


def run(url: str, folder: str, occasion_id: int, *, kill_after: int | None = None) -> set[int]:
    """The ids that were answered before the process ended, or was killed."""
    command = [sys.executable, "-m", "tests.enrolment.checking_in", url, folder, str(occasion_id)]
    root = Path(__file__).resolve().parents[2]
    answered: set[int] = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        for n, line in enumerate(process.stdout, 1):
            answered.update(int(word) for word in line.split())
            if n == kill_after:
                process.kill()
                break
    return answered
