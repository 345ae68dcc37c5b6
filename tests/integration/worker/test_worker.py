"""A real Celery worker: what is queued is done once, messages that are lost come back, and a broker may fail."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest
import redis
from support.parts import Letterbox, intake, partition
from support.plant import Plant
from support.site import Site, articles
from support.synthetic import OUTLETS, Writer

from config.settings import load
from worker.model.verdict import State, Verdict
from worker.store import ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from support.synthetic import Article

CORPUS = Writer(11).corpus(24)
LATER = Writer(12).corpus(16)


@pytest.fixture
def site() -> Iterator[Site]:
    """Five outlets on loopback."""
    with Site(articles(CORPUS) | articles(LATER, seconds=0.05)) as served:
        yield served


@pytest.fixture
def plant(folder: Path, site: Site) -> Iterator[Plant]:
    """A Valkey and a worker that gives up nothing and waits for nobody long."""
    settings = load(
        data_dir=folder,
        connect_to=site.connect_to(OUTLETS),
        host_rate=1000,
        host_burst=1000,
        lost_seconds=1,
        retry_seconds=0.5,
        lease_seconds=5,
        worker_concurrency=2,
    )
    with Plant(settings) as made:
        yield made


def key(article: Article) -> str:
    """The article's key in the store."""
    return f"{article.outlet}{article.path}"


def families(corpus: Sequence[Article]) -> set[frozenset[str]]:
    """Which articles belong together, by their keys in the store."""
    found: dict[int, set[str]] = {}
    for one in corpus:
        found.setdefault(one.family, set()).add(key(one))
    return {frozenset(family) for family in found.values()}


def test_the_worker_does_what_is_queued_and_what_was_lost(plant: Plant, site: Site) -> None:
    """Queued by URL, fetched, cleaned, clustered; a row whose message was lost comes back with the sweep's task."""
    plant.start_worker()
    numbers = plant.queue([article.url for article in CORPUS])
    plant.until(lambda: not plant.pending())
    rows = plant.rows(numbers)

    assert {State.DONE} == {row.state for row in rows}
    assert {1} == {row.attempts for row in rows}
    assert all(row.task_id for row in rows)
    assert families(CORPUS) == partition(plant.engine.db)
    assert {1} == {site.asked[key(article)] for article in CORPUS}

    # noted as published, and on no queue: as if the broker had lost them
    lost = intake(plant.engine, Letterbox()).urls([article.url for article in LATER[:3]])
    time.sleep(plant.settings.lost_seconds)
    plant.app.send_task("upkeep.requeue")
    plant.until(lambda: not plant.pending())

    assert {State.DONE} == {row.state for row in plant.rows([one.submission.id for one in lost if one.submission])}


def test_a_broker_that_is_killed_midway_loses_nothing(plant: Plant) -> None:
    """The ledger knows what is not done; when the broker is back, the worker goes on."""
    plant.start_worker()
    numbers = plant.queue([article.url for article in LATER])
    plant.until(lambda: plant.pending() < len(LATER))
    os.kill(plant.valkey.pid or 0, signal.SIGKILL)
    plant.valkey.stop()
    refused = plant.queue([article.url for article in CORPUS[:2]])
    plant.valkey.start()
    plant.until(lambda: not plant.pending(), sweep=True)

    assert {State.DONE} == {row.state for row in plant.rows([*numbers, *refused])}
    # not who is with whom: a server that is killed while its disk is slow may lose the index's last second
    assert {key(one) for one in [*LATER, *CORPUS[:2]]} == set().union(*partition(plant.engine.db))


def test_a_lost_queue_is_published_again(plant: Plant) -> None:
    """Whoever empties the broker loses messages, and no submission."""
    numbers = plant.queue([article.url for article in CORPUS[:6]])
    with redis.Redis.from_url(plant.settings.index) as conn:
        queued = conn.llen("saring:ingest")
        conn.delete("saring:ingest")
    plant.start_worker()
    time.sleep(plant.settings.lost_seconds)
    idle = plant.pending()
    plant.engine.sweep()
    plant.until(lambda: not plant.pending())

    assert (6, 6) == (queued, idle)
    assert {Verdict.NEW, Verdict.VERSION} >= {row.verdict for row in plant.rows(numbers)}
    with plant.engine.db.read() as conn:
        assert 6 == sum(ledger.counts(conn).values())
