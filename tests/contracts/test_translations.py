"""Everything is said in Chinese, and every page can be shown in both languages."""

import pytest

from app.core import i18n
from app.policy import Role
from scripts import translations
from tests.contracts.world import INSIDE, pages


def test_catalogue_is_complete():
    found = translations.extract(translations.ROOT)
    assert list(translations.find_problems(found, translations.load())) == []


@pytest.mark.parametrize("role", [Role.CHAIR, Role.VOLUNTEER, None])
@pytest.mark.parametrize(("locale", "lang"), [("en", "en"), ("zh_Hans_CN", "zh-Hans-CN")])
def test_every_page_renders_in_the_language(world, role, locale, lang):
    visitor = world.client(role, INSIDE)
    visitor.set_cookie(i18n.COOKIE, locale)
    shown = 0
    for endpoint, url in pages(world):
        if endpoint == "site.locale":
            continue
        answer = visitor.get(url)
        assert answer.status_code < 500, url
        if answer.mimetype == "text/html" and answer.status_code == 200:
            assert f'<html lang="{lang}"' in answer.text, url
            shown += 1
    assert shown > (40 if role is Role.CHAIR else 5)
