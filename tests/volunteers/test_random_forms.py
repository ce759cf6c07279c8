"""Random applications: none is an error of the program, none loses what was typed.

60 in every run; AIXIN_RANDOM_FORMS=1000 for the whole proof.
"""

from __future__ import annotations

import html
import os
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from app.core.db import transaction
from app.core.throttle import ThrottleEvent
from app.volunteers.forms.fields import plain
from tests.people import XIEJIANG
from tests.support.client import CheckedClient
from tests.volunteers.test_routes import filled

TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=90)
WORDS = st.one_of(
    TEXT, st.sampled_from(["", "0", "-1", "王芳", "<b>", "'\"", "２０２６", "x" * 600])
)
FREE = ("name", "identity_number", "phone", "address", "occupation", "capacity", "motive",
        "experience", "household", "languages", "employer", "office", "honours", "licence_name",
        "licence_number", "licence_until", "sister_code")  # fmt: skip
LINES = ("address", "occupation", "languages", "employer", "office", "honours", "licence_name",
         "licence_number", "sister_code")  # fmt: skip
"""What is shown again as it was written; name and numbers are shown as they are read."""
CHOSEN = {
    "kind": ("caring_mother", "helper", "nobody", ""),
    "placement": ("local", "remote", ""),
    "channel": ("village", "nowhere", ""),
    "region": (XIEJIANG, "1", ""),
    "exclusion_criminal_penalty": ("no", "yes", "perhaps", ""),
}
FORMS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(FREE, WORDS) | {n: st.sampled_from(v) for n, v in CHOSEN.items()}
)


@settings(
    max_examples=int(os.environ.get("AIXIN_RANDOM_FORMS", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=FORMS)
def test_no_form_is_an_error_or_loses_a_word(
    client: CheckedClient, changes: dict[str, Any]
) -> None:
    with transaction() as current:
        current.execute(delete(ThrottleEvent))
    typed = filled(**{"motive": "喜欢孩子们"} | changes)
    page = client.get("/join")
    answer = client.submit(page, typed, action="/join")
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        shown = html.unescape(answer.text)
        for name in ("motive", "experience", "household"):
            for line in typed.get(name, "").split("\n"):
                assert line.strip().strip("\u3000") in shown
        for name in LINES:
            assert plain(typed.get(name, "")) in shown, name
