"""The figures that are weighed for a pair of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.dedup.figures.circumstances import circumstances
from worker.dedup.figures.facts import facts
from worker.dedup.figures.meeting import in_order, meet
from worker.dedup.figures.overlap import overlap
from worker.dedup.figures.places import places
from worker.dedup.figures.slots import swapped
from worker.dedup.figures.told import told

if TYPE_CHECKING:
    from worker.dedup.figures.meeting import Meeting
    from worker.dedup.prepared import Prepared

FEATURES = "7"
"""Version of the figures; a model names the one it was trained on and refuses others."""


def figures(a: Prepared, b: Prepared, met: Meeting | None = None) -> dict[str, float]:
    """Compare two articles.

    Args:
        a: one article.
        b: the other; the order does not matter.
        met: what they have of each other, if it is known: then they are given in order. None looks it up.

    Returns:
        Every figure by name, always the same names in the same order.
    """
    if met is None:
        a, b = in_order(a, b)
        met = meet(a, b)
    found: dict[str, float] = {}
    for related in (overlap, told, places):
        found |= related(a, b, met)
    for group in (facts, swapped, circumstances):
        found |= group(a, b)
    return found
