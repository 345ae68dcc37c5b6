"""Words with weights of a test's own, as a model file holds them."""

from __future__ import annotations

from typing import Any

from worker.dedup.cues import GROUPS, PLACES, high_half
from worker.dedup.stems import stemmed


def cue_table(**weights: dict[str, int]) -> dict[str, Any]:
    """What `Cues.of` reads: words weigh what is said, in thousandths by place, and an average pair nothing."""
    held: dict[str, Any] = {"usual": dict.fromkeys(GROUPS, 0.0)}
    for place in PLACES:
        words = weights.get(place, {})
        keys = dict(zip(high_half(stemmed(list(words))).tolist(), words.values(), strict=True))
        held[place] = {"keys": sorted(keys), "weights": [keys[one] for one in sorted(keys)]}
    return held
