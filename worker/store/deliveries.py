"""Deliveries: each event on its way to each webhook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from worker.store import events
from worker.store.database import insert
from worker.store.events import Event
from worker.store.schema import DELIVERY, EVENT, WEBHOOK

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from worker.store.webhooks import Webhook


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one webhook; all times are seconds since 1970.

    Attributes:
        webhook_id: the webhook.
        event_id: the event.
        state: where it stands.
        attempts: how often it was sent.
        due_at: when it may be sent next.
        reason: what the receiver said last, "" before the first try.
        updated_at: when it last changed.
        type: the event's type.
    """

    webhook_id: int
    event_id: int
    state: DeliveryState
    attempts: int
    due_at: float
    reason: str
    updated_at: float
    type: str


def hand_out(conn: Connection, webhook: Webhook, *, now: float, limit: int = 1000) -> bool:
    """Give the next events to a webhook.

    Args:
        conn: a writing transaction.
        webhook: a claimed one.
        now: seconds since 1970.
        limit: most events to give.

    Returns:
        Whether there may be more.
    """
    newest = events.newest(conn)
    given = conn.execute(select(WEBHOOK.c.handed_out).where(WEBHOOK.c.id == webhook.id).with_for_update()).scalar()
    if given is None or given >= newest:
        return False
    fresh = events.after(conn, given, types=webhook.types, until=newest, limit=limit)
    last = fresh[-1].id if len(fresh) == limit else newest
    fixed = {"webhook_id": webhook.id, "state": DeliveryState.WAITING.value, "attempts": 0, "reason": ""}
    if fresh:
        rows = [fixed | {"event_id": event.id, "due_at": now, "updated_at": now} for event in fresh]
        conn.execute(insert(conn, DELIVERY).on_conflict_do_nothing(index_elements=["webhook_id", "event_id"]), rows)
    conn.execute(update(WEBHOOK).where(WEBHOOK.c.id == webhook.id).values(handed_out=last))
    return last < newest


def due(conn: Connection, webhook_id: int, *, now: float, limit: int) -> list[tuple[Delivery, Event]]:
    """The deliveries of a webhook whose turn it is, by event.

    Args:
        conn: any transaction.
        webhook_id: the webhook.
        now: seconds since 1970.
        limit: most to return.
    """
    rows = conn.execute(
        select(DELIVERY, *[EVENT.c[name].label(f"event_{name}") for name in ("type", "payload", "created_at")])
        .join(EVENT, EVENT.c.id == DELIVERY.c.event_id)
        .where(
            DELIVERY.c.webhook_id == webhook_id,
            DELIVERY.c.state == DeliveryState.WAITING.value,
            DELIVERY.c.due_at <= now,
        )
        .order_by(DELIVERY.c.event_id)
        .limit(limit)
    )
    return [
        (_delivery(row, row.event_type), Event(row.event_id, row.event_type, row.event_payload, row.event_created_at))
        for row in rows
    ]


def pull_in(conn: Connection, webhook_id: int, *, now: float, latest: float) -> int:
    """Bring deliveries back that wait until a time that no right clock would have written.

    Args:
        conn: a writing transaction.
        webhook_id: the webhook.
        now: seconds since 1970.
        latest: no wait ends after this.

    Returns:
        How many were brought back.
    """
    waiting = (DELIVERY.c.webhook_id == webhook_id, DELIVERY.c.state == DeliveryState.WAITING.value)
    return conn.execute(update(DELIVERY).where(*waiting, DELIVERY.c.due_at > latest).values(due_at=now)).rowcount


