"""Candidates of a whole corpus in memory, and the usual recipe to compare with."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np
from datasketch import MinHash, MinHashLSH
from xxhash import xxh32_intdigest

from worker.dedup.bands import LEAST_SHARED, buckets, too_far
from worker.dedup.signing import Signer
from worker.dedup.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from worker.model.evidence import Side

Link = tuple[int, int]

BUCKET_CAP = 40
"""Articles from which a bucket says nothing: the index's own default."""


def candidates(sides: Sequence[Side]) -> list[Link]:
    """Pairs of articles that are compared: they share buckets enough, and lie near enough for what they share.

    Args:
        sides: the articles.

    Returns:
        Places of both texts, the smaller first, sorted.
    """
    signer = Signer()
    held: defaultdict[bytes, list[int]] = defaultdict(list)
    for place, side in enumerate(sides):
        for bucket in buckets(signer.sign(side.text)):
            held[bucket].append(place)
    found: Counter[Link] = Counter()
    for members in held.values():
        if 1 < len(members) <= BUCKET_CAP:
            found.update((a, b) for at, b in enumerate(members) for a in members[:at])
    return sorted(
        (a, b)
        for (a, b), shared in found.items()
        if shared >= LEAST_SHARED and not too_far(shared, _days(sides[a], sides[b]))
    )


def _days(a: Side, b: Side) -> float | None:
    known = a.published is not None and b.published is not None
    return abs((a.published - b.published).total_seconds()) / 86400 if known else None


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
