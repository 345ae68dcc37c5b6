"""How rare words are, and what is a stock phrase: a table built offline from word statistics, versioned.

Never from the live stream: what an article is told apart by must not depend on who came before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

TABLE = Path(__file__).resolve().parents[2] / "config" / "background.npz"
STEPS = 16
"""Steps of one bit that rarity is rounded to: an eighth of a bit is far below what moves a verdict."""


@dataclass(frozen=True, slots=True)
class Background:
    """Rarity of words by hash, and stock phrases.

    Attributes:
        name: the table's name and version.
        keys: low 32 bits of the words' hashes, sorted.
        steps: rarity of each, in 1/STEPS bits.
        unseen: rarity of a word that the table does not hold, in bits.
        stock: low 32 bits of the hashes of runs that stand in many unrelated articles, sorted.
    """

    name: str
    keys: npt.NDArray[np.uint32]
    steps: npt.NDArray[np.uint8]
    unseen: float
    stock: npt.NDArray[np.uint32]

    def rarity(self, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.float32]:
        """How rare each word is.

        Args:
            hashes: 64-bit hashes of words.

        Returns:
            -log2 of the share of articles that hold the word, in bits.
        """
        if not len(self.keys):
            return np.full(len(hashes), self.unseen, dtype=np.float32)
        low = hashes.astype(np.uint32)
        at = np.searchsorted(self.keys, low)
        at[at == len(self.keys)] = 0
        known = self.keys[at] == low
        return np.where(known, self.steps[at].astype(np.float32) / STEPS, np.float32(self.unseen))

    def known(self, hashed: int) -> float | None:
        """How rare one word is, in bits; None for a word that the table does not hold."""
        low = np.uint32(hashed & 0xFFFFFFFF)
        at = int(np.searchsorted(self.keys, low))
        return float(self.steps[at]) / STEPS if at < len(self.keys) and self.keys[at] == low else None

    def told_apart(self, runs: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """The runs of words that are no stock phrase.

        Args:
            runs: hashes of runs, as a signature holds them.

        Returns:
            Those that stand in few articles, in the same order.
        """
        if not len(self.stock):
            return runs
        low = runs.astype(np.uint32)
        at = np.searchsorted(self.stock, low)
        at[at == len(self.stock)] = 0
        kept: npt.NDArray[np.uint64] = runs[self.stock[at] != low]
        return kept


@lru_cache(maxsize=4)
def background(path: Path = TABLE) -> Background:
    """Read a table, once a process.

    Args:
        path: the file that benchmarks/build_background.py wrote.

    Returns:
        The table.

    Raises:
        FileNotFoundError: there is no such file.
    """
    with np.load(path, allow_pickle=False) as held:
        return Background(
            name=str(held["name"]),
            keys=held["keys"],
            steps=held["steps"],
            unseen=float(held["unseen"]),
            stock=held["stock"],
        )
