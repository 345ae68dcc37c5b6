"""How well each text is told, stretch by stretch and sentence by sentence, somewhere in the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from worker.dedup.figures.bags import both, common, mean, of, ordered, share
from worker.dedup.stretches import keep

if TYPE_CHECKING:
    import numpy.typing as npt

    from worker.dedup.figures.meeting import Meeting
    from worker.dedup.prepared import Prepared
    from worker.dedup.stretches import Grid, Kept, Stretches

    Numbers = npt.NDArray[np.float32]

HEAD_BLOCKS = 4
"""The first 48 words: the news itself, before any background."""
WELL_TOLD = 0.5
"""Share of a stretch's weight from which it counts as told in the other text."""
ALIKE = 0.5
"""From here two sentences are taken for the same."""
KNOWN = 0.4
"""From here a sentence's place in the other text is taken for known."""
OPENING = 3
"""Sentences of an opening."""
LEAST_FOLLOWING = 3
"""Sentences of known place from which their order says something."""
_LEAST = np.float32(1e-6)
"""Keeps what weighs nothing from being divided by."""


def told(a: Prepared, b: Prepared, met: Meeting) -> dict[str, float]:
    """Figures of the stretches and sentences of each text that the other tells."""
    pairs = common(a.pairs, b.pairs)
    pairs_in = both(pairs, a.pairs.total, pairs, b.pairs.total)
    in_a, in_b = met.a.body, met.b.body
    kept_a, kept_b = keep(a.places, in_a), keep(b.places, in_b)
    rare = a.vocabulary.weights[in_a]  # of the same words in the same order as the other's
    told_a, told_b = _told(a.blocks, kept_a, b.blocks, kept_b, rare)
    whole = ordered(mean(told_a), mean(told_b))
    head = ordered(mean(told_a[:HEAD_BLOCKS]), mean(told_b[:HEAD_BLOCKS]))
    well = ordered(share(told_a > WELL_TOLD), share(told_b > WELL_TOLD))
    return {
        "pairs_jaccard": of(pairs, a.pairs.total + b.pairs.total - pairs),
        "pairs_contained_most": pairs_in[1],
        "pairs_contained_least": pairs_in[0],
        "told_least": whole[0],
        "told_most": whole[1],
        "head_told_least": head[0],
        "head_told_most": head[1],
        "well_told_least": well[0],
        "well_told_most": well[1],
    } | _sentences(*_matched(a.sentences, kept_a, b.sentences, kept_b, rare))


def _told(a: Stretches, kept_a: Kept, b: Stretches, kept_b: Kept, rare: Numbers) -> tuple[Numbers, Numbers]:
    """For each block of either text, the share of its weight that the best two blocks of the other hold."""
    if not len(a.weights) or not len(b.weights):
        return np.zeros(len(a.weights), dtype=np.float32), np.zeros(len(b.weights), dtype=np.float32)
    left, right = a.grid(kept_a), b.grid(kept_b)
    return _share(left * rare, right, a.weights), _share(right * rare, left, b.weights)


def _share(weighed: Grid, other: Grid, whole: Numbers) -> Numbers:
    """For each row of a grid the most of its weight that two rows of the other that follow each other hold."""
    two = other.copy()
    np.maximum(other[:-1], other[1:], out=two[:-1])
    found: Numbers = (weighed @ two.T).max(axis=1) / np.maximum(whole, _LEAST)
    return found


class Matched(NamedTuple):
    """For each sentence of a text the one of the other that is most like it.

    Attributes:
        alike: how alike: the weight of what both hold, twice, of the weight of both (Dice).
        place: where it stands in the other text, 0 at the beginning to 1 at the end.
    """

    alike: Numbers
    place: Numbers


def _matched(a: Stretches, kept_a: Kept, b: Stretches, kept_b: Kept, rare: Numbers) -> tuple[Matched, Matched]:
    """Match the sentences of two texts, both ways."""
    if not len(a.weights) or not len(b.weights):
        nothing = Matched(np.zeros(1, np.float32), np.zeros(1, np.float32))
        return nothing, nothing
    both_hold = (a.grid(kept_a) * rare) @ b.grid(kept_b).T
    alike = 2 * both_hold / np.maximum(a.weights[:, None] + b.weights[None, :], _LEAST)
    return _best(alike), _best(alike.T)


def _best(alike: Numbers) -> Matched:
    at = alike.argmax(axis=1)
    return Matched(alike.max(axis=1), (at / max(1, alike.shape[1] - 1)).astype(np.float32))


def _sentences(a: Matched, b: Matched) -> dict[str, float]:
    whole = ordered(mean(a.alike), mean(b.alike))
    head = ordered(mean(a.alike[:2]), mean(b.alike[:2]))
    well = ordered(share(a.alike > ALIKE), share(b.alike > ALIKE))
    opening = ordered(float(a.alike[:OPENING].max()), float(b.alike[:OPENING].max()))
    stands = ordered(_stands(a), _stands(b))
    known_a, known_b = a.alike > KNOWN, b.alike > KNOWN
    return {
        "sentences_least": whole[0],
        "sentences_most": whole[1],
        "head_sentences_least": head[0],
        "head_sentences_most": head[1],
        "well_sentences_least": well[0],
        "well_sentences_most": well[1],
        "opening_sentence_least": opening[0],
        "opening_sentence_most": opening[1],
        "opening_stands_first": stands[0],
        "opening_stands_last": stands[1],
        "sentences_in_order": (_in_order(a.place[known_a]) + _in_order(b.place[known_b])) / 2,
        "sentences_log": math.log1p(min(np.count_nonzero(known_a), np.count_nonzero(known_b))),
    }


def _stands(one: Matched) -> float:
    """Where in the other text the opening's sentences are told, weighed by how alike they are."""
    alike, place = one.alike[:OPENING], one.place[:OPENING]
    return of(float(np.add.reduce(alike * place)), float(np.add.reduce(alike)))


def _in_order(places: Numbers) -> float:
    """Of each two sentences that follow each other, how many the other text tells in that order; a half if unknown."""
    return share(places[1:] >= places[:-1]) if len(places) >= LEAST_FOLLOWING else 0.5
