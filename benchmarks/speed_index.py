"""The index against datasketch's own Redis storage, with as many buckets, on the same server.

Both get ready signatures, so that adding and asking alone is measured. The signatures are synthetic: random buckets,
of which every third article shares twenty with one of the three before it.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
from datasketch import MinHash, MinHashLSH
from servers import own_valkey, used
from timing import Contender, Measured, Missing, side_by_side

from worker.dedup.bands import KEY_BYTES
from worker.dedup.index import Index

if TYPE_CHECKING:
    from collections.abc import Sequence

    import redis

    Added = tuple[int, list[bytes], float]

BUCKETS = 98
"""Buckets of a real article on average (docs/index.md)."""
SHARED = 20
AT_ONCE = 500
"""Articles of one call in bulk."""
PEERS = 100
"""Articles of datasketch's in each round: it adds some hundred a second."""
SMALLEST = 10_000
"""Articles that the index holds at least: its 65,536 shards are then filled, and what an article takes can be told."""
NOW = 1_700_000_000.0


def article(number: int) -> Added:
    """An article of the generator; always the same for its number."""
    lot = random.Random(number)  # noqa: S311 - made by lot, no secret
    keys = _cut(lot.randbytes(KEY_BYTES * BUCKETS))
    if number % 3 == 0 and number > 3:  # noqa: PLR2004 - every third, with one of the three before it
        keys[:SHARED] = _cut(random.Random(number - lot.randrange(1, 4)).randbytes(KEY_BYTES * BUCKETS))[:SHARED]  # noqa: S311
    return number, keys, NOW


def _cut(data: bytes) -> list[bytes]:
    return [data[at : at + KEY_BYTES] for at in range(0, len(data), KEY_BYTES)]


def measure(size: int, rounds: int, sizes: Sequence[int]) -> tuple[list[Measured | Missing], dict[str, object]]:
    """Add articles and learn whom they meet.

    Args:
        size: articles that the index holds before the first round, `SMALLEST` at least.
        rounds: how often each contender runs.
        sizes: sizes at which ours is measured alone, to see how it grows.
    """
    size = max(size, SMALLEST)
    notes: dict[str, object] = {"buckets an article": BUCKETS, "articles in the index": size}
    # without the append-only file: a disk that others keep busy stops a server for seconds
    with own_valkey(keep=False) as (_, client), own_valkey(keep=False) as (_, theirs):
        index = Index(client, name="bench")
        index.open()
        empty, their_empty = _memory(client), _memory(theirs)
        fill(index, range(1, size + 1))
        hand, peer = Hand(index, size + 1), Peer(theirs)
        done = side_by_side(
            [
                Contender("ours, in bulk", hand.bulk, ours=True, before=hand.make_ready),
                Contender("ours, one at a time", hand.single, before=hand.make_ready),
                Contender("datasketch on Redis, one at a time", peer.single, before=peer.make_ready),
            ],
            rounds=rounds,
            servers=lambda: used(client) + used(theirs),
        )
        notes["ours, bytes an article"] = round((_memory(client) - empty) / (size + 2 * rounds * AT_ONCE))
        notes["datasketch, bytes an article"] = round((_memory(theirs) - their_empty) / (rounds * PEERS))
    for wanted in sizes:
        notes[f"grown to {wanted}"] = _grown(wanted, rounds)
    return [*done], notes


def fill(index: Index, numbers: range) -> None:
    """Add articles without measuring."""
    for at in range(numbers.start, numbers.stop, AT_ONCE):
        index.add_many(article(one) for one in range(at, min(at + AT_ONCE, numbers.stop)))


class Hand:
    """Hands articles in that were made before the clock runs.

    Args:
        index: where.
        first: number of the first article.
    """

    def __init__(self, index: Index, first: int) -> None:
        self._index = index
        self._next = first
        self._ready: list[Added] = []

    def make_ready(self) -> None:
        """Make the next articles."""
        self._ready = [article(number) for number in range(self._next, self._next + AT_ONCE)]
        self._next += AT_ONCE

    def bulk(self) -> int:
        """Add them together."""
        self._index.add_many(self._ready)
        return AT_ONCE

    def single(self) -> int:
        """Add them one by one."""
        for one in self._ready:
            self._index.add(*one)
        return AT_ONCE


def _grown(size: int, rounds: int) -> dict[str, float]:
    """How fast and how large an index of some size is."""
    with own_valkey(keep=False) as (_, client):
        index = Index(client, name="bench")
        index.open()
        empty = _memory(client)
        fill(index, range(1, size + 1))
        hand = Hand(index, size + 1)
        done = side_by_side(
            [
                Contender("bulk", hand.bulk, before=hand.make_ready),
                Contender("single", hand.single, before=hand.make_ready),
            ],
            rounds=rounds,
            servers=lambda: used(client),
        )
        told = {f"{one.name}, CPU ms": round(one.cpu_ms, 3) for one in done}
        told |= {f"{one.name}, a second": round(one.per_second) for one in done}
        return told | {"KiB an article": round((_memory(client) - empty) / (size + 2 * rounds * AT_ONCE) / 1024, 2)}


class Peer:
    """Hands sketches to datasketch's storage in the same server, with as many bands.

    Args:
        client: of that server.
    """

    def __init__(self, client: redis.Redis) -> None:
        path = client.connection_pool.connection_kwargs["path"]
        self._lsh = MinHashLSH(
            num_perm=2 * BUCKETS,
            params=(BUCKETS, 2),
            storage_config={"type": "redis", "basename": b"peer", "redis": {"unix_socket_path": path}},
        )
        self._lot = np.random.default_rng(5)
        self._ready: list[MinHash] = []

    def make_ready(self) -> None:
        """Make the next sketches."""
        self._ready = [
            MinHash(
                num_perm=2 * BUCKETS,
                scheme="affine32",
                hashvalues=self._lot.integers(0, 2**32, 2 * BUCKETS, dtype=np.uint32),
            )
            for _ in range(PEERS)
        ]

    def single(self) -> int:
        """Ask and add one by one."""
        for number, one in enumerate(self._ready):
            self._lsh.query(one)
            self._lsh.insert(f"{number}-{one.hashvalues[0]}", one)
        return PEERS


def _memory(client: redis.Redis) -> int:
    return int(client.info("memory")["used_memory"])
