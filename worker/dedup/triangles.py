"""Pairs that never met although both are linked with a third: whether they are one report has to be asked."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from worker.dedup.bonds import Pair

MOST = 40
"""Linked neighbours from which an article asks for none: so many are copies or a form, and pairs grow by the square."""


def open_triangles(links: Mapping[Pair, float], at_least: float) -> set[Pair]:
    """Find who is linked with the same third article and was never judged.

    On the evaluation corpus 509 pairs of 41,354 articles are such, and two of five are one report: to count them as
    strangers splits clusters that belong together, to count them as anything else welds others.

    Args:
        links: probability of one report of each judged pair, the smaller number first.
        at_least: probability from which two articles are linked.

    Returns:
        The pairs, the smaller number first. Judging them may open others: ask again until nothing comes.
    """
    near: defaultdict[int, set[int]] = defaultdict(set)
    for (a, b), probability in links.items():
        if probability >= at_least:
            near[a].add(b)
            near[b].add(a)
    return {
        pair
        for others in near.values()
        if len(others) <= MOST
        for pair in combinations(sorted(others), 2)
        if pair not in links
    }


def rounds(opened: Callable[[], Iterable[Pair]]) -> Iterator[list[Pair]]:
    """Ask for open triangles until none is left that was not asked for.

    Args:
        opened: finds them among all that is judged by now.

    Yields:
        Pairs to judge, sorted, before the next question.
    """
    asked: set[Pair] = set()
    while fresh := sorted(set(opened()) - asked):
        asked.update(fresh)
        yield fresh
