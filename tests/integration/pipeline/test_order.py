"""Order does not matter: the same articles give the same clusters, whatever the order and the number of workers."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from support.parts import partition, pipeline, push, take, versions
from support.racing import start_together
from support.stories import DAM, FIRE, TOGETHER, TWELVE, body
from support.synthetic import Writer

from config.settings import load
from worker.engine import Engine
from worker.store import articles, evidence
from worker.store.database import Database

if TYPE_CHECKING:
    from pathlib import Path

    from worker.model.evidence import Evidence


def judgement(engine: Engine, a: str, b: str) -> Evidence | None:
    """The stored judgement of two articles, by their keys."""
    with engine.db.read() as conn:
        first, second = articles.find(conn, a), articles.find(conn, b)
        assert first is not None
        assert second is not None
        return evidence.pair(conn, first.id, second.id)


@pytest.mark.parametrize("seed", range(4))
def test_any_order_gives_the_same_partition(engine: Engine, seed: int) -> None:
    """Clusters and versions of twelve articles do not depend on who came first."""
    stories = list(TWELVE)
    random.Random(seed).shuffle(stories)  # noqa: S311 - a test's lots, not a secret's
    for story in stories:
        take(engine, story.key, story.text, title=story.title)

    assert TOGETHER == partition(engine.db)
    assert {
        frozenset({"kabarbukit/fire", "wartateluk/fire", "pagisawah/fire", "suaraselat/fire"}),
        frozenset({"kabarbukit/dam", "wartateluk/dam"}),
    } == {group for group in versions(engine.db) if len(group) > 1}


def test_two_processes_give_the_same_partition_as_one(folder: Path, store_url: str, valkey_url: str) -> None:
    """Workers that meet one another's articles half-way come to what one worker comes to."""
    shared = load(data_dir=folder, store_url=store_url, index_url=valkey_url)
    corpus = Writer(7).corpus(40)
    engine = Engine(shared)
    numbers = [push(engine, one.url, one.text, title=one.title, url=one.url) for one in corpus]
    engine.close()

    ends = start_together(shared, [numbers[::2], numbers[1::2]], in_step=False)

    db = Database(store_url)
    found = partition(db)
    db.close()
    families: dict[int, set[str]] = {}
    for one in corpus:
        families.setdefault(one.family, set()).add(one.url)
    assert [0, 0] == ends
    assert {frozenset(family) for family in families.values()} == found


def test_evidence_depends_on_the_two_articles_only(engine: Engine, folder: Path) -> None:
    """Whoever came first, and whoever else was there, a pair's figures and probabilities are the same."""
    for story in (TWELVE[6], TWELVE[0], TWELVE[2]):
        take(engine, story.key, story.text, title=story.title)
    other = Engine(load(data_dir=folder / "other", index_url=engine.settings.index_url, window_days=30))
    other.db.migrate()
    engine.redis.flushall()
    other.index.open()
    for story in (TWELVE[2], TWELVE[9], TWELVE[1], TWELVE[0]):
        take(other, story.key, story.text, title=story.title)
    found = [judgement(one, TWELVE[0].key, TWELVE[2].key) for one in (engine, other)]
    other.close()

    assert found[0] is not None
    assert found[1] is not None
    assert (found[0].same_report, found[0].same_version, found[0].weighed_most, found[0].version) == (
        found[1].same_report,
        found[1].same_version,
        found[1].weighed_most,
        found[1].version,
    )
    assert found[0].figures == found[1].figures


def test_a_batch_gives_the_same_partition_as_one_by_one(engine: Engine) -> None:
    """Articles that are taken together meet one another as they would one after the other."""
    numbers = [push(engine, story.key, story.text, title=story.title) for story in TWELVE]
    runs = pipeline(engine).run_many(numbers)

    assert numbers == [run.submission for run in runs]
    assert TOGETHER == partition(engine.db)


def test_one_key_twice_in_a_batch_is_one_article(engine: Engine) -> None:
    """A file that names a record twice, with two texts, ends with one article and both submissions closed."""
    numbers = [push(engine, "kabarbukit/dam", text) for text in (body(DAM), body(FIRE))]
    runs = pipeline(engine).run_many(numbers)

    assert 1 == len({run.article for run in runs})
    assert all(run.verdict is not None for run in runs)
    assert {frozenset({"kabarbukit/dam"})} == partition(engine.db)


def test_a_text_with_many_copies_stays_one_cluster(engine: Engine) -> None:
    """The wire story that fifty desks print is one report, however many print it."""
    numbers = [push(engine, f"surat{desk}/fire", body(FIRE)) for desk in range(50)]
    for number in numbers:
        pipeline(engine).run(number)

    assert 1 == len(partition(engine.db))
