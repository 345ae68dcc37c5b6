"""Clusters: which articles carry the same report, and which of them bear the same text.

A cluster's number is the smallest article id in it, and so is a version's. An article id never changes, so an old
number of a merged cluster is still the number of an article, and answers with the cluster that this article is in now.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, select, union_all, update

from worker.model.stored import StoredCluster
from worker.store import events, evidence, opinions
from worker.store.evidence import chunks
from worker.store.schema import ARTICLE, CLUSTER, REMOVAL
from worker.store.statements import OfIds, insert_row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import BindParameter, Connection, Row, Select

    from worker.store.events import Happened
    from worker.store.statements import Of


NEARLY = 0.95
"""Share of the longest text from which a text is as full: what is left is a by-line or a closing sentence, and the
earlier article is then the better one to show."""


@dataclass(frozen=True, slots=True)
class Group:
    """The articles of one report, as the partition found them.

    Attributes:
        ids: its articles.
        versions: the same articles by text.
    """

    ids: tuple[int, ...]
    versions: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands.

    Attributes:
        cluster: its cluster, None while it is not visible.
        version: its version, None while it is not visible.
        size: articles of the cluster.
        version_size: articles of the version.
    """

    cluster: int | None
    version: int | None
    size: int
    version_size: int


_TWINS = ARTICLE.alias("twins")
_SAME_VERSION = (
    select(func.count())
    .where(_TWINS.c.version_id == ARTICLE.c.version_id, _TWINS.c.cluster_id == ARTICLE.c.cluster_id, _TWINS.c.visible)
    .scalar_subquery()
)
_PLACES = OfIds(
    lambda of: (
        select(ARTICLE.c.id, ARTICLE.c.cluster_id, ARTICLE.c.version_id, CLUSTER.c.size, _SAME_VERSION)
        .outerjoin(CLUSTER, CLUSTER.c.id == ARTICLE.c.cluster_id)
        .where(of(ARTICLE.c.id))
    )
)
_TO: dict[str, BindParameter[Any]] = {"cluster_id": bindparam("cluster"), "version_id": bindparam("version")}
_SHOW = OfIds(lambda of: update(ARTICLE).where(of(ARTICLE.c.id)).values(visible=True))
_MOVE = OfIds(lambda of: update(ARTICLE).where(of(ARTICLE.c.id)).values(**_TO))
_SHOW_THERE = OfIds(lambda of: update(ARTICLE).where(of(ARTICLE.c.id)).values(visible=True, **_TO))
"""Both at once: each writes the whole row, with its texts."""


def _mates(of: Of) -> Select[Any]:
    theirs = select(ARTICLE.c.cluster_id).where(of(ARTICLE.c.id), ARTICLE.c.cluster_id.is_not(None))
    return select(ARTICLE.c.id).where(ARTICLE.c.cluster_id.in_(theirs), ARTICLE.c.visible)


_NEAR = OfIds(lambda of: union_all(*evidence.near(of), *opinions.near(of), _mates(of)))
_MEMBERS = OfIds(
    lambda of: select(
        ARTICLE.c.id,
        ARTICLE.c.cluster_id,
        ARTICLE.c.version_id,
        ARTICLE.c.outlet,
        ARTICLE.c.title,
        func.coalesce(ARTICLE.c.published_at, ARTICLE.c.created_at).label("at"),
        func.length(ARTICLE.c.text).label("chars"),
        select(func.max(CLUSTER.c.updated_at)).scalar_subquery().label("latest"),
    ).where(of(ARTICLE.c.id))
)
_KEPT = ("size", "versions", "outlets", "first_at", "last_at", "title", "representative_id")
TICK = 1e-6
"""Seconds between two changes at least: what a double still tells apart in this century."""
_ROWS = OfIds(lambda of: select(CLUSTER.c.id, *(CLUSTER.c[name] for name in _KEPT)).where(of(CLUSTER.c.id)))


def show(conn: Connection, ids: Collection[int]) -> None:
    """Make articles visible."""
    _SHOW.run(conn, ids)


def places(conn: Connection, ids: Collection[int]) -> dict[int, Place]:
    """Where these articles stand."""
    rows = _PLACES.run(conn, ids)
    return {number: Place(cluster, version, size or 0, twins) for number, cluster, version, size, twins in rows}


def component(conn: Connection, seeds: Collection[int], *, at_least: float) -> set[int]:
    """Everything whose cluster may change with these articles.

    Args:
        conn: the transaction that holds the clusters' lock.
        seeds: the articles that changed; visible ones.
        at_least: probability from which a judgement links two articles.

    Returns:
        The seeds, what they are linked to over any number of steps by judgements or by what people said, and whoever
        shares a cluster with one of them.
    """
    found: set[int] = set()
    fresh = set(seeds)
    while fresh:
        found |= fresh
        near: set[int] = set()
        for some in chunks(fresh):
            near.update(row[0] for row in _NEAR.run(conn, some, at_least=at_least))
        fresh = near - found
    return found


def assign(conn: Connection, groups: Iterable[Group], now: float) -> dict[int, int]:
    """Write a partition down: cluster and version of each article, the clusters' rows, and the events.

    Args:
        conn: the transaction that holds the clusters' lock.
        groups: the partition of a whole component.
        now: seconds since 1970.

    Returns:
        The cluster that each article stood in before, where it stood in one.
    """
    before, happened = write_down(conn, groups, now)
    events.add_all(conn, happened, now)
    return before


