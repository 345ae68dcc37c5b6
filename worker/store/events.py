"""The outbox: what happened, written in the transaction in which it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from worker.store.database import lock_clusters
from worker.store.schema import EVENT
from worker.store.statements import insert_row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    Happened = tuple[str, Mapping[str, Any]]

PRUNED = "events.pruned"
"""The type of the row that stands where the kept events begin; no listener sees it."""


class EventType(StrEnum):
    """What can happen."""

    ARTICLE_STORED = "article.stored"
    """An article became visible, or its text changed."""
    ARTICLE_REMOVED = "article.removed"
    """An article was deleted."""
    CLUSTER_CREATED = "cluster.created"
    """A report was seen for the first time."""
    CLUSTER_GREW = "cluster.grew"
    """New articles carry a known report."""
    CLUSTERS_MERGED = "clusters.merged"
    """Articles of several clusters stand in one now."""
    CLUSTER_SPLIT = "cluster.split"
    """Articles of one cluster stand in several now."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Attributes:
        id: its number; grows, and a smaller number is never seen after a larger one.
        type: one of `EventType`.
        payload: whom it concerns, by number only: a deleted article leaves no words of itself here.
        created_at: when it happened, seconds since 1970.
    """

    id: int
    type: str
    payload: Mapping[str, Any]
    created_at: float

    def told(self) -> dict[str, Any]:
        """The event as listeners and webhooks get it."""
        at = datetime.fromtimestamp(self.created_at, UTC).isoformat(timespec="milliseconds")
        return {"id": self.id, "type": self.type, "timestamp": at, "data": dict(self.payload)}


def add(conn: Connection, kind: str, payload: Mapping[str, Any], now: float) -> None:
    """Write an event down.

    PostgreSQL gives numbers out before it commits, so two writers could show 8 before 7, and a listener that goes on
    after 8 would never see 7. Whoever writes events therefore holds the clusters' lock until it commits.

    Args:
        conn: a writing transaction.
        kind: one of `EventType`.
        payload: whom it concerns.
        now: seconds since 1970.
    """
    add_all(conn, [(kind, payload)], now)


def add_all(conn: Connection, happened: Sequence[Happened], now: float) -> None:
    """Write several events down, in their order; see `add`."""
    if not happened:
        return
    lock_clusters(conn)
    rows = [{"type": str(kind), "payload": dict(payload), "created_at": now} for kind, payload in happened]
    insert_row(conn, EVENT).run_many(conn, rows)


def after(
    conn: Connection, event_id: int, *, types: Collection[str] = (), until: int | None = None, limit: int = 100
) -> list[Event]:
    """The events that came after this one, oldest first.

    Args:
        conn: any transaction.
        event_id: the last one that is known.
        types: only these; empty for all.
        until: only up to this one.
        limit: most events to return.
    """
    query = select(EVENT).where(EVENT.c.id > event_id, EVENT.c.type != PRUNED).order_by(EVENT.c.id).limit(limit)
    if types:
        query = query.where(EVENT.c.type.in_(types))
    if until is not None:
        query = query.where(EVENT.c.id <= until)
    return [Event(**row._mapping) for row in conn.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name for it


def newest(conn: Connection) -> int:
    """The number of the latest event, 0 when there is none."""
    return conn.execute(select(func.max(EVENT.c.id))).scalar() or 0


def pruned(conn: Connection) -> int:
    """The number up to which events are no longer kept, 0 when all are."""
    first = conn.execute(select(EVENT.c.id, EVENT.c.type).order_by(EVENT.c.id).limit(1)).one_or_none()
    return first.id if first and first.type == PRUNED else 0


def out_of_reach(conn: Connection, event_id: int) -> str:
    """Why a listener can't go on after this event without missing any, "" when it can.

    Args:
        conn: any transaction.
        event_id: the last one that it knows; 0 takes whatever is kept.
    """
    if event_id and event_id < (gone := pruned(conn)):
        return (
            f"Events up to {gone} are no longer kept (SARING_EVENT_DAYS), so some after {event_id} would be missing; "
            f"read what you need anew and go on after {gone}."
        )
    if event_id > (last := newest(conn)):
        return (
            f"There is no event {event_id} yet, the latest is {last}: the number is from another store. "
            f"Read what you need anew and go on after {last}."
        )
    return ""


def prune(conn: Connection, *, before: float, limit: int = 5000) -> int:
    """Drop the oldest events; the last one dropped stays as a mark of where the kept ones begin.

    Args:
        conn: a writing transaction.
        before: drop what happened before this, seconds since 1970.
        limit: most rows to look at; call it again until it returns 0.

    Returns:
        The number up to which events are dropped now, 0 when nothing was dropped.
    """
    rows = conn.execute(select(EVENT.c.id, EVENT.c.type, EVENT.c.created_at).order_by(EVENT.c.id).limit(limit)).all()
    last = 0
    for row in rows:
        if row.type != PRUNED and row.created_at >= before:
            break
        last = row.id if row.type != PRUNED else last
    if last:
        conn.execute(delete(EVENT).where(EVENT.c.id < last))
        conn.execute(update(EVENT).where(EVENT.c.id == last).values(type=PRUNED, payload={}))
    return last
