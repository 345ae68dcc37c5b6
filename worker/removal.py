"""Taking an article out again, with everything that was kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from worker.dedup.bands import stored_buckets
from worker.model.verdict import State
from worker.regroup import Thresholds, regroup
from worker.store import articles, clusters, events, removals
from worker.store.database import insert, lock_clusters
from worker.store.schema import ARTICLE, CLUSTER, EVIDENCE, OPINION, PAYLOAD, RAW_PAGE, REMOVAL, SUBMISSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from worker.changes import Change
    from worker.dedup.index import Index
    from worker.model.stored import StoredArticle
    from worker.store.database import Database


@dataclass(frozen=True, slots=True)
class Removal:
    """What a removal came to.

    Attributes:
        article: the article as it was.
        cluster: the cluster that the others of its cluster stand in now, None when there are none.
        submissions: the rows of the ledger that had led to it.
        changes: the clusters that became others.
    """

    article: StoredArticle
    cluster: int | None
    submissions: tuple[int, ...]
    changes: tuple[Change, ...]


class Remover:
    """Removes articles.

    Args:
        db: the store.
        index: where its buckets are.
        thresholds: where a probability becomes a yes.
        clock: seconds since 1970.
    """

    def __init__(self, *, db: Database, index: Index, thresholds: Thresholds, clock: Callable[[], float]) -> None:
        self._db = db
        self._index = index
        self._thresholds = thresholds
        self._clock = clock

    def remove(self, number: int) -> Removal | None:
        """Remove an article, its evidence, what people said of it, its page and its place in the index.

        What it was linked to is grouped anew. The rows of the ledger stay, say what happened, and let go of their
        keys, so that the same URL can be handed in as if for the first time. The article's number is never given again,
        and as a cluster's number goes on answering with the cluster of the others.

        Args:
            number: a visible article.

        Returns:
            What it came to; None when there is no such article.
        """
        with self._db.write() as conn:
            lock_clusters(conn)
            found = articles.get(conn, number)
            if found is None or not found.visible:
                return None
            removed = self._removed(conn, found)
        # after the commit: what a crash leaves here is a number that stands for nothing, and ends with its window
        if keys := stored_buckets(found.signature):
            self._index.remove(number, keys)
        return removed

    def _removed(self, conn: Connection, found: StoredArticle) -> Removal:
        now = self._clock()
        near = clusters.component(conn, [found.id], at_least=self._thresholds.report) - {found.id}
        mates = [i for i in clusters.members(conn, found.cluster_id or found.id) if i != found.id]
        heir = min(mates, default=None)
        conn.execute(delete(EVIDENCE).where(or_(EVIDENCE.c.a == found.id, EVIDENCE.c.b == found.id)))
        conn.execute(delete(OPINION).where(or_(OPINION.c.a == found.id, OPINION.c.b == found.id)))
        conn.execute(delete(ARTICLE).where(ARTICLE.c.id == found.id))
        conn.execute(insert(conn, REMOVAL).values(article_id=found.id, heir_id=heir, removed_at=now))
        rows = _released(conn, found, now)
        if heir is None and found.cluster_id is not None:
            conn.execute(delete(CLUSTER).where(CLUSTER.c.id == found.cluster_id))
        changed = regroup(conn, near, self._thresholds, now) if near else []
        cluster = clusters.resolve(conn, found.id)
        gone = {"article": found.id, "cluster": found.cluster_id, "now": cluster}
        events.add(conn, events.EventType.ARTICLE_REMOVED, gone, now)
        return Removal(found, cluster, rows, tuple(changed))


def _released(conn: Connection, found: StoredArticle, now: float) -> tuple[int, ...]:
    """Let the ledger's rows say what happened, and drop what they kept."""
    led = or_(SUBMISSION.c.article_id == found.id, SUBMISSION.c.id == found.submission_id)
    rows = conn.execute(select(SUBMISSION.c.id, SUBMISSION.c.key, SUBMISSION.c.state).where(led)).all()
    day = f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d %H:%M}"
    for row in rows:
        values: dict[str, Any] = {"article_id": None, "updated_at": now}
        if row.state in (State.DONE.value, State.PARKED.value):  # one that is on its way again brings the article back
            said = f"Its article, {found.id}, was removed on {day} UTC; hand the URL in again to have it back."
            values |= {"key": removals.released(row.id, row.key), "reason": said}
        conn.execute(update(SUBMISSION).where(SUBMISSION.c.id == row.id).values(values))
    numbers = tuple(row.id for row in rows)
    conn.execute(delete(RAW_PAGE).where(RAW_PAGE.c.submission_id.in_(numbers)))
    finished = [row.id for row in rows if row.state == State.DONE.value]
    conn.execute(delete(PAYLOAD).where(PAYLOAD.c.submission_id.in_(finished)))
    return numbers
