"""The outbox: what happened, in order, from where a listener left off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.clock import NOON

from worker.store import events

if TYPE_CHECKING:
    from worker.store.database import Database


def fail_after_an_event(db: Database) -> None:
    """Write an event in a transaction that then fails."""
    with db.write() as conn:
        events.add(conn, "article.stored", {"article": 1}, NOON)
        raise LookupError


def test_a_listener_goes_on_where_it_left_off(db: Database) -> None:
    """Events come oldest first, none twice, in portions."""
    with db.write() as conn:
        for number in range(5):
            events.add(conn, "article.stored", {"article": number}, NOON + number)
    with db.read() as conn:
        first = events.after(conn, 0, limit=3)
        rest = events.after(conn, first[-1].id, limit=3)
        nothing = events.after(conn, rest[-1].id)

    assert list(range(5)) == [event.payload["article"] for event in [*first, *rest]]
    assert ("article.stored", NOON) == (first[0].type, first[0].created_at)
    assert [] == nothing


def test_what_is_rolled_back_never_happened(db: Database) -> None:
    """An event lives and dies with the transaction in which it happened."""
    with pytest.raises(LookupError):
        fail_after_an_event(db)
    with db.read() as conn:
        assert [] == events.after(conn, 0)
