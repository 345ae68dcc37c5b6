"""Everything that an index holds, bucket by bucket; for checking it, not for asking it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from worker.dedup.index_segments import segments, shard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import redis

    from worker.dedup.index_segments import Segment

_PIPED = 1000
"""Shards read in one round trip: some 24,000 buckets."""
_ID_BYTES = 5
_NUMBER_BYTES = 3


class Bucket(NamedTuple):
    """A bucket of one time segment.

    Attributes:
        segment: the segment's number.
        key: the bucket's key, as `worker.dedup.bands.buckets` makes it.
        ids: its articles; None for a stock phrase, which keeps none.
    """

    segment: int
    key: bytes
    ids: tuple[int, ...] | None


def contents(client: redis.Redis, name: str) -> Iterator[Bucket]:
    """Read an index as `index_layout.lua` describes it.

    Args:
        client: a client that does not decode responses.
        name: the index's name.

    Yields:
        Every bucket of every segment. Beside running workers a bucket whose shard is split meanwhile may be missed.
    """
    for segment in segments(client, name):
        for numbers in _portions(client, name, segment):
            with client.pipeline(transaction=False) as pipe:
                for number in numbers:
                    pipe.hgetall(shard(name, segment.number, number))
                found = pipe.execute()
            for number, fields in zip(numbers, found, strict=True):
                head = number.to_bytes(3, "little")[:2]
                for field, value in fields.items():
                    yield Bucket(segment.number, head + field, _ids(value))


def _portions(client: redis.Redis, name: str, segment: Segment) -> Iterator[Sequence[int]]:
    """The numbers of a segment's shards; of a small segment, most of whose shards hold nothing, only the others'."""
    if segment.buckets >= segment.shards:
        for at in range(0, segment.shards, _PIPED):
            yield range(at, min(at + _PIPED, segment.shards))
        return
    prefix = b"%s:%d:" % (name.encode(), segment.number)
    found = {
        int.from_bytes(key[len(prefix) :], "little")
        for key in client.scan_iter(match=glob_escaped(prefix) + b"???", count=_PIPED)
        if len(key) == len(prefix) + _NUMBER_BYTES
    }
    ordered = sorted(found)
    for at in range(0, len(ordered), _PIPED):
        yield ordered[at : at + _PIPED]


def glob_escaped(text: bytes) -> bytes:
    """A text that a pattern of Valkey's SCAN takes as it is."""
    return re.sub(rb"([\\*?\[\]])", rb"\\\1", text)


def _ids(value: bytes) -> tuple[int, ...] | None:
    if value == b"-":
        return None
    if not value.startswith(b"*"):
        return (int(value),)
    return tuple(int.from_bytes(value[at : at + _ID_BYTES], "big") for at in range(1, len(value), _ID_BYTES))
