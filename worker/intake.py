"""Handing in: a row of the ledger is committed first, its message goes out after."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.fetch.canonical import BadUrl, identify
from worker.model.submission import Pushed, SubmissionKind, Wanted
from worker.patience import LONGEST_BACKOFF
from worker.store import ledger, payloads, sweeping
from worker.store.database import lock_intake
from worker.store.evidence import chunks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from worker.model.submission import Submission
    from worker.queue import Publisher
    from worker.store.database import Database

SWEEP = 1000
"""Messages of one portion of a sweep: a transaction of a few milliseconds, and half a second of publishing."""
PORTIONS = 50
"""Portions of one sweep; the rest goes out with the next. They take half a minute, within a task's soft limit."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to one request.

    Attributes:
        asked: what was handed in, as it was written.
        submission: its row, None when it was refused.
        new: False when the row was there already.
        error: why it was refused, "" when it was not.
    """

    asked: str
    submission: Submission | None
    new: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did.

    Attributes:
        published: submissions whose message went out again.
        parked: submissions that were given up.
    """

    published: int
    parked: int


class IntakeFull(RuntimeError):  # noqa: N818 - it is no fault: what was asked for has to wait
    """So many submissions wait that no more are taken; the message says how many.

    Args:
        waiting: how many wait.
        limit: how many may.
    """

    retry_seconds = 60
    """When to ask again: a worker finishes hundreds in that time."""

    def __init__(self, waiting: int, limit: int) -> None:
        super().__init__(
            f"{waiting:,} submissions wait to be finished, and {limit:,} may (SARING_UNFINISHED_LIMIT). Nothing of "
            "this request was taken; hand it in again later."
        )


class Intake:
    """Writes submissions down and gets their messages out.

    Args:
        db: the store.
        queue: the way to the workers.
        clock: seconds since 1970.
        unfinished_limit: most submissions that wait to be finished; None for no limit.
    """

    def __init__(
        self, db: Database, queue: Publisher, clock: Callable[[], float], *, unfinished_limit: int | None = None
    ) -> None:
        self._limit = unfinished_limit
        self._db = db
        self._queue = queue
        self._clock = clock

    def urls(self, urls: Sequence[str], *, again: bool = False) -> list[Accepted]:
        """Hand in URLs.

        Args:
            urls: as people write them.
            again: fetch again what is finished already.

        Returns:
            An answer for each, in order; a URL that is none is refused and harms no other.
        """
        wanted: list[Wanted | str] = []
        for url in urls:
            try:
                found = identify(url)
                wanted.append(Wanted(SubmissionKind.URL, found.key, found.url))
            except BadUrl as error:
                wanted.append(str(error))
        return self._submit(list(zip(urls, wanted, strict=True)), again=again)

    def pushed(self, articles: Sequence[Pushed], *, again: bool = False) -> list[Accepted]:
        """Hand in pages or texts.

        Args:
            articles: what is pushed.
            again: take again what is finished already.

        Returns:
            An answer for each, in order.
        """
        wanted: list[tuple[str, Wanted | str]] = [
            (one.url or one.key, Wanted(SubmissionKind.ARTICLE, push_key(one), one.url, one)) for one in articles
        ]
        return self._submit(wanted, again=again)

    def reopen(self, ids: Sequence[int] = (), *, parked: bool = False) -> list[int]:
        """Try finished or parked submissions again.

        Args:
            ids: which ones.
            parked: every parked one as well.

        Returns:
            The numbers of those that were reopened.
        """
        with self._db.write() as conn:
            lock_intake(conn)
            reopened = ledger.reopen(conn, now=self._clock(), ids=ids, parked=parked)
            rows = [row for number in reopened if (row := ledger.get(conn, number))]
        self._publish(rows)
        return reopened

    def sweep(self, *, lost_seconds: float, max_attempts: int, lease_seconds: float = 180.0) -> Swept:
        """Publish again what is not finished, and park what failed too often.

        Args:
            lost_seconds: age from which a message that nobody took counts as lost.
            max_attempts: tries before a submission is parked.
            lease_seconds: the longest time that a worker may hold a submission.
        """
        now = self._clock()
        with self._db.write() as conn:
            lock_intake(conn)
            sweeping.pull_in(conn, now=now, lease_seconds=lease_seconds, longest_wait=LONGEST_BACKOFF)
            parked = sweeping.park_exhausted(conn, now=now, max_attempts=max_attempts)
        published = 0
        for _ in range(PORTIONS):
            with self._db.read() as conn:
                rows = sweeping.due(conn, now=now, lost_seconds=lost_seconds, limit=SWEEP)
            sent = self._publish(rows)
            published += len(sent)
            if len(sent) < SWEEP:  # no more is due, or the queue has no room for more
                break
        return Swept(published, parked)

    def _submit(self, wanted: Sequence[tuple[str, Wanted | str]], *, again: bool) -> list[Accepted]:
        now = self._clock()
        answers: list[Accepted] = []
        with self._db.write(durable=True) as conn:
            if len(wanted) > 1:
                lock_intake(conn)
            if self._limit is not None and (unfinished := ledger.pending(conn)) + len(wanted) > self._limit:
                raise IntakeFull(unfinished, self._limit)
            for asked, want in wanted:
                if isinstance(want, str):
                    answers.append(Accepted(asked, None, error=want))
                    continue
                row, new = ledger.submit(conn, want, now)
                if again and not new:
                    payloads.put(conn, row.id, want.payload)
                    new = bool(ledger.reopen(conn, now=now, ids=[row.id]))
                answers.append(Accepted(asked, row, new))
        fresh = {a.submission.id: a.submission for a in answers if a.new and a.submission}
        self._publish(fresh.values())
        return answers

    def _publish(self, rows: Iterable[Submission]) -> list[int]:
        sent = self._queue.publish(rows)
        if sent:
            with self._db.write() as conn:
                lock_intake(conn)
                for some in chunks(sent):
                    sweeping.mark_published(conn, some, self._clock())
        return sent


def push_key(pushed: Pushed) -> str:
    """The key of a pushed article's submission: the same article with the same content is the same submission."""
    content = json.dumps([pushed.key, pushed.title, pushed.date, pushed.text, pushed.html])
    return f"sha256:{hashlib.sha256(content.encode()).hexdigest()}"


def article_key(*, url: str = "", text: str = "") -> str:
    """The identity of a pushed article: its canonical URL, or its text's hash when it names none.

    Raises:
        BadUrl: the URL is none.
    """
    return identify(url).key if url else f"text:{hashlib.sha256(text.encode()).hexdigest()}"
