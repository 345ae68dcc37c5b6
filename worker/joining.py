"""The second half of the way: write, meet, judge, and close in one transaction; for one article or a batch of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from worker.dedup.bands import buckets
from worker.dedup.prepared import prepare
from worker.dedup.signing import Signature
from worker.model.report import Run
from worker.model.verdict import Verdict
from worker.regroup import Thresholds, regroup
from worker.store import articles, clusters, events, evidence, ledger
from worker.store.database import lock_clusters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from worker.dedup.evidence import Judge
    from worker.dedup.index import Index
    from worker.model.article import Cleaned
    from worker.model.evidence import Evidence
    from worker.model.page import Page
    from worker.model.submission import Submission
    from worker.store.database import Database

KEPT_EVIDENCE = 0.02
"""Judgements below this probability are not stored: they decide nothing, and most candidates are such."""


class LeaseLost(RuntimeError):  # noqa: N818 - it is no fault, only the end of this run
    """Another worker took a submission over; what this one did is rolled back."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An article that is cleaned and signed.

    Attributes:
        held: the claimed row of the ledger.
        cleaned: what cleaning left.
        key: the article's identity.
        signature: its fingerprints.
        page: the page as it came, None for a pushed text.
    """

    held: Submission
    cleaned: Cleaned
    key: str
    signature: Signature
    page: Page | None


@dataclass(slots=True)
class _Judged:
    """An article that is written and judged, but not yet visible."""

    ready: Ready
    id: int
    keys: list[bytes]
    stale: list[bytes]
    met: int
    found: list[Evidence]


class Joiner:
    """Takes cleaned articles to their clusters.

    Args:
        db: the store.
        index: finds whom an article shares passages with.
        judge: weighs a pair.
        thresholds: where a probability becomes a yes.
        clock: seconds since 1970.
    """

    def __init__(
        self, *, db: Database, index: Index, judge: Judge, thresholds: Thresholds, clock: Callable[[], float]
    ) -> None:
        self._db = db
        self._index = index
        self._judge = judge
        self._thresholds = thresholds
        self._clock = clock

    def join(self, batch: Sequence[Ready]) -> list[Run]:
        """Write articles, find whom they meet, judge, and close their submissions.

        Args:
            batch: articles whose submissions are held.

        Returns:
            What each came to, in order.

        Raises:
            LeaseLost: another worker took one of the submissions over; nothing of the last step is kept.
        """
        written = self._write(batch)
        fresh = [at for at, one in enumerate(written) if one.change is not articles.Change.SAME]
        judged = dict(zip(fresh, self._meet([(batch[at], written[at]) for at in fresh]), strict=True))
        now = self._clock()
        with self._db.write() as conn:
            if judged:
                lock_clusters(conn)
                evidence.put(conn, [e for one in judged.values() for e in one.found if e.same_report >= KEPT_EVIDENCE])
                clusters.show(conn, [one.id for one in judged.values()])
                regroup(conn, [one.id for one in judged.values()], self._thresholds, now)
            places = clusters.places(conn, [one.id for one in written])
            runs = [
                self._close(conn, one, written[at].id, places[written[at].id], judged.get(at), now)
                for at, one in enumerate(batch)
            ]
        for joined in judged.values():
            if joined.stale:
                self._index.remove(joined.id, joined.stale)
        return runs

    def _write(self, batch: Sequence[Ready]) -> list[articles.Written]:
        """Write the articles, not yet visible."""
        now = self._clock()
        with self._db.write() as conn:
            written = []
            for one in batch:
                if one.page is not None:
                    articles.put_raw(conn, one.held.id, one.page, now)
                written.append(
                    articles.put(
                        conn,
                        one.key,
                        one.cleaned,
                        signature=one.signature.to_bytes(),
                        submission_id=one.held.id,
                        now=now,
                    )
                )
        return written

    def _meet(self, fresh: Sequence[tuple[Ready, articles.Written]]) -> list[_Judged]:
        """Add the articles to the index in one round trip, and judge each against whom it met there."""
        if not fresh:
            return []
        now = self._clock()
        keys = [buckets(one.signature) for one, _ in fresh]
        met = self._index.add_many([(w.id, own, now) for (_, w), own in zip(fresh, keys, strict=True)])
        wanted = {w.id for _, w in fresh} | {m.article_id for found in met for m in found}
        with self._db.read() as conn:
            prepared = {side.id: prepare(side) for side in articles.sides(conn, wanted)}
        judged = []
        for (one, w), own, found in zip(fresh, keys, met, strict=True):
            old = buckets(Signature.from_bytes(w.old_signature)) if w.old_signature else []
            others = [prepared[m.article_id] for m in found if m.article_id in prepared]
            pairs = [self._judge.judge(prepared[w.id], other) for other in others]
            judged.append(_Judged(one, w.id, own, sorted(set(old) - set(own)), len(found), pairs))
        return judged

    def _close(
        self,
        conn: Connection,
        one: Ready,
        article_id: int,
        place: clusters.Place,
        judged: _Judged | None,
        now: float,
    ) -> Run:
        """Close one submission, with an event when the article is new or changed."""
        outcome = one.page.outcome if one.page else None
        reason = ""
        if judged is None:
            verdict, reason = Verdict.UNCHANGED, "It is known already, with this very text."
        elif place.size == 1:
            verdict = Verdict.NEW
        else:
            verdict = Verdict.VERSION if place.version_size > 1 else Verdict.JOINED
        if not ledger.finish(conn, one.held, verdict, now=now, reason=reason, outcome=outcome, article_id=article_id):
            raise LeaseLost
        ledger.drop_payload(conn, one.held.id)
        run = Run(
            one.held.id,
            verdict,
            reason,
            outcome,
            article=article_id,
            cluster=place.cluster,
            version=place.version,
        )
        if judged is None:
            return run
        stored = {"article": article_id, "cluster": place.cluster, "version": place.version}
        events.add(conn, "article.stored", stored, now)
        linked = sum(e.same_report >= self._thresholds.report for e in judged.found)
        return replace(run, met=judged.met, linked=linked)
