"""Weighing figures: a logistic regression and a small tree ensemble, evaluated from plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

DEPTH = 3
SPLITS = 2**DEPTH - 1
NODES = 2 * SPLITS + 1


@dataclass(frozen=True, slots=True)
class Linear:
    """Logistic regression.

    Attributes:
        bias: log-odds of a pair whose every figure is at its centre.
        centre: what each figure is on the whole.
        weights: log-odds for each unit that a figure lies above its centre.
    """

    bias: float
    centre: Numbers
    weights: Numbers

    def parts(self, row: Numbers) -> tuple[float, Numbers]:
        """Log-odds of one pair, and what each figure put into them."""
        moved = (row - self.centre) * self.weights
        return self.bias + float(moved.sum()), moved

    def log_odds(self, rows: Numbers) -> Numbers:
        """Log-odds of many pairs, one a row."""
        found: Numbers = self.bias + (rows - self.centre) @ self.weights
        return found


class _Walk(NamedTuple):
    """The same trees for walking down all of them at once: their nodes in one list, so that a place in it is a number.

    Attributes:
        roots: place of each tree's first node.
        asked: for each node the figure that it asks for.
        limits: what that is compared with.
        left: place of the left child; the right one follows it.
        steps: how far the node's value lies from that of the node above.
        begin: log-odds before the first step.
    """

    roots: npt.NDArray[np.intp]
    asked: npt.NDArray[np.intp]
    limits: Numbers
    left: npt.NDArray[np.intp]
    steps: Numbers
    begin: float


@dataclass(frozen=True)
class Trees:
    """Boosted trees of DEPTH levels, each in full: node n has the children 2n + 1 (at most the limit) and 2n + 2.

    Attributes:
        bias: log-odds before any tree.
        split_by: figure that each inner node asks for, SPLITS a tree.
        limits: what it is compared with.
        values: mean log-odds of the training pairs that reached each node, NODES a tree; a tree's answer is its leaf's.
    """

    bias: float
    split_by: npt.NDArray[np.intp]
    limits: Numbers
    values: Numbers

    def parts(self, row: Numbers) -> tuple[float, Numbers]:
        """Log-odds of one pair, and what each figure put into them (Saabas: the steps of the values along the path)."""
        walk = self._walk
        at = walk.roots
        moved = np.zeros(len(row))
        for _ in range(DEPTH):
            asked = walk.asked.take(at)
            at = walk.left.take(at) + (row.take(asked) > walk.limits.take(at))
            moved += np.bincount(asked, walk.steps.take(at), minlength=len(row))
        return walk.begin + float(moved.sum()), moved

    @cached_property
    def _walk(self) -> _Walk:
        """Made once: a pair takes a third of the time that it takes with a place in two dimensions."""
        count = len(self.limits)
        first = NODES * np.arange(count)
        beyond = ((0, 0), (0, NODES - SPLITS))  # leaves ask for nothing
        above = (np.arange(1, NODES) - 1) // 2
        steps = np.zeros((count, NODES))
        steps[:, 1:] = self.values[:, 1:] - self.values[:, above]
        return _Walk(
            roots=first,
            asked=np.pad(self.split_by, beyond).ravel(),
            limits=np.pad(self.limits, beyond).ravel(),
            left=(first[:, None] + 2 * np.arange(NODES) + 1).ravel(),
            steps=steps.ravel(),
            begin=self.bias + float(self.values[:, 0].sum()),
        )

    def log_odds(self, rows: Numbers) -> Numbers:
        """Log-odds of many pairs, one a row."""
        total = np.full(len(rows), self.bias)
        at = np.arange(len(rows))
        for split_by, limits, values in zip(self.split_by, self.limits, self.values, strict=True):
            node = np.zeros(len(rows), dtype=np.intp)
            for _ in range(DEPTH):
                node = 2 * node + 1 + (rows[at, split_by[node]] > limits[node])
            total += values[node]
        return total


@dataclass(frozen=True, slots=True)
class Blend:
    """The mean of both: trees see what goes together, the regression holds where few pairs were seen.

    Attributes:
        linear: the regression.
        trees: the trees.
    """

    linear: Linear
    trees: Trees

    def parts(self, row: Numbers) -> tuple[float, Numbers]:
        """Log-odds of one pair, and what each figure put into them.

        Args:
            row: the figures in the model's order.

        Returns:
            The log-odds, and each figure's part of them.
        """
        straight, moved = self.linear.parts(row)
        branched, stepped = self.trees.parts(row)
        return (straight + branched) / 2, (moved + stepped) / 2

    def log_odds(self, rows: Numbers) -> Numbers:
        """Log-odds of many pairs.

        Args:
            rows: their figures in the model's order, one pair a row.

        Returns:
            One number a pair.
        """
        return (self.linear.log_odds(rows) + self.trees.log_odds(rows)) / 2


def blend(held: Mapping[str, Any], figures: int) -> Blend:
    """Read a model from plain data.

    Args:
        held: `bias`, `centre`, `weights`, `trees_bias`, and `trees`, each a list of SPLITS figures' numbers, SPLITS
            limits and NODES values.
        figures: how many figures there are.

    Returns:
        The model.

    Raises:
        ValueError: numbers are missing, or a tree asks for a figure that is not there.
    """
    linear = Linear(float(held["bias"]), np.array(held["centre"], np.float64), np.array(held["weights"], np.float64))
    rows = np.array(held["trees"], dtype=np.float64).reshape(-1, 2 * SPLITS + NODES)
    trees = Trees(
        float(held["trees_bias"]),
        rows[:, :SPLITS].astype(np.intp),
        rows[:, SPLITS : 2 * SPLITS],
        rows[:, 2 * SPLITS :],
    )
    if len(linear.centre) != figures or len(linear.weights) != figures:
        raise ValueError(f"{figures} figures, but {len(linear.centre)} centres and {len(linear.weights)} weights")
    if trees.split_by.size and not 0 <= trees.split_by.min() <= trees.split_by.max() < figures:
        raise ValueError("a tree asks for a figure that is not there")
    return Blend(linear, trees)
