"""Places of a text where one word or two may stand for others: what is around them, and what fills them.

Two texts that have the same words around a place and other words in it were either reworded, or are one form filled in
twice: names in the place of names and numbers in the place of numbers tell the editions of a series apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from worker.dedup import facts
from worker.dedup.stems import grams

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Kinds = npt.NDArray[np.int8]
    Places = npt.NDArray[np.int16]

MOST_WORDS = 1500
"""Words of a body that are looked at: 99 % of articles fit."""
_EDGE = np.uint64(0x9E3779B97F4A7C15)
_ODD = np.uint64(0xC2B2AE3D27D4EB4F)
_PLACES = np.arange(MOST_WORDS, dtype=np.int16)
_NONE = np.empty(0, np.uint64)
_NOWHERE = np.empty(0, np.int16)


class Kind(IntEnum):
    """What fills a slot; of several words the highest counts."""

    WORD = 0
    NAME = 1
    DAY = 2
    NUMBER = 3


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of one text; a surrounding that comes twice with other fillings is none.

    Attributes:
        around: hash of the words around each slot, sorted, each once.
        filling: hash of the words in it.
        kinds: their `Kind`.
        begins: place of the first of those words in the text.
        ends: place of the last.
        text: hashes of the stems of the text's words.
        most: words that a slot may hold.
    """

    around: Hashes
    filling: Hashes
    kinds: Kinds
    begins: Places
    ends: Places
    text: Hashes
    most: int

    def stems(self, at: npt.NDArray[np.intp]) -> Hashes:
        """The stems of the words in some slots, one row a slot; a short filling repeats its last."""
        begins, ends = self.begins[at], self.ends[at]
        rows = np.empty((len(at), self.most), np.uint64)
        for place in range(self.most):
            rows[:, place] = self.text.take(np.minimum(begins + place, ends))
        return rows


def kinds_of(words: Sequence[str]) -> Kinds:
    """The kind of each word by the word alone: names are known by their capitals only.

    Args:
        words: case-folded words.

    Returns:
        One `Kind` a word.
    """
    return np.fromiter(map(_kind, words), dtype=np.int8, count=len(words))


def find_slots(words: Hashes, stems: Hashes, kind: Kinds, sizes: Sequence[int], beside: int) -> Slots:
    """Find the slots of a text; its beginning and end count as words around.

    Args:
        words: hashes of the words in order, at most MOST_WORDS.
        stems: hashes of their stems.
        kind: their kinds.
        sizes: numbers of words that a slot may hold, from 1 up.
        beside: words on each side that must agree.

    Returns:
        The slots.
    """
    count = len(words)
    most = min(sizes[-1], count)
    if not most:
        return Slots(_NONE, _NONE, np.empty(0, np.int8), _NOWHERE, _NOWHERE, stems, sizes[-1])
    framed = np.concatenate((np.full(beside, _EDGE), words, np.full(beside, ~_EDGE)))
    sides = grams(framed, beside)
    begins = np.concatenate([_PLACES[: count - size + 1] for size in sizes[:most]])
    ends = np.concatenate([_PLACES[size - 1 : count] for size in sizes[:most]])
    keys = sides.take(begins) * _ODD ^ sides.take(ends + np.int16(beside + 1))
    order = keys.argsort()
    keys = keys.take(order)
    filling = np.concatenate([grams(words, size) for size in sizes[:most]]).take(order)
    kept = _told_one_way(keys, filling)
    chosen = order.take(kept)
    kinds = [kind]
    for size in sizes[1:most]:
        kinds.append(np.maximum(kinds[-1][:-1], kind[size - 1 :]))
    return Slots(
        keys.take(kept),
        filling.take(kept),
        np.concatenate(kinds).take(chosen),
        begins.take(chosen),
        ends.take(chosen),
        stems,
        sizes[-1],
    )


def _told_one_way(keys: Hashes, values: Hashes) -> npt.NDArray[np.intp]:
    """The first places of those keys, given in order, that never come with two values."""
    first = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    starts = first.nonzero()[0]
    if len(starts) == len(keys):
        return starts
    other = ~first
    other[1:] &= values[1:] != values[:-1]
    kept = np.ones(len(starts), np.bool_)
    kept[first.cumsum()[other] - 1] = False
    return starts[kept]


def _kind(word: str) -> int:
    if word[0].isdigit():
        return Kind.NUMBER
    return Kind.DAY if word in facts.MONTHS or word in facts.WEEKDAYS else Kind.WORD
