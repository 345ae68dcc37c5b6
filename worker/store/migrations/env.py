"""Alembic's entry point; `Database.migrate` hands its connection in."""

from __future__ import annotations

from alembic import context

from worker.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite can't alter most of a table otherwise
)
with context.begin_transaction():
    context.run_migrations()
