"""Stretches of a text, as blocks of words or as sentences, ready to be looked for in another text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

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

    def grid(self, kept: Kept) -> Grid:
        """Which of the kept words stand in which stretch.

        Args:
            kept: the words to look at.

        Returns:
            One row a stretch, one column a kept word; 1 where it stands there.
        """
        # what stands in no stretch has row -1, which is the last one: it is left out
        grid = np.zeros((len(self.weights) + 1, kept.words), dtype=np.float32)
        grid[self.row_of.take(kept.at), kept.columns] = 1
        return grid[:-1]


class Kept(NamedTuple):
    """Some words of a text's vocabulary, with where they stand in its body.

    Attributes:
        at: the words of the body that are such.
        columns: for each of those which of the words it is.
        words: how many of them there are.
    """

    at: Rows
    columns: Rows
    words: int


def keep(places: Rows, kept: npt.NDArray[np.bool_]) -> Kept:
    """Look where words of a vocabulary stand.

    Args:
        places: for each word of the body its place in the vocabulary.
        kept: which words of the vocabulary to look at.

    Returns:
        Their places.
    """
    number = kept.cumsum()
    at = kept.take(places).nonzero()[0]
    return Kept(at, number.take(places.take(at)) - 1, int(number[-1]) if len(number) else 0)


def stretches(row_of: Rows, places: Rows, weights: npt.NDArray[np.float32]) -> Stretches:
    """Weigh stretches.

    Args:
        row_of: for each word of the body its stretch, -1 for none.
        places: for each word of the body its place in the vocabulary.
        weights: of the words of the vocabulary.

    Returns:
        The stretches.
    """
    # what stands in no stretch has row -1, which is the last one: it is left out
    held = np.zeros((int(row_of.max(initial=-1)) + 2, len(weights)), dtype=np.float32)
    held[row_of, places] = 1
    return Stretches(row_of, held[:-1] @ weights)


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
