from datetime import date

import pytest

from scripts.audit import accepted_holes, judge

TODAY = date(2026, 11, 22)
HOLE = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.0"], "description": ""}
WITH_HOLE = {"name": "leaky", "version": "1.0", "vulns": [HOLE]}
WITHOUT = {"name": "sound", "version": "1.0", "vulns": []}
UNASKED = {"name": "elsewhere", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("dependencies", "accepted", "at_check", "at_audit"),
    [
        ([WITHOUT], {}, 0, 0),
        ([WITHOUT, WITH_HOLE], {}, 1, 1),
        ([WITH_HOLE], {"CVE-1": TODAY}, 0, 0),
        ([WITH_HOLE], {"PYSEC-1": TODAY}, 0, 0),
        ([WITH_HOLE], {"CVE-1": date(2026, 11, 21)}, 1, 1),
        ([WITH_HOLE], {"CVE-2": TODAY}, 1, 1),
        ([WITHOUT, UNASKED], {}, 0, 3),
        ([UNASKED, WITH_HOLE], {}, 1, 1),
        ([], {}, 0, 3),
    ],
)
def test_audit_stops_for_a_hole_and_tells_silence_from_safety(
    dependencies, accepted, at_check, at_audit
):
    verdict = judge(dependencies, accepted, TODAY)
    assert (verdict.status(must_answer=False), verdict.status(must_answer=True)) == (
        at_check,
        at_audit,
    )


def test_accepted_holes_have_a_reason_and_a_last_day(tmp_path):
    assert all(isinstance(until, date) for until in accepted_holes().values())
    bare = tmp_path / "holes.toml"
    bare.write_text('[[accepted]]\nid = "CVE-1"\nuntil = 2027-01-01\n')
    with pytest.raises(ValueError, match="CVE-1"):
        accepted_holes(bare)
