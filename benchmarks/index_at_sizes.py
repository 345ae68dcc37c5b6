"""What an article costs in indexes of several sizes, measured in turns, so that what else the machine does hits all.

Adding a million articles takes minutes, so the indexes are written as `worker/dedup/index_layout.lua` has them: pages
with as many records as hashing gives them by chance, of random keys and articles.

usage: index_at_sizes.py [--sizes 10000,100000,1000000] [--rounds 10]
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from typing import TYPE_CHECKING

import numpy as np
from servers import own_valkey, used
from speed_index import BUCKETS, NOW, Hand
from timing import Contender, side_by_side

from worker.dedup.index import Index
from worker.dedup.index_contents import RECORD, REST
from worker.dedup.index_segments import PAGE_BYTES, REGION_PAGES, more, region

if TYPE_CHECKING:
    import redis

NAME = "bench"
FIRST, LOAD, TOGETHER = 4096, 17, 16
"""Pages at first, records a page in the mean, and pages that are split at a time, as in the layout."""
SLOTS = PAGE_BYTES // RECORD
FIRST_NEW = 50_000_000
"""Number of the first article that is added to an index that was written."""


def write(client: redis.Redis, size: int, lot: np.random.Generator) -> float:
    """Write a segment of so many articles, and tell how many bytes an article takes.

    Args:
        client: of a server with an open, empty index.
        size: articles.
        lot: draws the records.
    """
    before = int(client.info("memory")["used_memory"])
    index = Index(client, name=NAME)
    number = int(NOW // (index.params.window_days * 86400))
    records = size * BUCKETS
    pages = -(-records // (LOAD * TOGETHER)) * TOGETHER
    half = FIRST
    while 2 * half <= pages:
        half *= 2
    for at in range(-(-pages // REGION_PAGES)):
        places = np.arange(at * REGION_PAGES, (at + 1) * REGION_PAGES)
        # linear hashing: what waits for its split holds twice as much as what was split
        mean = np.where((places < pages - half) | (places >= half), records / (2 * half), records / half)
        counts = np.where(places < pages, lot.poisson(mean), 0)
        body = np.frombuffer(lot.bytes(REGION_PAGES * PAGE_BYTES), dtype=np.uint8).reshape(-1, SLOTS, RECORD).copy()
        ids = np.invert(lot.integers(1, size, (REGION_PAGES, SLOTS), dtype="<u8"))
        body[:, :, REST:] = ids.view(np.uint8).reshape(-1, SLOTS, 8)[:, :, : RECORD - REST]
        body[np.arange(SLOTS)[None, :] >= counts[:, None]] = 0
        client.set(region(NAME, number, at), body.tobytes())
        for place in np.flatnonzero(counts > SLOTS):
            spilled = lot.bytes(REST) + b"\0" * (RECORD - REST - 1) + b"\xff"
            client.hset(more(NAME, number), str(places[place]), spilled * int(counts[place] - SLOTS))
    client.hset(NAME, str(number), f"{pages} {records} {records} {size}")
    return (int(client.info("memory")["used_memory"]) - before) / size


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    contenders = []
    with ExitStack() as stack:
        clients = []
        for size in map(int, asked.sizes.split(",")):
            _, client = stack.enter_context(own_valkey(keep=False))
            clients.append(client)
            index = Index(client, name=NAME)
            index.open()
            held = write(client, size, np.random.default_rng(size))
            print(f"{size} articles: {held / 1024:.2f} KiB each", flush=True)
            hand = Hand(index, FIRST_NEW)
            contenders += [
                Contender(f"{size}, in bulk", hand.bulk, before=hand.make_ready),
                Contender(f"{size}, one at a time", hand.single, before=hand.make_ready),
            ]
        for one in side_by_side(contenders, rounds=asked.rounds, servers=lambda: sum(map(used, clients))):
            print(f"{one.name}: {one.cpu_ms:.3f} ms CPU an article, {one.per_second:.0f} a second", flush=True)


if __name__ == "__main__":
    main()
