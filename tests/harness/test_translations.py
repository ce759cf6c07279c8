import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from scripts import translations


@pytest.fixture
def tree(tmp_path):
    """A small checkout: one module, one template."""
    (tmp_path / "babel.cfg").write_text((translations.ROOT / "babel.cfg").read_text())
    (tmp_path / "app" / "area").mkdir(parents=True)
    (tmp_path / "app" / "area" / "m.py").write_text('_("Hello %(name)s")\n_l("Plain")\n')
    (tmp_path / "templates" / "area").mkdir(parents=True)
    (tmp_path / "templates" / "_shared").mkdir()
    (tmp_path / "templates" / "area" / "p.html").write_text(
        '{{ ngettext("%(num)d child", "%(num)d children", 2) }}'
    )
    (tmp_path / "templates" / "_shared" / "s.html").write_text('{{ _("Plain") }}')
    return tmp_path


def catalogue(**texts):
    made = Catalog(locale=translations.LOCALE)
    made.add("Hello %(name)s", texts.get("hello", "%(name)s你好"))
    made.add("Plain", texts.get("plain", "平"))
    made.add(("%(num)d child", "%(num)d children"), ("%(num)d名儿童",))
    return made


def problems(tree, catalog):
    return list(translations.find_problems(translations.extract(tree), catalog))


def test_extract_finds_code_and_templates(tree):
    found = translations.extract(tree)
    assert len(found) == 3
    places = [name for name, _ in found.get("Plain").locations]
    assert sorted(places) == ["app/area/m.py", "templates/_shared/s.html"]


def test_complete_catalogue_has_no_problem(tree):
    assert problems(tree, catalogue()) == []


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"plain": ""}, "without a translation: 'Plain'"),
        ({"hello": "你好"}, "placeholders differ: 'Hello"),
        ({"hello": "%(nmae)s你好"}, "placeholders differ: 'Hello"),
    ],
)
def test_problem_is_named(tree, texts, reason):
    [problem] = problems(tree, catalogue(**texts))
    assert problem.startswith(reason)


def test_missing_obsolete_and_fuzzy_are_named(tree):
    catalog = catalogue()
    catalog.delete("Plain")
    catalog.add("Gone", "没了")
    catalog.add("Hello %(name)s", "%(name)s你好", flags=["fuzzy"])
    found = sorted(problem.partition(":")[0] for problem in problems(tree, catalog))
    assert found == ["fuzzy", "not in messages.po", "obsolete"]


def test_saved_catalogue_is_sorted_and_without_dates(tmp_path):
    path = tmp_path / "messages.po"
    translations.save(catalogue(), path)
    written = path.read_text()
    assert written.index('"%(num)d child"') < written.index('"Hello') < written.index('"Plain"')
    assert "Date" not in written
    with path.open("rb") as file:
        again = read_po(file, locale=translations.LOCALE)
    translations.save(again, path)
    assert path.read_text() == written
