"""Where in both texts that stands which they share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from worker.dedup.figures.bags import held, held_weight, of, ordered, share, weight

if TYPE_CHECKING:
    from worker.dedup.figures.bags import Mask
    from worker.dedup.figures.meeting import Meeting
    from worker.dedup.prepared import Prepared

LEAST_DAYS = 0.02
"""Half an hour: closer than that, or with the day alone known, nothing says which came later."""


def places(a: Prepared, b: Prepared, met: Meeting) -> dict[str, float]:
    """Figures of where in both texts the shared runs stand, and of what is told again for the record."""
    in_a, in_b = held(a.runs, b.shingles), held(b.runs, a.shingles)
    heads = share(in_a[: len(in_a) // 3]), share(in_b[: len(in_b) // 3])
    head = sorted(heads)
    tail = sorted((share(in_a[-(len(in_a) // 3) :]), share(in_b[-(len(in_b) // 3) :])))
    middles = _middle(in_a), _middle(in_b)
    middle = sorted(middles)
    longest = max(_longest(in_a), _longest(in_b)) + 2 if in_a.any() else 0
    shift, later_head = _since(a, b, heads, middles)
    return {
        "shift": shift,
        "later_head": later_head,
        "head_least": head[0],
        "head_most": head[1],
        "tail_least": tail[0],
        "tail_most": tail[1],
        "middle_first": middle[0],
        "middle_last": middle[1],
        "longest_log": math.log1p(longest),
        "longest_share": of(longest, max(1, min(a.words, b.words))),
    } | _again(a, b, met)


def _again(a: Prepared, b: Prepared, met: Meeting) -> dict[str, float]:
    """What the texts themselves say was told before, and whether the other's lead stands only there."""
    begins = ordered(_before(a), _before(b))
    all_a = of(weight(b.lead.weights[met.b.lead]), b.lead.total)
    all_b = of(weight(a.lead.weights[met.a.lead]), a.lead.total)
    in_a = all_a if a.again is None else of(held_weight(b.lead, a.front), b.lead.total)
    in_b = all_b if b.again is None else of(held_weight(a.lead, b.front), a.lead.total)
    front = ordered(in_a, in_b)
    return {
        "again_first": begins[0],
        "again_last": begins[1],
        "lead_in_front_least": front[0],
        "lead_in_front_most": front[1],
        "lead_told_again": max(all_a - in_a, all_b - in_b),
    }


def _before(one: Prepared) -> float:
    """How much of a text stands before that which it says was told before."""
    return 1.0 if one.again is None else of(one.again, one.words)


def _since(a: Prepared, b: Prepared, heads: tuple[float, float], middles: tuple[float, float]) -> tuple[float, float]:
    """What the later article did with the earlier one: how far down it moved the shared part, and its own head's share.

    A follow-up carries the old story in its tail. Zero where it is not known which came later.
    """
    if a.day is None or b.day is None or abs(a.day - b.day) < LEAST_DAYS:
        return 0.0, 0.0
    earlier, later = (0, 1) if a.day < b.day else (1, 0)
    return middles[later] - middles[earlier], heads[later] - heads[earlier]


def _middle(mask: Mask) -> float:
    at = mask.nonzero()[0]
    return int(at.sum()) / len(at) / len(mask) if len(at) else 0.5


def _longest(mask: Mask) -> int:
    framed = np.zeros(len(mask) + 2, np.bool_)
    framed[1:-1] = mask
    ends = (framed[1:] != framed[:-1]).nonzero()[0]
    return int((ends[1::2] - ends[::2]).max()) if len(ends) else 0
