"""Judging whether two articles carry the same report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from worker.model.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.dedup.model import EvidenceModel
    from worker.dedup.prepared import Prepared

NAMED = 3


class Judge:
    """Judges pairs; the same pair always gets the same judgement, whatever its order.

    Args:
        model: what turns figures into probabilities.
    """

    def __init__(self, model: EvidenceModel) -> None:
        self.model = model

    def judge(self, a: Prepared, b: Prepared) -> Evidence:
        """Judge a pair.

        Args:
            a: one article.
            b: the other.

        Returns:
            The evidence; its `a` is the article with the smaller id.
        """
        found = self.model.compare(a, b)
        row = np.array([found[name] for name in self.model.figures], dtype=np.float64)
        report, moved = self.model.report.parts(row)
        version, _ = self.model.version.parts(row)
        strongest = np.argsort(-np.abs(moved), kind="stable")[:NAMED]
        same_report, same_version = _probability(report), _probability(version)
        return Evidence(
            a=min(a.side.id, b.side.id),
            b=max(a.side.id, b.side.id),
            same_report=max(same_report, same_version),
            same_version=same_version,
            figures=found,
            weighed_most=tuple(self.model.figures[at] for at in strongest),
            version=self.model.name,
        )

    def probabilities(self, pairs: Sequence[tuple[Prepared, Prepared]]) -> list[tuple[float, float]]:
        """Judge many pairs, and tell no more than what `judge` says of the probabilities.

        Args:
            pairs: articles to compare.

        Returns:
            Probability of the same report and of the same version, for each pair.
        """
        if not pairs:
            return []
        every = [self.model.compare(a, b) for a, b in pairs]
        rows = np.array([[found[name] for name in self.model.figures] for found in every], dtype=np.float64)
        said = zip(self.model.report.log_odds(rows).tolist(), self.model.version.log_odds(rows).tolist(), strict=True)
        known = ((_probability(report), _probability(version)) for report, version in said)
        return [(max(report, version), version) for report, version in known]


def _probability(log_odds: float) -> float:
    """Rounded to a millionth, so that equal evidence compares equal on every machine."""
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds)))), 6)
