"""Everything that an index holds, bucket by bucket; for checking it, not for asking it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from worker.dedup.index_segments import PAGE_BYTES, REGION_PAGES, more, region, regions, segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    import redis

REST: Final = 5
"""Bytes of a bucket's key in a record; its first is the last of the page's number."""
RECORD: Final = REST + 5
_TURNED: Final = (1 << 40) - 1


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
        Every bucket of every segment. Beside running workers a bucket whose page is split meanwhile may be missed.
    """
    for segment in segments(client, name):
        spilled: Any = client.hgetall(more(name, segment.number))
        for number in range(regions(segment)):
            held: Any = client.get(region(name, segment.number, number))
            for at in range(0, len(held or b""), PAGE_BYTES):
                page = number * REGION_PAGES + at // PAGE_BYTES
                if held[at + RECORD - 1]:
                    body = held[at : at + PAGE_BYTES] + spilled.get(b"%d" % page, b"")
                    for rest, ids in buckets_of(body).items():
                        yield Bucket(segment.number, bytes([page % 256]) + rest, ids)


def buckets_of(page: bytes) -> dict[bytes, tuple[int, ...] | None]:
    """The buckets of a page.

    Args:
        page: its records, whatever zeros follow them.

    Returns:
        For each bucket, by its key without the first byte, its articles; None for a stock phrase.
    """
    found: dict[bytes, list[int]] = {}
    for at in range(0, len(page), RECORD):
        number = _TURNED - int.from_bytes(page[at + REST : at + RECORD], "little")
        if number == _TURNED:
            break
        found.setdefault(page[at : at + REST], []).append(number)
    return {rest: tuple(numbers) if numbers[0] else None for rest, numbers in found.items()}
