"""The gallery in a real browser: axe, fit on a phone, a signature, life without JavaScript."""

import pytest

from tests.support.browser import assert_accessible, serve

SIZES = ((360, 740), (1280, 900))
PATHS = (
    "gallery/home",
    "gallery/list",
    "gallery/form",
    "gallery/detail",
    "gallery/done",
    "errors/409",
)
TOO_SMALL = """() => Array.from(document.querySelectorAll('a, button, select, summary, input'))
    .filter(e => e.offsetParent && !['checkbox', 'radio'].includes(e.type))
    .filter(e => e.className !== 'skip')
    .filter(e => e.getBoundingClientRect().height < 43).map(e => e.outerHTML)"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(gallery):
    with serve(gallery) as server:
        yield server.url


@pytest.fixture
def browser(chromium):
    return chromium


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_pages_are_accessible_and_fit(base, browser, size, scheme):
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in PATHS:
        page.goto(f"{base}/{path}")
        assert_accessible(page)
        assert page.evaluate(TOO_SMALL) == [], path
    assert complaints == []
    context.close()


def test_form_errors_take_the_focus_and_the_signature_stays(base, browser):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{base}/gallery/form")
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=3)
    page.mouse.up()
    drawn = page.input_value("#signature")
    assert drawn.startswith("M")
    assert "L" in drawn
    page.click("main form [type=submit]:not([name])")
    page.wait_for_function("document.activeElement.id === 'errors'")
    assert page.input_value("#signature") == drawn
    page.click(".signature button")
    assert page.input_value("#signature") == ""
    page.close()


def test_without_javascript_the_signature_asks_for_paper(base, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/gallery/form")
    assert page.locator("[data-paper]").is_visible()
    assert not page.locator("canvas").is_visible()
    assert not page.locator("[data-print]").count()
    context.close()


def test_menu_opens_on_a_phone_without_javascript(base, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{base}/gallery/home")
    assert not page.locator("#menu").is_visible()
    page.click(".menu-link")
    assert page.locator("#menu").is_visible()
    context.close()
