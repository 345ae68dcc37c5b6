"""The figures that are weighed for a pair of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.dedup.figures.circumstances import circumstances
from worker.dedup.figures.facts import facts
from worker.dedup.figures.overlap import overlap
from worker.dedup.figures.places import places
from worker.dedup.figures.slots import swapped
from worker.dedup.figures.told import told

if TYPE_CHECKING:
    from worker.dedup.prepared import Prepared

FEATURES = "7"
"""Version of the figures; a model names the one it was trained on and refuses others."""


def figures(a: Prepared, b: Prepared) -> dict[str, float]:
    """Compare two articles.

    Args:
        a: one article.
        b: the other; the order does not matter.

    Returns:
        Every figure by name, always the same names in the same order.
    """
    if (b.words, b.side.title, b.side.text) < (a.words, a.side.title, a.side.text):
        a, b = b, a
    found: dict[str, float] = {}
    for group in (overlap, told, places, facts, swapped, circumstances):
        found |= group(a, b)
    return found
