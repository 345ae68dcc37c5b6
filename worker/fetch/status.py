"""What an HTTP status means for a fetch."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from worker.fetch.failure import FetchFailed
from worker.model.verdict import FetchOutcome

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
LONGEST_WAIT: Final = 86_400.0
"""Seconds; a server that asks for more than a day is asked again after a day."""

_OUTCOMES: Final = {
    404: FetchOutcome.NOT_FOUND,
    408: FetchOutcome.TIMEOUT,
    410: FetchOutcome.GONE,
    425: FetchOutcome.BUSY,
    429: FetchOutcome.BUSY,
    503: FetchOutcome.BUSY,
}


def failure_of(status: int, retry_after: str = "") -> FetchFailed | None:
    """Judge a status that is no redirect.

    Args:
        status: the HTTP status.
        retry_after: the Retry-After header, "" when there is none.

    Returns:
        The failure it means, None when it means success.
    """
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    outcome = _OUTCOMES.get(status)
    if outcome is None:
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            outcome = FetchOutcome.SERVER_ERROR
        elif status >= HTTPStatus.BAD_REQUEST:
            outcome = FetchOutcome.REFUSED
        else:
            outcome = FetchOutcome.UNREADABLE
    return FetchFailed(outcome, f"The server said {_name(status)}.", seconds_of(retry_after))


def seconds_of(retry_after: str, now: datetime | None = None) -> float | None:
    """Read a Retry-After header (RFC 9110, 10.2.3): seconds, or a date.

    Args:
        retry_after: the header's value.
        now: the time to count from, now when None.

    Returns:
        Seconds from 0 to a day, None when the header says nothing that can be read.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return min(max((then - (now or datetime.now(UTC))).total_seconds(), 0.0), LONGEST_WAIT)


def _name(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