def write_down(
    conn: Connection, groups: Iterable[Group], now: float, *, shown: Collection[int] = ()
) -> tuple[dict[int, int], list[Happened]]:
    """Write a partition down but for its events.

    Args:
        conn: the transaction that holds the clusters' lock.
        groups: the partition of a whole component.
        now: seconds since 1970.
        shown: articles of it that become visible.

    Returns:
        The cluster that each article stood in before, where it stood in one; and the events, which are the caller's to
        write in this very transaction.
    """
    groups = list(groups)
    rows = {row.id: row for row in _members(conn, [i for group in groups for i in group.ids])}
    before = {i: row.cluster_id for i, row in rows.items() if row.cluster_id is not None}
    for group in groups:
        number = min(group.ids)
        for version in group.versions:
            to = {"cluster": number, "version": min(version)}
            if new := [i for i in version if i in shown]:
                _SHOW_THERE.run(conn, new, **to)
            there = (number, min(version))
            if moved := [i for i in version if i not in shown and (rows[i].cluster_id, rows[i].version_id) != there]:
                _MOVE.run(conn, moved, **to)
    gone = set(before.values()) - {min(group.ids) for group in groups}
    if gone:
        conn.execute(delete(CLUSTER).where(CLUSTER.c.id.in_(gone)))
    # in the order of the commits, whatever the clocks say, since the lock is held until then: who reads on from the
    # last change that was seen misses none
    at = max([now, *(row.latest + TICK for row in rows.values() if row.latest is not None)])
    _put(conn, [_row(group, [rows[i] for i in group.ids]) for group in groups], set(before.values()), at)
    return before, list(_changes(groups, before))


def resolve(conn: Connection, number: int) -> int | None:
    """The cluster that a number, old or new, stands for; None when there never was one, or nothing is left of it."""
    asked: int | None = number
    while asked is not None:
        found: int | None = conn.execute(
            select(ARTICLE.c.cluster_id).where(ARTICLE.c.id == asked, ARTICLE.c.visible)
        ).scalar()
        if found is not None:
            return found
        asked = conn.execute(select(REMOVAL.c.heir_id).where(REMOVAL.c.article_id == asked)).scalar()
    return None


def get(conn: Connection, number: int) -> StoredCluster | None:
    """The cluster that a number, old or new, stands for."""
    found = resolve(conn, number)
    row = conn.execute(select(CLUSTER).where(CLUSTER.c.id == found)).one_or_none()
    return None if row is None else _stored(row)


def members(conn: Connection, number: int) -> list[int]:
    """The articles of a cluster by the time that they were published (or came in), earliest first."""
    when = func.coalesce(ARTICLE.c.published_at, ARTICLE.c.created_at)
    query = select(ARTICLE.c.id).where(ARTICLE.c.cluster_id == number, ARTICLE.c.visible).order_by(when, ARTICLE.c.id)
    return list(conn.execute(query).scalars())


def _members(conn: Connection, ids: Collection[int]) -> Sequence[Any]:
    return _MEMBERS.run(conn, ids)


def _put(conn: Connection, found: Sequence[dict[str, Any]], before: set[int], now: float) -> None:
    """Write the clusters' rows that are new or that have changed; the others keep the time of their last change."""
    known = {}
    if before:
        known = {row.id: row._asdict() for row in _ROWS.run(conn, before)}
    written = [row | {"updated_at": now} for row in found if known.get(row["id"]) != row]
    if written:
        insert_row(conn, CLUSTER, key=("id",), renewed=(*_KEPT, "updated_at")).run_many(conn, written)


def _row(group: Group, rows: Sequence[Any]) -> dict[str, Any]:
    """A cluster's row, without the time of its last change."""
    longest = max(row.chars for row in rows)
    fullest = min((row for row in rows if row.chars >= NEARLY * longest), key=lambda row: (row.at, row.id))
    return {
        "id": min(group.ids),
        "size": len(rows),
        "versions": len(group.versions),
        "outlets": len({row.outlet or row.id for row in rows}),
        "first_at": min(row.at for row in rows),
        "last_at": max(row.at for row in rows),
        "title": fullest.title,
        "representative_id": fullest.id,
    }


def _changes(groups: Sequence[Group], before: dict[int, int]) -> Iterable[Happened]:
    """The events that tell how the old clusters became these groups."""
    heirs: dict[int, list[int]] = defaultdict(list)
    for group in groups:
        number = min(group.ids)
        sources = sorted({before[i] for i in group.ids if i in before})
        fresh = sorted(i for i in group.ids if i not in before)
        for source in sources:
            heirs[source].append(number)
        if not sources:
            yield events.EventType.CLUSTER_CREATED, {"cluster": number, "articles": fresh}
        elif len(sources) > 1:
            yield events.EventType.CLUSTERS_MERGED, {"cluster": number, "from": sources, "articles": fresh}
        elif fresh:
            yield events.EventType.CLUSTER_GREW, {"cluster": number, "articles": fresh}
    for source, numbers in sorted(heirs.items()):
        if len(numbers) > 1:
            yield events.EventType.CLUSTER_SPLIT, {"cluster": source, "into": sorted(numbers)}


def _stored(row: Row[Any]) -> StoredCluster:
    return StoredCluster(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
