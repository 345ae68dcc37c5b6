"""What can be done with the parts, beside the way of a single article (`pipeline`)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from config.settings import current
from worker import views
from worker.check import Checker
from worker.clean.cleaner import Cleaner
from worker.dedup.evidence import Judge
from worker.dedup.model import EvidenceModel
from worker.learn import learn
from worker.parts import Parts
from worker.reclean import Recleaned, Recleaner
from worker.recluster import Recluster, Report
from worker.regroup import Thresholds, regroup, settle
from worker.removal import Remover
from worker.store import answered, clusters, deliveries, events, opinions, standing
from worker.store.database import lock_clusters
from worker.store.signatures import Signatures
from worker.verify import Finding, Verifier
from worker.verify.rules import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from worker.intake import Swept
    from worker.model.learned import Learnt
    from worker.webhooks.deliverer import Delivered


class Engine(Parts):
    """The parts of one process, and what is done with them."""

    def sweep(self) -> Swept:
        """Publish again what is not finished, and park what failed too often."""
        wanted = self.settings
        return self.intake.sweep(
            lost_seconds=wanted.lost_seconds, max_attempts=wanted.max_attempts, lease_seconds=wanted.lease_seconds
        )

    def compare(self, a: int, b: int) -> views.View | None:
        """Two articles side by side, weighed anew; None when one is not there."""
        wanted = self.thresholds
        with self.db.read() as conn:
            return views.comparison(conn, self.judge, a, b, same_report=wanted.report, same_version=wanted.version)

    def check(self, *, text: str = "", url: str = "", title: str = "", date: str = "", html: str = "") -> views.View:
        """Say what would become of a text, a page or a URL, and write nothing; see `Checker.check`.

        Raises:
            BadUrl: the URL is none.
            ValueError: there is nothing to check.
        """
        checker = Checker(
            db=self.db,
            visitor=lambda: self.visitor,
            cleaner=self.cleaner,
            signer=self.signer,
            index=self.index,
            judge=self.judge,
            thresholds=self.thresholds,
            clock=self.clock,
        )
        return checker.check(text=text, url=url, title=title, date=date, html=html)

    def forget(self, article: int) -> views.View | None:
        """Remove an article with everything that was kept of it; see `Remover.remove`.

        Returns:
            What it came to; None when there is no such article.
        """
        remover = Remover(db=self.db, index=self.index, thresholds=self.thresholds, clock=self.clock)
        done = remover.remove(article)
        self.bell.ring()
        return views.removed(done.article, done.cluster, done.submissions, done.changes) if done else None

    def why(self, article: int, cluster: int) -> views.View | None:
        """Why an article is not in a cluster; None when one of both is not there."""
        with self.db.read() as conn:
            return views.why(conn, self.judge, article, cluster, same_report=self.thresholds.report)

    def opine(self, a: int, b: int, *, same: bool | None, by: str = "", note: str = "") -> views.View | None:
        """Write down what a person says of a pair, and regroup what it touches, in one transaction.

        Args:
            a: one article.
            b: another one.
            same: whether they carry the same report; None takes back what was said.
            by: who says it.
            note: why.

        Returns:
            What it came to; None when one of the articles is not there.

        Raises:
            ValueError: both are the same article.
        """
        now = self.clock()
        with self.db.write() as conn:
            lock_clusters(conn)
            if {a, b} != set(standing.shown(conn, [a, b])):
                return None
            if same is None:
                word = None
                opinions.drop(conn, a, b)
            else:
                word = opinions.put(conn, a, b, same=same, by=by, note=note, now=now)
            changed = regroup(conn, [a, b], self.thresholds, now)
            ids = clusters.component(conn, [a, b], at_least=self.thresholds.report)
            found = views.said(conn, a, b, word, changed, settle(opinions.among(conn, ids)).overruled)
        self.bell.ring()
        return found

    def recluster(
        self,
        *,
        dry_run: bool = False,
        threshold: float | None = None,
        model: Path | None = None,
        meet: bool = False,
        progress: Callable[[str, int], object] = lambda stage, done: None,  # noqa: ARG005 - tells nobody
    ) -> Report:
        """Judge the stored pairs anew and partition everything again.

        Args:
            dry_run: write nothing, and tell what would change.
            threshold: probability from which two articles count as the same report; None takes the settings'.
            model: a model file; None takes the one that ships.
            meet: also judge pairs that meet in the index now and had not met before.
            progress: is told what is being done, and how much of it is done.

        Returns:
            What changed.

        Raises:
            ModelError: the model file can't be used.
        """
        now = self.thresholds
        if meet:
            self.index.tend()  # before the signatures are read: a refill may make them anew
        judge = self.judge if model is None else Judge(EvidenceModel.load(model))
        return Recluster(
            db=self.db,
            judge=judge,
            model=judge.model.name,
            thresholds=now if threshold is None else Thresholds(threshold, now.version),
            linked=now.report,
            clock=self.clock,
            index=self.index if meet else None,
            progress=progress,
        ).run(dry_run=dry_run)

    def reindex(self) -> int:
        """Make the index anew from the stored signatures; texts that another version signed are signed again.

        Returns:
            How many articles it holds now.
        """
        # not `self.index`: it refuses parameters other than its own, and those are what may have to go
        return self.unopened_index().rebuild()

    def learn(self) -> Learnt:
        """Look for boilerplate in the newest articles; what stands above the safe bound is taken out from now on."""
        found = learn(self.db, newest=self.settings.learn_articles, now=self.clock())
        self.latest.forget()
        return found

    def reclean(self, *, site: str = "", every: bool = False, dry_run: bool = False) -> Recleaned:
        """Apply the present rules and learned lines to what is stored, and join anew the articles that change by it.

        Args:
            site: only articles of this outlet or network; "" takes all.
            every: also those that were cleaned by this very version.
            dry_run: only tell what would change.

        Returns:
            What changed.
        """
        self.latest.forget()
        lines = self.latest()
        return Recleaner(
            db=self.db,
            pages=Cleaner(self.rules, learned=lines),
            texts=Cleaner(self.rules, learned=lines, decode=False),  # what is stored is decoded
            signer=self.signer,
            renewer=None if dry_run else self.renewer,
        ).run(site=site, every=every)

    def verify(self, *, repair: bool = False) -> list[Finding]:
        """Look whether store, ledger and index agree.

        Args:
            repair: put right what can be put right without losing anything.

        Returns:
            What does not hold, or did not.
        """
        wanted, now = self.settings, self.clock()
        # not `self.index`: one with other parameters is a finding, and no reason to stop
        return Verifier(
            db=self.db,
            bounds=Bounds(
                now=now,
                lease_seconds=wanted.lease_seconds,
                grace_seconds=wanted.lease_seconds + 3 * wanted.requeue_seconds,
                thresholds=self.thresholds,
            ),
            index=self.unopened_index(),
            client=self.redis,
            stored=Signatures(self.db),
            oldest=now - wanted.window_days * 86_400,
        ).run(repair=repair)

    def expire(self) -> int:
        """Drop from the index what is older than its window; returns how many articles went."""
        return self.index.expire(self._surely())

    def deliver(self) -> Delivered:
        """Tell webhooks of events, until all has arrived or its turn is over."""
        return self.deliverer.run()

    def tidy(self) -> int:
        """Drop events, with their deliveries, that are older than they are kept; returns the last one dropped, or 0.

        The answers to requests with idempotency keys go as well, after a day.
        """
        now = self._surely()
        with self.db.write() as conn:
            answered.sweep(conn, now)
        before = now - self.settings.event_days * 86_400
        last = 0
        while True:
            with self.db.write() as conn:  # a portion at a time: nobody waits long for the store
                dropped = events.prune(conn, before=before)
                if not dropped:
                    return last
                deliveries.prune(conn, dropped)
                last = dropped

    def _surely(self) -> float:
        """The time by this clock or Valkey's, whichever is behind: what a clock far ahead drops is gone for good."""
        theirs: Any = self.redis.time()  # redis-py says that it may have to be awaited
        return float(min(self.clock(), theirs[0] + theirs[1] / 1e6))


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine of this process, with the settings of its environment."""
    return Engine(current())
