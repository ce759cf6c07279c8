import io
from datetime import UTC, datetime, timedelta

import pytest

from app.core.backup import key, rules
from app.core.backup.stream import CHUNK, BadBackup, Reader, Writer

KEY, OTHER = b"k" * 32, b"o" * 32


def sealed(plain: bytes) -> bytes:
    out = io.BytesIO()
    writer = Writer(out, KEY)
    writer.write(plain)
    writer.finish()
    return out.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_written_is_read(size):
    plain = bytes(range(256)) * (size // 256 + 1)
    assert Reader(io.BytesIO(sealed(plain[:size])), KEY).read() == plain[:size]


def test_flipped_byte_is_noticed_wherever_it_is():
    whole = sealed(b"x" * (CHUNK + 100))
    for at in (9, 20, 40, CHUNK, len(whole) - 1):
        broken = bytearray(whole)
        broken[at] ^= 1
        with pytest.raises(BadBackup):
            Reader(io.BytesIO(bytes(broken)), KEY).read()


def test_file_cut_between_chunks_is_noticed():
    whole = sealed(b"x" * (2 * CHUNK + 100))
    first = 28 + CHUNK + 16
    for end in (first, first + CHUNK + 16, len(whole) - 1, 30):
        with pytest.raises(BadBackup):
            Reader(io.BytesIO(whole[:end]), KEY).read()


def test_chunks_cannot_be_swapped():
    whole = sealed(b"a" * CHUNK + b"b" * CHUNK + b"c")
    size = CHUNK + 16
    swapped = whole[:28] + whole[28 + size : 28 + 2 * size] + whole[28 : 28 + size]
    with pytest.raises(BadBackup):
        Reader(io.BytesIO(swapped + whole[28 + 2 * size :]), KEY).read()


def test_another_key_is_told_apart_from_damage():
    with pytest.raises(BadBackup, match="another key"):
        Reader(io.BytesIO(sealed(b"x")), OTHER)


def test_printed_key_is_read_as_people_type_it():
    printed = key.encode(KEY)
    assert len(printed.split()) == 14
    assert key.decode(printed.lower().replace(" ", "-").replace("1", "l").replace("0", "o")) == KEY


def test_slip_in_the_key_is_noticed():
    printed = key.encode(KEY)
    for at, letter in enumerate(printed):
        if letter != " ":
            other = "Z" if letter != "Z" else "Y"
            with pytest.raises(key.NotAKey):
                key.decode(printed[:at] + other + printed[at + 1 :])


def test_seven_days_four_weeks_twelve_months_are_kept():
    newest = datetime(2026, 11, 22, 1, tzinfo=UTC)
    nights = [newest - timedelta(days=n) for n in range(800)]
    kept = rules.kept(nights)
    assert {newest - timedelta(days=n) for n in range(7)} <= kept
    assert len({at.isocalendar()[:2] for at in kept if newest - at < timedelta(days=28)}) >= 4
    assert len({(at.year, at.month) for at in kept}) == 12
    assert len(kept) <= 7 + 4 + 12


def test_backups_at_any_hours_never_leave_a_day_of_the_last_week_without_one():
    newest = datetime(2026, 3, 1, 23, 50, tzinfo=UTC)
    many = [newest - timedelta(hours=5 * n) for n in range(60)]
    assert len({at.date() for at in rules.kept(many)}) >= 7
