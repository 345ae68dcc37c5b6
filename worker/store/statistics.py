"""What is in the store, in figures."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from worker.store import ledger
from worker.store.schema import ARTICLE, ARTICLE_AT, CLUSTER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection

DAY = 86_400
MOST_NAMES = 100
"""Outlets and networks that are named, those with most articles first."""
_SIZES = (("1", 1), ("2", 2), ("3-5", 5), ("6-10", 10), ("11-50", 50))
_LARGEST = "51+"
_HIDDEN = (
    select(ARTICLE.c.outlet, ARTICLE.c.network, func.count().label("articles"))
    .where(~ARTICLE.c.visible)
    .group_by(ARTICLE.c.outlet, ARTICLE.c.network)
)
"""The few that are on their way, in an index of their own."""


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
    hidden = conn.execute(_HIDDEN).all()
    articles, outlets = _named(conn, ARTICLE.c.outlet, ((row.outlet, row.articles) for row in hidden))
    _, networks = _named(conn, ARTICLE.c.network, ((row.network, row.articles) for row in hidden))
    sizes: dict[int, int] = dict(conn.execute(select(CLUSTER.c.size, func.count()).group_by(CLUSTER.c.size)).all())
    clusters = sum(sizes.values())
    texts = conn.execute(select(func.coalesce(func.sum(CLUSTER.c.versions), 0))).scalar_one()
    return {
        "articles": articles,
        "clusters": clusters,
        "shared_clusters": clusters - sizes.get(1, 0),
        "texts": texts,
        "duplicate_share": round(1 - texts / articles, 6) if articles else 0.0,
        "repeated_share": round(1 - clusters / articles, 6) if articles else 0.0,
        "days": _days(conn, now, days, offset_hours),
        "outlets": outlets,
        "networks": networks,
        "cluster_sizes": _classes(sizes),
        "verdicts": ledger.counts(conn),
    }


def _named(
    conn: Connection, column: ColumnElement[str], hidden: Iterable[tuple[str, int]]
) -> tuple[int, list[dict[str, Any]]]:
    """All articles, and those of each name: one walk through the column's index, less those that are on their way.

    To leave these out within the walk, every article's row would be read.
    """
    counted: Counter[str] = Counter(dict(conn.execute(select(column, func.count()).group_by(column)).all()))
    for name, count in hidden:
        counted[name] -= count
    ordered = sorted((-count, name) for name, count in counted.items() if count > 0)
    return counted.total(), [{"name": name, "articles": -count} for count, name in ordered[:MOST_NAMES]]


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


def _classes(sizes: dict[int, int]) -> dict[str, int]:
    """Clusters by class of size."""
    found = dict.fromkeys((*(name for name, _ in _SIZES), _LARGEST), 0)
    for size, count in sizes.items():
        found[next((name for name, most in _SIZES if size <= most), _LARGEST)] += count
    return found
