"""Lists of clusters and articles, filtered, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, exists, func, select

from worker.model.stored import StoredCluster
from worker.store import search
from worker.store.schema import ARTICLE, CLUSTER

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row

Cursor = tuple[float, int]
"""Where a page ended: the time that the list is ordered by, and the row's number."""


@dataclass(frozen=True, slots=True)
class ClusterFilter:
    """Which clusters are asked for; the default is all of them.

    `outlet`, `network`, `language`, `cited` and `q` speak of articles: a cluster is listed when one of its articles
    fits all of those that are given.

    Attributes:
        since: seconds since 1970; clusters whose latest article is not older.
        until: seconds since 1970; clusters whose earliest article is older.
        outlet: an outlet's host, "" for any.
        network: a group of outlets, "" for any.
        language: two letters, "" for any.
        cited: words of the name of a source that an article says it has the report from, "" for any.
        q: words that stand in headline or text; "several words" in quotation marks stand next to one another, and a
            word that ends in * stands for its beginnings. "" for any.
        min_size: least number of articles.
        min_outlets: least number of outlets.
        min_versions: least number of different texts.
    """

    since: float | None = None
    until: float | None = None
    outlet: str = ""
    network: str = ""
    language: str = ""
    cited: str = ""
    q: str = ""
    min_size: int = 1
    min_outlets: int = 1
    min_versions: int = 1


EVERY = ClusterFilter()


def clusters(
    conn: Connection, wanted: ClusterFilter = EVERY, *, before: Cursor | None = None, limit: int = 50
) -> list[StoredCluster]:
    """Clusters, the one with the latest article first.

    Args:
        conn: any transaction.
        wanted: which.
        before: only those after this (last_at, id), the cursor of the page before.
        limit: most rows to return.
    """
    query = select(CLUSTER).order_by(CLUSTER.c.last_at.desc(), CLUSTER.c.id.desc()).limit(limit)
    query = query.where(*_fitting(wanted))
    if before is not None:
        at, number = before
        query = query.where((CLUSTER.c.last_at < at) | ((CLUSTER.c.last_at == at) & (CLUSTER.c.id < number)))
    return [_cluster(row) for row in conn.execute(query)]


def count(conn: Connection, wanted: ClusterFilter = EVERY) -> int:
    """How many clusters there are of these."""
    return conn.execute(select(func.count()).select_from(CLUSTER).where(*_fitting(wanted))).scalar_one()


def _fitting(wanted: ClusterFilter) -> list[ColumnElement[bool]]:
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
    told = _told(wanted)
    if told:
        found.append(exists().where(ARTICLE.c.cluster_id == CLUSTER.c.id, ARTICLE.c.visible, *told))
    return found


def _told(wanted: ClusterFilter) -> list[ColumnElement[bool]]:
    """What an article must be like."""
    found: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (ARTICLE.c.outlet, wanted.outlet),
            (ARTICLE.c.network, wanted.network),
            (ARTICLE.c.language, wanted.language),
        )
        if value
    ]
    if wanted.cited:
        found.append(cast(ARTICLE.c.cited_sources, String).icontains(wanted.cited, autoescape=True))
    if wanted.q.strip():
        found.append(search.matching(wanted.q))
    return found


def _cluster(row: Row[Any]) -> StoredCluster:
    return StoredCluster(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
