"""How one partition of articles became another."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Change:
    """Clusters that became others, as few as hang together.

    Attributes:
        before: how many of these articles each old cluster held.
        after: how many each new one holds.
        moved: articles that do not stand with most of those that they stood with, or came to others.
    """

    before: Mapping[int, int]
    after: Mapping[int, int]
    moved: tuple[int, ...]

    @property
    def kind(self) -> str:
        """merged, split, or rearranged."""
        if len(self.after) == 1:
            return "merged"
        return "split" if len(self.before) == 1 else "rearranged"

    @property
    def said(self) -> str:
        """The change as a sentence."""
        old = _listed(str(number) for number in sorted(self.before))
        new = [f"{number} ({count} article{'s' * (count != 1)})" for number, count in sorted(self.after.items())]
        noun = "Cluster" if len(self.before) == 1 else "Clusters"
        if self.kind == "split":
            return f"{noun} {old} fell into {_listed(new)}."
        return f"{noun} {old} became {_listed(new)}."


def changes(before: Mapping[int, int], after: Mapping[int, int]) -> list[Change]:
    """Compare two partitions.

    Args:
        before: the old cluster of each article; articles that had none are new and change nothing by themselves.
        after: the new cluster of each article.

    Returns:
        What changed, by the smallest old number.
    """
    flow = Counter((before[one], after[one]) for one in after if one in before)
    old_of: dict[int, set[int]] = defaultdict(set)
    new_of: dict[int, set[int]] = defaultdict(set)
    for old, new in flow:
        old_of[new].add(old)
        new_of[old].add(new)
    heir = {old: min(news, key=lambda new: (-flow[old, new], new)) for old, news in new_of.items()}
    main = {new: min(olds, key=lambda old: (-flow[old, new], old)) for new, olds in old_of.items()}
    moved: dict[int, list[int]] = defaultdict(list)
    for one in sorted(after):
        if one in before and not (heir[before[one]] == after[one] and main[after[one]] == before[one]):
            moved[before[one]].append(one)
    found = []
    left = set(new_of)
    while left:
        olds, news = {min(left)}, set()
        fresh = set(olds)
        while fresh:
            news |= {new for old in fresh for new in new_of[old]}
            fresh = {old for new in news for old in old_of[new]} - olds
            olds |= fresh
        left -= olds
        if len(olds) > 1 or len(news) > 1:
            found.append(
                Change(
                    {old: sum(flow[old, new] for new in new_of[old]) for old in olds},
                    {new: sum(flow[old, new] for old in old_of[new]) for new in news},
                    tuple(sorted(one for old in olds for one in moved[old])),
                )
            )
    return found


def _listed(parts: Iterable[str]) -> str:
    held = list(parts)
    return " and ".join([", ".join(held[:-1]), held[-1]] if len(held) > 1 else held)
