"""The time segments of an index: what they hold, and how one is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import redis

_UNLINKED = 500
"""Shards dropped by one command."""

_SAMPLE = 64
"""Shards whose memory is measured to estimate the rest."""


_OWN = {b"parameters", b"fingerprint", b"life", b"at", b"filled"}
"""Fields of the index's own hash that are no segment."""


class Stats(NamedTuple):
    """What an index holds.

    Attributes:
        articles: articles, each once.
        buckets: buckets, those of stock phrases too.
        members: articles over all buckets.
        segments: time segments.
        shards: hashes that the buckets lie in.
        bytes: memory of all shards; measured on some of them and multiplied.
    """

    articles: int
    buckets: int
    members: int
    segments: int
    shards: int
    bytes: int


class Segment(NamedTuple):
    """One time segment, as its field in the index's own hash tells."""

    number: int
    shards: int
    buckets: int
    members: int
    articles: int


def segments(client: redis.Redis, name: str) -> list[Segment]:
    """The segments of an index, oldest first.

    Args:
        client: a client that does not decode responses.
        name: the index's name.
    """
    fields: Any = client.hgetall(name)
    return sorted(
        Segment(int(number), *map(int, text.split())) for number, text in fields.items() if number not in _OWN
    )


def unlink(client: redis.Redis, name: str, segment: Segment) -> None:
    """Drop a segment by the names of its shards, without looking for them.

    Args:
        client: where.
        name: the index's name.
        segment: which one.
    """
    # The segment's own field goes last: killed on the way, the next call does the rest.
    for at in range(0, segment.shards, _UNLINKED):
        last = min(at + _UNLINKED, segment.shards)
        client.unlink(*(shard(name, segment.number, number) for number in range(at, last)))
    client.hdel(name, str(segment.number))


def measure(client: redis.Redis, name: str) -> Stats:
    """Count what an index holds, in two round trips at any size.

    Args:
        client: a client that does not decode responses.
        name: the index's name.
    """
    found = segments(client, name)
    shards = sum(one.shards for one in found)
    step = max(1, shards // _SAMPLE)
    with client.pipeline(transaction=False) as pipe:
        for one in found:
            for at in range(0, one.shards, step):
                pipe.memory_usage(shard(name, one.number, at), samples=0)
        sizes = [size or 0 for size in pipe.execute()]
    return Stats(
        articles=sum(one.articles for one in found),
        buckets=sum(one.buckets for one in found),
        members=sum(one.members for one in found),
        segments=len(found),
        shards=shards,
        bytes=round(sum(sizes) / len(sizes) * shards) if sizes else 0,
    )


def shard(name: str, segment: int, number: int) -> bytes:
    """The key of a shard.

    Args:
        name: the index's name.
        segment: the number of the segment.
        number: that of the shard in it.
    """
    return b"%s:%d:%s" % (name.encode(), segment, number.to_bytes(3, "little"))
