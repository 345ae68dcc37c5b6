"""The feed: one reader of the outbox for all who listen, and no thread held by any of them."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from worker.store import events

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from worker.store.database import Database
    from worker.store.events import Event

log = logging.getLogger(__name__)

POLL_SECONDS: Final = 0.5
"""How often the outbox is looked at while somebody listens: one read of the highest number in an index."""
HEARTBEAT_SECONDS: Final = 15.0
"""Silence after which a listener is told that the connection lives; proxies cut silent ones after 30 to 60 s."""
BATCH: Final = 500
"""Events of one read."""
TAIL: Final = 2000
"""Latest events that are kept at hand; a listener further behind reads the store itself until it has caught up."""


class Feed:
    """Reads the outbox while somebody listens, and hands the events to all of them.

    Args:
        db: the store.
        most: how many may listen at once.
        poll_seconds: pause between two looks at the outbox.
        heartbeat_seconds: silence after which listeners get an empty batch.
    """

    def __init__(
        self,
        db: Database,
        *,
        most: int,
        poll_seconds: float = POLL_SECONDS,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._db = db
        self._most = most
        self._poll = poll_seconds
        self._heartbeat = heartbeat_seconds
        self._listeners = 0
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._newest: int | None = None
        self._tail: list[Event] = []
        self._tail_after = 0

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return self._listeners

    @property
    def full(self) -> bool:
        """Whether nobody more may listen."""
        return self._listeners >= self._most

    @contextmanager
    def place(self) -> Iterator[None]:
        """Listen while this is open."""
        self._listeners += 1
        if self._reader is None or self._reader.done():
            self._newest = None
            self._tail = []
            self._reader = asyncio.get_running_loop().create_task(self._read(), name="events")
        try:
            yield
        finally:
            self._listeners -= 1
            if not self._listeners and self._reader is not None:
                self._reader.cancel()
                self._reader = None

    async def batches(self, after: int) -> AsyncIterator[list[Event]]:
        """Events as they come, oldest first, each once.

        Args:
            after: the last one that the listener knows.

        Yields:
            Events; an empty list after each `heartbeat_seconds` without any.
        """
        while True:
            fresh = await self._after(after)
            if fresh:
                after = fresh[-1].id
                yield fresh
            elif not await self._changed(self._heartbeat):
                yield []

    async def wait(self, after: int, seconds: float) -> None:
        """Return when there is an event after this one, or when the time is over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (self._newest is None or self._newest <= after) and (left := until - loop.time()) > 0:
            await self._changed(left)

    async def _changed(self, seconds: float) -> bool:
        """Wait for news; False when there are none in time."""
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def _after(self, after: int) -> list[Event]:
        if self._newest is None or after >= self._newest:
            return []
        if after >= self._tail_after:
            return [event for event in self._tail if event.id > after]
        return await run_in_threadpool(self._load, after)

    async def _read(self) -> None:
        """Look at the outbox again and again."""
        while True:
            try:
                if self._newest is None:
                    self._newest = self._tail_after = await run_in_threadpool(self._latest)
                    fresh: list[Event] = []
                    self._tell()
                else:
                    fresh = await run_in_threadpool(self._load, self._newest)
            except SQLAlchemyError as error:
                log.warning("The outbox can't be read (%s); it is tried again.", type(error).__name__)
                fresh = []
            if fresh:
                self._newest = fresh[-1].id
                self._tail += fresh
                if len(self._tail) > TAIL:
                    self._tail_after = self._tail[-TAIL - 1].id
                    del self._tail[:-TAIL]
                self._tell()
            if len(fresh) < BATCH:
                await asyncio.sleep(self._poll)

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    def _load(self, after: int) -> list[Event]:
        with self._db.read() as conn:
            return events.after(conn, after, limit=BATCH)

    def _latest(self) -> int:
        with self._db.read() as conn:
            return events.newest(conn)
