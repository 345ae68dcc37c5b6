"""Fingerprints of an article: datasketch's MinHash of the whole body and of each passage."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

import numpy as np
from datasketch import MinHash
from xxhash import xxh32_intdigest

from worker.dedup.passages import PASSAGE_WORDS, QUOTATION_WORDS, SPLITTER, quotations, spans
from worker.dedup.words import words

if TYPE_CHECKING:
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
        passage_words: sentences with fewer words are not signed.
        quotation_words: quotations with fewer words are not signed.
        seed: datasketch's seed of the permutations.
        scheme: datasketch's permutation scheme; only "affine32" is built.
        hashfunc: the hash of a shingle's UTF-8 bytes; only "xxh32" is built.
        splitter: version of the rules that cut passages (`worker.dedup.passages`).
    """

    body_permutations: int = 32
    body_shingle: int = 3
    passage_permutations: int = 15
    passage_shingle: int = 2
    passage_words: int = PASSAGE_WORDS
    quotation_words: int = QUOTATION_WORDS
    seed: int = 1
    scheme: Literal["affine32"] = "affine32"
    hashfunc: Literal["xxh32"] = "xxh32"
    splitter: int = SPLITTER


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """The fingerprints of one text.

    Attributes:
        body: MinHash values of the whole body (uint32); all at their maximum for a text without a word.
        passages: one row of MinHash values (uint32) for each signed passage: the sentences in the order of the text,
            then the quotations that are no sentence of their own.
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
        sentences = [words(text[start:end]) for start, end in spans(text)]
        body = [word for sentence in sentences for word in sentence]
        if not body:
            empty = np.full(params.body_permutations, np.iinfo(np.uint32).max, dtype=np.uint32)
            return Signature(empty, np.empty((0, params.passage_permutations), dtype=np.uint32))
        quoted = [words(one.text) for one in quotations(text, params.quotation_words)]
        long = [sentence for sentence in sentences if len(sentence) >= params.passage_words]
        long += [quotation for quotation in quoted if quotation not in long]
        return Signature(self._sign_body(body), self._sign_passages(long))

    def _sign_body(self, body: list[str]) -> NDArray[np.uint32]:
        hashes = _hashes(body, self.params.body_shingle)
        a, b = self._body
        chunks = (hashes[None, at : at + _CHUNK] * a + b for at in range(0, len(hashes), _CHUNK))
        least: NDArray[np.uint32] = np.minimum.reduce([chunk.min(axis=1) for chunk in chunks])
        return least

    def _sign_passages(self, passages: list[list[str]]) -> NDArray[np.uint32]:
        size = self.params.passage_shingle
        a, b = self._passage
        if not passages:
            return np.empty((0, len(a)), dtype=np.uint32)
        # The shingles of all passages in one pass; those that reach over a passage's end fall between two stretches.
        hashes = _hashes([word for passage in passages for word in passage], size)
        first = 0
        edges: list[int] = []
        for passage in passages:
            edges += (first, first + len(passage) - size + 1)
            first += len(passage)
        # the last stretch reaches to the end by itself
        least = np.minimum.reduceat(hashes[None, :] * a + b, edges[:-1], axis=1)[:, ::2]
        return np.ascontiguousarray(least.T)


def _hashes(line: list[str], size: int) -> NDArray[np.uint32]:
    """The hashes of all shingles of `size` words, mixed as datasketch mixes them before it permutes.

    The mixing is the finaliser of MurmurHash3, as in `datasketch.minhash._fmix` (scheme affine32).

    Args:
        line: words.
        size: words in a shingle.

    Returns:
        One hash for each shingle; fewer words than a shingle count as one.
    """
    encoded = [word.encode() for word in line]
    joined = b" ".join(encoded)
    # where each word begins; one past the end closes the list
    begins = [0, *accumulate(len(word) + 1 for word in encoded)]
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
