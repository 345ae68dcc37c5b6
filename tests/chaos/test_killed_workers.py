"""Articles queued by URL, the worker tree killed with SIGKILL on the way: all done once, clusters as if undisturbed."""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from support.parts import partition
from support.plant import Plant
from support.site import Site, articles
from support.synthetic import OUTLETS, Writer

from config.settings import load
from worker.model.verdict import State, Verdict
from worker.store import events
from worker.store.schema import ARTICLE, CLUSTER, SUBMISSION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from support.synthetic import Article

    from config.settings import Settings
    from worker.store.database import Database

FINISHED = 1800.0
"""Seconds until a run is given up."""


def settings_for(folder: Path, site: Site, lost_seconds: float) -> Settings:
    """Short times, so that what dies comes back soon."""
    return load(
        data_dir=folder,
        connect_to=site.connect_to(OUTLETS),
        host_rate=10_000,
        host_burst=10_000,
        lease_seconds=4,
        lost_seconds=lost_seconds,
        retry_seconds=0.5,
        max_attempts=20,
        worker_concurrency=2,
        log_level="WARNING",
    )


def run(plant: Plant, corpus: Sequence[Article], kills: Sequence[int], lot: random.Random) -> list[int]:
    """Queue the corpus and see it through; kill the worker each time that only so many are left.

    Args:
        plant: whose worker it is.
        corpus: what to queue.
        kills: how many submissions are still pending when the worker is killed, one number for each time.
        lot: draws how long after that, so that it is met at all kinds of work.

    Returns:
        How many rows were being worked on at each kill.
    """
    plant.start_worker()
    plant.queue([article.url for article in corpus])
    struck = []
    for left in kills:
        plant.until(lambda left=left: plant.pending() <= left, sweep=True, seconds=FINISHED)  # type: ignore[misc]
        time.sleep(lot.random() * 0.1)
        plant.worker.kill()
        with plant.engine.db.read() as conn:
            running = select(func.count()).where(SUBMISSION.c.state == State.RUNNING.value)
            struck.append(conn.execute(running).scalar_one())
        plant.start_worker()
    plant.until(lambda: not plant.pending(), sweep=True, seconds=FINISHED)
    return struck


def stored_once(db: Database) -> Counter[int]:
    """How often each article was announced as stored."""
    told: Counter[int] = Counter()
    after = 0
    with db.read() as conn:
        while found := events.after(conn, after, limit=1000):
            told.update(event.payload["article"] for event in found if event.type == "article.stored")
            after = found[-1].id
    return told


@pytest.mark.parametrize(
    ("size", "kills", "lost_seconds"),
    [
        pytest.param(150, 2, 3.0, id="bounded"),
        pytest.param(2000, 5, 20.0, id="full", marks=[pytest.mark.chaos, pytest.mark.slow]),
    ],
)
def test_a_killed_worker_tree_loses_and_repeats_nothing(
    folder: Path, size: int, kills: int, lost_seconds: float, chaos_seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """As many rows as submissions, each done; each article stored once; the clusters of an undisturbed run."""
    corpus = Writer(chaos_seed).corpus(size)
    lot = random.Random(chaos_seed)  # noqa: S311 - a test's lots, not a secret's
    moments = sorted(lot.sample(range(size // 10, size - size // 10), kills), reverse=True)

    with Site(articles(corpus, seconds=0.01)) as site:
        with Plant(settings_for(folder / "calm", site, FINISHED)) as calm:
            began = time.monotonic()
            run(calm, corpus, [], lot)
            calm_seconds = time.monotonic() - began
            expected = partition(calm.engine.db)
        with Plant(settings_for(folder / "wild", site, lost_seconds)) as wild:
            began = time.monotonic()
            struck = run(wild, corpus, moments, lot)
            wild_seconds = time.monotonic() - began
            found = partition(wild.engine.db)
            told = stored_once(wild.engine.db)
            with wild.engine.db.read() as conn:
                rows = conn.execute(select(SUBMISSION)).all()
                kept = conn.execute(select(func.count(), func.sum(ARTICLE.c.visible.cast(ARTICLE.c.id.type)))).one()
                members = conn.execute(select(func.sum(CLUSTER.c.size))).scalar_one()

    attempts = Counter(row.attempts for row in rows)
    with capsys.disabled():
        print(  # noqa: T201 - figures for docs/reliability.md
            f"\n{size} articles, worker killed at {moments} left with {struck} in work: {len(rows)} rows, "
            f"{len(found)} clusters, tries {dict(sorted(attempts.items()))}, {wild_seconds:.1f} s "
            f"(undisturbed: {len(expected)} clusters, {calm_seconds:.1f} s)"
        )
    assert size == len(rows)
    assert {State.DONE.value} == {row.state for row in rows}
    assert {row.verdict for row in rows} <= {Verdict.NEW.value, Verdict.JOINED.value, Verdict.VERSION.value}
    assert (size, size) == tuple(kept)
    assert size == members
    assert size == len(told)
    assert {1} == set(told.values())
    assert expected == found
