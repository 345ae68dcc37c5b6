"""The way of an article, told once: claim, fetch, clean, sign, write, meet, judge, close."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from billiard.exceptions import SoftTimeLimitExceeded

from worker.dedup.bands import buckets
from worker.dedup.prepared import prepare
from worker.dedup.signing import Signature
from worker.fetch.canonical import BadUrl, identify
from worker.model.report import Run
from worker.model.submission import SubmissionKind
from worker.model.verdict import FetchOutcome, State, Verdict
from worker.regroup import Thresholds, regroup
from worker.store import articles, clusters, events, evidence, ledger
from worker.store.database import lock_clusters

if TYPE_CHECKING:
    from collections.abc import Callable

    from worker.clean.cleaner import Cleaner
    from worker.dedup.evidence import Judge
    from worker.dedup.index import Index
    from worker.dedup.signing import Signer
    from worker.fetch.visitor import Visitor
    from worker.model.article import Cleaned
    from worker.model.evidence import Evidence
    from worker.model.page import Page
    from worker.model.submission import Submission
    from worker.store.database import Database

log = logging.getLogger(__name__)

KEPT_EVIDENCE = 0.02
"""Judgements below this probability are not stored: they decide nothing, and most candidates are such."""
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

    def backoff(self, attempts: int) -> float:
        """Seconds to wait after so many tries."""
        return min(self.retry_seconds * 2.0 ** max(attempts - 1, 0), LONGEST_BACKOFF)


class LeaseLost(RuntimeError):  # noqa: N818 - it is no fault, only the end of this run
    """Another worker took the submission over; what this one did is rolled back."""


class Pipeline:
    """Takes a submission from the ledger to its verdict.

    Args:
        db: the store.
        visitor: fetches pages, politely.
        cleaner: takes off what the site put around the report.
        signer: makes fingerprints.
        index: finds whom an article shares passages with.
        judge: weighs a pair.
        thresholds: where a probability becomes a yes.
        patience: how often and how long to try.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        *,
        db: Database,
        visitor: Visitor,
        cleaner: Cleaner,
        signer: Signer,
        index: Index,
        judge: Judge,
        thresholds: Thresholds,
        patience: Patience,
        clock: Callable[[], float],
    ) -> None:
        self._db = db
        self._visitor = visitor
        self._cleaner = cleaner
        self._signer = signer
        self._index = index
        self._judge = judge
        self._thresholds = thresholds
        self._patience = patience
        self._clock = clock

    def run(self, submission_id: int, task_id: str = "") -> Run:
        """Claim a submission and take it as far as it goes.

        Args:
            submission_id: the row of the ledger.
            task_id: the Celery task that runs it, for the ledger.

        Returns:
            What it came to. A row that another worker holds or has finished is left alone.
        """
        with self._db.write() as conn:
            held = ledger.claim(
                conn,
                submission_id,
                now=self._clock(),
                lease_seconds=self._patience.lease_seconds,
                task_id=task_id,
            )
            pushed = ledger.payload(conn, submission_id) if held else None
        if held is None:
            return self._not_free(submission_id)
        try:
            if held.kind is SubmissionKind.URL:
                return self._visit(held)
            if pushed is None:
                return self._close(held, Verdict.REJECTED, reason="What was pushed is no longer stored; push it again.")
            cleaned = (
                self._cleaner.page(pushed.html, pushed.url)
                if pushed.html
                else self._cleaner.text(pushed.text, url=pushed.url, title=pushed.title, date=pushed.date)
            )
            return self._take(held, cleaned, pushed.key, None)
        except LeaseLost:
            return self._not_free(submission_id)
        except Exception as error:
            log.exception("Submission %d failed", submission_id, extra={"submission": submission_id})
            return self._again(held, _said(error))

    def _visit(self, held: Submission) -> Run:
        """Fetch the page of a URL, or wait for its host's turn."""
        seconds = self._visitor.wait_for_turn(held.url, str(held.id))
        if seconds > 0:
            with self._db.write() as conn:
                ledger.wait(
                    conn,
                    held,
                    now=self._clock(),
                    seconds=seconds,
                    reason="It waits for its host's turn.",
                    counts=False,
                    message=seconds <= self._patience.countdown_seconds,
                )
            return Run(held.id, None, "It waits for its host's turn.", wait=seconds)
        page = self._visitor.visit(held.url)
        if page.outcome.transient:
            return self._again(held, page.reason, page)
        if page.outcome is not FetchOutcome.OK:
            return self._close(held, Verdict.REJECTED, reason=page.reason, page=page)
        cleaned = self._cleaner.page(page.text, page.url)
        try:
            key = identify(cleaned.url or page.url).key
        except BadUrl:  # what a page says of itself may be no URL
            key = identify(page.url).key
        return self._take(held, cleaned, key, page)

    def _take(self, held: Submission, cleaned: Cleaned, key: str, page: Page | None) -> Run:
        """Write an article, find whom it met, judge, and close."""
        if not cleaned.is_article:
            return self._close(held, Verdict.NOT_ARTICLE, reason=cleaned.reason, page=page)
        now = self._clock()
        signature = self._signer.sign(cleaned.text)
        with self._db.write() as conn:
            if page is not None:
                articles.put_raw(conn, held.id, page, now)
            written = articles.put(conn, key, cleaned, signature=signature.to_bytes(), submission_id=held.id, now=now)
        if written.change is articles.Change.SAME:
            return self._close(held, Verdict.UNCHANGED, article=written.id, page=page, reason="It is known already.")
        keys = buckets(signature)
        met = [found.article_id for found in self._index.add(written.id, keys, now)]
        found = self._evidence(written.id, met)
        run = self._join(held, written.id, found, page)
        if written.old_signature:
            stale = set(buckets(Signature.from_bytes(written.old_signature))) - set(keys)
            self._index.remove(written.id, sorted(stale))
        return replace(run, met=len(met))

    def _evidence(self, article_id: int, met: list[int]) -> list[Evidence]:
        with self._db.read() as conn:
            sides = articles.sides(conn, [article_id, *met])
        prepared = {side.id: prepare(side) for side in sides}
        mine = prepared.pop(article_id)
        return [self._judge.judge(mine, other) for other in prepared.values()]

    def _join(self, held: Submission, article_id: int, found: list[Evidence], page: Page | None) -> Run:
        """The last transaction: evidence, partition, the article visible, the ledger row done, an event."""
        now = self._clock()
        with self._db.write() as conn:
            lock_clusters(conn)
            evidence.put(conn, [e for e in found if e.same_report >= KEPT_EVIDENCE])
            clusters.show(conn, article_id)
            regroup(conn, [article_id], self._thresholds, now)
            stored = articles.get(conn, article_id)
            if stored is None or stored.cluster_id is None:
                raise LeaseLost
            size = len(clusters.members(conn, stored.cluster_id))
            verdict = Verdict.NEW if size == 1 else Verdict.JOINED
            if size > 1 and clusters.version_size(conn, stored.version_id) > 1:
                verdict = Verdict.VERSION
            done = ledger.finish(
                conn, held, verdict, now=now, outcome=page.outcome if page else None, article_id=article_id
            )
            if not done:
                raise LeaseLost
            ledger.drop_payload(conn, held.id)
            events.add(
                conn,
                "article.stored",
                {"article": article_id, "cluster": stored.cluster_id, "version": stored.version_id},
                now,
            )
        return Run(
            held.id,
            verdict,
            outcome=page.outcome if page else None,
            article=article_id,
            cluster=stored.cluster_id,
            version=stored.version_id,
            linked=sum(e.same_report >= self._thresholds.report for e in found),
        )

    def _close(
        self, held: Submission, verdict: Verdict, *, reason: str, page: Page | None = None, article: int | None = None
    ) -> Run:
        """Close a submission that changes no cluster."""
        outcome = page.outcome if page else None
        with self._db.write() as conn:
            done = ledger.finish(
                conn, held, verdict, now=self._clock(), reason=reason, outcome=outcome, article_id=article
            )
            if not done:
                raise LeaseLost
            ledger.drop_payload(conn, held.id)
            stored = articles.get(conn, article) if article is not None else None
        cluster, version = (stored.cluster_id, stored.version_id) if stored else (None, None)
        return Run(held.id, verdict, reason, outcome, article, cluster, version)

    def _again(self, held: Submission, reason: str, page: Page | None = None) -> Run:
        """Put a failed submission back, or park it when it failed too often."""
        outcome = page.outcome if page else None
        now = self._clock()
        if held.attempts >= self._patience.max_attempts:
            said = f"{reason} (tried {held.attempts} times)"
            with self._db.write() as conn:
                done = ledger.finish(conn, held, Verdict.PARKED, now=now, reason=said, outcome=outcome)
            return Run(held.id, Verdict.PARKED, said, outcome) if done else self._not_free(held.id)
        seconds = self._patience.backoff(held.attempts)
        if page is not None and page.retry_after is not None:
            seconds = min(max(seconds, page.retry_after), LONGEST_BACKOFF)
        with self._db.write() as conn:
            ledger.wait(
                conn,
                held,
                now=now,
                seconds=seconds,
                reason=reason,
                outcome=outcome,
                message=seconds <= self._patience.countdown_seconds,
            )
        return Run(held.id, None, reason, outcome, wait=seconds)

    def _not_free(self, submission_id: int) -> Run:
        with self._db.read() as conn:
            row = ledger.get(conn, submission_id)
            stored = articles.get(conn, row.article_id) if row and row.article_id else None
        if row is None:
            return Run(submission_id, Verdict.REJECTED, "There is no such submission.", held=False)
        if row.state in (State.DONE, State.PARKED):
            cluster, version = (stored.cluster_id, stored.version_id) if stored else (None, None)
            return Run(row.id, row.verdict, row.reason, row.outcome, row.article_id, cluster, version, held=False)
        return Run(row.id, Verdict.UNCHANGED, "Another worker has it, or its turn has not come.", held=False)


def _said(error: Exception) -> str:
    """An error as a person should read it in the ledger."""
    if isinstance(error, SoftTimeLimitExceeded):
        return "It took longer than the soft time limit of a task (SARING_SOFT_LIMIT_SECONDS)."
    return f"{type(error).__name__}: {error}"
