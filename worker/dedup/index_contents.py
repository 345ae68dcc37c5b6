"""Everything that an index holds, bucket by bucket; for checking it, not for asking it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from worker.dedup.index_segments import segments, shard

if TYPE_CHECKING:
    from collections.abc import Iterator

    import redis

_PIPED = 1000
"""Shards read in one round trip: some 24,000 buckets."""
_ID_BYTES = 5


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
        for at in range(0, segment.shards, _PIPED):
            numbers = range(at, min(at + _PIPED, segment.shards))
            with client.pipeline(transaction=False) as pipe:
                for number in numbers:
                    pipe.hgetall(shard(name, segment.number, number))
                found = pipe.execute()
            for number, fields in zip(numbers, found, strict=True):
                head = number.to_bytes(3, "little")[:2]
                for field, value in fields.items():
                    yield Bucket(segment.number, head + field, _ids(value))


def _ids(value: bytes) -> tuple[int, ...] | None:
    if value == b"-":
        return None
    if not value.startswith(b"*"):
        return (int(value),)
    return tuple(int.from_bytes(value[at : at + _ID_BYTES], "big") for at in range(1, len(value), _ID_BYTES))
