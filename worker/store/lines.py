"""Articles without their texts, as lists and clusters show them: the texts are nearly all of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from worker.model.stored import StoredLine
from worker.store.schema import ARTICLE, ARTICLE_AT
from worker.store.statements import IDS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

LINE = (
    ARTICLE.c.id,
    ARTICLE.c.url,
    ARTICLE.c.title,
    ARTICLE.c.published,
    ARTICLE.c.cited_sources,
    ARTICLE.c.outlet,
    ARTICLE.c.network,
    ARTICLE.c.visible,
    ARTICLE.c.cluster_id,
    ARTICLE.c.version_id,
    ARTICLE.c.created_at,
)
"""The columns of a `StoredLine`."""
_TOLD = (
    select(*LINE, func.length(ARTICLE.c.text).label("chars"))
    .where(ARTICLE.c.cluster_id.in_(IDS), ARTICLE.c.visible)
    .order_by(ARTICLE_AT, ARTICLE.c.id)
)
_BEGINNINGS = select(ARTICLE.c.id, func.substr(ARTICLE.c.text, 1, 90).label("head")).where(ARTICLE.c.id.in_(IDS))
_LINES = select(*LINE).where(ARTICLE.c.id.in_(IDS))


def some(conn: Connection, ids: Collection[int]) -> dict[int, StoredLine]:
    """Articles by their numbers."""
    return {row.id: stored_line(row) for row in conn.execute(_LINES, {"ids": list(ids)})}


def told(conn: Connection, clusters: Collection[int]) -> dict[int, list[tuple[StoredLine, int]]]:
    """The articles of some clusters, without their texts.

    Args:
        conn: any transaction.
        clusters: their numbers of today.

    Returns:
        For each its visible articles by the time that they were published (or came in), earliest first, each with the
        length of its text in characters.
    """
    found: dict[int, list[tuple[StoredLine, int]]] = {number: [] for number in clusters}
    for row in conn.execute(_TOLD, {"ids": list(clusters)}):
        found[row.cluster_id].append((stored_line(row), row.chars))
    return found


def beginnings(conn: Connection, ids: Collection[int]) -> dict[int, str]:
    """How the texts of articles begin, in one line: what names one that has no headline."""
    rows = conn.execute(_BEGINNINGS, {"ids": list(ids)}) if ids else ()
    return {row.id: f"{' '.join(row.head.split()).rpartition(' ')[0]} …" for row in rows}


def stored_line(row: Sequence[Any]) -> StoredLine:
    """Such columns of a row as plain data; the row has those of `LINE` first."""
    number, url, title, published, sources, *rest = row[: len(LINE)]
    return StoredLine(number, url, title, published, tuple(sources), *rest)
