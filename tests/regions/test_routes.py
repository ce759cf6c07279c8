import re

import pytest

FIRST = "/regions/pick?field=region&levels=5&within=430626000000"


def htmx(client, url):
    return client.get(url, headers={"HX-Request": "true"})


def test_village_is_chosen_step_by_step_and_typed_text_is_kept(browser):
    for step in ("in:430000000000", "in:430600000000", "in:430626000000", "in:430626103000"):
        assert step in browser.steps
        assert browser.press(step, name="王 芳") == 422
        assert browser.fields["name"] == "王 芳"
    browser.press("more:" + re.search(r"more:(\d+)", " ".join(browser.steps))[1])
    assert browser.press("pick:430626103230") == 422
    assert "湖南省岳阳市平江县加义镇谢江村民委员会" in browser.html

    assert browser.press() == 200
    assert browser.html == "chosen 430626103230"


def test_village_is_chosen_by_search(browser):
    browser.press("find", name="王芳", **{"region-q": "平江 谢江"})
    assert "pick:430626103230" in browser.steps
    browser.press("pick:430626103230")
    browser.press()

    assert browser.html == "chosen 430626103230"


def test_enter_in_the_search_box_searches(browser):
    assert browser.press(name="王芳", **{"region-q": "谢江村"}) == 422

    assert "pick:430626103230" in browser.steps


def test_step_shows_no_errors_of_the_unfinished_form(browser):
    browser.press("in:430000000000")

    assert "This field is required" not in browser.html
    assert "wrong" not in browser.html


def test_form_sent_without_a_village_says_so(browser):
    assert browser.press(name="王芳") == 422
    assert "choose" in browser.html


def test_choice_can_be_changed_and_begins_beside_it(browser):
    browser.press("pick:430626103230", name="王芳")
    browser.press("change")

    assert "pick:430626103230" in browser.steps or "more:" in " ".join(browser.steps)
    assert browser.fields["region"] == ""
    assert browser.fields["region-at"] == "430626103000"


def test_breadcrumb_leads_back_up(browser):
    browser.press("in:430626000000")

    assert {"in:000000000000", "in:430000000000", "in:430600000000"} <= set(browser.steps)


@pytest.mark.parametrize("code", ["430626103000", "430626103999", "000000000000", "x", "<b>"])
def test_code_that_may_not_be_chosen_is_refused(browser, code):
    assert browser.press(name="王芳", region=code) == 422
    assert browser.press("pick:" + code, name="王芳") == 422
    assert "<b>" not in browser.html.replace("<p><b>", "")


def test_picker_sends_at_most_a_page(browser):
    browser.press("in:430626103000")

    assert len([s for s in browser.steps if s.startswith("pick:")]) == 25
    assert len(browser.html.encode()) < 30_000


def test_block_for_htmx_is_the_picker_alone(country):
    response = htmx(country.test_client(), FIRST + "&region-go=in:430626103000")

    html = response.get_data(as_text=True)
    assert response.status_code == 200
    assert html.strip().startswith('<div id="region-picker">')
    assert "pick:430626103" in html


def test_block_does_not_look_outside_its_part_of_the_country(country):
    response = htmx(country.test_client(), FIRST + "&region-go=in:430681000000")

    assert "in:430681" not in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "query", ["", "?field=region", "?field=<b>&levels=5", "?field=r&levels=9", "?field=r&levels="]
)
def test_block_refuses_what_no_picker_sends(country, query):
    assert htmx(country.test_client(), "/regions/pick" + query).status_code == 400


def test_block_opened_by_hand_leads_home(country):
    assert country.test_client().get(FIRST).status_code == 303
