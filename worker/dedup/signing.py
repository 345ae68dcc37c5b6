"""Fingerprints of an article: datasketch's MinHash of the whole body, and the rarest runs of words of every stretch."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import accumulate, count
from operator import add
from typing import TYPE_CHECKING, Literal

import numpy as np
from datasketch import MinHash
from xxhash import xxh32_intdigest

from worker.dedup.background import background as shipped
from worker.dedup.lexicon import LEXICON
from worker.dedup.stems import grams, unglued
from worker.dedup.words import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from worker.dedup.background import Background

FORMAT = 2
"""Version of the stored form; goes up when `to_bytes` changes."""

_HEADER = struct.Struct("<BHI")
"""Format, values of the body, runs."""

_CHUNK = 4096
"""Shingles signed at a time: 16 permutations of 4 bytes make 256 KiB of them, whatever the length of the text."""

_RARITY_STEP = 2
"""Steps of one bit that a run's rarity is told apart by; runs within half a bit are as good as one another."""


class SignatureError(ValueError):
    """Stored bytes are no signature of this format; the message says what to do."""


@dataclass(frozen=True, slots=True)
class SigningParams:
    """What makes two signatures comparable; all of it must agree.

    Attributes:
        body_permutations: MinHash values of the whole body.
        body_shingle: words in a shingle of the body.
        run_words: words in a run.
        window: runs that follow one another, of which the rarest is signed.
        seed: datasketch's seed of the permutations.
        scheme: datasketch's permutation scheme; only "affine32" is built.
        hashfunc: the hash of a shingle's UTF-8 bytes; only "xxh32" is built.
        background: the table that says how rare a word is, and which runs are stock phrases.
    """

    body_permutations: int = 16
    body_shingle: int = 3
    run_words: int = 3
    window: int = 8
    seed: int = 1
    scheme: Literal["affine32"] = "affine32"
    hashfunc: Literal["xxh32"] = "xxh32"
    background: str = "background-2, 41354 articles"


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """The fingerprints of one text.

    Attributes:
        body: MinHash values of the whole body (uint32); all at their maximum for a text without a word.
        runs: hashes (uint64) of the signed runs of stems, sorted, each once.
    """

    body: NDArray[np.uint32]
    runs: NDArray[np.uint64]

    def __eq__(self, other: object) -> bool:
        """Whether all values agree."""
        if not isinstance(other, Signature):
            return NotImplemented
        return np.array_equal(self.body, other.body) and np.array_equal(self.runs, other.runs)

    def __hash__(self) -> int:
        """Agrees with equality."""
        return hash((self.body.tobytes(), self.runs.tobytes()))

    def to_bytes(self) -> bytes:
        """The stored form: a header with the format's version, then the values, little-endian."""
        header = _HEADER.pack(FORMAT, len(self.body), len(self.runs))
        return b"".join((header, self.body.astype("<u4").tobytes(), self.runs.astype("<u8").tobytes()))

    @classmethod
    def from_bytes(cls, data: bytes) -> Signature:
        """Read the stored form.

        Args:
            data: what `to_bytes` gave.

        Returns:
            The signature, equal to the one that was stored.

        Raises:
            SignatureError: the bytes are cut off, or of another format.
        """
        if len(data) < _HEADER.size or data[0] != FORMAT:
            found = f"format {data[0]}" if data else "nothing"
            raise SignatureError(f"Expected a signature of format {FORMAT}, found {found}; sign the article again.")
        _, body, runs = _HEADER.unpack_from(data)
        if len(data) != _HEADER.size + 4 * body + 8 * runs:
            raise SignatureError(f"A signature of {len(data)} bytes is cut off or too long; sign the article again.")
        values = np.frombuffer(data, dtype="<u4", count=body, offset=_HEADER.size)
        hashed = np.frombuffer(data, dtype="<u8", count=runs, offset=_HEADER.size + 4 * body)
        return cls(body=values.astype(np.uint32), runs=hashed.astype(np.uint64))


