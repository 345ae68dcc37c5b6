"""Puts the parts together; the only place that chooses adapters."""

from __future__ import annotations

import time
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.celery import LONGEST_COUNTDOWN
from config.settings import current
from worker import views
from worker.celery import app
from worker.clean.cleaner import Cleaner
from worker.clean.rules import RuleBook
from worker.dedup.bands import buckets
from worker.dedup.evidence import Judge
from worker.dedup.index import Index, IndexParams
from worker.dedup.model import EvidenceModel
from worker.dedup.signing import Signature, Signer
from worker.fetch.budget import HostBudget
from worker.fetch.client import Fetcher
from worker.fetch.guard import AddressGuard
from worker.fetch.limits import FetchLimits
from worker.fetch.visitor import Visitor
from worker.intake import Intake, Swept
from worker.learn import Latest, learn
from worker.patience import Patience
from worker.pipeline import Pipeline
from worker.queue import Publisher, Queue
from worker.reclean import Recleaned, Recleaner
from worker.recluster import Recluster, Report
from worker.regroup import Thresholds, regroup, settle
from worker.renewing import Renewer
from worker.store import articles, clusters, opinions
from worker.store.database import Database, lock_clusters

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from config.settings import Settings
    from worker.model.learned import Learnt

INDEX_NAME = "saring:index"


class Engine:
    """The parts of one process, each made when it is first needed.

    Args:
        settings: all settings.
        clock: seconds since 1970.
        queue: the way from the ledger to the workers; None publishes to the settings' broker.
    """

    def __init__(
        self, settings: Settings, *, clock: Callable[[], float] = time.time, queue: Publisher | None = None
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.queue = queue or Queue(app)

    @cached_property
    def db(self) -> Database:
        """The store."""
        return Database(self.settings.store)

    @cached_property
    def redis(self) -> redis.Redis:
        """The connection pool to the index."""
        return redis.Redis.from_url(
            self.settings.index,
            socket_connect_timeout=5,
            socket_timeout=30,
            retry=Retry(NoBackoff(), 1),  # with its own retries a dead server held each call for 4 s
        )

    @property
    def index_params(self) -> IndexParams:
        """What everybody who uses the index must agree on."""
        return IndexParams(window_days=self.settings.window_days)

    @cached_property
    def index(self) -> Index:
        """The index, opened; it refuses parameters other than its own."""
        index = Index(self.redis, self.index_params, name=INDEX_NAME)
        index.open()
        return index

    @cached_property
    def visitor(self) -> Visitor:
        """The polite fetcher."""
        wanted = self.settings
        limits = FetchLimits(
            connect_seconds=wanted.connect_seconds,
            read_seconds=wanted.read_seconds,
            fetch_seconds=wanted.fetch_seconds,
            max_bytes=wanted.fetch_max_bytes,
            max_redirects=wanted.fetch_max_redirects,
        )
        fetcher = Fetcher(
            limits,
            guard=AddressGuard(allow_hosts=wanted.allow_hosts, connect_to=wanted.connect_to),
            user_agent=wanted.user_agent,
            obey_robots=wanted.obey_robots,
            shared=self.redis,
        )
        return Visitor(fetcher, HostBudget(self.redis), rate=wanted.host_rate, burst=wanted.host_burst)

    @cached_property
    def rules(self) -> RuleBook:
        """The cleaning rules."""
        return RuleBook.load(self.settings.rules_dir)

    @cached_property
    def bare_cleaner(self) -> Cleaner:
        """The cleaner with its rules alone: for what asks no store."""
        return Cleaner(self.rules)

    @cached_property
    def latest(self) -> Latest:
        """The learned lines that are taken out, as the store has them."""
        return Latest(self.db, self.clock)

    @cached_property
    def cleaner(self) -> Cleaner:
        """The cleaner with its rules and what was learned; it sees a decision within a minute."""
        return Cleaner(self.rules, learned=self.latest)

    @cached_property
    def signer(self) -> Signer:
        """The maker of fingerprints."""
        return Signer()

    @cached_property
    def judge(self) -> Judge:
        """The judge of pairs."""
        return Judge(EvidenceModel.load())

    @property
    def thresholds(self) -> Thresholds:
        """Where a probability becomes a yes."""
        return Thresholds(self.settings.same_report, self.settings.same_version)

    @cached_property
    def renewer(self) -> Renewer:
        """The second half of the way, for what is already stored."""
        return Renewer(db=self.db, index=self.index, judge=self.judge, thresholds=self.thresholds, clock=self.clock)

    @cached_property
    def pipeline(self) -> Pipeline:
        """The way of an article."""
        return Pipeline(
            db=self.db,
            visitor=self.visitor,
            cleaner=self.cleaner,
            signer=self.signer,
            index=self.index,
            judge=self.judge,
            thresholds=self.thresholds,
            patience=Patience(
                lease_seconds=self.settings.lease_seconds,
                max_attempts=self.settings.max_attempts,
                retry_seconds=self.settings.retry_seconds,
                countdown_seconds=LONGEST_COUNTDOWN,
            ),
            clock=self.clock,
        )

    @cached_property
    def intake(self) -> Intake:
        """Where submissions come in."""
        return Intake(self.db, self.queue, self.clock)

    def sweep(self) -> Swept:
        """Publish again what is not finished, and park what failed too often."""
        return self.intake.sweep(lost_seconds=self.settings.lost_seconds, max_attempts=self.settings.max_attempts)

    def compare(self, a: int, b: int) -> views.View | None:
        """Two articles side by side, weighed anew; None when one is not there."""
        wanted = self.thresholds
        with self.db.read() as conn:
            return views.comparison(conn, self.judge, a, b, same_report=wanted.report, same_version=wanted.version)

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
            if None in (clusters.resolve(conn, a), clusters.resolve(conn, b)):
                return None
            if same is None:
                word = None
                opinions.drop(conn, a, b)
            else:
                word = opinions.put(conn, a, b, same=same, by=by, note=note, now=now)
            changed = regroup(conn, [a, b], self.thresholds, now)
            ids = clusters.component(conn, [a, b], at_least=self.thresholds.report)
            return views.said(conn, a, b, word, changed, settle(opinions.among(conn, ids)).overruled)

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
        """Make the index anew from the stored signatures.

        Returns:
            How many articles it holds now.
        """
        index = Index(self.redis, self.index_params, name=INDEX_NAME)
        index.drop()
        index.open()
        added = 0
        with self.db.read() as conn:
            for rows in articles.signatures(conn):
                index.add_many((number, buckets(Signature.from_bytes(signature)), at) for number, signature, at in rows)
                added += len(rows)
        self.__dict__.pop("index", None)
        return added

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

    def expire(self) -> int:
        """Drop from the index what is older than its window; returns how many articles went."""
        return self.index.expire(self.clock())

    def warm(self) -> None:
        """Load what every task needs; a worker does it once, before it forks."""
        _ = self.cleaner, self.signer, self.judge

    def close(self) -> None:
        """Close this process's connections."""
        if "db" in self.__dict__:
            self.db.close()
        if "redis" in self.__dict__:
            self.redis.close()


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine of this process, with the settings of its environment."""
    return Engine(current())
