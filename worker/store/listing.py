"""Lists of clusters and articles, filtered, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_, select, tuple_

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
FEW_HITS = 1500
"""Fitting articles (and hits of a search) up to which a list begins with them, at some 10 microseconds each. Beyond,
walking from the latest row on and looking whether it fits reaches the end of a page sooner: at 200,000 articles that
looks at seven million rows divided by the number of those that fit, at 8 microseconds a cluster and less an article
(benchmarks/reading.py)."""


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
        changed: seconds since 1970; clusters that changed then or later, None for any. They are listed in the order of
            their changes, the earliest first: a cluster that changes while somebody reads on comes again at the end.
    """

    since: float | None = None
    until: float | None = None
    min_size: int = 1
    min_outlets: int = 1
    min_versions: int = 1
    changed: float | None = None


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
        before: where the page before ended: (last_at, id), or with `changed` (updated_at, id).
        limit: most rows to return.
    """
    query = select(CLUSTER).where(*_clusters(conn, wanted))
    if wanted.changed is not None:
        at, number = before or (wanted.changed, 0)
        reached = tuple_(CLUSTER.c.updated_at, CLUSTER.c.id) > (at, number)
        query = query.where(reached).order_by(CLUSTER.c.updated_at, CLUSTER.c.id).limit(limit)
        return [_cluster(row) for row in conn.execute(query)]
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
    if _asks(wanted):
        few = _few(conn, wanted, FEW_HITS if _searches(wanted) else FEW)
        if few is not None:
            found.append(CLUSTER.c.id.in_({cluster for _, cluster in few}))
        else:
            walked = _told(conn, wanted, by_index=False)
            found.append(exists().where(ARTICLE.c.cluster_id == CLUSTER.c.id, ARTICLE.c.visible, *walked))
    return found


def _articles(conn: Connection, wanted: ArticleFilter) -> list[ColumnElement[bool]]:
    few = _few(conn, wanted, FEW) if _searches(wanted) and not search.unfolds(wanted.q, wanted.cited) else None
    told = _told(conn, wanted) if few is None else [ARTICLE.c.id.in_([number for number, _ in few])]
    found: list[ColumnElement[bool]] = [ARTICLE.c.visible, *told]
    if wanted.since is not None:
        found.append(ARTICLE_AT >= wanted.since)  # noqa: SIM300 - it is a column
    if wanted.until is not None:
        found.append(ARTICLE_AT < wanted.until)  # noqa: SIM300 - it is a column
    if wanted.cluster is not None:
        found.append(ARTICLE.c.cluster_id == wanted.cluster)
    if wanted.only is Only.VERSIONS:
        found.append(ARTICLE.c.version_id == ARTICLE.c.id)
    return found


def _searches(wanted: Told) -> bool:
    """Whether words are looked for."""
    return bool(wanted.q.strip() or wanted.cited.strip())


def _asks(wanted: Told) -> bool:
    """Whether anything is said of articles."""
    return bool(wanted.outlet or wanted.network or wanted.language) or _searches(wanted)


def _few(conn: Connection, wanted: Told, most: int) -> list[tuple[int, int | None]] | None:
    """Number and cluster of every article that fits; None when they are more than `most`."""
    told = _told(conn, wanted)
    hits = search.hits(conn, q=wanted.q, cited=wanted.cited, most=most + 1) if _searches(wanted) else None
    if hits is not None:
        if len(hits) > most:
            return None
        told = [*_named(wanted), ARTICLE.c.id.in_(hits)]
    query = select(ARTICLE.c.id, ARTICLE.c.cluster_id).where(ARTICLE.c.visible, *told).limit(most + 1)
    rows = [(number, cluster) for number, cluster in conn.execute(query)]
    return rows if len(rows) <= most else None


def _told(conn: Connection, wanted: Told, *, by_index: bool = True) -> list[ColumnElement[bool]]:
    """What an article must be like.

    Args:
        conn: any transaction.
        wanted: what is asked for.
        by_index: False hides outlet and network from the planner, which would else read all articles of one for each
            cluster, instead of the few of the cluster (SQLite: seconds instead of milliseconds).
    """
    found = _named(wanted, by_index=by_index)
    if _searches(wanted):
        found.append(search.matching(conn, q=wanted.q, cited=wanted.cited))
    return found


def _named(wanted: Told, *, by_index: bool = True) -> list[ColumnElement[bool]]:
    """What is asked of an article but for words."""
    return [
        (column if by_index else func.coalesce(column, "")) == value
        for column, value in (
            (ARTICLE.c.outlet, wanted.outlet),
            (ARTICLE.c.network, wanted.network),
            (ARTICLE.c.language, wanted.language),
        )
        if value
    ]


def _cluster(row: Row[Any]) -> StoredCluster:
    return StoredCluster(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
