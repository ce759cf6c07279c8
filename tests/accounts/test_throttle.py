from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from app.core import throttle
from app.core.db import session
from app.core.throttle import ThrottleEvent


def test_guesses_at_the_same_moment_are_counted_one_by_one(fresh_app) -> None:
    def guess(_number: int) -> str:
        with fresh_app.app_context():
            try:
                throttle.attempt(throttle.account("login", "lihui"))
            except throttle.TooManyAttempts:
                return "too many"
            return "looked at"

    with ThreadPoolExecutor(8) as threads:
        found = Counter(threads.map(guess, range(24)))
    assert found == {"looked at": 5, "too many": 19}
    with fresh_app.app_context():
        assert session().query(ThrottleEvent).count() == 5
