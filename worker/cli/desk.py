"""What the commands work with, each part made when it is first needed: `saring --help` loads none of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer
    from celery import Celery

    from config.settings import Settings
    from worker.engine import Engine


class Desk:
    """Settings, engine and Celery application of one call.

    Args:
        settings: None reads them from the environment.
        engine: None makes the engine of this process.
        celery: None takes the project's application.
    """

    def __init__(
        self, settings: Settings | None = None, engine: Engine | None = None, celery: Celery | None = None
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._celery = celery

    @cached_property
    def settings(self) -> Settings:
        """All settings."""
        from config.settings import current  # noqa: PLC0415 - pydantic takes a third of a second

        return self._settings or current()

    @cached_property
    def bare_engine(self) -> Engine:
        """The engine, with the store as it is: for what needs no store, and for `doctor`."""
        if self._engine is not None:
            return self._engine
        from worker.engine import engine  # noqa: PLC0415 - it loads all parts, which takes more than a second

        return engine()

    @cached_property
    def engine(self) -> Engine:
        """The engine, with the store brought to this version's schema."""
        found = self.bare_engine
        found.db.migrate()
        return found

    @cached_property
    def celery(self) -> Celery:
        """The Celery application."""
        if self._celery is not None:
            return self._celery
        from worker.celery import app  # noqa: PLC0415 - as above

        return app


def desk(ctx: typer.Context) -> Desk:
    """The desk of this call."""
    found = ctx.find_root().obj
    if not isinstance(found, Desk):
        raise TypeError("The command was called without its main command.")
    return found
