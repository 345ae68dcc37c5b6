"""What people said of pairs of articles: "the same report", or "not the same"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, or_, select, tuple_

from worker.store.database import insert
from worker.store.evidence import chunks
from worker.store.schema import ARTICLE, OPINION
from worker.store.statements import OfIds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection, Select

    from worker.store.statements import Of


_AMONG = OfIds(lambda of: select(OPINION).where(of(OPINION.c.a)))


def near(of: Of) -> list[Select[Any]]:
    """The visible articles of which somebody said that they carry the same report as one of some others."""
    return [
        select(other).join(ARTICLE, and_(ARTICLE.c.id == other, ARTICLE.c.visible)).where(of(mine), OPINION.c.same)
        for mine, other in ((OPINION.c.a, OPINION.c.b), (OPINION.c.b, OPINION.c.a))
    ]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a person said of a pair; it is about the articles, so it outlives a change of their texts.

    Attributes:
        a: the article with the smaller number.
        b: the other.
        same: whether they carry the same report.
        by: who said it, "" when that was not told.
        note: why, "" when that was not told.
        created_at: when it was said, seconds since 1970.
    """

    a: int
    b: int
    same: bool
    by: str
    note: str
    created_at: float


def put(conn: Connection, a: int, b: int, *, same: bool, by: str = "", note: str = "", now: float) -> Opinion:
    """Write an opinion down; it replaces what was said of this pair before.

    Args:
        conn: a writing transaction.
        a: one article.
        b: another one.
        same: whether they carry the same report.
        by: who says it.
        note: why.
        now: seconds since 1970.

    Returns:
        The opinion.

    Raises:
        ValueError: both are the same article.
    """
    if a == b:
        raise ValueError(f"Article {a} is always the same report as itself.")
    said = {"same": same, "by": by, "note": note, "created_at": now}
    pair = dict(zip(("a", "b"), sorted((a, b)), strict=True))
    conn.execute(
        insert(conn, OPINION).values(**pair, **said).on_conflict_do_update(index_elements=["a", "b"], set_=said)
    )
    return Opinion(**pair, same=same, by=by, note=note, created_at=now)


def drop(conn: Connection, a: int, b: int) -> bool:
    """Take back what was said of a pair; False when nothing was."""
    low, high = sorted((a, b))
    return conn.execute(delete(OPINION).where(OPINION.c.a == low, OPINION.c.b == high)).rowcount > 0


def of(conn: Connection, a: int, b: int) -> Opinion | None:
    """What was said of a pair, in either order."""
    low, high = sorted((a, b))
    row = conn.execute(select(OPINION).where(OPINION.c.a == low, OPINION.c.b == high)).one_or_none()
    return None if row is None else _opinion(row)


def touching(conn: Connection, ids: Collection[int]) -> list[Opinion]:
    """What was said of pairs with at least one of these articles, in order of their numbers."""
    found: dict[tuple[int, int], Opinion] = {}
    for some in chunks(ids):
        rows = conn.execute(select(OPINION).where(or_(OPINION.c.a.in_(some), OPINION.c.b.in_(some))))
        found |= {(row.a, row.b): _opinion(row) for row in rows}
    return [found[pair] for pair in sorted(found)]


def among(conn: Connection, ids: Collection[int]) -> list[Opinion]:
    """What was said of pairs of which these are both articles, in order of their numbers."""
    inside = set(ids)
    if len(inside) == 1:
        return []
    found = [_opinion(row) for some in chunks(ids) for row in _AMONG.run(conn, some)]
    return sorted((one for one in found if one.b in inside), key=lambda one: (one.a, one.b))


def page(
    conn: Connection, *, after: tuple[int, int] = (0, 0), limit: int = 50, article: int | None = None
) -> list[Opinion]:
    """What was said, in order of the articles' numbers.

    Args:
        conn: any transaction.
        after: only pairs after this one.
        limit: most rows to return.
        article: only of pairs with this article.
    """
    query = select(OPINION).where(tuple_(OPINION.c.a, OPINION.c.b) > after)
    if article is not None:
        query = query.where(or_(OPINION.c.a == article, OPINION.c.b == article))
    return [_opinion(row) for row in conn.execute(query.order_by(OPINION.c.a, OPINION.c.b).limit(limit))]


def stream(conn: Connection, *, batch: int = 500) -> Iterator[Opinion]:
    """Everything that was said, in order of the articles' numbers, read in batches."""
    after = (0, 0)
    while found := page(conn, after=after, limit=batch):
        yield from found
        after = found[-1].a, found[-1].b


def _opinion(row: Any) -> Opinion:
    return Opinion(**row._asdict())