class Signer:
    """Signs texts; the body's values are those that `datasketch.MinHash` gives for the same shingles.

    Args:
        params: what makes signatures comparable.
        background: says how rare a word is; None reads the table that Saring ships.

    Raises:
        SignatureError: the parameters name another table than the one that Saring ships.
    """

    def __init__(self, params: SigningParams | None = None, background: Background | None = None) -> None:
        self.params = params or SigningParams()
        self._background = background or shipped()
        if background is None and self._background.name != self.params.background:
            raise SignatureError(
                f"Signatures want the table {self.params.background!r}; config/background.npz is "
                f"{self._background.name!r}. Install the one that came with this version."
            )
        sketch = MinHash(num_perm=self.params.body_permutations, seed=self.params.seed, scheme=self.params.scheme)
        a, b = sketch.permutations
        self._a, self._b = np.ascontiguousarray(a)[:, None], np.ascontiguousarray(b)[:, None]

    def sign(self, text: str) -> Signature:
        """Sign one text.

        Args:
            text: the cleaned body, one paragraph a line.

        Returns:
            The signature. A text with fewer words than a shingle counts as one shingle.
        """
        body = words(text)
        if not body:
            empty = np.full(self.params.body_permutations, np.iinfo(np.uint32).max, dtype=np.uint32)
            return Signature(empty, np.empty(0, dtype=np.uint64))
        return Signature(self._sign_body(body), self._sign_runs(body))

    def _sign_body(self, body: list[str]) -> NDArray[np.uint32]:
        hashes = _hashes(body, self.params.body_shingle)
        chunks = (hashes[None, at : at + _CHUNK] * self._a + self._b for at in range(0, len(hashes), _CHUNK))
        least: NDArray[np.uint32] = np.minimum.reduce([chunk.min(axis=1) for chunk in chunks])
        return least

    def _sign_runs(self, body: list[str]) -> NDArray[np.uint64]:
        """The rarest run of every window of runs: winnowing, with rarity where the usual form has chance.

        What two texts share over `window + run_words - 1` words is sure to bring the same runs into both, wherever it
        stands, and the rarest runs are those that the fewest other texts hold (Schleimer, Wilkerson, Aiken 2003).
        """
        params = self.params
        known = LEXICON.look_up(unglued(body))
        runs = grams(known.stems, params.run_words)
        rarity = known.rarity if self._background is shipped() else self._background.rarity(known.stems)
        bits = np.zeros(len(runs), dtype=np.float32)
        for place in range(params.run_words):
            bits += rarity[place : place + len(runs)]
        # rarity above, and below it the hash, so that ties fall alike in every text
        rank = (bits * _RARITY_STEP).astype(np.uint64) << np.uint64(54) | runs >> np.uint64(10)
        if len(runs) >= params.window:
            runs = runs[_rarest(rank, params.window)]
        return self._background.told_apart(np.unique(runs))


def _rarest(rank: NDArray[np.uint64], window: int) -> NDArray[np.intp]:
    """The places of the highest rank of every window, of several the first, in order."""
    count = len(rank) - window + 1
    # what sliding_window_view gives, in a fifth of its time
    windows = np.ndarray((count, window), rank.dtype, rank, strides=2 * rank.strides)
    kept = np.zeros(len(rank), np.bool_)
    kept[windows.argmax(axis=1) + np.arange(count)] = True
    return kept.nonzero()[0]


def _hashes(line: list[str], size: int) -> NDArray[np.uint32]:
    """The hashes of all shingles of `size` words, mixed as datasketch mixes them before it permutes.

    The mixing is the finaliser of MurmurHash3, as in `datasketch.minhash._fmix` (scheme affine32).

    Args:
        line: words.
        size: words in a shingle.

    Returns:
        One hash for each shingle; fewer words than a shingle count as one.
    """
    text = " ".join(line)
    joined = text.encode()
    # most texts have a byte for each letter
    lengths = map(len, line if len(joined) == len(text) else map(str.encode, line))
    # where each word begins, a blank after the one before; one past the end closes the list
    begins = [0, *map(add, accumulate(lengths), count(1))]
    ends = begins[size:] or begins[-1:]
    values = np.array(
        [xxh32_intdigest(joined[begin : end - 1]) for begin, end in zip(begins, ends, strict=False)], dtype=np.uint32
    )
    values ^= values >> np.uint32(16)
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values
