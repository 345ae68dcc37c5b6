"""Candidates of a whole corpus in memory, and the usual recipe to compare with."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np
from datasketch import MinHash, MinHashLSH
from xxhash import xxh32_intdigest

from worker.dedup.bands import LEAST_SHARED, buckets
from worker.dedup.signing import Signer
from worker.dedup.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Link = tuple[int, int]

BUCKET_CAP = 40
"""Articles from which a bucket says nothing: the index's own default."""


def candidates(texts: Sequence[str]) -> list[Link]:
    """Pairs of texts that share buckets enough, as the index would find them.

    Args:
        texts: cleaned bodies.

    Returns:
        Places of both texts, the smaller first, sorted.
    """
    signer = Signer()
    held: defaultdict[bytes, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for bucket in buckets(signer.sign(text)):
            held[bucket].append(place)
    found: Counter[Link] = Counter()
    for members in held.values():
        if 1 < len(members) <= BUCKET_CAP:
            found.update((a, b) for at, b in enumerate(members) for a in members[:at])
    return sorted(pair for pair, shared in found.items() if shared >= LEAST_SHARED)


def usual_recipe(texts: Sequence[str], threshold: float, size: int = 5) -> list[int]:
    """Clusters as most programs make them: MinHashLSH of word shingles, every hit joined, nothing verified.

    Args:
        texts: cleaned bodies.
        threshold: Jaccard similarity that the bands are tuned for.
        size: words in a shingle.

    Returns:
        The cluster of each text.
    """
    shingles = []
    for text in texts:
        body = words(text)
        shingles.append([" ".join(body[at : at + size]).encode() for at in range(max(1, len(body) - size + 1))])
    lsh = MinHashLSH(threshold=threshold, num_perm=128)
    links: list[Link] = []
    for place, sketch in enumerate(MinHash.generator(shingles, num_perm=128, hashfunc=xxh32_intdigest)):
        links += [(int(hit), place) for hit in lsh.query(sketch)]
        lsh.insert(place, sketch)
    return joined(len(texts), links)


def joined(count: int, links: Iterable[Link]) -> list[int]:
    """Connected components.

    Args:
        count: number of nodes.
        links: pairs of nodes.

    Returns:
        The component of each node, named by its smallest node.
    """
    parent = np.arange(count)

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = int(parent[node])
        return node

    for a, b in links:
        left, right = root(a), root(b)
        parent[max(left, right)] = min(left, right)
    return [root(node) for node in range(count)]
