"""What an article costs in commands and in memory: the causes of speed, and not the speed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from worker.dedup.bands import KEY_BYTES
from worker.dedup.index import Index, IndexParams
from worker.dedup.index_contents import contents

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
    """Adding and asking is one script call, and two commands a bucket where the window before is empty."""
    index.add_many(articles(500))
    valkey.config_resetstat()
    for article in articles(100, first=3001):
        index.add(*article)
    found = calls(valkey)

    assert 100 == found.pop("evalsha")
    # reading a page and writing a record; the segments' fields; the server's run and time
    inner = sum(found.values()) - found.pop("config|resetstat", 0)
    assert inner <= 100 * (2 * BUCKETS + 10)


def test_one_command_more_where_the_window_before_lives(index: Index, valkey: redis.Redis) -> None:
    """The second segment costs each bucket one more read."""
    index.add_many(articles(500))
    index.add_many(articles(500, first=1001, now=NOW + 30 * DAY))
    valkey.config_resetstat()
    index.add_many(articles(96, first=2001, now=NOW + 30 * DAY))
    found = calls(valkey)

    assert 3 == found.pop("evalsha")
    assert sum(found.values()) <= 96 * (3 * BUCKETS + 2)


def test_growing_takes_few_commands(index: Index, valkey: redis.Redis) -> None:
    """While pages split, an article costs hardly more commands than without: many pages are split at a time."""
    index.add_many(articles(800))
    before = index.stats().pages
    valkey.config_resetstat()
    index.add_many(articles(320, first=1001))
    found = calls(valkey)

    assert index.stats().pages > before
    # 6 pages an article, 16 at a time; of the pages that wait for their split some are full
    assert sum(found.values()) <= 320 * (2 * BUCKETS + 14)


def test_a_large_index_stays_small(index: Index, valkey: redis.Redis) -> None:
    """At any size a page holds some 17 of its 31 records; 20 bytes a record, regions being full, with all around it."""
    before = valkey.info("memory")["used_memory"]
    index.add_many(articles(820, buckets=1000))
    stats = index.stats()

    assert 820 == stats.articles
    assert 16.9 <= stats.members / stats.pages <= 17
    assert stats.bytes / stats.members <= 20
    assert (valkey.info("memory")["used_memory"] - before) / stats.members <= 20.5
    # what was added before its page was split is found behind it
    for early in articles(20, buckets=1000):
        [met] = [met for met in index.look(early[1], NOW) if met.article_id == early[0]]
        assert 1000 == met.buckets_shared


def test_a_small_index_takes_little(index: Index, valkey: redis.Redis) -> None:
    """An index begins with a single region."""
    before = valkey.info("memory")["used_memory"]
    index.add_many(articles(100))

    assert valkey.info("memory")["used_memory"] - before < 5_500_000


def test_a_bucket_of_everybody_costs_no_more_than_its_cap(valkey: redis.Redis) -> None:
    """However many come by, it is one record in the end."""
    index = Index(valkey, IndexParams(bucket_cap=10))
    index.open()
    index.add_many((at, [b"common"], NOW) for at in range(1, 1000))

    assert (1, 0) == (index.stats().buckets, index.stats().members)
    assert [None] == [bucket.ids for bucket in contents(valkey, index.name)]
