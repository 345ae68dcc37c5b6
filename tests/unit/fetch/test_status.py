from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.fetch.status import LONGEST_WAIT, failure_of, seconds_of
from worker.model.verdict import FetchOutcome

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("999999999999", LONGEST_WAIT),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
        ("Sun, 01 Mar 2026 19:00:30 +0700", 30.0),
        ("Sun, 01 Mar 2026 12:00:30 -0000", 30.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("Sun, 01 Mar 2099 11:00:00 GMT", LONGEST_WAIT),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("nanti", None),
        ("Sun, 99 Mar 2026 99:00:00 GMT", None),
        ("١٢", None),
    ],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    """Seconds and dates are read, the past is now, more than a day is a day, nonsense is nothing."""
    assert seconds == seconds_of(header, NOW)


@given(st.text())
def test_any_retry_after(header: str) -> None:
    """No header whatever breaks the reading."""
    seconds = seconds_of(header)
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT


def test_a_date_without_a_clock() -> None:
    """Without a time handed in, the clock's time counts."""
    later = datetime.now(timezone(timedelta(hours=7))) + timedelta(seconds=100)
    seconds = seconds_of(later.strftime("%a, %d %b %Y %H:%M:%S %z"))
    assert seconds is not None
    assert 90 < seconds <= 100


@pytest.mark.parametrize("status", [200, 203, 206, 299])
def test_success(status: int) -> None:
    """200 to 299 is no failure."""
    assert failure_of(status) is None


@given(st.integers(100, 999).filter(lambda status: not 200 <= status < 300))
def test_every_other_status_is_a_failure_in_words(status: int) -> None:
    """Whatever number a server invents, it has an outcome and a sentence."""
    failure = failure_of(status, "5")
    assert failure is not None
    assert failure.outcome is not FetchOutcome.OK
    assert failure.reason.startswith(f"The server said {status}")
    assert 5.0 == failure.retry_after
