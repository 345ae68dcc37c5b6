"""What stands in the place of what: words of two texts between the same words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from worker.dedup.figures.bags import found, held, of
from worker.dedup.slots import Kind

if TYPE_CHECKING:
    import numpy.typing as npt

    from worker.dedup.figures.bags import Mask
    from worker.dedup.prepared import Prepared
    from worker.dedup.slots import Slots

    Stems = npt.NDArray[np.uint64]


def swapped(a: Prepared, b: Prepared) -> dict[str, float]:
    """Figures of what is filled in otherwise between the same words.

    Words for words is rewording; names for names and numbers for numbers is another edition of one form.

    Args:
        a: one article.
        b: the other.

    Returns:
        The figures.
    """
    at_a, at_b = _common(a.slots, b.slots)
    stems_a, stems_b = a.slots.stems(at_a), b.slots.stems(at_b)
    other = _other(stems_a, stems_b)
    kinds = a.slots.kinds[at_a][other]
    alike = kinds == b.slots.kinds[at_b][other]
    counts = np.bincount(kinds[alike], minlength=len(Kind))
    names = alike & (kinds == Kind.NAME)
    lost = _lost(stems_a[other][names], b, stems_b[other][names], a)
    swaps = int(counts.sum())
    met = int(np.count_nonzero(a.slots.filling[at_a] == b.slots.filling[at_b])) + swaps
    at_a, at_b = _common(a.title_slots, b.title_slots)
    stems_a, stems_b = a.title_slots.stems(at_a), b.title_slots.stems(at_b)
    other = _other(stems_a, stems_b)
    title_lost = _lost(stems_a[other], b, stems_b[other], a)
    return {
        "swapped_numbers_log": math.log1p(counts[Kind.NUMBER]),
        "swapped_names_log": math.log1p(counts[Kind.NAME]),
        "swapped_words_log": math.log1p(counts[Kind.WORD]),
        "swapped_days_log": math.log1p(counts[Kind.DAY]),
        "swapped_lost_log": math.log1p(lost),
        "swapped_share": of(swaps, met),
        "swapped_facts_share": of(int(counts[Kind.NUMBER] + counts[Kind.NAME]), met),
        "title_swapped_log": math.log1p(np.count_nonzero(other)),
        "title_swapped_lost_log": math.log1p(title_lost),
    }


def _common(a: Slots, b: Slots) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Places of the slots that have the same words around."""
    at, same = found(a.around, b.around)
    return same.nonzero()[0], at[same]


def _other(a: npt.NDArray[np.uint64], b: npt.NDArray[np.uint64]) -> Mask:
    """Which fillings have no word in common at the same place: what shares one is told by the slot around the other."""
    other: Mask = np.logical_not((a == b).any(axis=1))
    return other


def _lost(stems_a: Stems, b: Prepared, stems_b: Stems, a: Prepared) -> int:
    """How many slots hold in neither article a word that the other one has anywhere."""
    if not len(stems_a):  # most pairs of titles
        return 0
    return len(stems_a) - int(np.count_nonzero(_known(stems_a, b) | _known(stems_b, a)))


def _known(stems: Stems, other: Prepared) -> Mask:
    """Which fillings have a word that the other article has somewhere."""
    flat = stems.ravel()
    there = held(flat, other.vocabulary) | held(flat, other.title)
    anywhere: Mask = np.asarray(there.reshape(stems.shape).any(axis=1))
    return anywhere