def note(
    conn: Connection, delivery: Delivery, state: DeliveryState, *, now: float, reason: str, due_at: float | None = None
) -> None:
    """Note what one try came to.

    Args:
        conn: a writing transaction.
        delivery: as it was before the try.
        state: where it stands now.
        now: seconds since 1970.
        reason: what the receiver said.
        due_at: when it may be sent next; None leaves that.
    """
    values = {"state": state.value, "attempts": delivery.attempts + 1, "reason": reason, "updated_at": now}
    conn.execute(
        update(DELIVERY)
        .where(DELIVERY.c.webhook_id == delivery.webhook_id, DELIVERY.c.event_id == delivery.event_id)
        .values(values | ({} if due_at is None else {"due_at": due_at}))
    )


def page(
    conn: Connection,
    webhook_id: int,
    *,
    state: DeliveryState | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Delivery]:
    """The deliveries of a webhook, newest first.

    Args:
        conn: any transaction.
        webhook_id: the webhook.
        state: only those in this state.
        before: only those of smaller events; the cursor of the page before.
        limit: most rows to return.
    """
    query = (
        select(DELIVERY, EVENT.c.type.label("event_type"))
        .join(EVENT, EVENT.c.id == DELIVERY.c.event_id)
        .where(DELIVERY.c.webhook_id == webhook_id)
        .order_by(DELIVERY.c.event_id.desc())
        .limit(limit)
    )
    if state is not None:
        query = query.where(DELIVERY.c.state == state.value)
    if before is not None:
        query = query.where(DELIVERY.c.event_id < before)
    return [_delivery(row, row.event_type) for row in conn.execute(query)]


def retry(conn: Connection, webhook_id: int, *, now: float, event_id: int | None = None) -> int:
    """Send parked deliveries again, with their tries counted from nought; a single one also when it has arrived.

    Args:
        conn: a writing transaction.
        webhook_id: the webhook.
        now: seconds since 1970.
        event_id: only that of this event, parked or done; None takes all that are parked.

    Returns:
        How many wait again.
    """
    again = update(DELIVERY).where(DELIVERY.c.webhook_id == webhook_id)
    if event_id is None:
        again = again.where(DELIVERY.c.state == DeliveryState.PARKED.value)
    else:
        again = again.where(DELIVERY.c.event_id == event_id, DELIVERY.c.state != DeliveryState.WAITING.value)
    return conn.execute(
        again.values(state=DeliveryState.WAITING.value, attempts=0, due_at=now, reason="", updated_at=now)
    ).rowcount


def counts(conn: Connection, webhook_id: int | None = None) -> dict[tuple[int, str], int]:
    """How many deliveries each webhook, or this one, has in each state; read from an index alone."""
    which = (DELIVERY.c.webhook_id, DELIVERY.c.state)
    query = select(*which, func.count()).group_by(*which)
    if webhook_id is not None:
        query = query.where(DELIVERY.c.webhook_id == webhook_id)
    return {(webhook, state): number for webhook, state, number in conn.execute(query)}


def undone(conn: Connection) -> dict[tuple[int, str], int]:
    """How many messages wait or are parked, by webhook and state; those that arrived, the most by far, are not read."""
    found = {}
    for webhook in conn.execute(select(WEBHOOK.c.id)).scalars().all():
        for state in (DeliveryState.WAITING, DeliveryState.PARKED):
            which = (DELIVERY.c.webhook_id == webhook, DELIVERY.c.state == state.value)
            found[webhook, state.value] = conn.execute(select(func.count()).where(*which)).scalar_one()
    return found


def prune(conn: Connection, event_id: int) -> int:
    """Drop the deliveries of the events up to this one; returns how many there were."""
    dropped = 0
    for webhook in conn.execute(select(WEBHOOK.c.id)).scalars().all():
        old = (DELIVERY.c.webhook_id == webhook, DELIVERY.c.event_id <= event_id)
        dropped += conn.execute(delete(DELIVERY).where(*old)).rowcount
    return dropped


def _delivery(row: Row[Any], kind: str) -> Delivery:
    return Delivery(
        webhook_id=row.webhook_id,
        event_id=row.event_id,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        reason=row.reason,
        updated_at=row.updated_at,
        type=kind,
    )
