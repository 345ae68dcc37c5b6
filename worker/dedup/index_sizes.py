"""How full the buckets of an index are, seen in a sample of them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from worker.dedup.index_segments import segments, shard

if TYPE_CHECKING:
    import redis

SAMPLED: Final = 256
"""Shards that are looked at: some 6,000 buckets of a large index, in one round trip of a few milliseconds."""
_ID_BYTES: Final = 5
STOCK: Final = b"-"


class Sizes(NamedTuple):
    """Buckets of a sample.

    Attributes:
        seen: how many were looked at.
        stock: how many of them were a stock phrase's, which hold nobody.
        articles: how many articles each of the others holds, smallest first.
    """

    seen: int
    stock: int
    articles: tuple[int, ...]

    def quantile(self, share: float) -> int:
        """The size that this share of the buckets does not pass; 0 when none was seen."""
        return self.articles[min(int(share * len(self.articles)), len(self.articles) - 1)] if self.articles else 0


def sample(client: redis.Redis, name: str, lot: random.Random | None = None) -> Sizes:
    """Look at some buckets; the work is the same at any size of the index.

    Args:
        client: a client that does not decode responses.
        name: the index's name.
        lot: draws the shards.
    """
    lot = lot or random.Random()  # noqa: S311 - a sample needs no secrecy
    held = [one for one in segments(client, name) if one.shards]
    with client.pipeline(transaction=False) as pipe:
        for _ in range(SAMPLED if held else 0):
            [one] = lot.choices(held, weights=[one.shards for one in held])
            pipe.hvals(shard(name, one.number, lot.randrange(one.shards)))
        answers: Any = pipe.execute()
    values = [value for answer in answers for value in answer]
    full = sorted(_articles(value) for value in values if value != STOCK)
    return Sizes(len(values), len(values) - len(full), tuple(full))


def _articles(value: bytes) -> int:
    return (len(value) - 1) // _ID_BYTES if value.startswith(b"*") else 1
