import pytest

from app.core import regioncode
from app.core.regioncode import Level
from app.regions import codes, register


def test_full_pads_what_the_register_publishes():
    assert codes.full("43") == "430000000000"
    assert codes.full("430626103") == "430626103000"


@pytest.mark.parametrize("text", ["", "430", "43062", "4306261030001", "43o6", "４３"])
def test_full_refuses_what_is_no_code(text):
    with pytest.raises(ValueError, match="not a division code"):
        codes.full(text)


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("430000000000", None),
        ("430626103000", "430626000000"),
        ("430626103204", "430626103000"),
        ("441900101000", "441900000000"),
    ],
)
def test_parent_is_the_next_level_that_exists(code, above):
    assert codes.parent(code) == above


def test_bounds_enclose_the_division_and_nothing_else():
    low, high = codes.bounds("430626000000")

    assert low <= "430626103204" <= high
    assert not low <= "430627000000" <= high


def test_every_division_has_its_parent_and_level_of_the_published_width():
    """The width that was published is not in the file; that parents exist and levels step down
    shows that no zero was taken for the end of a code."""
    levels: dict[str, int] = {}
    for division in register.divisions():
        assert regioncode.is_code(division.code)
        assert division.code not in levels
        levels[division.code] = division.level
        assert division.level == regioncode.level_of(division.code)
        assert division.parent_code == codes.parent(division.code)
        if division.parent_code is None:
            assert division.level == Level.PROVINCE
        else:
            assert levels[division.parent_code] < division.level
    counts = [sum(1 for level in levels.values() if level == wanted) for wanted in range(1, 6)]
    assert counts == [31, 342, 2975, 41351, 620572]
    assert len(levels) == register.SIZE
