"""Migrations: they make the schema that the code describes, twice and from two processes at once."""

from __future__ import annotations

import multiprocessing
import sqlite3
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from support.migrating import migrate

from worker.store.database import Database, StoreError
from worker.store.schema import METADATA

if TYPE_CHECKING:
    from pathlib import Path


SEARCH = "article_search"
"""What only one kind of store has, and SQLAlchemy can't describe: tests of the search hold it."""


def _described(_object: object, name: str | None, *_more: object) -> bool:
    return not (name or "").startswith(SEARCH)


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # SQLite's own are not compared, PostgreSQL's are
def test_the_migrated_schema_is_the_described_one(empty_store_url: str) -> None:
    """A table or column that the code knows and the migrations don't make would show here, and the reverse."""
    db = Database(empty_store_url)
    db.migrate()
    with db.read() as conn:
        opts = {"compare_type": True, "compare_server_default": True, "include_object": _described}
        context = MigrationContext.configure(conn, opts=opts)
        differences = compare_metadata(context, METADATA)
        tables = {name for name in inspect(conn).get_table_names() if not name.startswith(SEARCH)}
    db.close()

    assert [] == differences
    assert {*METADATA.tables, "alembic_version"} == tables


def test_migrating_twice_changes_nothing(empty_store_url: str) -> None:
    """Every worker migrates when it starts; only the first has something to do."""
    db = Database(empty_store_url)
    before = db.revision()
    db.migrate()
    first = db.revision()
    db.migrate()
    second = db.revision()
    db.close()

    assert before[0] is None
    assert (before[1], before[1]) == first
    assert first == second


def test_processes_that_migrate_at_once_all_succeed(empty_store_url: str) -> None:
    """Two workers that start together on a new store must not trip over one another."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    both = [context.Process(target=migrate, args=(empty_store_url, start)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    db = Database(empty_store_url)
    have, want = db.revision()
    db.close()

    assert [0, 0] == [process.exitcode for process in both]
    assert want == have


def test_a_store_of_a_newer_version_is_refused_by_name(empty_store_url: str) -> None:
    """An old program must not write into a schema it does not know."""
    db = Database(empty_store_url)
    db.migrate()
    with db.write() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="another version of Saring"):
        db.migrate()
    db.close()


def test_a_store_that_cannot_be_reached_says_which_setting_to_check(folder: Path) -> None:
    """One clear sentence, without the password."""
    db = Database("postgresql+psycopg://saring:secret@127.0.0.1:1/saring")

    with pytest.raises(StoreError, match="SARING_STORE_URL") as caught:
        db.migrate()
    assert "secret" not in str(caught.value)

    nowhere = Database(f"sqlite:///{folder}")  # a folder is no database
    with pytest.raises(StoreError, match="can't be opened"):
        nowhere.migrate()


def test_another_kind_of_store_is_refused() -> None:
    """Only what is tested is taken."""
    with pytest.raises(StoreError, match="mysql is no store of Saring"):
        Database("mysql://localhost/saring")


def test_sqlite_writes_ahead_and_takes_the_write_lock_at_once(folder: Path) -> None:
    """A transaction that reads first and writes later would decide on what another has changed meanwhile."""
    db = Database(f"sqlite:///{folder / 'saring.db'}")
    db.migrate()
    with db.write() as conn:
        mode = conn.execute(text("PRAGMA journal_mode")).scalar_one()
        other = sqlite3.connect(folder / "saring.db", timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        read = other.execute("SELECT count(*) FROM article").fetchone()
        other.close()
    db.close()

    assert "wal" == mode
    assert (0,) == read


def test_what_is_accepted_waits_for_the_disk_and_nothing_else_does(folder: Path) -> None:
    """SQLite's FULL for a durable transaction, NORMAL for the next one on the same connection."""
    db = Database(f"sqlite:///{folder / 'saring.db'}")
    found = []
    for durable in (True, False, True):
        with db.write(durable=durable) as conn:
            found.append(conn.execute(text("PRAGMA synchronous")).scalar_one())
    db.close()

    assert [2, 1, 2] == found
