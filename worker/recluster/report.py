"""What a re-clustering changed, or would change."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from worker.changes import Change

EXAMPLES = 20
"""Changes that a report tells one by one."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a re-clustering changed, or would change.

    Attributes:
        dry_run: whether nothing was written.
        model: the name of the model that judged.
        articles: visible articles.
        pairs: judged pairs.
        met: how many of them the index brought that had not met before.
        before: clusters before.
        after: clusters after.
        merged: how many times several clusters became one.
        split: how many times one became several.
        rearranged: how many times several became several others.
        moved: articles that stand with others now.
        examples: the changes that move most articles.
        seconds: how long it took.
    """

    dry_run: bool
    model: str
    articles: int
    pairs: int
    met: int
    before: int
    after: int
    merged: int
    split: int
    rearranged: int
    moved: int
    examples: tuple[Change, ...]
    seconds: float


class Tally:
    """Changes counted, the largest kept.

    Attributes:
        kinds: how many there are of each kind.
        moved: articles that stand with others now.
        grown: by how many the clusters became more.
    """

    def __init__(self) -> None:
        self.kinds: dict[str, int] = {}
        self.moved = self.grown = 0
        self._largest: list[tuple[int, int, Change]] = []
        self._seen = 0

    def add(self, found: Iterable[Change]) -> None:
        """Count changes."""
        for one in found:
            self.kinds[one.kind] = self.kinds.get(one.kind, 0) + 1
            self.moved += len(one.moved)
            self.grown += len(one.after) - len(one.before)
            self._seen += 1
            heapq.heappush(self._largest, (len(one.moved), -self._seen, one))
            if len(self._largest) > EXAMPLES:
                heapq.heappop(self._largest)

    def examples(self) -> tuple[Change, ...]:
        """The changes that move most articles, the largest first."""
        return tuple(one for _, _, one in sorted(self._largest, key=lambda held: (-held[0], -held[1])))
