"""Who met whom in a batch, and which of them are linked: plain numbers, some 40 bytes for each pair."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from worker.dedup.bands import too_far
from worker.recluster.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from worker.dedup.bonds import Pair
    from worker.local.batch_work import Judged

PIECE = 1000
"""Articles that are partitioned together where what hangs together is smaller."""
UNDATED = 0.0
"""Articles without a time come first, among themselves in the order of the input."""


class Pairs:
    """Articles by number from 1, and whom each met."""

    def __init__(self) -> None:
        self._published = array("d", [UNDATED])
        self._earlier = array("q")
        self._later = array("q")

    @property
    def articles(self) -> int:
        """How many articles there are, which is the highest number."""
        return len(self._published) - 1

    @property
    def count(self) -> int:
        """How many pairs there are."""
        return len(self._earlier)

    def number(self, published: float | None) -> int:
        """The number of a further article.

        Args:
            published: its time in seconds since 1970, None when unknown.
        """
        self._published.append(UNDATED if published is None else published)
        return self.articles

    def met(self, number: int, others: Mapping[int, int]) -> None:
        """Note whom an article met when it came, but for who lies too far away for what they share.

        Args:
            number: the article.
            others: those it met, with the buckets that both have.
        """
        near = [one for one, shared in others.items() if not too_far(shared, self._days(number, one))]
        self._earlier.extend(near)
        self._later.extend([number] * len(near))

    def _days(self, a: int, b: int) -> float | None:
        one, other = self._published[a], self._published[b]
        return None if UNDATED in (one, other) else abs(one - other) / 86400

    def lots(self, size: int) -> Iterator[list[Pair]]:
        """All pairs, those of one day together, so that a lot speaks of few articles.

        Args:
            size: pairs of a lot.
        """
        earlier, later = np.frombuffer(self._earlier, np.int64), np.frombuffer(self._later, np.int64)
        if not len(earlier):
            return
        published = np.frombuffer(self._published, np.float64)
        order = np.lexsort((earlier, later, np.maximum(published[earlier], published[later])))
        for at in range(0, len(order), size):
            some = order[at : at + size]
            yield list(zip(earlier[some].tolist(), later[some].tolist(), strict=True))


class Links:
    """The judgements of a batch.

    Args:
        articles: how many articles there are.
        report: probability from which two of them hang together.

    Attributes:
        articles: how many articles there are.
        failed: articles that could not be judged, with the reason.
    """

    def __init__(self, articles: int, report: float) -> None:
        self.articles = articles
        self.failed: dict[int, str] = {}
        self._report = report
        self._parts = Parts(articles + 1)
        self._a, self._b = array("q"), array("q")
        self._same_report, self._same_version = array("d"), array("d")

    def add(self, judged: Judged) -> None:
        """Take judgements in."""
        self.failed |= dict(judged.failed)
        for a, b, report, version in judged.pairs:
            self._a.append(a)
            self._b.append(b)
            self._same_report.append(report)
            self._same_version.append(version)
            if report >= self._report:
                self._parts.join(a, b)

    def pieces(self) -> Iterator[tuple[list[int], dict[Pair, tuple[float, float]]]]:
        """Articles whose clusters depend on one another, with the judgements among them; those that failed left out."""
        a, b = np.frombuffer(self._a, np.int64), np.frombuffer(self._b, np.int64)
        order = np.argsort(a, kind="stable")
        begins = np.searchsorted(a[order], np.arange(self._parts.size + 1))
        stands = array("q", [0]) + array("q", [1]) * (self._parts.size - 1)
        for number in self.failed:
            stands[number] = 0
        for ids in self._parts.pieces(stands, PIECE):
            inside = set(ids)
            yield (
                ids,
                {
                    (one, int(b[at])): (self._same_report[at], self._same_version[at])
                    for one in ids
                    for at in order[begins[one] : begins[one + 1]].tolist()
                    if int(b[at]) in inside
                },
            )
