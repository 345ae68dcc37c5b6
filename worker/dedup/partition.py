"""Splitting a component of verified links into clusters, whatever the order they came in."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from worker.dedup.bonds import Ends, consistent, groups

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from worker.dedup.bonds import Pair

ABSENT = 0.0
"""Probability that stands for a pair that never met: no passage in common, so probably another report."""
UNIT = 1_000_000
"""Probabilities are counted in millionths: sums of integers do not depend on the order of adding."""


def partition(
    ids: Collection[int],
    links: Mapping[Pair, float],
    threshold: float,
    absent: float = ABSENT,
    *,
    together: Collection[Pair] = (),
    apart: Collection[Pair] = (),
) -> list[tuple[int, ...]]:
    """Partition articles by average linkage on the probabilities of their links.

    Clusters are merged from the most probable pair down, as long as the mean over all pairs between them, those that
    never met included, reaches the threshold: one bridging article can't weld two clusters together. Ties are merged
    together or, where that would not hold, by how many neighbours they share; ids never decide, so neither order nor
    naming changes the result. A tie that nothing breaks stays apart.

    What is said to be together is joined after that, cluster by cluster: whoever says that two articles carry one
    report says it of what each stands with. So with `together` alone the clusters are those without it, some of them
    joined. A merging that would lead, with what is joined later, to a cluster with a pair of `apart` is not made; of
    two such that tie, neither is.

    Args:
        ids: the articles.
        links: probability for each pair that was judged; pairs with an end outside `ids` are ignored.
        threshold: least mean probability of a cluster's merging, 0 to 1.
        absent: probability that stands for pairs without a link.
        together: pairs that must stand in one cluster.
        apart: pairs that must not. Where `together` contradicts it over any number of steps, `apart` wins, and the
            pairs of `together` that lead there count as links of probability 1 and no more.

    Returns:
        The clusters, each sorted, sorted by their first article.
    """
    inside = set(ids)
    joined, loose, barred = consistent(inside, together, apart)
    sure = {**links, **dict.fromkeys(loose, 1.0), **dict.fromkeys(((b, a) for a, b in loose), 1.0)} if loose else links
    forest = _Forest(inside, sure, round(threshold * UNIT), round(absent * UNIT), joined, barred)
    while tied := forest.best():
        forest.settle(tied)
    return forest.clusters()


class _Forest:
    """Clusters so far, and the sums and counts of the links between them."""

    def __init__(
        self,
        ids: Iterable[int],
        links: Mapping[Pair, float],
        threshold: int,
        absent: int,
        together: Collection[Pair] = (),
        apart: Collection[Pair] = (),
    ) -> None:
        self.threshold = threshold
        self.absent = absent
        known = sorted(set(ids))
        self.members: dict[int, list[int]] = {place: [one] for place, one in enumerate(known)}
        self.next = len(known)
        place_of = {one: place for place, one in enumerate(known)}
        self.near: dict[int, dict[int, tuple[int, int]]] = {place: {} for place in self.members}
        for (a, b), probability in links.items():
            if a != b and a in place_of and b in place_of:
                left, right = place_of[a], place_of[b]
                weight = max(round(probability * UNIT), self.near[left].get(right, (0, 0))[0])
                self.near[left][right] = self.near[right][left] = (weight, 1)
        self.heap: list[tuple[float, int, int]] = []
        for left, others in self.near.items():
            self._offer(left, (right for right in others if left < right))
        heapq.heapify(self.heap)
        self.ends = Ends(
            ((place_of[a], place_of[b]) for a, b in together), ((place_of[a], place_of[b]) for a, b in apart)
        )

    def clusters(self) -> list[tuple[int, ...]]:
        """The clusters, with those joined that must stand together."""
        held: dict[int, list[int]] = {}
        for node, members in self.members.items():
            held.setdefault(self.ends.end(node), []).extend(members)
        return sorted(tuple(sorted(members)) for members in held.values())

    def best(self) -> list[Pair]:
        """All pairs of clusters that share the highest mean, taken off the heap; empty at the end."""
        tied: list[Pair] = []
        value = 0.0
        while self.heap and (not tied or self.heap[0][0] == value):
            value_here, left, right = heapq.heappop(self.heap)
            if left in self.members and right in self.members and not self.ends.contested([(left, right)]):
                tied.append((left, right))
                value = value_here
        return tied

    def settle(self, tied: list[Pair]) -> None:
        """Merge what ties: a group as a whole where that holds, else what in it shares the most neighbours.

        All is decided before anything is merged: one merging changes what the others share.
        """
        merging: list[set[int]] = []
        now, later = self._uncontested(tied)
        for group in groups(now):
            nodes = {node for pair in group for node in pair}
            if self._coherent(nodes):
                merging.append(nodes)
                continue
            support = {pair: self._support(pair) for pair in group}
            most = max(support.values())
            for part in groups([pair for pair in group if support[pair] == most]):
                inner = {node for pair in part for node in pair}
                if self._coherent(inner):
                    merging.append(inner)
            later += [pair for pair in group if support[pair] != most]
        for nodes in merging:
            self._merge(nodes)
        for left, right in later:
            if left in self.members and right in self.members:
                self._offer(left, (right,), push=True)

    def _uncontested(self, tied: list[Pair]) -> tuple[list[Pair], list[Pair]]:
        """Split what ties into what can be decided now and what comes after it.

        Where the ties would lead to a cluster that must not be, those come first that have no part in it; where all
        have, those whose clusters share the most neighbours, if that tells them from the others.
        """
        if not self.ends.barred:
            return tied, []
        now: list[Pair] = []
        later: list[Pair] = []
        for group in groups(tied, self.ends.end):
            doubtful = self.ends.contested(group)
            chosen = [pair for pair in group if doubtful.isdisjoint(pair)]
            after = [pair for pair in group if not doubtful.isdisjoint(pair)]
            if doubtful and not chosen:
                support = {pair: self._support(pair) for pair in group}
                most = max(support.values())
                best = [pair for pair in group if support[pair] == most]
                chosen = [
                    pair for part in groups(best, self.ends.end) if not self.ends.contested(part) for pair in part
                ]
                after = [pair for pair in group if support[pair] != most]
            now += chosen
            later += after
        return now, later

    def _merge(self, nodes: set[int]) -> None:
        new, self.next = self.next, self.next + 1
        self.ends.merge(nodes, new)
        near: dict[int, tuple[int, int]] = {}
        for node in nodes:
            for other, (total, count) in self.near.pop(node).items():
                if other not in nodes:
                    held = near.get(other, (0, 0))
                    near[other] = (held[0] + total, held[1] + count)
                    self.near[other].pop(node, None)
        self.members[new] = [one for node in nodes for one in self.members.pop(node)]
        self.near[new] = near
        for other, sums in near.items():
            self.near[other][new] = sums
        self._offer(new, near, push=True)

    def _offer(self, left: int, others: Iterable[int], *, push: bool = False) -> None:
        for right in others:
            total, count = self.near[left][right]
            pairs = len(self.members[left]) * len(self.members[right])
            weight = total + (pairs - count) * self.absent
            if weight >= self.threshold * pairs:
                entry = (-weight / pairs, min(left, right), max(left, right))
                if push:
                    heapq.heappush(self.heap, entry)
                else:
                    self.heap.append(entry)

    def _coherent(self, nodes: set[int]) -> bool:
        """Whether the mean over all pairs between these clusters reaches the threshold."""
        total = count = 0
        for node in nodes:
            for other, sums in self.near[node].items():
                if other in nodes and node < other:
                    total, count = total + sums[0], count + sums[1]
        sizes = [len(self.members[node]) for node in nodes]
        pairs = (sum(sizes) ** 2 - sum(size * size for size in sizes)) // 2
        return total + (pairs - count) * self.absent >= self.threshold * pairs

    def _support(self, pair: Pair) -> int:
        """How strongly both clusters are linked to the same others."""
        left, right = self.near[pair[0]], self.near[pair[1]]
        if len(right) < len(left):
            left, right = right, left
        return sum(min(left[other][0], right[other][0]) for other in left if other in right)
