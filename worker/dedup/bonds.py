"""What is said to stand together and what apart, while a partition grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

Pair = tuple[int, int]


class Ends:
    """Which clusters will be one in the end, whatever their links, and which of those must not."""

    def __init__(self, together: Iterable[Pair], apart: Iterable[Pair]) -> None:
        self.sets = Sets()
        for left, right in together:
            self.sets.join(left, right)
        self.barred: dict[int, set[int]] = {}
        for left, right in apart:
            a, b = self.end(left), self.end(right)
            self.barred.setdefault(a, set()).add(b)
            self.barred.setdefault(b, set()).add(a)

    def end(self, node: int) -> int:
        """What stands for all that will be one with this cluster."""
        return self.sets.root(node)

    def contested(self, pairs: list[Pair]) -> set[int]:
        """The clusters that, were all these pairs merged, would stand in one with another that they must not."""
        if not self.barred:
            return set()
        trial = Sets()
        for left, right in pairs:
            trial.join(self.end(left), self.end(right))
        bad = {
            end
            for end in {self.end(node) for pair in pairs for node in pair}
            if any(other in trial.parent and trial.root(other) == trial.root(end) for other in self.barred.get(end, ()))
        }
        return {node for pair in pairs for node in pair if self.end(node) in bad}

    def merge(self, nodes: Iterable[int], new: int) -> None:
        """Note that clusters became one."""
        ends = {self.end(node) for node in nodes}
        bars: set[int] = set()
        for end in ends:
            bars |= self.barred.pop(end, set())
            self.sets.join(end, new)
        if not bars:
            return
        now = self.end(new)
        self.barred[now] = bars
        for other in bars:
            self.barred[other] = self.barred[other] - ends | {now}


class Sets:
    """Disjoint sets of numbers."""

    def __init__(self) -> None:
        self.parent: dict[int, int] = {}

    def copy(self) -> Sets:
        """The same sets, to be joined without harm to these."""
        made = Sets()
        made.parent = dict(self.parent)
        return made

    def root(self, one: int) -> int:
        """What stands for the set that holds this number."""
        if one not in self.parent:
            return one
        while self.parent[one] != one:
            self.parent[one] = self.parent[self.parent[one]]
            one = self.parent[one]
        return one

    def join(self, left: int, right: int) -> None:
        """Make two sets one."""
        for one in (left, right):
            self.parent.setdefault(one, one)
        self.parent[self.root(left)] = self.root(right)


def consistent(
    ids: set[int], together: Collection[Pair], apart: Collection[Pair]
) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """The pairs of `together` that hold, those that `apart` contradicts, and the pairs of `apart`; ends in `ids`."""
    wanted = [(a, b) for a, b in together if a != b and a in ids and b in ids]
    barred = [(a, b) for a, b in apart if a != b and a in ids and b in ids]
    sets = Sets()
    for a, b in wanted:
        sets.join(a, b)
    broken = {sets.root(a) for a, b in barred if sets.root(a) == sets.root(b)}
    holding = [pair for pair in wanted if sets.root(pair[0]) not in broken]
    loose = [
        pair for pair in wanted if sets.root(pair[0]) in broken and pair not in {*barred, *(p[::-1] for p in barred)}
    ]
    return holding, loose, barred


def groups(pairs: list[Pair], end: Callable[[int], int] = lambda node: node) -> list[list[Pair]]:
    """Connected groups of pairs; `end` tells which of their ends count as one."""
    sets = Sets()
    for left, right in pairs:
        sets.join(end(left), end(right))
    held: dict[int, list[Pair]] = {}
    for pair in pairs:
        held.setdefault(sets.root(end(pair[0])), []).append(pair)
    return list(held.values())
