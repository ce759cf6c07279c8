"""A process that checks people in, twenty at a time, and says so each time; to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from app import create_app
from app.config import Settings
from app.core.access.actors import Actor
from app.core.enrolment import attendance
from app.core.enrolment.queries import roster

AT_ONCE = 20


def main(url: str, folder: str, occasion_id: int) -> None:
    app = create_app(Settings(data_dir=Path(folder), database_url=url, testing=True))
    with app.app_context():
        ids = [one.id for one in roster(occasion_id)]
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            attendance.check_in(actor=Actor(1, "x"), occasion_id=occasion_id, participant_ids=some)
            print(*some, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
