"""How long the pipeline waits between tries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.patience import LONGEST_BACKOFF, Patience

seconds = st.floats(min_value=0, max_value=86_400, allow_nan=False)


@given(first=seconds, attempts=st.integers(1, 100), asked=st.none() | seconds)
def test_waits_grow_and_never_pass_an_hour(first: float, attempts: int, asked: float | None) -> None:
    """A later try never waits less than an earlier one, and no wait passes the longest."""
    patience = Patience(retry_seconds=first)
    waits = [patience.backoff(tries, asked) for tries in range(1, attempts + 1)]

    assert sorted(waits) == waits
    assert all(0 <= wait <= LONGEST_BACKOFF for wait in waits)


@given(first=seconds, asked=seconds)
def test_what_a_server_asks_for_is_granted_up_to_an_hour(first: float, asked: float) -> None:
    """A server's wish lengthens the wait and never shortens it."""
    patience = Patience(retry_seconds=first)

    assert min(max(first, asked), LONGEST_BACKOFF) == patience.backoff(1, asked)


def test_each_wait_is_twice_the_one_before() -> None:
    """The doubling that the settings' page promises."""
    assert [30.0, 60.0, 120.0, 240.0] == [Patience(retry_seconds=30).backoff(tries) for tries in (1, 2, 3, 4)]
