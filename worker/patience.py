"""How often and how long the pipeline tries, and what does not count as a try."""

from __future__ import annotations

from dataclasses import dataclass

import redis
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from worker.dedup.index_faults import IndexBehind, IndexMismatch
from worker.store.database import unwell

VALKEY_UNWELL = ("MISCONF", "OOM", "READONLY", "LOADING", "NOREPLICAS", "MASTERDOWN")
"""First words of what a server says that can't write just now: disk full, memory full, failing over."""

LONGEST_BACKOFF = 3600.0
"""Longest wait between two tries, in seconds."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long the pipeline tries.

    Attributes:
        lease_seconds: how long a worker may hold a submission.
        max_attempts: tries before a submission is parked.
        retry_seconds: wait before the second try; doubles with each further one.
        countdown_seconds: longest wait that is left to a message; a longer one is left to the sweeper.
    """

    lease_seconds: float = 180.0
    max_attempts: int = 5
    retry_seconds: float = 30.0
    countdown_seconds: float = 300.0

    def backoff(self, attempts: int, asked: float | None = None) -> float:
        """How long to wait before the next try.

        Args:
            attempts: tries so far.
            asked: seconds that a server asked to wait, None when it did not.

        Returns:
            Seconds, an hour at the most.
        """
        own = self.retry_seconds * 2.0 ** max(attempts - 1, 0)
        return min(max(own, asked or 0.0), LONGEST_BACKOFF)


def of_surroundings(error: Exception) -> bool:
    """Whether an error speaks of the store, of Valkey or of the index, and not of the submission at hand.

    Args:
        error: what a step of the pipeline raised.
    """
    if isinstance(error, DBAPIError):
        return unwell(error)
    if isinstance(error, redis.ResponseError):
        return str(error).startswith(VALKEY_UNWELL)
    return isinstance(error, (redis.ConnectionError, redis.TimeoutError, PoolTimeout, IndexBehind, IndexMismatch))
