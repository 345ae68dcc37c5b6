from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.buckets import DAY, NOW, keys

from worker.dedup.bands import BandParams
from worker.dedup.index import LAYOUT, Index, IndexParams, Met
from worker.dedup.index_faults import IndexMismatch
from worker.dedup.signing import SigningParams

if TYPE_CHECKING:
    import redis


@pytest.mark.parametrize(
    ("theirs", "named"),
    [
        (IndexParams(window_days=7), "window_days is 30 there and 7 here"),
        (IndexParams(bucket_cap=41), "bucket_cap is 40 there and 41 here"),
        (IndexParams(signing=SigningParams(seed=3)), "signing.seed is 1 there and 3 here"),
        (IndexParams(bands=BandParams(body_bands=9)), "bands.body_bands is 8 there and 9 here"),
        (IndexParams(layout=99), f"layout is {LAYOUT} there and 99 here"),
    ],
)
def test_other_parameters_are_refused(index: Index, valkey: redis.Redis, theirs: IndexParams, named: str) -> None:
    """Whoever comes with other parameters is told which and what to do, on opening and on every call."""
    other = Index(valkey, theirs)
    index.open()
    for call in (
        other.open,
        lambda: other.add(1, keys(1), NOW),
        lambda: other.look(keys(1), NOW),
        lambda: other.remove(1, keys(1)),
    ):
        with pytest.raises(IndexMismatch, match=rf"{named}.*saring reindex"):
            call()

    assert 0 == index.stats().articles


def test_a_lost_index_is_no_empty_index(index: Index, valkey: redis.Redis) -> None:
    """When the server lost its data, adding fails with the way out and does not begin a new index in silence."""
    valkey.flushall()

    with pytest.raises(IndexMismatch, match=r"is gone.*saring reindex"):
        index.add(1, keys(1), NOW)
    assert 0 == valkey.dbsize()


def test_dropping_removes_every_key(index: Index, valkey: redis.Redis) -> None:
    """A dropped index leaves no key, others keep theirs, and it can be opened with other parameters."""
    valkey.set("saring:index-of-somebody-else", 1)
    other = Index(valkey, name="other")
    other.open()
    other.add(1, keys(1), NOW)
    index.add_many((at, keys(at), NOW + at * DAY) for at in range(1, 200))
    index.drop()

    assert 3 == valkey.dbsize()
    assert [Met(1, 1)] == other.look(keys(1), NOW)
    Index(valkey, IndexParams(window_days=7)).open()


def test_dropping_removes_what_an_earlier_version_left(valkey: redis.Redis) -> None:
    """An index of hashes named by three bytes, as layout 3 had them, is refused, and dropping leaves no key of it."""
    valkey.hset(
        "saring:index", mapping={"parameters": '{"layout": 3}', "fingerprint": "old", "life": "1", "656": "65537 2 2 1"}
    )
    for number in (b"\0\0\0", b"\x0a\xff\0", b"\0\0\x01"):
        valkey.hset(b"saring:index:656:" + number, b"rest", 1)
    index = Index(valkey)
    with pytest.raises(IndexMismatch, match=rf"layout is 3 there and {LAYOUT} here.*saring reindex"):
        index.open()
    index.drop()

    assert 0 == valkey.dbsize()


def test_an_index_dropped_in_part_is_refused(index: Index, valkey: redis.Redis) -> None:
    """Whoever is killed while dropping leaves an index that nobody takes for a whole one; dropping again mends it."""
    index.add(1, keys(1), NOW)
    valkey.hdel(index.name, "fingerprint")
    for call in (index.open, lambda: index.add(2, keys(1), NOW)):
        with pytest.raises(IndexMismatch, match=r"dropped in part.*saring reindex"):
            call()

    index.drop()
    index.open()
    assert [] == index.add(2, keys(1), NOW)


def test_indexes_of_two_names_are_apart(valkey: redis.Redis) -> None:
    """Two indexes on one server do not see each other's articles."""
    one, two = Index(valkey, name="a"), Index(valkey, IndexParams(window_days=7), name="a:b")
    one.open()
    two.open()
    one.add(1, keys(1), NOW)

    assert [] == two.look(keys(1), NOW)
