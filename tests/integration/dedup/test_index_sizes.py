from __future__ import annotations

import random

import redis

from worker.dedup.bands import KEY_BYTES
from worker.dedup.index import Index, IndexParams
from worker.dedup.index_sizes import Sizes, sample

NAME = "sizes"


def keys(lot: random.Random, count: int) -> list[bytes]:
    """So many buckets of passages: the last bit of a key says that it is none of a whole body."""
    return [lot.randbytes(KEY_BYTES - 1) + b"\0" for _ in range(count)]


def test_a_sample_tells_how_full_buckets_are(valkey_url: str) -> None:
    """Of buckets of one, of three, and of stock phrases, each is seen about as often as there are of them."""
    lot = random.Random(5)  # noqa: S311 - a sample needs no secrecy
    alone, shared, stock = keys(lot, 20_000), keys(lot, 10_000), keys(lot, 10_000)
    params = IndexParams(bucket_cap=3)
    with redis.Redis.from_url(valkey_url) as client:
        index = Index(client, params, NAME)
        index.open(empty=True)
        index.add(1, [*alone, *shared, *stock], 0.0)
        for number in (2, 3):
            index.add(number, [*shared, *stock], 0.0)
        for number in (4, 5):
            index.add(number, stock, 0.0)
        found = sample(client, NAME, lot)

    assert 0.15 < found.stock / found.seen < 0.35
    assert {1, 3} == set(found.articles)
    assert 0.5 < found.articles.count(1) / len(found.articles) < 0.83
    assert (1, 3) == (found.quantile(0.1), found.quantile(1.0))


def test_an_index_that_is_not_there_has_no_sizes(valkey_url: str) -> None:
    """Before the first article, and after the server was emptied."""
    with redis.Redis.from_url(valkey_url) as client:
        nothing = sample(client, NAME)

    assert Sizes(0, 0, ()) == nothing
    assert 0 == nothing.quantile(0.5)
