"""Words as numbers: hashes of words and of their stems, and of runs of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from worker.dedup.background import background

if TYPE_CHECKING:
    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]

_AFFIXES = re.compile(
    r"(?:me(?:ng|ny|m|n)?|di|ber|ter|ke|se|pe(?:ng|ny|m|n|r)?)?([a-z]{4,}?)(?:(?:kan|an|i)?(?:nya|lah)?)$"
)
_ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))
_HALF = np.uint64(29)
_KNOWN = 1 << 16
"""Words that are remembered as whole, and those looked into: the 65,536 met last are 98 % of what comes."""

_WHOLE: set[str] = set()
"""Words that are known not to be two: asking for each word of a text by itself took a tenth of signing it."""

_LEAST = 3
"""Letters of half a word that was glued to another."""
_MOST = 40
"""Letters from which a word is not looked into: there is no such pair of words, and trying costs the square."""
_COMMON = 9.0
"""Bits of rarity up to which a word is common enough to be told within another: it stands in one of 500 articles."""


def stem(word: str) -> str:
    """An Indonesian word without its commonest affixes: one desk writes "mengevakuasi", the other "dievakuasi".

    It need not be right, only the same for both: what is left has four letters or more.

    Args:
        word: a case-folded word.

    Returns:
        The word without prefix and suffix.
    """
    if len(word) < 6 or not word.isalpha():  # noqa: PLR2004  nothing would be left
        return word
    found = _AFFIXES.match(word)
    return found.group(1) if found else word


def unglued(words: list[str]) -> list[str]:
    """Words of which two were one: where a link stood, scrapers lose the white space around it ("presidentrumpakan").

    A word that the background table does not know is cut where both halves are known to it and one of them is common.
    It need not be right, only the same for both: names that fall apart fall apart alike.

    Args:
        words: case-folded words.

    Returns:
        The words in order, with those cut.
    """
    return all_unglued([words])[0]


def all_unglued(lines: list[list[str]]) -> list[list[str]]:
    """The same for several rows of words, asked about all at once.

    Args:
        lines: case-folded words.

    Returns:
        Lists of their own, with the words in order and with those cut.
    """
    doubtful = {word for words in lines if not _WHOLE.issuperset(words) for word in words}
    doubtful -= _WHOLE
    cut = {word: parts for word in doubtful if len(parts := _parts(word)) > 1}
    if len(_WHOLE) > _KNOWN:
        _WHOLE.clear()
    _WHOLE.update(doubtful - cut.keys())
    return [
        list(words) if cut.keys().isdisjoint(words) else [part for word in words for part in cut.get(word, (word,))]
        for words in lines
    ]


def hashes(words: list[str]) -> Hashes:
    """64-bit hash of each word, the same in every process.

    Args:
        words: words as `worker.dedup.words` makes them.

    Returns:
        One hash a word, in order.
    """
    return np.fromiter(map(_hash, words), dtype=np.uint64, count=len(words))


def stemmed(words: list[str]) -> Hashes:
    """64-bit hash of the stem of each word.

    Args:
        words: words as `worker.dedup.words` makes them.

    Returns:
        One hash a word, in order.
    """
    return np.fromiter(map(_stemmed, words), dtype=np.uint64, count=len(words))


def grams(hashed: Hashes, size: int) -> Hashes:
    """Hashes of all runs of `size` words.

    Args:
        hashed: the words' hashes in order.
        size: words in a run, up to 3.

    Returns:
        One hash a run, in order; empty when the text is shorter than a run.
    """
    count = len(hashed) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    mixed = hashed[:count] * _ODD[0]
    mixed ^= mixed >> _HALF
    for place in range(1, size):
        mixed ^= hashed[place : place + count]
        mixed *= _ODD[place]
        mixed ^= mixed >> _HALF
    return mixed


@lru_cache(_KNOWN)
def _parts(word: str) -> tuple[str, ...]:
    if not 2 * _LEAST <= len(word) <= _MOST or not word.isalpha() or _bits(word) is not None:
        return (word,)
    parts: tuple[str, ...] = (word,)
    best = float("inf")
    for at in range(_LEAST, len(word) - _LEAST + 1):
        left, right = _bits(word[:at]), _bits(word[at:])
        if left is not None and right is not None and min(left, right) <= _COMMON and left + right < best:
            best, parts = left + right, (word[:at], word[at:])
    return parts


@lru_cache(_KNOWN)
def _bits(word: str) -> float | None:
    """How rare a word is, None for one that the background table does not know."""
    return background().known(_stemmed(word))


def _hash(word: str) -> int:
    return xxhash.xxh3_64_intdigest(word.encode("utf-8", "surrogatepass"))


def _stemmed(word: str) -> int:
    return _hash(stem(word))
