"""Trees walked down all at once say what walking down each by itself says."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.weigh import DEPTH, NODES, SPLITS, Trees

FIGURES = 5


def trees(seed: int, count: int) -> Trees:
    """Trees of chance, with limits that rows may meet exactly."""
    rng = np.random.default_rng(seed)
    return Trees(
        0.25,
        rng.integers(0, FIGURES, (count, SPLITS)),
        rng.integers(0, 4, (count, SPLITS)) / 2,
        rng.integers(-8, 8, (count, NODES)) / 8,
    )


@given(st.integers(0, 1000), st.integers(0, 6), st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.7]), min_size=5, max_size=5))
def test_each_tree_is_walked_down_to_its_leaf(seed: int, count: int, values: list[float]) -> None:
    """The log-odds are the leaves' sum, and each figure put into them what the steps that it decided are worth."""
    made, row = trees(seed, count), np.array(values)
    total, moved = made.bias, np.zeros(FIGURES)
    for split_by, limits, held in zip(made.split_by, made.limits, made.values, strict=True):
        node = 0
        for _ in range(DEPTH):
            child = 2 * node + 1 + bool(row[split_by[node]] > limits[node])
            moved[split_by[node]] += held[child] - held[node]
            node = child
        total += held[node]

    said, parts = made.parts(row)

    assert (total, moved.tolist()) == (said, parts.tolist())
    assert [total] == made.log_odds(row[None, :]).tolist()
