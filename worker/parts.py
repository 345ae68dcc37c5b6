"""Puts the parts together; the only place that chooses adapters."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.celery import LONGEST_COUNTDOWN
from worker.celery import app
from worker.clean.cleaner import Cleaner
from worker.clean.rules import RuleBook
from worker.dedup.evidence import Judge
from worker.dedup.index import IndexParams
from worker.dedup.index_tended import TendedIndex
from worker.dedup.model import EvidenceModel
from worker.dedup.signing import Signer
from worker.fetch.budget import HostBudget
from worker.fetch.client import Fetcher
from worker.fetch.guard import AddressGuard
from worker.fetch.limits import FetchLimits
from worker.fetch.visitor import Visitor
from worker.intake import Intake
from worker.learn import Latest
from worker.metering import Meter
from worker.patience import Patience
from worker.pipeline import Pipeline
from worker.polling import READ_SECONDS, Poller
from worker.queue import Publisher, Queue, nudge
from worker.regroup import Thresholds
from worker.renewing import Renewer
from worker.resigning import Resigned
from worker.store.database import Database
from worker.store.signatures import Signatures
from worker.webhooks.bell import Bell
from worker.webhooks.deliverer import Deliverer
from worker.webhooks.sender import Sender
from worker.webhooks.subscriptions import Subscriptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from config.settings import Settings

INDEX_NAME = "saring:index"


class Parts:
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
        self.queue = queue or Queue(app, settings.queue_limit)

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
    def index(self) -> TendedIndex:
        """The index, opened; it refuses parameters other than its own, and refills itself when it lacks something."""
        index = self.unopened_index()
        index.open()
        return index

    def unopened_index(self) -> TendedIndex:
        """The index, for those who can deal with one that has other parameters, or that does not exist."""
        stored = Resigned(Signatures(self.db), lambda text: self.signer.sign(text).to_bytes())
        return TendedIndex(self.redis, self.index_params, INDEX_NAME, stored=stored)

    @cached_property
    def visitor(self) -> Visitor:
        """The polite fetcher."""
        return self._visitor(self.settings.fetch_seconds)

    @cached_property
    def poller(self) -> Poller:
        """Who reads feeds."""
        return Poller(
            self.db,
            self._visitor(min(self.settings.fetch_seconds, READ_SECONDS)),
            self.intake,
            most_items=self.settings.feed_items,
            most_bytes=self.settings.fetch_max_bytes,
            clock=self.clock,
        )

    def _visitor(self, seconds: float) -> Visitor:
        wanted = self.settings
        limits = FetchLimits(
            connect_seconds=wanted.connect_seconds,
            read_seconds=wanted.read_seconds,
            fetch_seconds=seconds,
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
    def subscriptions(self) -> Subscriptions:
        """The webhooks, as people manage them."""
        return Subscriptions(self.db, self.settings.webhook_allow_hosts, self.clock)

    @cached_property
    def deliverer(self) -> Deliverer:
        """Who tells webhooks of events; through a guard of its own, since it may reach other places than fetches."""
        sender = Sender(
            AddressGuard(allow_hosts=self.settings.webhook_allow_hosts),
            seconds=self.settings.webhook_seconds,
            user_agent=self.settings.user_agent,
        )
        return Deliverer(
            self.db,
            sender,
            attempts=self.settings.webhook_attempts,
            lease_seconds=self.settings.hard_limit_seconds,  # whoever held it longer is killed
            clock=self.clock,
        )

    @cached_property
    def meter(self) -> Meter:
        """Counts what workers do."""
        return Meter(self.redis)

    @cached_property
    def bell(self) -> Bell:
        """Rings for the deliverer."""
        return Bell(self.redis, self.db, lambda seconds: nudge(app, seconds))

    @cached_property
    def intake(self) -> Intake:
        """Where submissions come in."""
        return Intake(self.db, self.queue, self.clock, unfinished_limit=self.settings.unfinished_limit)

    def warm(self) -> None:
        """Load what every task needs; a worker does it once, before it forks."""
        _ = self.cleaner, self.signer, self.judge

    def close(self) -> None:
        """Close this process's connections."""
        if "db" in self.__dict__:
            self.db.close()
        if "redis" in self.__dict__:
            self.redis.close()
