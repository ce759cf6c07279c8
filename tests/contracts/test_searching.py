"""Signs that mean something to LIKE are searched for as what they are."""

import re
from urllib.parse import quote

import pytest

from app.policy import Role
from tests.contracts.world import INSIDE

NOBODY = "⁂"
"""Is in no name of the station, as `%` and `_` are not."""


def shown(answer, words: str) -> str:
    """The page without what it repeats of the question and without tokens."""
    text = answer.text.split("<main", 1)[-1]
    text = re.sub(r'(value|id|href|action)="[^"]*"', "", text)
    return re.sub(f"(?<=[“「'‘]){re.escape(words)}(?=[”」'’])", "", text)


@pytest.mark.parametrize("role", [Role.CHAIR, Role.AUDITOR])
def test_percent_and_underscore_find_nothing(world, role):
    client, searched = world.client(role, INSIDE), []
    for rule in world.rules("GET"):
        url = world.url(rule)
        page = client.get(url)
        if page.status_code != 200 or b'name="q"' not in page.data:
            continue
        mark = "&" if "?" in url else "?"
        nothing = shown(client.get(f"{url}{mark}q={quote(NOBODY)}"), NOBODY)
        for words in ("%", "_"):
            found = shown(client.get(f"{url}{mark}q={quote(words)}"), words)
            assert found == nothing, (rule.endpoint, words)
        searched.append(rule.endpoint)
    assert len(searched) >= (6 if role is Role.CHAIR else 1), searched
