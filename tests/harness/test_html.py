import pytest

from tests.support.html import BadPage, check_page

HEAD = "<!doctype html><html lang=en><head><title>t</title></head><body><h1>t</h1>"


def test_check_page_accepts_a_good_page():
    page = HEAD + '<label for="n">Name</label><input id="n" name="n"><img src="/a" alt=""></body>'
    assert check_page(page + "</html>").tag == "html"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("<div><p>unclosed</div", "line 1"),
        ("<div><span></div>", "line 1"),
        ('<p id="a"></p><p id="a"></p>', "id occurs 2 times: a"),
        ('<img src="/a">', "image without alt: /a"),
        ('<p style="color:red">', "attribute style"),
        ('<p onclick="go()"></p>', "attribute onclick"),
        ("<style>p{}</style>", "inline style sheet"),
        ("<script>go()</script>", "inline script"),
        ('<a href="javascript:go()">x</a>', "holds a script"),
        ('<label for="gone">x</label>', "for=gone: no element has this id"),
        ('<input name="n">', "input without a label: n"),
        ('<select name="s"></select>', "select without a label: s"),
        ("<h1>second</h1>", "not exactly one h1"),
    ],
)
def test_check_page_names_what_is_wrong(broken, reason):
    with pytest.raises(BadPage, match=reason):
        check_page(f"{HEAD}{broken}</body></html>")


def test_check_page_takes_a_block_without_a_page_around_it():
    check_page("<section id=a><h2>x</h2></section>", fragment=True)
    check_page("<tr id=a><td>x</td></tr>", fragment=True)
    with pytest.raises(BadPage, match="id occurs"):
        check_page("<p id=a></p><p id=a></p>", fragment=True)
