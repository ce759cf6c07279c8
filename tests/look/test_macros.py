"""What the macros write: labels, errors, states, and nothing twice."""

import gzip
import re
from collections import Counter
from types import SimpleNamespace

import html5lib
import pytest

from app.core.errors import Conflict, Problem
from tests.look.gallery import GalleryForm, create_gallery

PAGES = ("home", "list", "form", "detail", "done")
ERRORS = (400, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)
URLS = [f"/gallery/{name}" for name in PAGES] + [f"/errors/{code}" for code in ERRORS]


@pytest.fixture
def ui(gallery):
    with gallery.test_request_context("/"):
        yield gallery.jinja_env.globals["ui"]


@pytest.fixture
def form(ui):
    return GalleryForm(meta={"csrf": False})


@pytest.mark.parametrize("url", URLS)
def test_page_is_sound_html_and_small(client, url):
    page = client.get(url).text
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page)
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    assert not {name for name, times in ids.items() if times > 1}
    for target in re.findall(r'href="#([\w-]+)"', page):
        assert target in ids
    assert len(gzip.compress(page.encode())) <= 5 * 1024


@pytest.mark.parametrize("url", URLS)
def test_page_speaks_only_chinese_or_only_english(client, url):
    texts = re.findall(r'>([^<>]+)<|aria-label="([^"]+)"', client.get(url).text)
    allowed = {"English", "Cookie", "Excel", "jpg", "png", "pdf", "xlsx", "csv"}
    words = {word for pair in texts for word in re.findall(r"[A-Za-z]{3,}", "".join(pair))}
    assert words <= allowed
    assert 'lang="en"' in client.get(f"{url}?en").text


def test_public_pages_load_no_htmx():
    page = create_gallery(logged_in=False, nav=False).test_client().get("/gallery/done").text
    assert "htmx" not in page
    assert len(re.findall(r"<script|<link", page)) == 3


def test_broken_server_page_asks_nothing_of_the_session(gallery):
    template = gallery.jinja_env.get_template("errors/500.html")
    with gallery.test_request_context("/"):
        assert "系统出了故障" in template.render(problems=(), description="")


def test_field_ties_its_hint_to_the_input(ui, form):
    html = ui.field(form.phone)
    assert '<label for="phone">' in html
    assert 'aria-describedby="phone-hint"' in html
    assert 'inputmode="tel"' in html
    assert "必填" in html


def test_field_keeps_what_others_typed_out_of_the_browser_memory(ui, form):
    assert 'autocomplete="off"' in ui.field(form.name)
    assert 'autocomplete="tel"' in ui.field(form.phone)


def test_field_shows_its_error_beside_it(ui, form):
    form.phone.errors = ["请填写手机号码"]
    html = ui.field(form.phone)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="phone-hint phone-error"' in html


def test_choices_stand_in_a_fieldset_with_a_legend(ui, form):
    html = ui.field(form.skills)
    assert html.startswith('<fieldset class="field" id="skills">')
    assert html.count('type="checkbox"') == 3


def test_error_summary_leads_to_the_first_choice_of_a_group(ui, form):
    form.kind.errors = ["请选择一种"]
    assert '<a href="#kind-0">结对方式：请选择一种</a>' in ui.form_errors(form)


def test_error_summary_shows_problems_without_a_field(ui, form):
    form.show_problems(Conflict(Problem("full", "名额已满", "看其他场次", "/trainings")))
    html = ui.form_errors(form)
    assert "名额已满" in html
    assert '<a href="/trainings">看其他场次</a>' in html


def test_error_summary_is_absent_without_errors(ui, form):
    assert ui.form_errors(form) == ""


def test_hidden_part_carries_the_submission_key_without_an_id(ui, form):
    html = ui.hidden(form)
    assert 'name="_key"' in html
    assert "id=" not in html


def test_state_has_a_word(ui):
    assert ui.state("已逾期", "red") == '<span class="state red">已逾期</span>'


def test_macros_escape_what_they_show(ui):
    assert "<b>" not in ui.facts([("名字", "<b>x</b>")])


def test_bar_chart_of_zeros_draws_nothing(ui):
    assert 'width="0"' in ui.bar_chart([("南江镇", 0)], "在结对")
    assert "<tr>" in ui.bar_chart([], "在结对")


def test_pager_is_absent_for_an_empty_list(ui):
    page = SimpleNamespace(items=[], total=0, next_url=None, prev_url=None)
    assert ui.pager(page) == ""
