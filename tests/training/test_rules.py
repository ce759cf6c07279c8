from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes import presets
from app.programmes.rules import TrainingRules
from app.training.forms import SessionForm
from app.training.reading import blocks, size_label
from app.training.rules import (
    Demands,
    Effort,
    Held,
    Plan,
    attended_minutes,
    initial_minutes,
    judge,
    needed,
    problems_to_publish,
    refresher_due,
    score_of,
    valid_until,
)

RULES = presets.load("yueyang").training
DAY = date(2026, 9, 1)
START = datetime(2026, 9, 1, 1, tzinfo=UTC)
QUIZ = Demands(minutes=120, share=75, pass_mark=80, has_quiz=True, self_study=False)


def held(course_id: int = 1, **changes: object) -> Held:
    values = {
        "duty": "initial",
        "how": "onsite",
        "minutes": 120,
        "completed_on": DAY,
        "valid_until": None,
    }
    return Held(course_id, **(values | changes))  # type: ignore[arg-type]


def test_the_shipped_programme_asks_for_two_hours() -> None:
    assert TrainingRules(120, 60, 12) == RULES


@pytest.mark.parametrize(
    ("effort", "complete"),
    [
        (Effort(90, 80), True),
        (Effort(89, 100), False),
        (Effort(120, 79), False),
        (Effort(120, None), False),
        (Effort(0, 100), False),
    ],
)
def test_share_and_quiz_together_complete_a_course(effort: Effort, complete: bool) -> None:
    assert judge(QUIZ, effort).is_complete is complete


def test_without_questions_attending_is_enough() -> None:
    demands = Demands(100, 100, 80, has_quiz=False, self_study=False)
    assert judge(demands, Effort(100, None)).is_complete
    assert [one.code for one in judge(demands, Effort(99, None)).lacks] == ["minutes"]


def test_self_study_needs_the_quiz() -> None:
    demands = Demands(60, 100, 80, has_quiz=True, self_study=True)
    verdict = judge(demands, Effort(0, 80))
    assert (verdict.is_complete, verdict.by_self_study, verdict.minutes) == (True, True, 60)
    assert not judge(demands, Effort(0, 79)).is_complete
    no_quiz = Demands(60, 100, 80, has_quiz=False, self_study=True)
    assert not judge(no_quiz, Effort(0, None)).is_complete


@given(st.integers(1, 6000), st.integers(1, 100))
def test_a_share_never_asks_for_less_than_it_says(minutes: int, share: int) -> None:
    wanted = needed(minutes, share)
    assert wanted * 100 >= minutes * share
    assert wanted <= minutes


THREE = frozenset({1, 2, 3})


@pytest.mark.parametrize(
    ("rule", "share", "quiz", "effort", "lacks"),
    [
        ("minutes", 75, False, Effort(90, None), []),
        ("minutes", 75, False, Effort(89, None, THREE), ["minutes"]),
        ("any", 100, False, Effort(40, None, frozenset({3})), []),
        ("any", 100, False, Effort(0, None), ["parts"]),
        ("any", 100, True, Effort(40, None, frozenset({3})), ["quiz"]),
        ("all", 100, False, Effort(120, None, THREE), []),
        ("all", 100, False, Effort(999, None, frozenset({1, 3})), ["parts"]),
        ("all", 100, True, Effort(120, 100, THREE), []),
        ("all", 100, True, Effort(80, None, frozenset({1, 2})), ["parts", "quiz"]),
        ("share", 60, False, Effort(80, None, frozenset({1, 3})), []),
        ("share", 67, False, Effort(80, None, frozenset({1, 3})), ["parts"]),
        ("share", 60, True, Effort(80, 79, frozenset({1, 3})), ["quiz"]),
        ("pass", 100, True, Effort(0, 80), []),
        ("pass", 100, True, Effort(120, 79, THREE), ["quiz"]),
        ("pass", 100, False, Effort(120, None, THREE), ["no_quiz"]),
    ],
)
def test_a_course_is_complete_by_its_rule(
    rule: str, share: int, quiz: bool, effort: Effort, lacks: list[str]
) -> None:
    demands = Demands(120, share, 80, has_quiz=quiz, self_study=False, rule=rule, parts=3)
    verdict = judge(demands, effort)
    assert [one.code for one in verdict.lacks] == lacks
    assert verdict.is_complete is (lacks == [])


def test_missing_parts_are_named() -> None:
    demands = Demands(120, 100, 80, has_quiz=False, self_study=False, rule="all", parts=3)
    (problem,) = judge(demands, Effort(40, None, frozenset({2}))).lacks
    assert "1、3" in str(problem.message)
    half = replace(demands, rule="share", share=60)
    (problem,) = judge(half, Effort(40, None, frozenset({2}))).lacks
    assert "1" in str(problem.message)


