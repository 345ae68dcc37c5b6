"""What two bags of hashes share, and shares of a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from worker.dedup.prepared import Bag

    Mask = npt.NDArray[np.bool_]
    Keys = npt.NDArray[np.uint64] | npt.NDArray[np.uint32]


def held(keys: npt.NDArray[np.uint64], bag: Bag) -> Mask:
    """Which of the keys the bag holds.

    Args:
        keys: hashes in any order.
        bag: a set of hashes.

    Returns:
        One truth value a key.
    """
    return found(keys, bag.keys)[1]


def found(keys: Keys, among: Keys) -> tuple[npt.NDArray[np.intp], Mask]:
    """Where keys stand among others, and which do.

    Args:
        keys: hashes in any order.
        among: hashes, sorted, each once.

    Returns:
        A place for each key, which means something only where the truth value beside it is true.
    """
    if not len(among) or not len(keys):
        return np.zeros(len(keys), dtype=np.intp), np.zeros(len(keys), dtype=np.bool_)
    at = among.searchsorted(keys)
    np.minimum(at, len(among) - 1, out=at)
    return at, among[at] == keys


def shared(a: Bag, b: Bag) -> Mask:
    """Which of the first bag's keys the second holds too."""
    return held(a.keys, b)


def common(a: Bag, b: Bag) -> float:
    """The weight of what two bags share, as the smaller weighs it."""
    if len(b.keys) < len(a.keys):
        a, b = b, a
    return held_weight(a, b) if a.total else 0.0  # of a pair of news texts half of the bags are empty


def held_weight(a: Bag, b: Bag) -> float:
    """The weight of what the second holds of the first, as the first weighs it."""
    return weight(a.weights[held(a.keys, b)])


def weight(values: npt.NDArray[np.float32]) -> float:
    """The sum of weights; in double precision it is exact, so their order does not matter."""
    return float(np.add.reduce(values, dtype=np.float64))


def of(part: float, whole: float) -> float:
    """A share; nothing of nothing is nothing."""
    return part / whole if whole > 0 else 0.0


def both(part_a: float, whole_a: float, part_b: float, whole_b: float) -> tuple[float, float]:
    """The shares both ways, the smaller first."""
    return ordered(of(part_a, whole_a), of(part_b, whole_b))


def ordered(a: float, b: float) -> tuple[float, float]:
    """Two values, the smaller first: a pair has no first article."""
    return (a, b) if a <= b else (b, a)


def share(mask: Mask) -> float:
    """How much of a mask is true."""
    return float(np.count_nonzero(mask)) / len(mask) if len(mask) else 0.0


def mean(values: npt.NDArray[np.float32]) -> float:
    """The mean of values, 0 where there are none."""
    return float(np.add.reduce(values) / len(values)) if len(values) else 0.0  # a quarter of what `mean` takes
