"""Buckets of a signature: articles that share one are candidates for the same report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from worker.dedup.signing import Signature, SignatureError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

KEY_BYTES = 6
"""Width of a bucket's key. Among 240 million buckets (3 million articles) a key of 48 bits meets a foreign one by
chance less than once in 10,000 articles, and the evidence would refuse it."""

LEAST_SHARED = 2
"""Buckets that two articles must share to be worth comparing: one run in common is mostly a name with its office."""
FAR_DAYS = 7.0
"""Days between two publications from which a few shared buckets are not enough."""
FAR_SHARED = 6
"""Buckets that are enough then: a text that comes again shares nearly all. On the evaluation corpus this spares half of
all comparisons: none of more than 2,000 labelled pairs of one report, and five of all pairs that would be linked."""

_EMPTY = np.uint32(0xFFFFFFFF)
_BODY = np.uint64(1 << 40)


@dataclass(frozen=True, slots=True)
class BandParams:
    """How a signature becomes buckets: a band's values together make one, and so does each run.

    Attributes:
        body_bands: bands of the whole body.
        body_rows: values in a band of the body.
    """

    body_bands: int = 8
    body_rows: int = 2


# Share of the copy and the report pairs that meet, buckets and candidates an article, on 41,354 real articles (242
# copies, 413 reports, half of them chosen for being hard; cap 40; docs/index.md has the table):
#   body 16 x 2, sentences and quotations 5 x 3, 1 shared   copy 0.988  report 0.947   98 buckets   8.2 met
#   winnowed runs of 6 words by chance, window 4, 1 shared  copy 1.000  report 0.981  114 buckets   9.1 met
#   the rarest run of 4 stems of 8, body 8 x 2, 2 shared    copy 1.000  report 0.988  102 buckets   6.0 met
#   the rarest run of 3 stems of 8, body 8 x 2, 2 shared    copy 1.000  report 0.998   91 buckets   8.6 met
BANDS = BandParams()


def buckets(signature: Signature, bands: BandParams = BANDS) -> list[bytes]:
    """The buckets of an article, each once.

    A run's bucket does not depend on where the run stands, so the same words meet at another place.

    Args:
        signature: the article's signature.
        bands: how it is cut; needs no more values than the signature has.

    Returns:
        Keys of `KEY_BYTES` bytes; none for a text without a word.

    Raises:
        ValueError: the signature has fewer values than the bands need.
    """
    wanted = bands.body_bands * bands.body_rows
    if len(signature.body) < wanted:
        raise ValueError(
            f"{bands.body_bands} bands of {bands.body_rows} need {wanted} values, the signature has "
            f"{len(signature.body)}."
        )
    if (signature.body == _EMPTY).all():
        return []
    cut = signature.body[:wanted].reshape(bands.body_bands, bands.body_rows)
    mixed = np.arange(bands.body_bands, dtype=np.uint64)
    for row in range(bands.body_rows):
        mixed = _mix(mixed ^ cut[:, row])
    # the lowest bit of a key's last byte says which kind: a full bucket of whole bodies is kept, one of runs is not
    keys = np.concatenate((mixed | _BODY, _mix(signature.runs) & ~_BODY))
    held = keys.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :KEY_BYTES].tobytes()
    return list(dict.fromkeys(held[at : at + KEY_BYTES] for at in range(0, len(held), KEY_BYTES)))


def candidates(met: Iterable[tuple[int, int]], least: int = LEAST_SHARED) -> list[int]:
    """Who of those that an article met is worth comparing with it.

    Args:
        met: articles and the buckets that they share with it.
        least: buckets that must be shared.

    Returns:
        The articles, in order.
    """
    return [one for one, shared in met if shared >= least]


def too_far(shared: int, days: float | None) -> bool:
    """Whether two articles lie so far apart that what they share is not worth comparing.

    Args:
        shared: buckets that both have.
        days: between their publications, None where one of them is not known.
    """
    return days is not None and days > FAR_DAYS and shared < FAR_SHARED


def stale(old_signature: bytes, keys: Iterable[bytes]) -> list[bytes]:
    """The buckets that an article leaves when its text changes.

    Args:
        old_signature: its stored signature so far, b"" when it had none.
        keys: the buckets that it has now.
    """
    return sorted(set(stored_buckets(old_signature)).difference(keys))


def stored_buckets(signature: bytes) -> list[bytes]:
    """The buckets in which an index of this version may hold an article.

    Args:
        signature: its stored signature.

    Returns:
        Keys; none for a signature of another format, since only another version's index can hold its article so.
    """
    try:
        return buckets(Signature.from_bytes(signature))
    except SignatureError:
        return []


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014), behind its increment."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
