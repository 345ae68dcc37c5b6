"""Signing: ours against datasketch and rensa."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from datasketch import MinHash
from timing import Contender, Measured, Missing, side_by_side
from xxhash import xxh3_64_intdigest, xxh32_intdigest

from worker.dedup.passages import spans
from worker.dedup.signing import Signer
from worker.dedup.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from speed_texts import Text

SENTENCE = 8
"""Words of the sentences that a peer signs one by one."""
VALUES = 128
"""Permutations that the usual recipes take."""


def measure(texts: Sequence[Text], rounds: int) -> tuple[list[Measured | Missing], dict[str, object]]:
    """Sign the same texts, from text to signature."""
    signer = Signer()

    def ours() -> int:
        for one in texts:
            signer.sign(one.text).to_bytes()
        return len(texts)

    contenders = [
        Contender("ours: body and rare runs", ours, ours=True),
        Contender("datasketch default (SHA-1), body alone", lambda: _one_by_one(texts)),
        Contender("datasketch bulk with xxh32, body alone", lambda: _bulk(texts, _bodies)),
        Contender("datasketch bulk with xxh32, body and passages", lambda: _bulk(texts, _bodies_and_passages)),
    ]
    missing: list[Missing] = []
    if find_spec("rensa"):
        contenders.append(Contender("rensa (Rust), body alone", lambda: _rensa(texts)))
    else:
        missing.append(Missing("rensa", 'pip install -e ".[peers]"'))
    done = side_by_side(contenders, rounds=rounds)
    mean = sum(1 + len(signer.sign(one.text).runs) for one in texts) / len(texts)
    return [*done, *missing], {"stretches that ours signs of a text, on average": round(mean, 1)}


def shingles(body: list[str], size: int) -> list[bytes]:
    """Word n-grams as bytes."""
    return [" ".join(body[at : at + size]).encode() for at in range(max(1, len(body) - size + 1))]


def _one_by_one(texts: Sequence[Text]) -> int:
    for one in texts:
        sketch = MinHash(num_perm=VALUES)
        sketch.update_batch(shingles(words(one.text), 3))
    return len(texts)


def _bodies(texts: Sequence[Text]) -> list[list[bytes]]:
    return [shingles(words(one.text), 3) for one in texts]


def _bodies_and_passages(texts: Sequence[Text]) -> list[list[bytes]]:
    found = _bodies(texts)
    for one in texts:
        sentences = (words(one.text[start:end]) for start, end in spans(one.text))
        found += [shingles(sentence, 2) for sentence in sentences if len(sentence) >= SENTENCE]
    return found


def _bulk(texts: Sequence[Text], stretches: Callable[[Sequence[Text]], list[list[bytes]]]) -> int:
    MinHash.bulk(stretches(texts), num_perm=VALUES, hashfunc=xxh32_intdigest)
    return len(texts)


def _rensa(texts: Sequence[Text]) -> int:
    import rensa  # noqa: PLC0415 - a peer need not be installed

    hashes: list[int] = []
    begins = [0]
    for one in texts:
        hashes += map(xxh3_64_intdigest, shingles(words(one.text), 3))
        begins.append(len(hashes))
    rensa.RMinHash.digest_matrix_from_flat_token_hashes(hashes, begins, VALUES, 1)
    return len(texts)
