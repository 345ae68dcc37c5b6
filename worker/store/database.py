"""One database, SQLite or PostgreSQL, with reading and writing transactions."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from worker.store import sqlite_begins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Table

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 60
"""How long a SQLite writer waits for another; a write takes a few milliseconds, so this is thousands of them."""
BUSY_PAUSE = 0.01
"""Seconds between two tries where SQLite does not wait by itself."""
QUIET = {"hide_parameters": True}
"""An error's text goes to logs, and to the ledger's reasons: no secret of a webhook, and no page, may stand in it."""
CLUSTER_LOCK = 0x5A12_C1
INTAKE_LOCK = 0x5A12_B1
MIGRATION_LOCK = 0x5A12_A1
"""Advisory lock numbers on PostgreSQL; any two will do as long as they differ."""


SQLITE_UNWELL = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
POSTGRESQL_UNWELL = frozenset({"08", "25", "40", "53", "55", "57", "58"})
"""Classes of SQLSTATE: connection, read-only, rollback (deadlock), resources, locks, operator, system."""


class StoreError(RuntimeError):
    """The store can't be opened or has another schema; the message names the way out."""


class Database:
    """A store that opens on first use, and again in each forked child.

    Args:
        url: SQLAlchemy URL: sqlite:///… or postgresql+psycopg://….
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        if self._url.get_backend_name() not in ("sqlite", "postgresql"):
            raise StoreError(
                f"{self._url.get_backend_name()} is no store of Saring: use sqlite:///… or postgresql+psycopg://…"
            )
        self._engine: Engine | None = None
        self._pid = 0

    @property
    def file(self) -> Path | None:
        """The file of an SQLite store, None for PostgreSQL."""
        name = self._url.database
        return Path(name).absolute() if name and self._url.get_backend_name() == "sqlite" else None

    def __str__(self) -> str:
        """The URL without its password, which may stand in its query as well."""
        secret = {name: "***" for name in self._url.query if "pass" in name.lower()}
        return self._url.update_query_dict(secret).render_as_string(hide_password=True)

    @property
    def engine(self) -> Engine:
        """The engine of this process: a connection must not cross a fork."""
        if self._engine is None or self._pid != os.getpid():
            if self._engine is not None:
                self._engine.dispose(close=False)
            self._engine, self._pid = self._open(), os.getpid()
        return self._engine

    def _open(self) -> Engine:
        if self._url.get_backend_name() == "postgresql":
            return create_engine(self._url, pool_size=4, max_overflow=8, pool_pre_ping=True, **QUIET)
        if self._url.database and self._url.database != ":memory:":
            Path(self._url.database).parent.mkdir(parents=True, exist_ok=True)
        url = self._url.set(drivername=sqlite_begins.DRIVER)
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **QUIET)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reading transaction."""
        with self.engine.connect() as conn:
            yield conn

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Connection]:
        """A writing transaction: committed at the end, rolled back on an error.

        Args:
            durable: whether a power cut must not take it back. PostgreSQL always promises so. SQLite waits for the disk
                then, and what was committed before is safe with it.

        On SQLite it takes the write lock at once: a transaction that reads first and writes later would fail, or decide
        on what another has changed meanwhile (102 clusters for 80 in the measurements behind the design).
        """
        with self.engine.connect() as conn:
            if conn.dialect.name == "sqlite":
                sqlite_begins.announce_write(conn, durable=durable)
            with conn.begin():
                yield conn

    def migrate(self) -> None:
        """Bring the schema to this version; safe when several processes do it at once.

        Raises:
            StoreError: the store can't be reached, or it is of a newer version.
        """
        try:
            with self.write() as conn:
                if conn.dialect.name == "postgresql":
                    conn.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATION_LOCK})
                command.upgrade(_alembic(conn), "head")
        except DBAPIError as error:
            raise StoreError(
                f"The store {self} can't be opened: {_first_line(error)}. Check SARING_STORE_URL."
            ) from error
        except CommandError as error:
            raise StoreError(f"The store {self} is of another version of Saring: {error}.") from error

    def revision(self) -> tuple[str | None, str | None]:
        """The schema's revision as it is, and as this version wants it."""
        from alembic.migration import MigrationContext  # noqa: PLC0415 - only doctor asks

        with self.read() as conn:
            have = MigrationContext.configure(conn).get_current_revision()
        return have, ScriptDirectory(str(MIGRATIONS)).get_current_head()

    def close(self) -> None:
        """Close this process's connections."""
        if self._engine is not None and self._pid == os.getpid():
            self._engine.dispose()
        self._engine = None


def known_revisions() -> set[str]:
    """The revisions of the schema that this version can bring to its own."""
    return {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def unwell(error: DBAPIError) -> bool:
    """Whether an error says that the database itself can't work now: gone, full, busy, shutting down.

    Args:
        error: what a transaction raised.
    """
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in SQLITE_UNWELL
    state = getattr(error.orig, "sqlstate", None)
    # without a code there was no server to give one
    return str(state)[:2] in POSTGRESQL_UNWELL if state else isinstance(error, (OperationalError, InterfaceError))


def lock_clusters(conn: Connection) -> None:
    """Let one transaction at a time change clusters.

    SQLite's write lock does it already. On PostgreSQL one advisory lock made 60 clusters for 60 at 961 articles/s,
    where READ COMMITTED alone made 69; fetching allows a tenth of that rate.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": CLUSTER_LOCK})


def lock_intake(conn: Connection) -> None:
    """Let one transaction at a time write many rows of the ledger.

    On PostgreSQL two that write the same rows in different orders would wait for each other until the server ends one
    of them: two requests of the same 50 URLs did so at the first trial. SQLite's write lock does it already.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": INTAKE_LOCK})


def insert(conn: Connection, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT, in the connection's dialect."""
    return (postgresql if conn.dialect.name == "postgresql" else sqlite).insert(table)


def _prepare_sqlite(dbapi: Any, _record: object) -> None:
    dbapi.isolation_level = None  # the driver's own BEGIN is deferred; sqlite_begins says which one
    _write_ahead(dbapi)


def _write_ahead(dbapi: Any) -> None:
    """Turn the write-ahead log on; SQLite refuses it at once while another process does the same, timeout or not."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            dbapi.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(BUSY_PAUSE)
        else:
            return


def _alembic(conn: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = conn
    return config


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
