"""What an article costs in commands and in memory: the causes of speed, and not the speed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from worker.dedup.bands import KEY_BYTES
from worker.dedup.index import VALKEY_CONFIG, Index, IndexParams, Met
from worker.dedup.index_segments import shard

if TYPE_CHECKING:
    from collections.abc import Iterator

    import redis

NOW = 1_700_000_000.0
DAY = 86400
BUCKETS = 98
"""As the evaluation corpus has on average."""
SHARED = 14


def articles(
    count: int, first: int = 1, now: float = NOW, buckets: int = BUCKETS
) -> Iterator[tuple[int, list[bytes], float]]:
    """Articles of the usual size, of which every second shares some buckets with the one before."""
    for at in range(first, first + count):
        seeds = [b"%d %d" % (at - at % 2 if band < SHARED else at, band) for band in range(buckets)]
        yield at, [hashlib.blake2b(seed, digest_size=KEY_BYTES).digest() for seed in seeds], now


def calls(valkey: redis.Redis) -> dict[str, int]:
    """Calls of each command since the last reset, those from inside scripts too."""
    return {name.removeprefix("cmdstat_"): stat["calls"] for name, stat in valkey.info("commandstats").items()}


def test_one_round_trip_an_article(index: Index, valkey: redis.Redis) -> None:
    """Adding and asking is one script call, and one command a bucket where the window before is empty."""
    index.add_many(articles(500))
    valkey.config_resetstat()
    for article in articles(100, first=3001):
        index.add(*article)
    found = calls(valkey)

    assert 100 == found.pop("evalsha")
    # HSETNX for each bucket; HGET and HSET more for the shared ones; the segments' fields; splits of shards; the
    # server's run and time
    inner = sum(found.values()) - found.pop("config|resetstat", 0)
    assert inner <= 100 * (BUCKETS + SHARED + 24)


def test_one_command_more_where_the_window_before_lives(index: Index, valkey: redis.Redis) -> None:
    """The second segment costs each bucket one more read."""
    index.add_many(articles(500))
    index.add_many(articles(500, first=1001, now=NOW + 30 * DAY))
    valkey.config_resetstat()
    index.add_many(articles(96, first=2001, now=NOW + 30 * DAY))
    found = calls(valkey)

    assert 3 == found.pop("evalsha")
    assert sum(found.values()) <= 96 * (2 * BUCKETS + SHARED + 20)


def test_a_large_index_stays_packed_and_small(index: Index, valkey: redis.Redis) -> None:
    """At any size a shard is a short packed list, so an article costs the same; at most 14 bytes a bucket.

    Long articles fill the first shards, and then make them split.
    """
    before = valkey.info("memory")["used_memory"]
    index.add_many(articles(1800, buckets=1000))
    stats = index.stats()
    number = int(NOW // (30 * DAY))
    sample = [shard(index.name, number, at) for at in range(0, stats.shards, 997)]

    assert 1800 == stats.articles
    assert stats.shards > 65536
    assert 0.95 * 24 <= stats.buckets / stats.shards <= 24
    assert max(valkey.hlen(key) for key in sample) <= 90
    assert {b"listpack"} == {valkey.object("encoding", key) for key in sample}
    assert stats.bytes / stats.buckets <= 14
    assert (valkey.info("memory")["used_memory"] - before) / stats.buckets <= 18
    # what was added before its shard split is found behind it
    for early in articles(20, buckets=1000):
        [met] = [met for met in index.look(early[1], NOW) if met.article_id == early[0]]
        assert 1000 == met.buckets_shared


def test_a_small_index_takes_little(index: Index, valkey: redis.Redis) -> None:
    """Shards that hold nothing take nothing: the many that a new index has cost six megabytes at the worst."""
    before = valkey.info("memory")["used_memory"]
    index.add_many(articles(100))

    assert valkey.info("memory")["used_memory"] - before < 2_000_000


def test_works_without_its_configuration(index: Index, valkey: redis.Redis) -> None:
    """A server with other thresholds, of 8 entries and 16 bytes, gives the same answers."""
    for name in VALKEY_CONFIG:
        valkey.config_set(name, 8 if "entries" in name else 16)
    index.add_many(articles(400))

    assert [Met(400, BUCKETS)] == index.look(next(articles(1, first=400))[1], NOW)
    assert [Met(400, SHARED)] == index.add(*next(articles(1, first=401)))


def test_the_estimate_follows_the_cap(valkey: redis.Redis) -> None:
    """A bucket of everybody costs no more than its cap, and then a byte."""
    index = Index(valkey, IndexParams(bucket_cap=10))
    index.open()
    index.add_many((at, [b"common"], NOW) for at in range(1, 1000))

    assert (1, 0) == (index.stats().buckets, index.stats().members)
    assert index.stats().bytes < 300
