"""Fingerprints of an article: datasketch's MinHash of the whole body and of each passage."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

import numpy as np
from datasketch import MinHash
from xxhash import xxh32_intdigest

from worker.dedup.passages import spans
from worker.dedup.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FORMAT = 1
"""Version of the stored form; goes up when `to_bytes` changes."""

_HEADER = struct.Struct("<BHHI")
"""Format, values of the body, values of a passage, passages."""

_CHUNK = 4096
"""Shingles signed at a time: 126 permutations of 4 bytes make 2 MiB of them, whatever the length of the text."""


class SignatureError(ValueError):
    """Stored bytes are no signature of this format; the message says what to do."""


@dataclass(frozen=True, slots=True)
class SigningParams:
    """What makes two signatures comparable; all of it must agree.

    Attributes:
        body_permutations: MinHash values of the whole body.
        body_shingle: words in a shingle of the body.
        passage_permutations: MinHash values of each passage.
        passage_shingle: words in a shingle of a passage.
        passage_words: passages with fewer words are not signed.
        seed: datasketch's seed of the permutations.
        scheme: datasketch's permutation scheme; only "affine32" is built.
        hashfunc: the hash of a shingle's UTF-8 bytes; only "xxh32" is built.
        splitter: version of the rules that cut passages (`worker.dedup.passages`).
    """

    body_permutations: int = 126
    body_shingle: int = 3
    passage_permutations: int = 15
    passage_shingle: int = 2
    passage_words: int = 8
    seed: int = 1
    scheme: Literal["affine32"] = "affine32"
    hashfunc: Literal["xxh32"] = "xxh32"
    splitter: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """The fingerprints of one text.

    Attributes:
        body: MinHash values of the whole body (uint32); all at their maximum for a text without a word.
        passages: one row of MinHash values (uint32) for each signed passage, in the order of the text.
    """

    body: NDArray[np.uint32]
    passages: NDArray[np.uint32]

    def __eq__(self, other: object) -> bool:
        """Whether all values agree."""
        if not isinstance(other, Signature):
            return NotImplemented
        return np.array_equal(self.body, other.body) and np.array_equal(self.passages, other.passages)

    def __hash__(self) -> int:
        """Agrees with equality."""
        return hash((self.body.tobytes(), self.passages.tobytes()))

    def to_bytes(self) -> bytes:
        """The stored form: a header with the format's version, then the values as little-endian uint32."""
        count, width = self.passages.shape
        header = _HEADER.pack(FORMAT, len(self.body), width, count)
        return b"".join((header, self.body.astype("<u4").tobytes(), self.passages.astype("<u4").tobytes()))

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
        _, body, width, count = _HEADER.unpack_from(data)
        if len(data) != _HEADER.size + 4 * (body + width * count):
            raise SignatureError(f"A signature of {len(data)} bytes is cut off or too long; sign the article again.")
        values = np.frombuffer(data, dtype="<u4", offset=_HEADER.size).astype(np.uint32)
        return cls(body=values[:body], passages=values[body:].reshape(count, width))


class Signer:
    """Signs texts; the values are those that `datasketch.MinHash` gives for the same shingles.

    Args:
        params: what makes signatures comparable.
    """

    def __init__(self, params: SigningParams | None = None) -> None:
        self.params = params or SigningParams()
        self._body = self._permutations(self.params.body_permutations)
        self._passage = self._permutations(self.params.passage_permutations)

    def _permutations(self, count: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        sketch = MinHash(num_perm=count, seed=self.params.seed, scheme=self.params.scheme)
        a, b = sketch.permutations
        return np.ascontiguousarray(a)[:, None], np.ascontiguousarray(b)[:, None]

    def sign(self, text: str) -> Signature:
        """Sign one text.

        Args:
            text: the cleaned body, one paragraph a line.

        Returns:
            The signature. A text with fewer words than a shingle counts as one shingle.
        """
        params = self.params
        body: list[str] = []
        long: list[tuple[int, int]] = []
        for start, end in spans(text):
            found = words(text[start:end])
            if len(found) >= params.passage_words:
                long.append((len(body), len(found)))
            body += found
        if not body:
            empty = np.full(params.body_permutations, np.iinfo(np.uint32).max, dtype=np.uint32)
            return Signature(empty, np.empty((0, params.passage_permutations), dtype=np.uint32))
        encoded = [word.encode() for word in body]
        line = b" ".join(encoded)
        # where each word begins in the line; one past the end closes the list
        begins = [0, *accumulate(len(word) + 1 for word in encoded)]
        return Signature(self._sign_body(line, begins), self._sign_passages(line, begins, long))

    def _sign_body(self, line: bytes, begins: list[int]) -> NDArray[np.uint32]:
        hashes = _hashes(line, begins, self.params.body_shingle)
        a, b = self._body
        least: NDArray[np.uint32] | None = None
        for at in range(0, len(hashes), _CHUNK):
            values = (hashes[None, at : at + _CHUNK] * a + b).min(axis=1)
            least = values if least is None else np.minimum(least, values)
        if least is None:
            raise AssertionError("a text with a word has a shingle")
        return least

    def _sign_passages(self, line: bytes, begins: list[int], long: Sequence[tuple[int, int]]) -> NDArray[np.uint32]:
        size = self.params.passage_shingle
        a, b = self._passage
        if not long:
            return np.empty((0, len(a)), dtype=np.uint32)
        # The shingles of the whole body in one pass; a passage is a stretch of them, and the shingles that reach
        # over a passage's end fall between two stretches.
        values = _hashes(line, begins, size)[None, :] * a + b
        edges = [edge for first, count in long for edge in (first, first + count - size + 1)]
        closed = edges[:-1] if edges[-1] >= values.shape[1] else edges
        least: NDArray[np.uint32] = np.minimum.reduceat(values, closed, axis=1)[:, ::2]
        return np.ascontiguousarray(least.T)


def _hashes(line: bytes, begins: list[int], size: int) -> NDArray[np.uint32]:
    """The hashes of all shingles of `size` words, mixed as datasketch mixes them before it permutes.

    The mixing is the finaliser of MurmurHash3, as in `datasketch.minhash._fmix` (scheme affine32).
    """
    ends = begins[size:] or begins[-1:]
    values = np.array(
        [xxh32_intdigest(line[begin : end - 1]) for begin, end in zip(begins, ends, strict=False)], dtype=np.uint32
    )
    values ^= values >> np.uint32(16)
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values
