"""What stands in the place of what: words of two texts between the same words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from worker.dedup.figures.bags import found, held, of
from worker.dedup.slots import Kind

if TYPE_CHECKING:
    import numpy.typing as npt

    from worker.dedup.figures.bags import Mask
    from worker.dedup.prepared import Prepared
    from worker.dedup.slots import Kinds, Slots

    Stems = npt.NDArray[np.uint64]

_NO_KINDS = np.empty(0, np.int8)
_NO_STEMS = np.empty((0, 1), np.uint64)


def swapped(a: Prepared, b: Prepared) -> dict[str, float]:
    """Figures of what is filled in otherwise between the same words.

    Words for words is rewording; names for names and numbers for numbers is another edition of one form.

    Args:
        a: one article.
        b: the other.

    Returns:
        The figures.
    """
    body, title = _swaps(a.slots, b.slots), _swaps(a.title_slots, b.title_slots)
    alike = body.kinds_a == body.kinds_b
    counts = np.bincount(body.kinds_a[alike], minlength=len(Kind)).tolist()
    swaps = sum(counts)
    lost = 0
    if counts[Kind.NAME]:
        names = alike & (body.kinds_a == Kind.NAME)
        lost = _lost(body.stems_a[names], b, body.stems_b[names], a)
    title_lost = _lost(title.stems_a, b, title.stems_b, a)
    met = body.same + swaps
    return {
        "swapped_numbers_log": math.log1p(counts[Kind.NUMBER]),
        "swapped_names_log": math.log1p(counts[Kind.NAME]),
        "swapped_words_log": math.log1p(counts[Kind.WORD]),
        "swapped_days_log": math.log1p(counts[Kind.DAY]),
        "swapped_lost_log": math.log1p(lost),
        "swapped_share": of(swaps, met),
        "swapped_facts_share": of(counts[Kind.NUMBER] + counts[Kind.NAME], met),
        "title_swapped_log": math.log1p(len(title.stems_a)),
        "title_swapped_lost_log": math.log1p(title_lost),
    }


class _Swaps(NamedTuple):
    """The slots that two texts have with the same words around, and no word in common at the same place.

    Attributes:
        same: how many slots with the same words around are filled with the same words.
        kinds_a: of the swaps, what fills the first text's slot.
        kinds_b: what fills the second's.
        stems_a: the stems of the words in it.
        stems_b: those in the second's.
    """

    same: int
    kinds_a: Kinds
    kinds_b: Kinds
    stems_a: Stems
    stems_b: Stems


def _swaps(a: Slots, b: Slots) -> _Swaps:
    there, both = found(a.around, b.around)
    at_a, at_b = both.nonzero()[0], there[both]
    differ = (a.filling.take(at_a) != b.filling.take(at_b)).nonzero()[0]
    same = len(at_a) - len(differ)
    if not len(differ):
        return _Swaps(same, _NO_KINDS, _NO_KINDS, _NO_STEMS, _NO_STEMS)
    at_a, at_b = at_a.take(differ), at_b.take(differ)
    stems_a, stems_b = a.stems(at_a), b.stems(at_b)
    other = np.logical_not((stems_a == stems_b).any(axis=1))  # what shares a word is told by the slot around the other
    return _Swaps(same, a.kinds[at_a[other]], b.kinds[at_b[other]], stems_a[other], stems_b[other])


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
