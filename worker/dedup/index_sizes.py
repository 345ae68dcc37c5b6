"""How full the buckets of an index are, seen in a sample of them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from worker.dedup.index_contents import buckets_of
from worker.dedup.index_segments import PAGE_BYTES, REGION_PAGES, more, region, segments

if TYPE_CHECKING:
    import redis

SAMPLED: Final = 256
"""Pages that are looked at: some 4,000 buckets of a large index, in one round trip of a few milliseconds."""


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
        lot: draws the pages.
    """
    lot = lot or random.Random()  # noqa: S311 - a sample needs no secrecy
    held = segments(client, name)
    with client.pipeline(transaction=False) as pipe:
        for _ in range(SAMPLED if held else 0):
            [one] = lot.choices(held, weights=[one.pages for one in held])
            page = lot.randrange(one.pages)
            place = page % REGION_PAGES * PAGE_BYTES
            pipe.getrange(region(name, one.number, page // REGION_PAGES), place, place + PAGE_BYTES - 1)
            pipe.hget(more(name, one.number), str(page))
        answers: Any = pipe.execute()
    pages = [body + (spilled or b"") for body, spilled in zip(answers[::2], answers[1::2], strict=True)]
    found = [ids for page in pages for ids in buckets_of(page).values()]
    full = sorted(len(ids) for ids in found if ids is not None)
    return Sizes(len(found), len(found) - len(full), tuple(full))
