"""Learning what single words say of a pair (`worker/dedup/cues.py`); scikit-learn and SciPy are needed here only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from worker.dedup.cues import GRAIN, GROUPS, PLACES, high_half, spoken
from worker.dedup.figures.bags import found as found_among

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from worker.dedup.prepared import Prepared

    Numbers = npt.NDArray[np.float64]
    Words = dict[str, npt.NDArray[np.uint32]]

LEAST_PAIRS = 8
"""Labelled pairs that must have a word at a place; from 4 to 8 the log loss is the same, from 16 it is worse."""
PENALTY = 0.02
"""scikit-learn's C; the log loss is flat from 0.01 to 0.03."""
SCALE = {"body_alone": 0.6, "body_both": 0.5}
"""Bodies have many more words than titles, and each of them says less; other places count in full."""


class Spoken(NamedTuple):
    """Which words pairs have at which place.

    Attributes:
        keys: for each of PLACES the words that are weighed, sorted.
        rows: pairs by all those words, place after place, each SCALE where it is there.
    """

    keys: Words
    rows: csr_matrix

    def of(self, places: npt.NDArray[np.intp]) -> Spoken:
        """Some of the pairs."""
        return Spoken(self.keys, self.rows[places])


class Learnt(NamedTuple):
    """What each word weighs.

    Attributes:
        weights: log-odds that each word adds where it is there, in units of 1/SCALE.
        usual: what they add up to in an average pair, for each of GROUPS.
    """

    weights: Numbers
    usual: Numbers


def said(pairs: Sequence[tuple[Prepared, Prepared]]) -> list[Words]:
    """The words of each pair, by place."""
    return [{place: high_half(words) for place, words in spoken(a, b).items()} for a, b in pairs]


def common_words(found: Sequence[Words]) -> Words:
    """The words that LEAST_PAIRS of the pairs have at a place."""
    kept = {}
    for place in PLACES:
        keys, counts = np.unique(np.concatenate([words[place] for words in found]), return_counts=True)
        kept[place] = keys[counts >= LEAST_PAIRS]
    return kept


def table(found: Sequence[Words], keys: Words) -> Spoken:
    """Pairs by words."""
    blocks = []
    for place in PLACES:
        known = keys[place]
        columns, ends = [], [0]
        for words in found:
            at, there = found_among(words[place], known)
            columns.append(at[there])
            ends.append(ends[-1] + int(there.sum()))
        there = np.full(ends[-1], SCALE.get(place, 1.0))
        blocks.append(csr_matrix((there, np.concatenate(columns), np.array(ends)), shape=(len(found), len(known))))
    return Spoken(keys, csr_matrix(hstack(blocks)))


def learn(found: Spoken, gold: npt.NDArray[np.bool_], weights: Numbers) -> Learnt:
    """Fit the weight of each word.

    Args:
        found: the words of the pairs.
        gold: whether each pair is one report.
        weights: how much each pair counts.
    """
    line = LogisticRegression(C=PENALTY, max_iter=500).fit(found.rows, gold, sample_weight=weights)
    learnt: Numbers = line.coef_[0]
    return Learnt(learnt, _sums(found, learnt).mean(axis=0))


def figures(found: Spoken, learnt: Learnt) -> Numbers:
    """The figures of `Cues.figures` for each pair: pairs by GROUPS."""
    return _sums(found, learnt.weights) - learnt.usual


def _sums(found: Spoken, learnt: Numbers) -> Numbers:
    at = _columns(found.keys)
    columns = []
    for places in GROUPS.values():
        kept = np.zeros_like(learnt)
        for place in places:
            kept[at[place]] = learnt[at[place]]
        columns.append(found.rows @ kept)
    return np.stack(columns, axis=1)


def as_data(keys: Words, learnt: Learnt) -> dict[str, Any]:
    """The weights as `Cues.of` reads them; words whose weight rounds to nothing are left out."""
    data: dict[str, Any] = {"usual": dict(zip(GROUPS, np.round(learnt.usual, 3).tolist(), strict=True))}
    for place, at in _columns(keys).items():
        rounded = np.round(learnt.weights[at] * SCALE.get(place, 1.0) * GRAIN).astype(int)
        kept = rounded != 0
        data[place] = {"keys": keys[place][kept].tolist(), "weights": rounded[kept].tolist()}
    return data


def _columns(keys: Words) -> dict[str, slice]:
    """Where the words of each place stand among all."""
    ends = np.cumsum([len(keys[place]) for place in PLACES]).tolist()
    return {place: slice(end - len(keys[place]), end) for place, end in zip(PLACES, ends, strict=True)}
