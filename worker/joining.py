"""The second half of the way: write, meet, judge, and close in one transaction; for one article or a batch of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from worker.closing import KEPT_EVIDENCE, Closer
from worker.dedup.bands import buckets, candidates, stale, too_far
from worker.model.report import Run
from worker.model.submission import SubmissionKind
from worker.model.verdict import Verdict
from worker.regroup import Thresholds, group_anew
from worker.stages import Stage, stage
from worker.store import articles, clusters, events, evidence, ledger, payloads, raw_pages
from worker.store.database import lock_clusters
from worker.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from worker.dedup.evidence import Judge
    from worker.dedup.index import Index
    from worker.dedup.prepared import Prepared
    from worker.dedup.signing import Signature
    from worker.model.article import Cleaned
    from worker.model.evidence import Evidence
    from worker.model.page import Page
    from worker.model.submission import Submission
    from worker.store.database import Database


class LeaseLost(RuntimeError):  # noqa: N818 - it is no fault, only the end of this run
    """Another worker took a submission over; what this one did is rolled back."""


class Overtaken(RuntimeError):  # noqa: N818 - it is no fault: the submission is tried again
    """The article was changed or removed meanwhile, for another submission or by a person; nothing was shown."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An article that is cleaned and signed.

    Attributes:
        held: the claimed row of the ledger.
        cleaned: what cleaning left.
        key: the article's identity.
        signature: its fingerprints.
        page: the page as it came, fetched or pushed; None for a pushed text.
    """

    held: Submission
    cleaned: Cleaned
    key: str
    signature: Signature
    page: Page | None


@dataclass(frozen=True, slots=True)
class _Met:
    """An article that is written and in the index, but not yet visible."""

    id: int
    stale: list[bytes]
    met: list[int]
    shared: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Judged:
    """The judgements of articles, and the texts that they speak of."""

    found: dict[int, list[Evidence]]
    hashes: dict[int, str]


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
        self._texts = Texts()
        self._close_triangles = Closer(self._texts, judge)

    def join(self, batch: Sequence[Ready]) -> list[Run]:
        """Write articles, find whom they meet, judge, and close their submissions.

        Args:
            batch: articles whose submissions are held.

        Returns:
            What each came to, in order.

        Raises:
            LeaseLost: another worker took one of the submissions over; nothing of the last step is kept.
            Overtaken: an article is no longer the one that was written here; as above.
        """
        with stage(Stage.WRITE):
            written = self._write(batch)
        fresh = [at for at, one in enumerate(written) if one.change is not articles.Change.SAME]
        with stage(Stage.MEET):
            met = self._meet([(batch[at], written[at]) for at in fresh])
        runs = None
        while runs is None:
            with stage(Stage.JUDGE):
                judged = self._judged(met)
            with stage(Stage.CLOSE):
                runs = self._show(batch, written, dict(zip(fresh, met, strict=True)), judged)
        for one in met:
            if one.stale:
                self._index.remove(one.id, one.stale)
        return runs

    def _show(
        self, batch: Sequence[Ready], written: Sequence[articles.Written], met: dict[int, _Met], judged: _Judged
    ) -> list[Run] | None:
        """The last transaction; None when a text changed since it was judged, and nothing was written."""
        now = self._clock()
        places: dict[int, clusters.Place] = {}
        happened: list[events.Happened] = []
        with self._db.write() as conn:
            lock_clusters(conn)  # for known texts too: no removal may fall between looking and closing
            found = articles.hashes(conn, {*judged.hashes, *(one.id for one in written)})
            _look_for_others(batch, written, found)
            if met:
                if any(found.get(number) != known for number, known in judged.hashes.items()):
                    return None
                every = [e for found in judged.found.values() for e in found]
                evidence.put(conn, [e for e in every if e.same_report >= KEPT_EVIDENCE])
                new = [one.id for one in met.values()]
                grouped = group_anew(conn, new, self._thresholds, now, shown=new, close=self._close_triangles)
                places, happened = grouped.places(), grouped.happened
            if known := [one.id for one in written if one.id not in places]:
                places |= clusters.places(conn, known)
            runs = []
            for at, one in enumerate(batch):
                number = written[at].id
                run = self._close(conn, one, number, places[number], now, written[at].change)
                happened += _told(run, written[at].change)
                if at in met:
                    linked = sum(e.same_report >= self._thresholds.report for e in judged.found[number])
                    run = replace(run, met=len(met[at].met), linked=linked)
                runs.append(run)
            events.add_all(conn, happened, now)
        return runs

    def _write(self, batch: Sequence[Ready]) -> list[articles.Written]:
        """Write the articles, not yet visible.

        It holds the clusters' lock, so that no judgement of a text that is replaced here is being written meanwhile.
        """
        now = self._clock()
        with self._db.write() as conn:
            lock_clusters(conn)
            written = []
            for one in batch:
                if not ledger.holds(conn, one.held):
                    # the other worker may have shown the article since; writing now would hide it again
                    raise LeaseLost
                if one.page is not None:
                    raw_pages.put(conn, one.held.id, one.page, now)
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

    def _meet(self, fresh: Sequence[tuple[Ready, articles.Written]]) -> list[_Met]:
        """Add the articles to the index in one round trip, and learn whom each meets there."""
        if not fresh:
            return []
        now = self._clock()
        keys = [buckets(one.signature) for one, _ in fresh]
        answers = self._index.add_many([(w.id, own, now) for (_, w), own in zip(fresh, keys, strict=True)])
        met = []
        for (_, w), own, found in zip(fresh, keys, answers, strict=True):
            met.append(_Met(w.id, stale(w.old_signature, own), candidates(found), dict(found)))
        return met

    def _judged(self, met: Sequence[_Met]) -> _Judged:
        """Judge each article against whom it met, by the texts as they stand now."""
        wanted = {one for each in met if each.met for one in (each.id, *each.met)}
        if not wanted:  # whoever met nobody need not be made ready
            return _Judged({one.id: [] for one in met}, {})
        with self._db.read() as conn:
            texts = self._texts.ready(conn, wanted)
        prepared = {number: text.prepared for number, text in texts.items()}
        found = {
            one.id: [
                self._judge.judge(prepared[one.id], prepared[other])
                for other in one.met
                if other in prepared and not too_far(one.shared[other], _days(prepared[one.id], prepared[other]))
            ]
            for one in met
        }
        return _Judged(found, {number: text.mark.hash for number, text in texts.items()})

    def _close(
        self,
        conn: Connection,
        one: Ready,
        article_id: int,
        place: clusters.Place,
        now: float,
        change: articles.Change,
    ) -> Run:
        """Close one submission."""
        outcome = one.page.outcome if one.page and one.held.kind is SubmissionKind.URL else None
        reason = ""
        if change is articles.Change.SAME:
            verdict, reason = Verdict.UNCHANGED, "It is known already, with this very text."
        elif place.size == 1:
            verdict = Verdict.NEW
        else:
            verdict = Verdict.VERSION if place.version_size > 1 else Verdict.JOINED
        if not ledger.finish(conn, one.held, verdict, now=now, reason=reason, outcome=outcome, article_id=article_id):
            raise LeaseLost
        if one.held.kind is not SubmissionKind.URL:
            payloads.drop(conn, one.held.id)
        return Run(
            one.held.id,
            verdict,
            reason,
            outcome,
            article=article_id,
            cluster=place.cluster,
            version=place.version,
        )


def _days(a: Prepared, b: Prepared) -> float | None:
    return None if a.day is None or b.day is None else abs(a.day - b.day)


def _told(run: Run, change: articles.Change) -> list[events.Happened]:
    """The event of an article that is new or changed."""
    if change is articles.Change.SAME:
        return []
    stored = {"article": run.article, "cluster": run.cluster, "version": run.version, "change": change.value}
    return [(events.EventType.ARTICLE_STORED, stored)]


def _look_for_others(batch: Sequence[Ready], written: Sequence[articles.Written], found: Mapping[int, str]) -> None:
    """See that each article is still the one that was written for its submission.

    A text that another submission wrote since has buckets and judgements of its own to come. Shown here it would count
    as known, and if its worker is killed just now nobody would look for whom it meets.
    """
    for one, own in zip(batch, written, strict=True):
        if own.id not in found:
            raise Overtaken("Its article was removed meanwhile; it is tried again.")
        if found[own.id] != articles.content_hash(one.cleaned):
            raise Overtaken("For another submission the article got another text meanwhile; this is tried again.")
