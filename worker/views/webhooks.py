"""Webhooks as plain data, for the API and the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from worker.store.deliveries import Delivery
    from worker.store.webhooks import Counted


def webhook(told: Counted, now: float) -> dict[str, Any]:
    """A webhook and how its messages stand; never its secret.

    Args:
        told: the webhook with its counts.
        now: seconds since 1970.
    """
    one = told.webhook
    return {
        "id": one.id,
        "url": one.url,
        "types": list(one.types),
        "active": one.active,
        "reason": one.reason,
        "secret_hint": one.hint,
        "waiting": told.waiting,
        "done": told.done,
        "parked": told.parked,
        "next_try": _time(one.due_at) if one.active and one.due_at > now else None,
        "created": _time(one.created_at),
    }


def delivery(row: Delivery) -> dict[str, Any]:
    """One event on its way to one webhook."""
    return {
        "event": row.event_id,
        "type": row.type,
        "state": row.state.value,
        "attempts": row.attempts,
        "reason": row.reason,
        "due": _time(row.due_at),
        "updated": _time(row.updated_at),
    }


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
