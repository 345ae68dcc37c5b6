"""Reading feeds and sitemaps: what they name is handed in as if somebody had named it by hand."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from worker.fetch.canonical import BadUrl, identify
from worker.fetch.content import check_feed
from worker.intake import IntakeFull
from worker.model.verdict import FetchOutcome
from worker.sources.feeds import Item, NotAFeed, read_feed
from worker.store import feeds, removals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from worker.fetch.visitor import Visitor
    from worker.intake import Accepted, Intake
    from worker.store.database import Database
    from worker.store.feeds import Feed

log = logging.getLogger(__name__)

SITEMAPS: Final = 3
"""Sitemaps of an index that are read, the newest first: those before them are the archive."""
TURN_SECONDS: Final = 30.0
"""How long one task goes on to the next feed; the last one may take its 30 s, which stays within the soft limit."""
READ_SECONDS: Final = 30.0
"""Longest time for one document, whatever SARING_FETCH_SECONDS allows a page."""


class FeedFailed(RuntimeError):  # noqa: N818 - it is what came of the reading
    """A feed could not be read; the sentence says why.

    Attributes:
        wait: seconds until it may be tried again, None when nothing says so.
        counts: whether the feed is at fault.
    """

    def __init__(self, reason: str, wait: float | None = None, *, counts: bool = True) -> None:
        super().__init__(reason)
        self.wait = wait
        self.counts = counts


@dataclass(frozen=True, slots=True)
class Taken:
    """What one reading came to.

    Attributes:
        named: pages that the feed named, as far as they were looked at.
        accepted: the answers to those that were handed in.
        removed: pages that were left out since their article was deleted here.
    """

    named: int
    accepted: tuple[Accepted, ...]
    removed: int

    @property
    def fresh(self) -> int:
        """How many were new here."""
        return sum(one.new for one in self.accepted)


@dataclass(frozen=True, slots=True)
class Polled:
    """What one turn came to.

    Attributes:
        read: feeds that were read.
        failed: feeds that could not be.
        fresh: submissions that came of it.
    """

    read: int = 0
    failed: int = 0
    fresh: int = 0


class Poller:
    """Reads feeds.

    Args:
        db: the store.
        visitor: fetches, politely and through the guard.
        intake: where what they name goes.
        most_items: most pages that one reading takes, the newest.
        most_bytes: largest document after unpacking.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        db: Database,
        visitor: Visitor,
        intake: Intake,
        *,
        most_items: int,
        most_bytes: int,
        clock: Callable[[], float],
    ) -> None:
        self._db = db
        self._visitor = visitor
        self._intake = intake
        self._most_items = most_items
        self._most_bytes = most_bytes
        self._clock = clock

    def add(self, url: str, *, seconds: float) -> tuple[Feed, Taken]:
        """Read a feed, and from now on every so often; one that is known already takes the new period.

        Args:
            url: where it is.
            seconds: how often.

        Returns:
            The feed, and what the first reading came to.

        Raises:
            BadUrl: the URL is none.
            FeedFailed: it can't be read, and nothing was added.
            IntakeFull: too much waits, and nothing was added.
        """
        where = identify(url).url
        taken = self.take(where)
        with self._db.write() as conn:
            feed = feeds.put(conn, where, seconds=seconds, now=self._clock() + seconds)
            feeds.note(conn, feed.id, now=self._clock(), named=taken.named, fresh=taken.fresh)
        return feed, taken

    def take(self, url: str) -> Taken:
        """Read a feed once and hand in what it names.

        Args:
            url: where it is.

        Returns:
            What came of it; what is known already is not fetched again.

        Raises:
            BadUrl: the URL is none.
            FeedFailed: it can't be read.
            IntakeFull: too much waits; nothing was handed in.
        """
        items = self._items(identify(url).url)[: self._most_items]
        urls = [item.url for item in items]
        wanted = self._not_removed(urls)
        return Taken(len(items), tuple(self._intake.urls(wanted)), len(urls) - len(wanted))

    def run(self) -> Polled:
        """Read the feeds whose turn it is, for a while; the rest goes on with the next call."""
        until = time.monotonic() + TURN_SECONDS
        read = failed = fresh = 0
        with self._db.read() as conn:
            waiting = feeds.due(conn, self._clock())
        for number in waiting:
            if time.monotonic() > until:
                break
            with self._db.write() as conn:
                feed = feeds.claim(conn, number, now=self._clock())
            if feed is None:
                continue
            taken = self._poll(feed)
            read, failed = (read + 1, failed) if taken else (read, failed + 1)
            fresh += taken.fresh if taken else 0
        return Polled(read, failed, fresh)

    def _poll(self, feed: Feed) -> Taken | None:
        """Read a claimed feed, and note what came of it."""
        try:
            taken = self.take(feed.url)
        except FeedFailed as error:
            wait = feed.seconds * 2.0 ** min(feed.failures, 10) if error.counts else 0.0
            self._failed(feed, str(error), max(wait, error.wait or 0.0), counts=error.counts)
            return None
        except IntakeFull as full:
            self._failed(feed, str(full), full.retry_seconds, counts=False)
            return None
        with self._db.write() as conn:
            feeds.note(conn, feed.id, now=self._clock(), named=taken.named, fresh=taken.fresh)
        return taken

    def _failed(self, feed: Feed, reason: str, seconds: float, *, counts: bool) -> None:
        log.info("Feed %d was not read: %s", feed.id, reason)
        with self._db.write() as conn:
            due_at = self._clock() + min(seconds, feeds.LONGEST_WAIT)
            feeds.fail(conn, feed, reason=reason, due_at=due_at, counts=counts)

    def _items(self, url: str) -> Sequence[Item]:
        """The pages that a feed names, newest first; of an index of sitemaps those of its newest."""
        named, sitemaps = self._read(url)
        if not sitemaps:
            return named
        found: dict[str, Item] = {}
        faults: list[FeedFailed] = []
        for sitemap in named[:SITEMAPS]:
            try:
                inner, deeper = self._read(sitemap.url)
            except FeedFailed as error:
                faults.append(error)
                continue
            if not deeper:
                found |= {item.url: item for item in inner}
        if faults and not found:
            raise faults[0]
        return sorted(found.values(), key=lambda item: (item.at is None, -(item.at or 0.0)))

    def _read(self, url: str) -> tuple[Sequence[Item], bool]:
        """Fetch one document through the guard and read it; whether it is an index of sitemaps comes along."""
        if (seconds := self._visitor.wait_for_turn(url, f"feed:{url}")) > 0:
            raise FeedFailed(f"It waits {seconds:.0f} s for its host's turn.", seconds, counts=False)
        page = self._visitor.visit(url, check_feed)
        if page.outcome is not FetchOutcome.OK:
            raise FeedFailed(page.reason, page.retry_after)
        try:
            named = read_feed(page.body, page.charset, page.url, most_bytes=self._most_bytes)
        except NotAFeed as error:
            raise FeedFailed(str(error)) from None
        return named.items, named.sitemaps

    def _not_removed(self, urls: Sequence[str]) -> list[str]:
        """Those whose article was not deleted here: a feed names a page long after somebody had it taken out."""
        keys = {}
        for url in urls:
            try:
                keys[url] = identify(url).key
            except BadUrl:
                keys[url] = ""  # it is refused by name when it is handed in
        with self._db.read() as conn:
            gone = removals.among(conn, set(keys.values()))
        return [url for url in urls if keys[url] not in gone]
