"""Lists of clusters and articles, filtered, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_, select

from worker.model.stored import StoredCluster
from worker.store import search
from worker.store.lines import LINE, stored_line
from worker.store.schema import ARTICLE, ARTICLE_AT, CLUSTER

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row, Select

    from worker.model.stored import StoredLine

Cursor = tuple[float, int]
"""Where a page ended: the time that the list is ordered by, and the row's number."""

FEW = 500
"""Fitting articles up to which a list of clusters begins with them. Beyond, walking through the clusters and looking
whether one of their articles fits reaches the end of a page sooner (benchmarks/reading.py)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an article must be like; the default is anything.

    Attributes:
        outlet: its outlet's host, "" for any.
        network: the group that its outlet belongs to, "" for any.
        language: two letters, "" for any.
        cited: words of the name of a source that it says it has the report from, "" for any.
        q: words that stand in headline or text; "several words" in quotation marks stand next to one another, and a
            word that ends in * stands for its beginnings. "" for any.
    """

    outlet: str = ""
    network: str = ""
    language: str = ""
    cited: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class ClusterFilter(Told):
    """Which clusters are asked for; the default is all of them.

    What is said of articles (`outlet`, `network`, `language`, `cited`, `q`) must hold of one of the cluster's articles,
    all of it of the same one.

    Attributes:
        since: seconds since 1970; clusters whose latest article is not older.
        until: seconds since 1970; clusters whose earliest article is older.
        min_size: least number of articles.
        min_outlets: least number of outlets.
        min_versions: least number of different texts.
    """

    since: float | None = None
    until: float | None = None
    min_size: int = 1
    min_outlets: int = 1
    min_versions: int = 1


class Only(StrEnum):
    """Which articles of a report are wanted."""

    ALL = "all"
    """Every one."""
    VERSIONS = "versions"
    """One of each text: the one that came in first."""
    ORIGINALS = "originals"
    """One of each report: its first teller."""


@dataclass(frozen=True, slots=True)
class ArticleFilter(Told):
    """Which articles are asked for; the default is all of them.

    Attributes:
        since: seconds since 1970; articles that were published (or came in, where that is unknown) then or later.
        until: seconds since 1970; articles that were published before.
        cluster: the number of their cluster, as it is today; None for any.
        only: whether copies are left out. ORIGINALS is for `worker.views.listed`; here it means ALL.
    """

    since: float | None = None
    until: float | None = None
    cluster: int | None = None
    only: Only = Only.ALL


ALL_CLUSTERS = ClusterFilter()
ALL_ARTICLES = ArticleFilter()


def clusters(
    conn: Connection, wanted: ClusterFilter = ALL_CLUSTERS, *, before: Cursor | None = None, limit: int = 50
) -> list[StoredCluster]:
    """Clusters, the one with the latest article first.

    Args:
        conn: any transaction.
        wanted: which.
        before: only those after this (last_at, id), the cursor of the page before.
        limit: most rows to return.
    """
    query = select(CLUSTER).where(*_clusters(conn, wanted))
    return [_cluster(row) for row in conn.execute(_paged(query, CLUSTER.c.last_at, CLUSTER.c.id, before, limit))]


def articles(
    conn: Connection, wanted: ArticleFilter = ALL_ARTICLES, *, before: Cursor | None = None, limit: int = 50
) -> list[tuple[float, StoredLine]]:
    """Articles, the latest first.

    Args:
        conn: any transaction.
        wanted: which.
        before: only those after this (time, id), the cursor of the page before.
        limit: most rows to return.

    Returns:
        Each with the time that the list is ordered by: of publication, or of arrival where that is unknown.
    """
    query = select(*LINE, ARTICLE_AT.label("at")).where(*_articles(conn, wanted))
    rows = conn.execute(_paged(query, ARTICLE_AT, ARTICLE.c.id, before, limit))
    return [(row.at, stored_line(row)) for row in rows]


def count(conn: Connection, wanted: ClusterFilter = ALL_CLUSTERS) -> int:
    """How many clusters there are of these."""
    return conn.execute(select(func.count()).select_from(CLUSTER).where(*_clusters(conn, wanted))).scalar_one()


def _paged(
    query: Select[Any], at: ColumnElement[float], number: ColumnElement[int], before: Cursor | None, limit: int
) -> Select[Any]:
    if before is not None:
        time, last = before
        # the first half says nothing new, but lets the index begin there
        query = query.where(and_(at <= time, or_(at < time, number < last)))
    return query.order_by(at.desc(), number.desc()).limit(limit)


def _clusters(conn: Connection, wanted: ClusterFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, least in (
        (CLUSTER.c.size, wanted.min_size),
        (CLUSTER.c.outlets, wanted.min_outlets),
        (CLUSTER.c.versions, wanted.min_versions),
    ):
        if least > 1:
            found.append(column >= least)
    if wanted.since is not None:
        found.append(CLUSTER.c.last_at >= wanted.since)
    if wanted.until is not None:
        found.append(CLUSTER.c.first_at < wanted.until)
    told = _told(conn, wanted)
    if told:
        few = conn.execute(select(ARTICLE.c.cluster_id).where(ARTICLE.c.visible, *told).limit(FEW + 1)).scalars().all()
        if len(few) <= FEW:
            found.append(CLUSTER.c.id.in_(set(few)))
        else:
            walked = _told(conn, wanted, by_index=False)
            found.append(exists().where(ARTICLE.c.cluster_id == CLUSTER.c.id, ARTICLE.c.visible, *walked))
    return found


def _articles(conn: Connection, wanted: ArticleFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [ARTICLE.c.visible, *_told(conn, wanted)]
    if wanted.since is not None:
        found.append(ARTICLE_AT >= wanted.since)  # noqa: SIM300 - it is a column
    if wanted.until is not None:
        found.append(ARTICLE_AT < wanted.until)  # noqa: SIM300 - it is a column
    if wanted.cluster is not None:
        found.append(ARTICLE.c.cluster_id == wanted.cluster)
    if wanted.only is Only.VERSIONS:
        found.append(ARTICLE.c.version_id == ARTICLE.c.id)
    return found


def _told(conn: Connection, wanted: Told, *, by_index: bool = True) -> list[ColumnElement[bool]]:
    """What an article must be like.

    Args:
        conn: any transaction.
        wanted: what is asked for.
        by_index: False hides outlet and network from the planner, which would else read all articles of one for each
            cluster, instead of the few of the cluster (SQLite: seconds instead of milliseconds).
    """
    found: list[ColumnElement[bool]] = [
        (column if by_index else func.coalesce(column, "")) == value
        for column, value in (
            (ARTICLE.c.outlet, wanted.outlet),
            (ARTICLE.c.network, wanted.network),
            (ARTICLE.c.language, wanted.language),
        )
        if value
    ]
    if wanted.q.strip() or wanted.cited.strip():
        found.append(search.matching(conn, q=wanted.q, cited=wanted.cited))
    return found


def _cluster(row: Row[Any]) -> StoredCluster:
    return StoredCluster(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
