"""Clusters as lines of a list that people read: who carries the report, who told it first, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.store import lines
from worker.views.claims import claims
from worker.views.lines import View, cluster_line
from worker.views.tellers import first_teller

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from worker.model.stored import StoredCluster, StoredLine


def summaries(conn: Connection, rows: Collection[StoredCluster]) -> list[View]:
    """Clusters with what their articles say, in one question to the store.

    Args:
        conn: any transaction.
        rows: the clusters, as they are today.

    Returns:
        For each its line; its outlets, the first teller's first and the others as they told it; the first teller; the
        earliest and the latest time that can be believed (None when there is none), and how many articles bear none.
    """
    told = lines.told(conn, [one.id for one in rows])
    found = [cluster_line(row) | _summary([one for one, _ in told[row.id]]) for row in rows]
    untitled = [row.representative_id for row, one in zip(rows, found, strict=True) if not (row.title or one["title"])]
    heads = lines.beginnings(conn, untitled)
    return [
        one | {"title": row.title or one["title"] or heads.get(row.representative_id, "")}
        for row, one in zip(rows, found, strict=True)
    ]


def _summary(members: list[StoredLine]) -> View:
    if not members:  # it was deleted a moment ago
        return {"title": "", "carriers": [], "first_teller": None, "span": None, "undated": 0}
    first = first_teller(members)
    order = sorted(claims(members), key=lambda claim: (claim.latest, claim.one.created_at, claim.one.id))
    times = sorted(claim.at for claim in order if claim.at is not None)
    outlets = dict.fromkeys([first["outlet"], *(claim.one.outlet for claim in order)])
    return {
        "title": next((claim.one.title for claim in order if claim.one.title), ""),
        "carriers": [outlet for outlet in outlets if outlet],
        "first_teller": first,
        "span": (times[0].isoformat(), times[-1].isoformat()) if times else None,
        "undated": len(members) - len(times),
    }
