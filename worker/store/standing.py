"""The visible articles as whoever goes over the whole store needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from worker.store.schema import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection


def clusters(conn: Connection, *, batch: int = 5000) -> Iterator[tuple[int, int]]:
    """Number and cluster of every visible article, in order of number, read in batches."""
    after = 0
    while rows := conn.execute(
        select(ARTICLE.c.id, ARTICLE.c.cluster_id)
        .where(ARTICLE.c.id > after, ARTICLE.c.visible, ARTICLE.c.cluster_id.is_not(None))
        .order_by(ARTICLE.c.id)
        .limit(batch)
    ).all():
        yield from ((row.id, row.cluster_id) for row in rows)
        after = rows[-1].id


def shown(conn: Connection, ids: Collection[int]) -> list[int]:
    """Those of these articles that are visible."""
    return list(conn.execute(select(ARTICLE.c.id).where(ARTICLE.c.id.in_(ids), ARTICLE.c.visible)).scalars())


def since(conn: Connection, at: float) -> list[int]:
    """The visible articles that came in after a moment, in seconds since 1970."""
    query = select(ARTICLE.c.id).where(ARTICLE.c.created_at > at, ARTICLE.c.visible).order_by(ARTICLE.c.id)
    return list(conn.execute(query).scalars())


def highest(conn: Connection) -> int:
    """The highest number that an article has, 0 when there is none."""
    return conn.execute(select(func.max(ARTICLE.c.id))).scalar() or 0


def signed(conn: Connection, *, after: int, limit: int = 500) -> list[tuple[int, bytes, float]]:
    """Number, signature and arrival of the visible articles after a number."""
    rows = conn.execute(
        select(ARTICLE.c.id, ARTICLE.c.signature, ARTICLE.c.created_at)
        .where(ARTICLE.c.id > after, ARTICLE.c.visible)
        .order_by(ARTICLE.c.id)
        .limit(limit)
    )
    return [(row.id, row.signature, row.created_at) for row in rows]
