"""The outbox: what happened, written in the transaction in which it happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from worker.store.database import insert
from worker.store.schema import EVENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Attributes:
        id: its number; grows.
        type: "article.stored", "cluster.created", "cluster.grew", "clusters.merged" or "cluster.split".
        payload: whom it concerns.
        created_at: when it happened, seconds since 1970.
    """

    id: int
    type: str
    payload: Mapping[str, Any]
    created_at: float


def add(conn: Connection, kind: str, payload: Mapping[str, Any], now: float) -> None:
    """Write an event down."""
    conn.execute(insert(conn, EVENT).values(type=kind, payload=dict(payload), created_at=now))


def after(conn: Connection, event_id: int, *, limit: int = 100) -> list[Event]:
    """The events that came after this one, oldest first."""
    rows = conn.execute(select(EVENT).where(EVENT.c.id > event_id).order_by(EVENT.c.id).limit(limit))
    return [Event(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for it
