"""Stretches of a text, as blocks of words or as sentences, ready to be looked for in another text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Rows = npt.NDArray[np.intp]
    Grid = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of one text.

    Attributes:
        row_of: for each word of the body the stretch that it stands in, -1 for none.
        weights: for each stretch the weight of its different words.
    """

    row_of: Rows
    weights: npt.NDArray[np.float32]

    def grid(self, places: Rows, kept: npt.NDArray[np.bool_]) -> Grid:
        """Which of the kept words stand in which stretch.

        Args:
            places: for each word of the body its place in the vocabulary.
            kept: which words of the vocabulary to look at; at least one.

        Returns:
            One row a stretch, one column a kept word; 1 where it stands there.
        """
        at = np.flatnonzero(kept[places] & (self.row_of >= 0))
        number = np.cumsum(kept) - 1
        grid = np.zeros((len(self.weights), int(number[-1]) + 1), dtype=np.float32)
        grid[self.row_of[at], number[places[at]]] = 1
        return grid


def stretches(row_of: Rows, places: Rows, weights: npt.NDArray[np.float32]) -> Stretches:
    """Weigh stretches.

    Args:
        row_of: for each word of the body its stretch, -1 for none.
        places: for each word of the body its place in the vocabulary.
        weights: of the words of the vocabulary.

    Returns:
        The stretches.
    """
    within = row_of >= 0
    held = np.zeros((int(row_of.max(initial=-1)) + 1, len(weights)), dtype=np.bool_)
    held[row_of[within], places[within]] = True
    return Stretches(row_of, held @ weights)


def blocks(words: int, size: int, most: int) -> Rows:
    """Stretches of equally many words.

    Args:
        words: number of words of the body.
        size: words of a stretch.
        most: stretches that are made; what comes later stands in none.

    Returns:
        For each word its stretch.
    """
    rows = np.arange(words) // size
    rows[rows >= most] = -1
    return rows


def sentence_rows(words: list[int], least: int, most: int) -> Rows:
    """Stretches that are sentences.

    Args:
        words: number of words of each sentence.
        least: words that one must have to count.
        most: sentences that count; later ones do not.

    Returns:
        For each word its stretch.
    """
    counts = np.array(words, dtype=np.intp)
    counted = counts >= least
    number = np.where(counted, np.cumsum(counted) - 1, -1)
    number[number >= most] = -1
    return np.repeat(number, counts)
