"""Learned boilerplate: what was found, what was decided, and what a worker must know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, tuple_, update

from worker.model.article import Kind
from worker.model.learned import TAKEN, Decision, Line, Seen
from worker.store.database import insert
from worker.store.schema import ARTICLE, LEARNED

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection, Row

    from worker.model.learned import Found

ITSELF = "saring"
"""Who decided where the safe bound did."""


def stamp(conn: Connection) -> tuple[int, int, float]:
    """What changes whenever the lines that are taken out do; cheap enough to be asked every minute."""
    live = LEARNED.c.state.in_(TAKEN)
    row = conn.execute(
        select(func.count(), func.coalesce(func.sum(LEARNED.c.id), 0), func.max(LEARNED.c.updated_at)).where(live)
    ).one()
    return int(row[0]), int(row[1]), float(row[2] or 0)


def lines(conn: Connection, *, states: Collection[Decision] = tuple(Decision), site: str | None = None) -> list[Line]:
    """Lines by site, those in most clusters first.

    Args:
        conn: any transaction.
        states: only those in one of these states.
        site: only those of this outlet or network.
    """
    query = select(LEARNED).where(LEARNED.c.state.in_(states))
    if site is not None:
        query = query.where(LEARNED.c.site == site)
    rows = conn.execute(query.order_by(LEARNED.c.site, LEARNED.c.clusters.desc(), LEARNED.c.id))
    return [_line(row) for row in rows]


def decide(conn: Connection, ids: Collection[int], state: Decision, *, by: str, now: float) -> list[int]:
    """Note what was decided about lines.

    Args:
        conn: a writing transaction.
        ids: the lines.
        state: the decision.
        by: who decided.
        now: seconds since 1970.

    Returns:
        The numbers of those that there are.
    """
    rows = conn.execute(
        update(LEARNED)
        .where(LEARNED.c.id.in_(ids))
        .values(state=state.value, decided_by=by, updated_at=now)
        .returning(LEARNED.c.id)
    )
    return sorted(rows.scalars())


def keep(conn: Connection, found: Found, kind: Kind, state: Decision, now: float) -> Line:
    """Write down what was found; what was decided about it before stays decided.

    Args:
        conn: a writing transaction.
        found: the run with its counts.
        kind: what it probably is.
        state: APPLIED or PROPOSED.
        now: seconds since 1970.

    Returns:
        The line as it stands now.
    """
    counts = {"articles": found.articles, "clusters": found.clusters, "examples": list(found.examples)}
    decided = {"state": state.value, "decided_by": ITSELF if state is Decision.APPLIED else "", "updated_at": now}
    fresh = {"site": found.site, "text": found.text, "kind": kind.value, "created_at": now} | counts | decided
    conn.execute(
        insert(conn, LEARNED).values(fresh).on_conflict_do_update(index_elements=["site", "text"], set_=counts)
    )
    mine = (LEARNED.c.site == found.site) & (LEARNED.c.text == found.text)
    if state is Decision.APPLIED:
        conn.execute(update(LEARNED).where(mine, LEARNED.c.state == Decision.PROPOSED.value).values(decided))
    return _line(conn.execute(select(LEARNED).where(mine)).one())


def drop_proposed(conn: Connection, *, but: Collection[int]) -> int:
    """Forget what was only proposed and is found no more; returns how many lines went."""
    waiting = LEARNED.c.state == Decision.PROPOSED.value
    return conn.execute(delete(LEARNED).where(waiting, LEARNED.c.id.not_in(but))).rowcount


def networks(conn: Connection, outlets: Collection[str]) -> dict[str, str]:
    """The network of each of these outlets that has articles."""
    query = select(ARTICLE.c.outlet, ARTICLE.c.network).where(ARTICLE.c.outlet.in_(outlets)).distinct()
    return {row.outlet: row.network for row in conn.execute(query)}


def oldest_of(conn: Connection, newest: int) -> int:
    """The number of the oldest among so many newest articles; 0 when there are fewer."""
    query = select(ARTICLE.c.id).where(ARTICLE.c.visible).order_by(ARTICLE.c.id.desc()).offset(newest - 1).limit(1)
    return conn.execute(query).scalar() or 0


def by_cluster(conn: Connection, *, since: int, after: tuple[int, int], limit: int) -> Sequence[Seen]:
    """Visible articles in the order of their clusters.

    Args:
        conn: any transaction.
        since: smallest article number.
        after: cluster and number of the last one read, (0, 0) at the start.
        limit: most rows to return.
    """
    columns = (ARTICLE.c.id, ARTICLE.c.cluster_id, ARTICLE.c.outlet, ARTICLE.c.network, ARTICLE.c.title, ARTICLE.c.text)
    rows = conn.execute(
        select(*columns)
        .where(ARTICLE.c.visible, ARTICLE.c.id >= since, tuple_(ARTICLE.c.cluster_id, ARTICLE.c.id) > after)
        .order_by(ARTICLE.c.cluster_id, ARTICLE.c.id)
        .limit(limit)
    )
    return [
        Seen(row.id, row.cluster_id, tuple(dict.fromkeys(filter(None, (row.outlet, row.network)))), row.title, row.text)
        for row in rows
    ]


def _line(row: Row[Any]) -> Line:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    fields |= {"kind": Kind(fields["kind"]), "state": Decision(fields["state"]), "examples": tuple(fields["examples"])}
    return Line(**fields)
