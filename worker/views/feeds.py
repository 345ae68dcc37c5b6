"""Feeds as plain data, for the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from worker.store.feeds import Feed


def feed(one: Feed) -> dict[str, Any]:
    """A feed, when it is read, and what came of it the last time."""
    return {
        "id": one.id,
        "url": one.url,
        "seconds": one.seconds,
        "next": _time(one.due_at),
        "read": None if one.read_at is None else _time(one.read_at),
        "named": one.named,
        "new": one.fresh,
        "failures": one.failures,
        "reason": one.reason,
        "created": _time(one.created_at),
    }


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
