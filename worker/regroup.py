"""The partition of what an article touches, written down in the transaction that holds the clusters' lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.dedup.partition import partition
from worker.store import clusters, evidence

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a probability becomes a yes.

    Attributes:
        report: probability from which two articles count as the same report.
        version: probability from which two articles of one report count as the same text.
    """

    report: float = 0.5
    version: float = 0.5


def regroup(conn: Connection, seeds: Collection[int], thresholds: Thresholds, now: float) -> None:
    """Partition the component of these articles into clusters and versions, and write it down.

    The result depends on the stored evidence alone, so whoever comes last, and however often, the groups are the same.

    Args:
        conn: a writing transaction that holds the clusters' lock.
        seeds: visible articles whose evidence changed.
        thresholds: where a probability becomes a yes.
        now: seconds since 1970.
    """
    ids = clusters.component(conn, seeds, at_least=thresholds.report)
    judged = evidence.links(conn, ids)
    same_report = {pair: report for pair, (report, _) in judged.items()}
    same_version = {pair: version for pair, (_, version) in judged.items()}
    groups = []
    for members in partition(ids, same_report, thresholds.report):
        inside = set(members)
        own = {(a, b): p for (a, b), p in same_version.items() if a in inside and b in inside}
        groups.append(clusters.Group(members, tuple(partition(members, own, thresholds.version))))
    clusters.assign(conn, groups, now)
