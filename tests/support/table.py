"""The whole store as plain data, to say that nothing, or the same, came of two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from worker.store.schema import METADATA

if TYPE_CHECKING:
    from collections.abc import Collection

    from worker.store.database import Database

PASSING = frozenset(
    {"lease", "lease_until", "task_id", "created_at", "updated_at", "due_at", "published_at", "attempts"}
)
"""Columns that tell when and how often something was done, not what."""


def contents(db: Database, *, without: Collection[str] = (), passing: bool = True) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table.

    Args:
        db: the store.
        without: tables to leave out.
        passing: whether columns count that tell when and how often something was done.
    """
    with db.read() as conn:
        return {
            name: [
                {key: value for key, value in row.items() if passing or key not in PASSING}
                for row in conn.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for name, table in METADATA.tables.items()
            if name not in without
        }
