"""Which outlets carry each of several reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from worker.store.schema import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


def carriers(conn: Connection, clusters: Collection[int]) -> dict[int, list[str]]:
    """The outlets of some clusters.

    Args:
        conn: any transaction.
        clusters: their numbers of today.

    Returns:
        For each its known outlets by the time of their first article (or its arrival), each once.
    """
    when = func.coalesce(ARTICLE.c.published_at, ARTICLE.c.created_at)
    rows = conn.execute(
        select(ARTICLE.c.cluster_id, ARTICLE.c.outlet)
        .where(ARTICLE.c.cluster_id.in_(clusters), ARTICLE.c.visible, ARTICLE.c.outlet != "")
        .order_by(when, ARTICLE.c.id)
    )
    found: dict[int, dict[str, None]] = {number: {} for number in clusters}
    for number, outlet in rows:
        found[number][outlet] = None
    return {number: list(outlets) for number, outlets in found.items()}
