"""All parts are killed, stopped and starved at random while they work: nothing is lost, doubled or put elsewhere."""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from support.disk import NoLongerFiles, SmallDisk
from support.parts import Letterbox, partition, versions
from support.site import Site, articles
from support.storm import KILLS, Pace, Storm, plan, undisturbed
from support.synthetic import OUTLETS, Writer

from config.settings import load
from worker.dedup.index_contents import contents
from worker.dedup.index_tended import TendedIndex
from worker.engine import Engine
from worker.local.valkey import EmbeddedValkey
from worker.model.verdict import State
from worker.parts import INDEX_NAME
from worker.store import events
from worker.store.schema import ARTICLE, CLUSTER, SUBMISSION
from worker.store.signatures import Signatures

if TYPE_CHECKING:
    from pathlib import Path

    import redis

    from config.settings import Settings
    from worker.store.database import Database

SENTENCES = (6, 9)
"""Small articles: what is tried here is their way, not what they say."""
FULL = {"child": 20, "tree": 12, "scheduler": 8, "valkey": 8, "web": 8, "stop": 1, "disk": 2, "step": 6, "double": 20}
BOUNDED = {"child": 2, "tree": 1, "scheduler": 1, "valkey": 2, "web": 1, "stop": 1, "disk": 1, "step": 2, "double": 2}


def settings_for(folder: Path, site: Site, lost_seconds: float = 15) -> Settings:
    """Short times, so that what dies comes back soon."""
    return load(
        data_dir=folder,
        connect_to=site.connect_to(OUTLETS),
        host_rate=10_000,
        host_burst=10_000,
        web_port=0,
        flower_port=0,
        lease_seconds=5,
        lost_seconds=lost_seconds,
        requeue_seconds=1,
        retry_seconds=0.5,
        max_attempts=10,
        worker_concurrency=2,
        log_level="WARNING",
    )


def stored_once(db: Database) -> Counter[int]:
    """How often each article was announced as stored."""
    told: Counter[int] = Counter()
    after = 0
    with db.read() as conn:
        while found := events.after(conn, after, limit=1000):
            told.update(event.payload["article"] for event in found if event.type == "article.stored")
            after = found[-1].id
    return told


def dump(client: redis.Redis, name: str) -> dict[bytes, frozenset[int]]:
    """Every bucket of an index with the articles in it, whatever its segment."""
    found: dict[bytes, set[int]] = {}
    for bucket in contents(client, name):
        found.setdefault(bucket.key, set()).update(bucket.ids or ())
    return {key: frozenset(ids) for key, ids in found.items()}


def expected_of(folder: Path, site: Site, corpus: list, lot: random.Random) -> tuple[set, set]:  # type: ignore[type-arg]
    """Clusters and versions of an undisturbed run."""
    settings = settings_for(folder, site)
    folder.mkdir()
    valkey = EmbeddedValkey(settings)
    valkey.start()
    calm = Engine(settings, queue=Letterbox())
    try:
        calm.db.migrate()
        undisturbed(calm, corpus, lot)
        return partition(calm.db), versions(calm.db)
    finally:
        calm.close()
        valkey.stop()


@pytest.mark.parametrize(
    ("size", "counts", "pace"),
    [
        pytest.param(200, BOUNDED, Pace(stopped=2, full=1, step=(-2, 4), lost=3), id="bounded", marks=pytest.mark.slow),
        pytest.param(20_000, FULL, Pace(), id="full", marks=[pytest.mark.chaos, pytest.mark.slow]),
    ],
)
def test_nothing_is_lost_in_a_storm(  # noqa: PLR0915 - one storm, looked at from all sides
    folder: Path,
    size: int,
    counts: dict[str, int],
    pace: Pace,
    chaos_seed: int,
    chaos_size: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As many rows as submissions, each finished once; clusters, versions and index as if nothing had happened."""
    size = chaos_size if chaos_size and size > 1000 else size
    corpus = Writer(chaos_seed).corpus(size, sentences=SENTENCES)
    faults = plan(counts, size, random.Random(chaos_seed))  # noqa: S311 - a test's lots, not a secret's
    lot = random.Random(chaos_seed)  # noqa: S311 - as above
    room = 200 + size // 12  # MiB; 40 KiB an article: store, its log, Valkey's files, the logs

    with Site(articles(corpus)) as site:
        began = time.monotonic()
        expected = expected_of(folder / "calm", site, corpus, lot)
        calm_seconds = time.monotonic() - began

        began = time.monotonic()
        lot = random.Random(chaos_seed)  # noqa: S311 - as above
        try:
            mounted = SmallDisk(folder / "disk", room).__enter__()
        except (PermissionError, FileNotFoundError):
            mounted = None
        data = folder / "disk" / "data" if mounted else folder / "data"
        storm = Storm(
            settings_for(data, site, pace.lost),
            corpus,
            faults,
            mounted or NoLongerFiles(lambda: storm.worker_processes()),  # noqa: PLW0108 - there is no storm yet
            lot,
            pace,
            give_up_seconds=600 + size / 5,
        )
        try:
            storm.run()
            wild_seconds = time.monotonic() - began
            engine = storm.engine
            added_again = engine.index.tend()
            found = partition(engine.db), versions(engine.db)
            told = stored_once(engine.db)
            stored = Signatures(engine.db)
            TendedIndex(engine.redis, engine.index_params, "rebuilt", stored=stored).rebuild()
            index, rebuilt = dump(engine.redis, INDEX_NAME), dump(engine.redis, "rebuilt")
            with engine.db.read() as conn:
                rows = conn.execute(select(SUBMISSION)).all()
                kept = conn.execute(select(func.count(), func.sum(ARTICLE.c.visible.cast(ARTICLE.c.id.type)))).one()
                members = conn.execute(select(func.sum(CLUSTER.c.size))).scalar_one()
        except BaseException:
            print(storm._tails())  # noqa: SLF001, T201 - what a failed test is read for
            raise
        finally:
            storm.close()
            if mounted:
                mounted.__exit__(None, None, None)

    tries = Counter(row.attempts for row in rows)
    states = Counter(row.state for row in rows)
    with capsys.disabled():
        print(  # noqa: T201 - figures for docs/reliability.md
            f"\nseed {chaos_seed}: {size} submissions, {len(rows)} rows, {dict(states)}; "
            f"kills {sum(storm.struck[kind] for kind in KILLS)} of {sum(counts[kind] for kind in KILLS)} "
            f"{dict(storm.struck)}; disk: {storm.disk.name}; "
            f"tries {dict(sorted(tries.items()))}; {len(found[0])} clusters, {len(found[1])} versions, "
            f"index {len(index)} buckets ({added_again} added at the end); "
            f"{wild_seconds:.0f} s (undisturbed, one process: {len(expected[0])} clusters, {calm_seconds:.0f} s)"
        )
    assert counts == dict(storm.struck)
    assert size == len(rows)
    assert {State.DONE.value: size} == states
    assert (size, size) == tuple(kept)
    assert size == members
    assert size == len(told)
    assert {1} == set(told.values())
    assert expected == found
    assert rebuilt == index
