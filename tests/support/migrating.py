"""Migrating in a process of its own; apart from the other racers, since it needs no engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.store.database import Database

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

STEP_SECONDS = 120
"""Longest wait for the other process; it takes a second to start, and much longer on a busy machine."""


def migrate(url: str, start: Barrier) -> None:
    """Migrate a store when the others do."""
    db = Database(url)
    start.wait(STEP_SECONDS)
    db.migrate()
    db.close()
