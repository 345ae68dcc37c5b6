"""Lists of articles in which a report or a text stands once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.store import lines, listing
from worker.store.listing import Only
from worker.views.tellers import first_teller

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from worker.model.stored import StoredLine
    from worker.store.listing import ArticleFilter, Cursor

LOOKED_AT = 1000
"""Articles that one page looks at for first tellers; it may then hold fewer rows than were asked for."""


def articles(
    conn: Connection, wanted: ArticleFilter, *, before: Cursor | None = None, limit: int = 50
) -> tuple[list[StoredLine], Cursor | None]:
    """A page of articles, the latest first.

    Args:
        conn: any transaction.
        wanted: which; with `Only.ORIGINALS` only those that told their report first, of all its articles.
        before: where the page before ended.
        limit: most rows to return.

    Returns:
        The articles, and where the next page begins; None at the end.
    """
    found: list[tuple[float, StoredLine]] = []
    looked_at, left = 0, True
    while left and len(found) < limit and looked_at < LOOKED_AT:
        rows = listing.articles(conn, wanted, before=before, limit=limit + 1)
        left, rows = len(rows) > limit, rows[:limit]
        kept = rows
        if wanted.only is Only.ORIGINALS:
            first = first_tellers(conn, {one.cluster_id for _, one in rows if one.cluster_id is not None})
            kept = [(at, one) for at, one in rows if first.get(one.cluster_id or 0) == one.id]
        if len(found) + len(kept) > limit:
            kept, left = kept[: limit - len(found)], True
            rows = rows[: rows.index(kept[-1]) + 1]
        found += kept
        looked_at += len(rows)
        if rows:
            before = rows[-1][0], rows[-1][1].id
    return [one for _, one in found], before if left else None


def first_tellers(conn: Connection, numbers: Iterable[int]) -> dict[int, int]:
    """Who told each of these reports first.

    Args:
        conn: any transaction.
        numbers: clusters of today.

    Returns:
        An article for each, the one that the cluster's page names.
    """
    return {
        number: int(first_teller([one for one, _ in members])["article"]) if len(members) > 1 else members[0][0].id
        for number, members in lines.told(conn, set(numbers)).items()
        if members
    }
