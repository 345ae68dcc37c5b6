"""Metrics in Prometheus' text format, computed when they are asked for.

They come from the ledger, the queue, the index, and what workers counted in Valkey. Nothing is counted in this process,
so every web process tells the same.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

import redis
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from config.celery import INGEST, UPKEEP
from worker.dedup.index_segments import measure
from worker.dedup.index_sizes import sample
from worker.metering import BOUNDS
from worker.model.verdict import FetchOutcome, State, Verdict
from worker.parts import INDEX_NAME
from worker.stages import Stage
from worker.store.metering import RECENT_SECONDS, SIZES, Figures, figures
from worker.web.health import queue_depths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from prometheus_client.core import Metric

    from worker.engine import Engine

REST: Final = 20.0
"""Figures of the store are used again for so many times the time that they took: scrapes, however many, take a
twentieth of its time at most."""
QUANTILES: Final = (0.5, 0.9, 0.99, 1.0)


class Exporter(Collector):
    """Tells the metrics of one installation.

    Args:
        engine: store, index and broker.
        listeners: how many listen to events in this process.
        clock: seconds from any moment, for how long things take.
    """

    def __init__(
        self, engine: Engine, listeners: Callable[[], int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._listeners = listeners
        self._lock = threading.Lock()
        self._figures: Figures | None = None
        self._read_at = self._took = 0.0
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def text(self) -> bytes:
        """All metrics; what does not answer is left out and told by saring_part_up."""
        return generate_latest(self._registry)

    def collect(self) -> Iterable[Metric]:
        """All metrics, for prometheus_client."""
        began = self._clock()
        up = GaugeMetricFamily("saring_part_up", "Whether store, index and broker answer.", labels=["part"])
        parts: tuple[tuple[str, Callable[[], Iterator[Metric]]], ...] = (
            ("store", self._of_store),
            ("index", self._of_index),
            ("broker", self._of_broker),
        )
        for part, told in parts:
            try:
                found = list(told())
            except (SQLAlchemyError, redis.RedisError, OSError):
                found = []
            up.add_metric([part], float(bool(found)))
            yield from found
        yield up
        yield _gauge("saring_event_listeners", "Clients of this web process that events stream to.", self._listeners())
        yield _gauge("saring_scrape_seconds", "How long these metrics took.", self._clock() - began)

    def _read(self) -> Figures:
        with self._lock:
            if self._figures is None or self._clock() - self._read_at > REST * self._took:
                began = self._clock()
                with self._engine.db.read() as conn:
                    self._figures = figures(conn, self._engine.clock())
                self._read_at = self._clock()
                self._took = self._read_at - began
            return self._figures

    def _of_store(self) -> Iterator[Metric]:
        found = self._read()
        states = GaugeMetricFamily("saring_submissions", "Submissions by state.", labels=["state"])
        for state in State:
            states.add_metric([state.value], found.states.get(state.value, 0))
        yield states
        verdicts = GaugeMetricFamily("saring_submissions_finished", "Submissions by verdict.", labels=["verdict"])
        for verdict in Verdict:
            verdicts.add_metric([verdict.value], found.verdicts.get(verdict.value, 0))
        yield verdicts
        yield _gauge("saring_waiting", "Submissions that could be taken now.", found.waiting)
        yield _gauge("saring_oldest_waiting_seconds", "How long the first of them has waited.", found.waiting_seconds)
        yield _gauge("saring_articles", "Articles that are shown.", found.articles)
        minutes = f"Articles stored in the last {RECENT_SECONDS / 60:g} minutes."
        yield _gauge("saring_articles_recent", minutes, found.recent)
        sizes = GaugeMetricFamily("saring_clusters", "Clusters by their number of articles.", labels=["articles"])
        for name, count in zip(_classes(), found.clusters, strict=True):
            sizes.add_metric([name], count)
        yield sizes
        yield _gauge("saring_latest_event", "Number of the latest event.", found.latest_event)
        hooks = GaugeMetricFamily("saring_webhooks", "Webhooks, switched on and off.", labels=["active"])
        for active in (True, False):
            hooks.add_metric([str(active).lower()], found.webhooks.get(active, 0))
        yield hooks
        told = "Messages that wait for webhooks, and those that were given up (parked)."
        messages = GaugeMetricFamily("saring_webhook_messages", told, labels=["webhook", "state"])
        for (webhook, stands), count in sorted(found.messages.items()):
            messages.add_metric([str(webhook), stands], count)
        yield messages
        yield _gauge("saring_figures_age_seconds", "Age of these figures.", self._clock() - self._read_at)

    def _of_index(self) -> Iterator[Metric]:
        client = self._engine.redis
        held = measure(client, INDEX_NAME)
        yield _gauge("saring_index_articles", "Articles in the index.", held.articles)
        yield _gauge("saring_index_buckets", "Buckets, those of stock phrases too.", held.buckets)
        yield _gauge("saring_index_members", "Articles over all buckets.", held.members)
        yield _gauge("saring_index_segments", "Time segments.", held.segments)
        yield _gauge("saring_index_bytes", "Memory of the buckets, estimated.", held.bytes)
        seen = sample(client, INDEX_NAME)
        told = "Articles of a bucket, in a sample of the buckets."
        sizes = GaugeMetricFamily("saring_index_bucket_articles", told, labels=["quantile"])
        for share in QUANTILES:
            sizes.add_metric([f"{share:g}"], seen.quantile(share))
        yield sizes
        stock = seen.stock / seen.seen if seen.seen else 0.0
        yield _gauge("saring_index_stock_share", "Share of buckets that are stock phrases, in the sample.", stock)
        yield from self._of_workers()

    def _of_workers(self) -> Iterator[Metric]:
        counted = self._engine.meter.read()
        tasks = CounterMetricFamily("saring_tasks", "Runs of tasks by verdict.", labels=["task", "verdict"])
        for (task, verdict), count in sorted(counted.tasks.items()):
            tasks.add_metric([task, verdict], count)
        yield tasks
        fetches = CounterMetricFamily("saring_fetches", "Fetches by what they came back with.", labels=["outcome"])
        for outcome in FetchOutcome:
            fetches.add_metric([outcome.value], counted.fetches.get(outcome.value, 0))
        yield fetches
        told = "How long the stages of an article's way took."
        stages = HistogramMetricFamily("saring_stage_seconds", told, labels=["stage"])
        for stage in Stage:
            if (took := counted.stages.get(stage.value)) is None:
                continue
            below = [sum(took.classes[: at + 1]) for at in range(len(took.classes))]
            bounds = [*(f"{bound:g}" for bound in BOUNDS), "+Inf"]
            stages.add_metric([stage.value], list(zip(bounds, map(float, below), strict=True)), took.seconds)
        yield stages

    def _of_broker(self) -> Iterator[Metric]:
        queues = GaugeMetricFamily("saring_queue_messages", "Messages that no worker has taken yet.", labels=["queue"])
        for queue, depth in queue_depths(self._engine.settings, (INGEST, UPKEEP)).items():
            queues.add_metric([queue], depth)
        yield queues


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def _classes() -> list[str]:
    """The classes of clusters by size, as in "1", "4-5" and "51-"."""
    names = []
    for low, high in zip((0, *SIZES), SIZES, strict=False):
        names.append(str(high) if high == low + 1 else f"{low + 1}-{high}")
    return [*names, f"{SIZES[-1] + 1}-"]
