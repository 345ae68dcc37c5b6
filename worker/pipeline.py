"""The way of an article, told once: claim, fetch, clean, sign; then write, meet, judge and close (`joining`)."""

from __future__ import annotations

import logging
import traceback
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from billiard.exceptions import SoftTimeLimitExceeded

from worker.fetch.canonical import BadUrl, identify
from worker.joining import Joiner, LeaseLost, Overtaken, Ready
from worker.model.page import Page
from worker.model.report import Run
from worker.model.submission import SubmissionKind
from worker.model.verdict import FetchOutcome, State, Verdict
from worker.patience import of_surroundings
from worker.stages import Stage, stage
from worker.store import clusters, ledger, payloads, raw_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from worker.clean.cleaner import Cleaner
    from worker.dedup.evidence import Judge
    from worker.dedup.index import Index
    from worker.dedup.signing import Signer
    from worker.fetch.visitor import Visitor
    from worker.model.article import Cleaned
    from worker.model.submission import Pushed, Submission
    from worker.patience import Patience
    from worker.regroup import Thresholds
    from worker.store.database import Database

log = logging.getLogger(__name__)
T = TypeVar("T")


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
        self._joiner = Joiner(db=db, index=index, judge=judge, thresholds=thresholds, clock=clock)
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
        return self.run_many([submission_id], task_id)[0]

    def run_many(self, submission_ids: Sequence[int], task_id: str = "") -> list[Run]:
        """Claim submissions and take them as far as they go, with the store and the index asked once for all.

        Args:
            submission_ids: distinct rows of the ledger; URLs are fetched one after the other.
            task_id: as in `run`.

        Returns:
            What each came to, in order; one that fails harms no other.
        """
        runs: dict[int, Run] = {}
        ready: list[Ready] = []
        for held, pushed in self._claim(submission_ids, task_id):
            got = self._guarded(held, partial(self._read, held, pushed))
            if isinstance(got, Run):
                runs[held.id] = got
            else:
                ready.append(got)
        runs |= self._join(ready)
        return [runs.get(number) or self._not_free(number) for number in submission_ids]

    def _claim(self, submission_ids: Sequence[int], task_id: str) -> list[tuple[Submission, Pushed | None]]:
        now = self._clock()
        lease = self._patience.lease_seconds
        with self._db.write() as conn:
            rows = [ledger.claim(conn, n, now=now, lease_seconds=lease, task_id=task_id) for n in submission_ids]
            return [
                (held, None if held.kind is SubmissionKind.URL else payloads.get(conn, held.id))
                for held in rows
                if held
            ]

    def _guarded(self, held: Submission, step: Callable[[], T]) -> T | Run:
        """Run a step of one submission; whatever it raises puts the submission back or parks it."""
        try:
            return step()
        except LeaseLost:
            return self._not_free(held.id)
        except Overtaken as error:
            return self._again(held, str(error), counts=False)
        except Exception as error:
            if isinstance(error, MemoryError):
                traceback.clear_frames(error.__traceback__)  # they hold what filled the memory
            log.exception("Submission %d failed", held.id, extra={"submission": held.id})
            return self._again(held, _said(error), counts=not of_surroundings(error))

    def _read(self, held: Submission, pushed: Pushed | None) -> Ready | Run:
        """Get the article of a submission, cleaned and signed; a Run where it ends here."""
        if held.kind is SubmissionKind.URL:
            return self._visit(held)
        if pushed is None:
            return self._close(held, Verdict.REJECTED, reason="What was pushed is no longer stored; push it again.")
        with stage(Stage.CLEAN):
            done = cleaned(self._cleaner, pushed)
        return self._sign(held, done, pushed.key, _as_page(pushed) if pushed.html else None)

    def _visit(self, held: Submission) -> Ready | Run:
        """Fetch the page of a URL, or wait for its host's turn."""
        seconds = self._visitor.wait_for_turn(held.url, str(held.id))
        if seconds > 0:
            return self._put_back(held, seconds, "It waits for its host's turn.", counts=False)
        with stage(Stage.FETCH):
            page = self._visitor.visit(held.url)
        if page.outcome.transient:
            return self._again(held, page.reason, page)
        if page.outcome is not FetchOutcome.OK:
            return self._close(held, Verdict.REJECTED, reason=page.reason, page=page)
        with stage(Stage.CLEAN):
            done = self._cleaner.page(page.text, page.url)
        try:
            key = identify(done.url or page.url).key
        except BadUrl:  # what a page says of itself may be no URL
            key = identify(page.url).key
        return self._sign(held, done, key, page)

    def _sign(self, held: Submission, done: Cleaned, key: str, page: Page | None) -> Ready | Run:
        if not done.is_article:
            return self._close(held, Verdict.NOT_ARTICLE, reason=done.reason, page=page)
        with stage(Stage.SIGN):
            signature = self._signer.sign(done.text)
        return Ready(held, done, key, signature, page)

    def _join(self, ready: Sequence[Ready]) -> dict[int, Run]:
        """Join articles together, or one by one where one of them spoils it for the others."""
        if len(ready) > 1:
            try:
                return {run.submission: run for run in self._joiner.join(ready)}
            except Exception as error:  # noqa: BLE001 - it comes up again for the one that it belongs to
                log.info("A batch of %d goes one by one: %s", len(ready), error)
        runs = {}
        for one in ready:
            runs[one.held.id] = self._guarded(one.held, partial(self._join_one, one))
        return runs

    def _join_one(self, one: Ready) -> Run:
        return self._joiner.join([one])[0]

    def _close(self, held: Submission, verdict: Verdict, *, reason: str, page: Page | None = None) -> Run:
        """Close a submission that leads to no article."""
        outcome = page.outcome if page and held.kind is SubmissionKind.URL else None
        with self._db.write() as conn:
            if not ledger.finish(conn, held, verdict, now=self._clock(), reason=reason, outcome=outcome):
                raise LeaseLost
            payloads.drop(conn, held.id)
            if page is not None and page.body:
                raw_pages.put(conn, held.id, page, self._clock())
        return Run(held.id, verdict, reason, outcome)

    def _again(self, held: Submission, reason: str, page: Page | None = None, *, counts: bool = True) -> Run:
        """Put a failed submission back, or park it when it failed too often; the surroundings' faults park nothing."""
        outcome = page.outcome if page else None
        if counts and held.attempts >= self._patience.max_attempts:
            said = f"{reason} (tried {held.attempts} times)" if held.attempts > 1 else reason
            with self._db.write() as conn:
                done = ledger.finish(conn, held, Verdict.PARKED, now=self._clock(), reason=said, outcome=outcome)
            return Run(held.id, Verdict.PARKED, said, outcome) if done else self._not_free(held.id)
        seconds = self._patience.backoff(held.attempts, page.retry_after if page else None)
        return self._put_back(held, seconds, reason, outcome, counts=counts)

    def _put_back(
        self,
        held: Submission,
        seconds: float,
        reason: str,
        outcome: FetchOutcome | None = None,
        *,
        counts: bool = True,
    ) -> Run:
        """Put a submission back to be taken again after so many seconds."""
        with self._db.write() as conn:
            ledger.wait(
                conn,
                held,
                now=self._clock(),
                seconds=seconds,
                reason=reason,
                outcome=outcome,
                counts=counts,
                message=seconds <= self._patience.countdown_seconds,
            )
        return Run(held.id, None, reason, outcome, wait=seconds)

    def _not_free(self, submission_id: int) -> Run:
        with self._db.read() as conn:
            row = ledger.get(conn, submission_id)
            place = clusters.places(conn, [row.article_id]).get(row.article_id) if row and row.article_id else None
        if row is None:
            return Run(submission_id, Verdict.REJECTED, "There is no such submission.", held=False)
        if row.state in (State.DONE, State.PARKED):
            cluster, version = (place.cluster, place.version) if place else (None, None)
            return Run(row.id, row.verdict, row.reason, row.outcome, row.article_id, cluster, version, held=False)
        return Run(row.id, Verdict.UNCHANGED, "Another worker has it, or its turn has not come.", held=False)


def cleaned(cleaner: Cleaner, pushed: Pushed) -> Cleaned:
    """Clean what was pushed: the page where there is one, else the text."""
    if pushed.html:
        return cleaner.page(pushed.html, pushed.url)
    return cleaner.text(pushed.text, url=pushed.url, title=pushed.title, date=pushed.date)


def _as_page(pushed: Pushed) -> Page:
    """A pushed page as a fetched one is kept, so that it can be cleaned again."""
    body = pushed.html.encode("utf-8", "replace")
    return Page(FetchOutcome.OK, "", pushed.url, content_type="text/html", charset="utf-8", body=body)


def _said(error: Exception) -> str:
    """An error as a person should read it in the ledger."""
    if isinstance(error, SoftTimeLimitExceeded):
        return "It took longer than the soft time limit of a task (SARING_SOFT_LIMIT_SECONDS)."
    if isinstance(error, MemoryError):
        return "It needed more memory than a process may take (SARING_CHILD_MEMORY_MIB)."
    return f"{type(error).__name__}: {error}"
