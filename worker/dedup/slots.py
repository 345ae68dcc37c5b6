"""Places of a text where one word or two may stand for others: what is around them, and what fills them.

Two texts that have the same words around a place and other words in it were either reworded, or are one form filled in
twice: names in the place of names and numbers in the place of numbers tell the editions of a series apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from worker.dedup import facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Kinds = npt.NDArray[np.int8]

MOST_WORDS = 1500
"""Words of a body that are looked at: 99 % of articles fit."""
_EDGE = np.uint64(0x9E3779B97F4A7C15)
_ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))


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
        stems: the stems of those words, one row a slot; a short filling repeats its last.
    """

    around: Hashes
    filling: Hashes
    kinds: Kinds
    stems: Hashes


def kinds_of(words: Sequence[str]) -> Kinds:
    """The kind of each word by the word alone: names are known by their capitals only.

    Args:
        words: case-folded words.

    Returns:
        One `Kind` a word.
    """
    return np.fromiter(map(_kind, words), dtype=np.int8, count=len(words))


def find_slots(words: Hashes, stems: Hashes, kind: Kinds, sizes: Sequence[int], before: int, after: int) -> Slots:
    """Find the slots of a text; its beginning and end count as words around.

    Args:
        words: hashes of the words in order.
        stems: hashes of their stems.
        kind: their kinds.
        sizes: numbers of words that a slot may hold.
        before: words before it that must agree.
        after: words behind it that must agree.

    Returns:
        The slots.
    """
    count = len(words)
    framed = np.concatenate((np.full(before, _EDGE), words, np.full(after, ~_EDGE)))
    around, filling, filled, stems_of = [], [], [], []
    for size in sizes:
        held = count - size + 1
        if held <= 0:
            continue
        outside = [framed[at : at + held] for at in (*range(before), *range(before + size, before + size + after))]
        inside = [slice(at, at + held) for at in range(size)]
        around.append(_mixed(outside))
        filling.append(_mixed([words[at] for at in inside]))
        filled.append(np.maximum.reduce([kind[at] for at in inside]))
        stems_of.append(np.stack([stems[inside[min(at, size - 1)]] for at in range(max(sizes))], axis=1))
    if not around:
        return Slots(np.empty(0, np.uint64), np.empty(0, np.uint64), np.empty(0, np.int8), np.empty((0, 1), np.uint64))
    keys, values = np.concatenate(around), np.concatenate(filling)
    order = np.lexsort((values, keys))
    keys, values = keys[order], values[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    ends = np.concatenate((starts[1:], [len(keys)])) - 1
    kept = starts[values[starts] == values[ends]]
    return Slots(keys[kept], values[kept], np.concatenate(filled)[order[kept]], np.concatenate(stems_of)[order[kept]])


@lru_cache(1 << 16)
def _kind(word: str) -> int:
    if word[0].isdigit():
        return Kind.NUMBER
    return Kind.DAY if word in facts.MONTHS or word in facts.WEEKDAYS else Kind.WORD


def _mixed(columns: Sequence[Hashes]) -> Hashes:
    """One hash for each row of several columns of hashes."""
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for at, column in enumerate(columns):
        mixed = (mixed ^ column) * _ODD[at % len(_ODD)]
        mixed ^= mixed >> np.uint64(29)
    return mixed
