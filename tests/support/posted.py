"""What is stored of webhooks and of their deliveries, as tests ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.store import deliveries, webhooks

if TYPE_CHECKING:
    from worker.store.database import Database


def counts(db: Database) -> dict[str, int]:
    """How many deliveries stand where."""
    with db.read() as conn:
        return {state: number for (_, state), number in deliveries.counts(conn).items()}


def webhook(db: Database, number: int) -> webhooks.Webhook:
    """A webhook as it is stored."""
    with db.read() as conn:
        found = webhooks.get(conn, number)
    assert found is not None
    return found
