"""An index that is never asked while it lacks something: it refills itself from what is stored."""

from __future__ import annotations

import logging
import secrets
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from worker.dedup.bands import buckets
from worker.dedup.index import REFILLS, Index, IndexParams
from worker.dedup.index_faults import IndexBehind, IndexGone
from worker.dedup.index_script import Script
from worker.dedup.signing import Signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import redis

    from worker.dedup.index import Met

log = logging.getLogger(__name__)

SLACK_SECONDS = 900.0
"""What was worked on up to so long before the last addition that the server still knows is added again: five leases,
which holds a row's way from the store to the index and clocks that disagree."""
LOCK_SECONDS = 15
"""Whoever refills says so at least that often; a batch takes a fraction of a second."""
PATIENCE_SECONDS = 45.0
"""How long a call works on a refill, or waits for somebody else's; half a task's soft time limit."""
PAUSE_SECONDS = 0.1

_FILLED = Script("index_layout.lua", "index_filled.lua")


class Stored(Protocol):
    """Where an index is refilled from."""

    def empty(self) -> bool:
        """Whether no article is stored."""

    def signatures(self, *, after: int, since: float | None) -> Iterator[list[tuple[int, bytes, float]]]:
        """Number, signature and arrival of what is stored, in batches, in order of the numbers.

        Args:
            after: only larger numbers.
            since: only what was worked on since then, in seconds since 1970; None for all.
        """


class Standing(NamedTuple):
    """How far an index is behind what was added to it.

    Attributes:
        whole: nothing is missing.
        run: the server's run.
        at: the server's time of the last addition that it still knows, in seconds since 1970; None when there was none.
        filled: the last article that a refill in this run has added again, 0 when none has begun.
    """

    whole: bool
    run: bytes
    at: float | None
    filled: int


class TendedIndex(Index):
    """An index that notices when its server was started again or came back empty, and refills itself first.

    A server that is killed may lose its last second, and one without persistence everything. What it lost would not be
    met by what comes in later, and nobody would look for those pairs again. So nothing is added or looked up until
    everything that may be missing is added again. Whatever is stored before that is added by the refill, and whatever
    is stored after it adds itself.

    Args:
        client: a client that does not decode responses.
        params: what everybody who uses this index must agree on.
        name: prefix of its keys.
        stored: where it is refilled from.
    """

    def __init__(self, client: redis.Redis, params: IndexParams, name: str, *, stored: Stored) -> None:
        super().__init__(client, params, name)
        self._stored = stored

    def open(self, *, empty: bool | None = None) -> None:
        """Describe the index if it is new, else check that it was made with these parameters.

        Args:
            empty: whether nothing is stored; None looks.

        Raises:
            IndexMismatch: it was made with others.
        """
        super().open(empty=self._stored.empty() if empty is None else empty)

    def standing(self) -> Standing:
        """How far the index is behind what was added to it."""
        facts: Any = self._client.info("server")
        found: Any = self._client.hmget(self.name, "life", "at", "filled")
        life, at, filled = found
        run = str(facts["run_id"]).encode()
        began, _, last = (filled or b"").partition(b" ")
        return Standing(life == run, run, None if at is None else float(at), int(last) if began == run else 0)

    def tend(self, seconds: float | None = None) -> int:
        """Refill the index if it may lack something.

        Args:
            seconds: how long to work on it, or to wait for somebody else's refill; None until it is done.

        Returns:
            How many articles were added again.

        Raises:
            IndexBehind: it is not done yet; what was added so far is kept.
            IndexMismatch: it was made with other parameters.
        """
        added = tries = 0
        deadline = None if seconds is None else time.monotonic() + seconds
        while not (standing := self.standing()).whole:
            if tries and deadline is not None and time.monotonic() > deadline:
                raise IndexBehind(f"The index {self.name!r} is being refilled; it takes a while.")
            tries += 1
            self.open()
            token = secrets.token_bytes(8)
            if not self._client.set(self._lock, token, nx=True, ex=LOCK_SECONDS):
                time.sleep(PAUSE_SECONDS)
                continue
            try:
                added += self._fill(standing, token, deadline)
            finally:
                if self._client.get(self._lock) == token:
                    self._client.delete(self._lock)
        return added

    def rebuild(self) -> int:
        """Make the index anew from what is stored; returns how many articles it holds now."""
        self.drop()
        self.open(empty=False)
        return self.tend()

    def remove(self, article_id: int, buckets: Sequence[bytes]) -> int:
        """Take an article out of its buckets; from an index that is gone nothing has to be taken.

        Args:
            article_id: its id.
            buckets: the buckets that it was added with.

        Returns:
            The number of buckets that held it.

        Raises:
            IndexMismatch: the index was made with other parameters.
        """
        try:
            return super().remove(article_id, buckets)
        except IndexGone:
            return 0

    @property
    def _lock(self) -> str:
        return f"{self.name}:refilling"

    def _fill(self, standing: Standing, token: bytes, deadline: float | None) -> int:
        since = None if standing.at is None else standing.at - SLACK_SECONDS
        log.warning(
            "The index may lack what Valkey lost; adding again %s.",
            "all articles" if since is None else "the latest articles",
        )
        added = 0
        for rows in self._stored.signatures(after=standing.filled, since=since):
            again = ((number, buckets(Signature.from_bytes(signature)), at) for number, signature, at in rows)
            super()._meet(list(again), REFILLS)
            added += len(rows)
            noted = _FILLED.call(self._client, self.name, standing.run, rows[-1][0], 0)
            if not noted or self._client.get(self._lock) != token:
                return added  # the server was started again, or we were so slow that somebody else took over
            self._client.expire(self._lock, LOCK_SECONDS)
            if deadline is not None and time.monotonic() > deadline:
                return added
        _FILLED.call(self._client, self.name, standing.run, 0, 1)
        log.warning("The index is whole again; %d articles were added once more.", added)
        return added

    def _meet(self, articles: list[tuple[int, Any, float]], how: int) -> list[list[Met]]:
        while True:
            try:
                return super()._meet(articles, how)
            except (IndexBehind, IndexGone):
                self.tend(PATIENCE_SECONDS)
