"""Twins: articles that bear one text count as one article while a component is partitioned.

They are one piece of evidence, not many. And it is they that the index can't introduce to one another without end: a
bucket holds so many articles, so of a hundred copies the last meets the first forty and no other. Pairs that never met
for that reason would speak against the copy that everybody prints.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from worker.dedup.bonds import Sets
from worker.dedup.partition import UNIT

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from worker.dedup.bonds import Pair

TWIN = 0.9
"""Probability of the same text from which two articles are twins. Far above the threshold of a version, since being
twins is passed on: the twin of a twin is one."""


class Twins:
    """Sets of articles that bear one text.

    Args:
        ids: the articles.
        same_version: probability of the same text for each pair that was judged.
        apart: pairs that must not stand in one cluster; a set with such a pair is no set of twins.
    """

    def __init__(self, ids: Collection[int], same_version: Mapping[Pair, float], apart: Collection[Pair] = ()) -> None:
        sets = Sets()
        for (a, b), probability in same_version.items():
            if probability >= TWIN:
                sets.join(a, b)
        barred = {sets.root(a) for a, b in apart if sets.root(a) == sets.root(b)}
        members: dict[int, list[int]] = defaultdict(list)
        for one in ids:
            root = sets.root(one)
            members[one if root in barred else root].append(one)
        self._members = {min(own): tuple(sorted(own)) for own in members.values()}
        self._first = {one: first for first, own in self._members.items() for one in own}

    @property
    def firsts(self) -> list[int]:
        """One article for each set, its smallest."""
        return sorted(self._members)

    def pairs(self, pairs: Collection[Pair]) -> list[Pair]:
        """Pairs of articles as pairs of sets; what lies within a set is left out."""
        found = {(self._first[a], self._first[b]) for a, b in pairs if a in self._first and b in self._first}
        return sorted({(min(pair), max(pair)) for pair in found if pair[0] != pair[1]})

    def links(self, links: Mapping[Pair, float]) -> dict[Pair, float]:
        """For each pair of sets the mean over their pairs that were judged."""
        sums: dict[Pair, list[int]] = defaultdict(lambda: [0, 0])
        for (a, b), probability in links.items():
            if a in self._first and b in self._first and self._first[a] != self._first[b]:
                one, other = sorted((self._first[a], self._first[b]))
                total = sums[one, other]
                total[0] += round(probability * UNIT)
                total[1] += 1
        return {pair: total / count / UNIT for pair, (total, count) in sums.items()}

    def unfold(self, firsts: Collection[int]) -> tuple[int, ...]:
        """All articles of some sets, sorted."""
        return tuple(sorted(one for first in firsts for one in self._members[first]))
