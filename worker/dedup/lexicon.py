"""Words by number: what a word's letters alone say of it, worked out when it comes for the first time.

A text is a row of words that came before: they are looked up once, and their hashes, stems, kinds and rarities are
taken from four columns. Asking for each of these by itself took a tenth of making a text ready.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from worker.dedup.background import background
from worker.dedup.slots import kinds_of
from worker.dedup.stems import hashes, stemmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from worker.dedup.slots import Kinds
    from worker.dedup.stems import Hashes

MOST = 1 << 16
"""Words that are kept, some 10 MB a process; when one more comes, all are forgotten. The evaluation corpus brings ten
new ones an article, and learning one takes 3 µs."""


class Known(NamedTuple):
    """What is known of the words of a text, each column in their order.

    Attributes:
        hashes: 64-bit hashes, the same in every process.
        stems: the hashes of their stems.
        kinds: their `Kind` by the word alone: names are known by their capitals only.
        rarity: how rare their stems are, in bits.
    """

    hashes: Hashes
    stems: Hashes
    kinds: Kinds
    rarity: npt.NDArray[np.float32]


class Lexicon:
    """The words that came before.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._numbers = _Numbers()
        self._columns = _nothing(most)
        self._lock = Lock()

    def __len__(self) -> int:
        """How many words are kept now."""
        return len(self._numbers)

    def look_up(self, words: Sequence[str]) -> Known:
        """What is known of these words.

        Args:
            words: words as `worker.dedup.words` makes them.

        Returns:
            Columns of their own, which the caller may change.
        """
        if len(words) > self._most:
            parts = [self.look_up(words[at : at + self._most]) for at in range(0, len(words), self._most)]
            return Known(*map(np.concatenate, zip(*parts, strict=True)))
        with self._lock:
            if len(self._numbers) + len(words) > self._most:
                self._make_room(words)
            at = np.fromiter(map(self._numbers.__getitem__, words), dtype=np.intp, count=len(words))
            if self._numbers.fresh:
                self._learn()
            hashed, stems, kinds, rarity = self._columns
            return Known(hashed.take(at), stems.take(at), kinds.take(at), rarity.take(at))

    def _make_room(self, words: Sequence[str]) -> None:
        if len(self._numbers.keys() | set(words)) > self._most:
            self._numbers.clear()

    def _learn(self) -> None:
        """Fill the columns for the words that have none; done again as a whole when a time limit ended it halfway."""
        fresh = self._numbers.fresh
        at = [self._numbers[word] for word in fresh]
        columns = self._columns
        columns.hashes[at] = hashes(fresh)
        columns.stems[at] = stems = stemmed(fresh)
        columns.kinds[at] = kinds_of(fresh)
        columns.rarity[at] = background().rarity(stems)
        fresh.clear()


class _Numbers(dict[str, int]):
    """Numbers of words; a word without one gets the next, and waits to be learned."""

    def __init__(self) -> None:
        super().__init__()
        self.fresh: list[str] = []

    def __missing__(self, word: str) -> int:
        self.fresh.append(word)  # before it has a number: whatever ends this early, no word stays unlearned
        self[word] = number = len(self)
        return number


def _nothing(count: int) -> Known:
    return Known(
        np.empty(count, np.uint64), np.empty(count, np.uint64), np.empty(count, np.int8), np.empty(count, np.float32)
    )


LEXICON = Lexicon()
"""That of this process."""
