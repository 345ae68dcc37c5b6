"""The time segments of an index: what they hold, and how one is dropped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    import redis

PAGE_BYTES: Final = 310
REGION_PAGES: Final = 16384
"""How `index_layout.lua` cuts a segment; it says why."""

_UNLINKED: Final = 500
"""Keys dropped by one command."""

_SAMPLE: Final = 64
"""Regions whose memory is measured to estimate the rest; they are all alike but for those that are not there yet."""

_HASHED: Final = 3
"""The last layout whose buckets lay in hashes, named by three bytes."""

_OWN: Final = {b"parameters", b"fingerprint", b"life", b"at", b"filled"}
"""Fields of the index's own hash that are no segment."""


class Stats(NamedTuple):
    """What an index holds.

    Attributes:
        articles: articles, each once.
        buckets: buckets, those of stock phrases too.
        members: articles over all buckets.
        segments: time segments.
        pages: what the buckets lie in, some 17 of them in each.
        bytes: memory of all pages; measured on some of their regions and multiplied.
    """

    articles: int
    buckets: int
    members: int
    segments: int
    pages: int
    bytes: int


class Segment(NamedTuple):
    """One time segment, as its field in the index's own hash tells."""

    number: int
    pages: int
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
    """Drop a segment by the names of its keys, without looking for them.

    Args:
        client: where.
        name: the index's name.
        segment: which one.
    """
    # The segment's own field goes last: killed on the way, the next call does the rest.
    names = _names(name, segment, _layout(client, name))
    for at in range(0, len(names), _UNLINKED):
        client.unlink(*names[at : at + _UNLINKED])
    client.hdel(name, str(segment.number))


def measure(client: redis.Redis, name: str) -> Stats:
    """Count what an index holds, in two round trips at any size.

    Args:
        client: a client that does not decode responses.
        name: the index's name.
    """
    found = segments(client, name)
    names = [region(name, one.number, number) for one in found for number in range(regions(one))]
    asked = names[:: max(1, len(names) // _SAMPLE)]
    with client.pipeline(transaction=False) as pipe:
        for key in asked:
            pipe.memory_usage(key, samples=0)
        for one in found:
            pipe.memory_usage(more(name, one.number), samples=_SAMPLE)
        sizes = [size or 0 for size in pipe.execute()]
    return Stats(
        articles=sum(one.articles for one in found),
        buckets=sum(one.buckets for one in found),
        members=sum(one.members for one in found),
        segments=len(found),
        pages=sum(one.pages for one in found),
        bytes=round(sum(sizes[: len(asked)]) / len(asked) * len(names)) + sum(sizes[len(asked) :]) if asked else 0,
    )


def regions(segment: Segment) -> int:
    """How many regions a segment has.

    Args:
        segment: which one.
    """
    return -(-segment.pages // REGION_PAGES)


def region(name: str, segment: int, number: int) -> bytes:
    """The key of a region.

    Args:
        name: the index's name.
        segment: the number of the segment.
        number: that of the region in it.
    """
    return b"%s:%d:%d" % (name.encode(), segment, number)


def more(name: str, segment: int) -> bytes:
    """The key of what a segment's full pages do not hold.

    Args:
        name: the index's name.
        segment: the number of the segment.
    """
    return b"%s:%d:more" % (name.encode(), segment)


def _layout(client: redis.Redis, name: str) -> int:
    described: Any = client.hget(name, "parameters")
    return int(json.loads(described or b"{}").get("layout", _HASHED + 1))


def _names(name: str, segment: Segment, layout: int) -> list[bytes]:
    """All keys of a segment; also of one that an earlier version of Saring left."""
    if layout <= _HASHED:
        return [
            b"%s:%d:%s" % (name.encode(), segment.number, number.to_bytes(3, "little"))
            for number in range(segment.pages)
        ]
    return [
        *(region(name, segment.number, number) for number in range(regions(segment))),
        more(name, segment.number),
    ]
