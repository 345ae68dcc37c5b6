"""Buckets of a signature: articles that share one are candidates for the same report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from worker.dedup.signing import Signature

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

KEY_BYTES = 6
"""Width of a bucket's key. Among 240 million buckets (3 million articles) a key of 48 bits meets a foreign one by
chance less than once in 10,000 articles, and the evidence would refuse it."""

BODY, PASSAGE = 0, 1
"""The two grains."""

_EMPTY = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class BandParams:
    """How signatures are cut into bands; a band's values together make a bucket.

    Attributes:
        body_bands: bands of the whole body.
        body_rows: values in a band of the body.
        passage_bands: bands of each passage.
        passage_rows: values in a band of a passage.
    """

    body_bands: int = 16
    body_rows: int = 2
    passage_bands: int = 5
    passage_rows: int = 3


# Share of the copy and the report pairs that meet, buckets and distinct candidates an article, on 41,354 real articles
# (242 copies, 413 reports, half of them chosen for being hard; lightly cleaned; cap 40; docs/index.md has the table):
#   body 16 x 2, passages 5 x 3                    copy 0.988  report 0.956  98 buckets  8.9 met
#   body 42 x 3, passages 5 x 3, no quotations     copy 0.996  report 0.903 118 buckets  8.7 met
#   body 16 x 2, passages 4 x 3                    copy 0.988  report 0.930  82 buckets  7.9 met
#   body 16 x 2, passages 6 x 3                    copy 0.996  report 0.964 115 buckets 10.1 met
BANDS = BandParams()


def buckets(signature: Signature, bands: BandParams = BANDS) -> list[bytes]:
    """The buckets of an article, each once.

    A passage's buckets do not depend on where the passage stands, so the same sentence meets at another place.

    Args:
        signature: the article's signature.
        bands: how it is cut; needs no more values than the signature has.

    Returns:
        Keys of `KEY_BYTES` bytes; none for a text without a word.

    Raises:
        ValueError: the signature has fewer values than the bands need.
    """
    body = signature.body[None, :]
    if (body == _EMPTY).all():
        body = body[:0]
    keys = b"".join(
        (
            _keys(BODY, body, bands.body_bands, bands.body_rows),
            _keys(PASSAGE, signature.passages, bands.passage_bands, bands.passage_rows),
        )
    )
    return list(dict.fromkeys(keys[at : at + KEY_BYTES] for at in range(0, len(keys), KEY_BYTES)))


def stale(old_signature: bytes, keys: Iterable[bytes]) -> list[bytes]:
    """The buckets that an article leaves when its text changes.

    Args:
        old_signature: its stored signature so far, b"" when it had none.
        keys: the buckets that it has now.

    Raises:
        SignatureError: the stored bytes are no signature.
    """
    old = buckets(Signature.from_bytes(old_signature)) if old_signature else []
    return sorted(set(old).difference(keys))


def _keys(grain: int, values: NDArray[np.uint32], bands: int, rows: int) -> bytes:
    if values.shape[1] < bands * rows:
        raise ValueError(f"{bands} bands of {rows} need {bands * rows} values, the signature has {values.shape[1]}.")
    cut = values[:, : bands * rows].reshape(len(values), bands, rows)
    mixed = np.broadcast_to(np.arange(bands, dtype=np.uint64) + np.uint64(grain << 16), cut.shape[:2])
    for row in range(rows):
        mixed = _mix(mixed ^ cut[:, :, row])
    keys = mixed.reshape(-1).astype("<u8").view(np.uint8).reshape(-1, 8)[:, :KEY_BYTES]
    # the lowest bit of the last byte says which grain: a full bucket of whole bodies is kept, one of passages is not
    keys[:, -1] = (keys[:, -1] & 0xFE) | (grain == BODY)
    return keys.tobytes()


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014), behind its increment."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