def test_by_the_quiz_alone_the_whole_course_counts_as_self_study() -> None:
    demands = Demands(60, 100, 80, has_quiz=True, self_study=False, rule="pass")
    verdict = judge(demands, Effort(0, 80))
    assert (verdict.by_self_study, verdict.minutes) == (True, 60)


def test_the_gate_opens_at_120_minutes_and_not_before() -> None:
    assert initial_minutes([held(minutes=60), held(2, minutes=59)], RULES, DAY) == 119
    assert initial_minutes([held(minutes=60), held(2, minutes=60)], RULES, DAY) == 120


def test_the_gate_closes_the_day_after_the_last_day() -> None:
    one = held(valid_until=DAY + timedelta(days=30))
    assert initial_minutes([one], RULES, DAY + timedelta(days=30)) == 120
    assert initial_minutes([one], RULES, DAY + timedelta(days=31)) == 0


def test_a_repeated_course_and_other_courses_do_not_add_up() -> None:
    rows = [held(minutes=60), held(minutes=60), held(2, duty="yearly"), held(3, duty="free")]
    assert initial_minutes(rows, RULES, DAY) == 60


def test_self_study_counts_up_to_its_limit() -> None:
    alone = held(how="self_study", minutes=120)
    assert initial_minutes([alone], RULES, DAY) == 60
    assert initial_minutes([alone, held(2, minutes=60)], RULES, DAY) == 120


def test_a_refresher_is_due_a_year_after_the_last_training() -> None:
    rows = [held(completed_on=date(2025, 3, 1)), held(2, duty="free", completed_on=DAY)]
    assert refresher_due(rows, RULES) == date(2027, 9, 1)
    assert refresher_due([], RULES) is None
    assert refresher_due(rows, TrainingRules(120, 60, 0)) is None


def test_validity_ends_the_day_before_the_same_day() -> None:
    assert valid_until(DAY, 12) == date(2027, 8, 31)
    assert valid_until(DAY, None) is None


def test_a_question_counts_only_when_all_its_answers_are_right() -> None:
    right = {1: [0], 2: [1, 2], 3: [0]}
    assert score_of({1: [0], 2: [1], 3: [0]}, right) == 66
    assert score_of({1: [0], 2: [2, 1], 3: [0]}, right) == 100
    assert score_of({}, {}) == 0


def test_minutes_are_counted_between_coming_and_going() -> None:
    end = START + timedelta(minutes=120)
    late, early = START + timedelta(minutes=15), START + timedelta(minutes=90)
    assert attended_minutes(START, end, None, None) == 120
    assert attended_minutes(START, end, late, early) == 75
    assert attended_minutes(START, end, end + timedelta(hours=1), None) == 120


def test_a_session_needs_a_place_or_an_address() -> None:
    end = START + timedelta(hours=2)
    before = START - timedelta(days=1)
    codes = {one.code for one in problems_to_publish(Plan("onsite", START, end, "", ""), before)}
    assert codes == {"place"}
    codes = {one.code for one in problems_to_publish(Plan("online", START, end, "", ""), before)}
    assert codes == {"link"}
    codes = {one.code for one in problems_to_publish(Plan("onsite", START, end, "村部", ""), end)}
    assert codes == {"past"}


def test_a_page_is_read_line_by_line() -> None:
    found = blocks("# 守住底线\n不单独外出。\n\n- 一\n- 二\n> 打 110\n<b>不是标记</b>")
    assert [(one.kind, one.lines) for one in found] == [
        ("heading", ["守住底线"]),
        ("text", ["不单独外出。"]),
        ("list", ["一", "二"]),
        ("note", ["打 110"]),
        ("text", ["<b>不是标记</b>"]),
    ]


def test_sizes_are_said_as_people_read_them() -> None:
    assert [size_label(n) for n in (10, 84_000, 3_500_000)] == ["1 KB", "82 KB", "3.3 MB"]


def test_quotas_are_lines_of_township_and_number(app: object) -> None:
    with app.test_request_context("/"):  # type: ignore[attr-defined]
        form = SessionForm(formdata=None)
        form.offer([], {"加义镇": "430626102"}, {})
        form.quotas.data = "加义镇 5\n\n"
        assert form.parsed_quotas() == {"430626102": 5}
        form.quotas.data = "别处 5"
        with pytest.raises(KeyError):
            form.parsed_quotas()
