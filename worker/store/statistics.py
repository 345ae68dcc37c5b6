"""What is in the store, in figures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from worker.store import ledger
from worker.store.schema import ARTICLE, ARTICLE_AT, CLUSTER

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

DAY = 86_400
MOST_NAMES = 100
"""Outlets and networks that are named, those with most articles first."""
_SIZES = (("1", 1), ("2", 2), ("3-5", 5), ("6-10", 10), ("11-50", 50))
_LARGEST = "51+"


def statistics(conn: Connection, *, now: float, days: int, offset_hours: float) -> dict[str, Any]:
    """Count.

    Args:
        conn: any transaction.
        now: seconds since 1970.
        days: days up to today of which articles are counted day by day.
        offset_hours: how far the days' zone lies ahead of UTC.

    Returns:
        Articles, clusters and texts; which share of the articles brought no text or no report of its own; articles by
        day, outlet and network; clusters by size; submissions by verdict.
    """
    articles, outlets = _named(conn, ARTICLE.c.outlet)
    _, networks = _named(conn, ARTICLE.c.network)
    clusters, texts, shared = conn.execute(
        select(
            func.count(),
            func.coalesce(func.sum(CLUSTER.c.versions), 0),
            func.coalesce(func.sum(case((CLUSTER.c.size > 1, 1), else_=0)), 0),
        )
    ).one()
    return {
        "articles": articles,
        "clusters": clusters,
        "shared_clusters": shared,
        "texts": texts,
        "duplicate_share": round(1 - texts / articles, 6) if articles else 0.0,
        "repeated_share": round(1 - clusters / articles, 6) if articles else 0.0,
        "days": _days(conn, now, days, offset_hours),
        "outlets": outlets,
        "networks": networks,
        "cluster_sizes": _sizes(conn),
        "verdicts": ledger.counts(conn),
    }


def _named(conn: Connection, column: ColumnElement[str]) -> tuple[int, list[dict[str, Any]]]:
    """All articles, and those of each name."""
    # as an expression: by the column's own index SQLite would read every article's row to see whether it is visible
    name = func.coalesce(column, "").label("name")
    rows = conn.execute(select(name, func.count()).where(ARTICLE.c.visible).group_by(name)).all()
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    return sum(row[1] for row in rows), [{"name": row[0], "articles": row[1]} for row in ordered[:MOST_NAMES]]


def _days(conn: Connection, now: float, days: int, offset_hours: float) -> list[dict[str, Any]]:
    """Articles of each day, one range of the index after the other: a grouping would read every article's row.

    The few that are on their way count as well: to leave them out, every row would be read.
    """
    shift = offset_hours * 3600
    today = int((now + shift) // DAY)
    found = []
    for day in range(today - days + 1, today + 1):
        begins = day * DAY - shift
        within = (begins <= ARTICLE_AT, begins + DAY > ARTICLE_AT)
        count = conn.execute(select(func.count()).select_from(ARTICLE).where(*within)).scalar_one()
        found.append({"day": _date(day), "articles": count})
    return found


def _date(day: int) -> str:
    return f"{datetime.fromtimestamp(day * DAY, UTC):%Y-%m-%d}"


def _sizes(conn: Connection) -> dict[str, int]:
    label = case(*((CLUSTER.c.size <= most, name) for name, most in _SIZES), else_=_LARGEST)
    counted: dict[str, int] = dict(conn.execute(select(label, func.count()).group_by(label)).all())
    return {name: counted.get(name, 0) for name in (*(name for name, _ in _SIZES), _LARGEST)}
