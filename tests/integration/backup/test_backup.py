"""A backup that is made while workers work is one moment of the store, and everything goes on from there."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest
from support.cli import Cli
from support.plant import Plant
from support.site import Site, articles
from support.synthetic import OUTLETS, Writer

from config.settings import load
from worker.backup import BackupError, back_up, examine, restore
from worker.celery import HEARTBEAT
from worker.local.valkey import EmbeddedValkey
from worker.model.verdict import State, Verdict
from worker.store import ledger
from worker.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CORPUS = Writer(51).corpus(60, sentences=(6, 9))


@pytest.fixture
def stopped(folder: Path) -> Iterator[Cli]:
    """The command line in a folder where nothing runs."""
    (folder / "here").mkdir()
    made = Cli(load(data_dir=folder / "here"))
    yield made
    made.close()


def test_a_backup_beside_a_worker_is_restored_elsewhere_and_worked_off(folder: Path) -> None:
    """What was accepted before the backup is there after the restore: done, or done then; store and index agree."""
    with Site(articles(CORPUS, seconds=0.02)) as site:
        fields = {"connect_to": site.connect_to(OUTLETS), "host_rate": 1000, "host_burst": 1000, "requeue_seconds": 1}
        with Plant(load(data_dir=folder / "old", **fields)) as plant:
            plant.start_worker()
            plant.queue([article.url for article in CORPUS])
            plant.until(lambda: plant.pending() < len(CORPUS) - 10)
            made = back_up(plant.engine.db, folder / "backup.db")
            plant.until(lambda: not plant.pending(), sweep=True)
        cli = Cli(load(data_dir=folder / "new", **fields))
        told = cli.json("restore", str(folder / "backup.db"))
        sound = cli("verify")
        waiting = cli.json("submissions", "--state", "queued", "--limit", "200")
        cli.close()
        with Plant(load(data_dir=folder / "new", **fields)) as plant:
            plant.start_worker()
            plant.until(lambda: not plant.pending(), sweep=True)
            with plant.engine.db.read() as conn:
                rows = ledger.page(conn, limit=200)
            found = plant.engine.verify()

    assert len(CORPUS) == made.submissions == told["submissions"]
    assert 10 <= told["articles"] < len(CORPUS)
    assert "agree" in sound
    assert waiting
    assert {State.DONE} == {row.state for row in rows}
    assert len(CORPUS) == sum(row.verdict in {Verdict.NEW, Verdict.JOINED, Verdict.VERSION} for row in rows)
    assert [] == found


def test_a_backup_is_one_private_file_and_replaces_none(stopped: Cli, folder: Path) -> None:
    """It holds the secrets of webhooks, and an older backup is not lost by a typing error."""
    stopped("backup", str(folder / "backup.db"))
    again = stopped("backup", str(folder / "backup.db"))

    assert stat.S_IMODE((folder / "backup.db").stat().st_mode) == 0o600
    assert {"here", "backup.db"} == {path.name for path in folder.iterdir()}
    assert (1, "") == (stopped.code, again)
    assert "--force" in stopped.err
    stopped("backup", str(folder / "backup.db"), "--force")
    assert 0 == stopped.code


def test_a_store_that_holds_something_is_replaced_only_by_force(stopped: Cli, folder: Path) -> None:
    """And even then it is kept beside."""
    stopped("backup", str(folder / "empty.db"))
    stopped("add", "http://kabarbukit.example/berita/1")
    stopped("restore", str(folder / "empty.db"))
    refused, kept = stopped.code, stopped.json("submissions")
    stopped("restore", str(folder / "empty.db"), "--force")

    assert (1, 1) == (refused, len(kept))
    assert 0 == stopped.code
    assert [] == stopped.json("submissions")
    assert 1 == examine(folder / "here" / "saring.db.replaced").submissions


def test_nothing_is_restored_under_a_running_worker(stopped: Cli, folder: Path) -> None:
    """A worker that goes on writing into the old file would write into nothing."""
    stopped("backup", str(folder / "backup.db"))
    (folder / "here" / HEARTBEAT).touch()
    stopped("restore", str(folder / "backup.db"))
    assert (1, True) == (stopped.code, "stop `saring up` first" in stopped.err)
    (folder / "here" / HEARTBEAT).unlink()

    server = EmbeddedValkey(stopped.settings)
    server.start()
    stopped("restore", str(folder / "backup.db"), "--force")
    server.stop()
    assert 0 == stopped.code


def damaged(file: Path) -> None:
    """Write over the middle of a file."""
    with file.open("r+b") as out:
        out.seek(4096)
        out.write(b"\xff" * 8192)


def newer(file: Path) -> None:
    """A store of a later version."""
    conn = sqlite3.connect(file)
    conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.commit()
    conn.close()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.unlink(), "no file"),
        (lambda file: file.write_text("bukan basis data"), "no SQLite file"),
        (damaged, "damaged"),
        (newer, "update Saring"),
    ],
    ids=["missing", "text", "damaged", "newer"],
)
def test_what_cannot_be_used_is_refused_before_anything_is_touched(
    stopped: Cli, folder: Path, spoil: object, said: str
) -> None:
    """The store stays as it is."""
    stopped("add", "http://kabarbukit.example/berita/1")
    stopped("backup", str(folder / "backup.db"))
    spoil(folder / "backup.db")  # type: ignore[operator]
    stopped("restore", str(folder / "backup.db"), "--force")

    assert 1 == stopped.code
    assert said in stopped.err
    assert 1 == len(stopped.json("submissions"))


def test_a_restore_does_not_meet_the_old_log(folder: Path) -> None:
    """A write-ahead log that a killed process left belongs to the old store, and must not be read into the new."""
    db = Database(f"sqlite:///{folder / 'saring.db'}")
    db.migrate()
    back_up(db, folder / "backup.db")
    with db.engine.connect() as conn:
        conn.exec_driver_sql("CREATE TABLE left_over (a)")
        conn.commit()
        shutil.copy(folder / "saring.db-wal", folder / "killed-wal")
    db.close()
    shutil.copy(folder / "killed-wal", folder / "saring.db-wal")
    restore(db, folder / "backup.db", force=True)
    with db.read() as conn:
        names = {row[0] for row in conn.exec_driver_sql("SELECT name FROM sqlite_master")}
    db.close()

    assert "left_over" not in names
    assert "submission" in names


def test_postgresql_is_left_to_its_own_tools(migrated_postgres: str, folder: Path) -> None:
    """The way out is named."""
    db = Database(migrated_postgres)
    with pytest.raises(BackupError, match="pg_dump"):
        back_up(db, folder / "backup.db")
    with pytest.raises(BackupError, match="pg_restore"):
        restore(db, folder / "backup.db")
    db.close()
