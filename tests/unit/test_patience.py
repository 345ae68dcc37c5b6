"""How long the pipeline waits between tries, and what does not count as one."""

from __future__ import annotations

import sqlite3

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, OperationalError

from worker.dedup.index_faults import IndexBehind, IndexMismatch
from worker.patience import LONGEST_BACKOFF, Patience, of_surroundings

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


def sqlite_error(code: int) -> DBAPIError:
    """What SQLAlchemy makes of an error of SQLite's."""
    cause = sqlite3.OperationalError("it did not work")
    cause.sqlite_errorcode = code
    return OperationalError("INSERT", {}, cause)


@pytest.mark.parametrize(
    "error",
    [
        sqlite_error(sqlite3.SQLITE_FULL),
        sqlite_error(sqlite3.SQLITE_BUSY),
        sqlite_error(778),  # SQLITE_IOERR_WRITE, one of its extended codes
        redis.ConnectionError("refused"),
        redis.TimeoutError("too slow"),
        redis.ResponseError("MISCONF Errors writing to the AOF file: No space left on device"),
        redis.ResponseError("OOM command not allowed when used memory > 'maxmemory'."),
        IndexBehind("it is being refilled"),
        IndexMismatch("other parameters"),
    ],
)
def test_what_the_surroundings_do_is_not_the_submissions_fault(error: Exception) -> None:
    """A full disk or a server that is gone must not park what happens to be in work."""
    assert of_surroundings(error)


@pytest.mark.parametrize(
    "error",
    [
        sqlite_error(sqlite3.SQLITE_ERROR),
        sqlite_error(sqlite3.SQLITE_TOOBIG),
        redis.ResponseError("ERR wrong number of arguments"),
        ValueError("no date"),
        MemoryError(),
    ],
)
def test_what_a_submission_may_have_done_itself_counts(error: Exception) -> None:
    """Else a page that breaks a query would be tried for ever."""
    assert not of_surroundings(error)
