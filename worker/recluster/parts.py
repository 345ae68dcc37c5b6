"""What hangs together in a whole store."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator


class Parts:
    """What hangs together, in eight bytes an article.

    Args:
        size: one more than the highest number.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._parent = array("q", range(size))

    def join(self, left: int, right: int) -> None:
        """Note that two articles hang together."""
        a, b = self._root(left), self._root(right)
        self._parent[max(a, b)] = min(a, b)

    def _root(self, one: int) -> int:
        parent = self._parent
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def pieces(self, stands: array[int], size: int) -> Iterator[list[int]]:
        """Whole parts of visible articles, several together where they are small.

        Args:
            stands: the cluster of each article by its number, 0 where there is no visible article.
            size: articles from which a piece is closed.
        """
        roots = np.fromiter((self._root(one) for one in range(self.size)), dtype=np.int64, count=self.size)
        order = np.argsort(roots, kind="stable")
        piece: list[int] = []
        last = -1
        for one in order.tolist():
            if not stands[one]:
                continue
            if roots[one] != last and len(piece) >= size:
                yield piece
                piece = []
            last = roots[one]
            piece.append(one)
        if piece:
            yield piece
