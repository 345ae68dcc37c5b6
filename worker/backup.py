"""A copy of the store while everything runs, and the way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update

from worker.model.verdict import State
from worker.store.database import known_revisions
from worker.store.schema import SUBMISSION

if TYPE_CHECKING:
    from pathlib import Path

    from worker.store.database import Database

HEADER = b"SQLite format 3\x00"
PRIVATE = 0o600
"""A store holds the secrets of webhooks."""


class BackupError(RuntimeError):
    """A backup can't be made or can't be used; the message names the way out."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds.

    Attributes:
        file: where it is.
        bytes: its size.
        revision: the schema's revision.
        submissions: rows of the ledger.
        articles: stored articles.
    """

    file: str
    bytes: int
    revision: str
    submissions: int
    articles: int


def back_up(db: Database, file: Path, *, force: bool = False) -> Backup:
    """Copy the store into one file, as it is at one moment; workers may go on meanwhile.

    Args:
        db: an SQLite store.
        file: where the copy goes; it gets its name once it is whole and on disk.
        force: whether a file that is there already is replaced.

    Returns:
        What the copy holds.

    Raises:
        BackupError: the store is no SQLite, the file is there already, or the copy is damaged.
    """
    source = _sqlite(db, f"Back it up with `pg_dump --format=custom --file={file} …`.")
    if file.exists() and not force:
        raise BackupError(f"{file} is there already; name another file, or use --force.")
    if not source.exists():
        raise BackupError(f"There is no store at {source} yet.")
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, PRIVATE))
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
            # all pages in one step: one moment of the store. Writers go on, into the write-ahead log; in several steps
            # SQLite would begin anew after every commit of theirs
            live.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        found = examine(part)
        _place(part, file)
    finally:
        part.unlink(missing_ok=True)
    return Backup(str(file), found.bytes, found.revision, found.submissions, found.articles)


def examine(file: Path) -> Backup:
    """Look whether a file is a sound backup that this version can use.

    Args:
        file: the backup.

    Returns:
        What it holds.

    Raises:
        BackupError: it is none, it is damaged, or it is of a newer version.
    """
    if not file.is_file():
        raise BackupError(f"There is no file {file}.")
    with file.open("rb") as first:
        if first.read(len(HEADER)) != HEADER:
            raise BackupError(f"{file} is no backup of `saring backup`; it is no SQLite file.")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            said = [str(row[0]) for row in copy.execute("PRAGMA quick_check")]
            if said != ["ok"]:
                raise BackupError(f"{file} is damaged: {said[0]}.")
            revision = str(copy.execute("SELECT version_num FROM alembic_version").fetchone()[0])
            submissions = int(copy.execute("SELECT count(*) FROM submission").fetchone()[0])
            articles = int(copy.execute("SELECT count(*) FROM article").fetchone()[0])
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} is damaged or no store of Saring: {error}.") from error
    if revision not in known_revisions():
        raise BackupError(f"{file} has schema {revision}, which this version of Saring does not know; update Saring.")
    return Backup(str(file), file.stat().st_size, revision, submissions, articles)


def restore(db: Database, file: Path, *, force: bool = False) -> Backup:
    """Put a backup in the place of the store, and bring it to this version's schema.

    Nobody may use the store meanwhile; the caller sees to it, and makes the index anew afterwards. What was queued or
    in work when the backup was made is published again by the next sweep.

    Args:
        db: an SQLite store.
        file: the backup.
        force: whether a store that holds something is replaced; it is kept beside as `….replaced`.

    Returns:
        What the backup held.

    Raises:
        BackupError: the store is no SQLite or holds something, or the backup can't be used.
    """
    target = _sqlite(db, f"Restore it with `pg_restore --clean --dbname=… {file}`, then run `saring reindex`.")
    found = examine(file)
    if target.exists():
        held = _held(target)
        if held and not force:
            raise BackupError(f"The store {target} holds {held} submissions; use --force to replace it.")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f"{target.name}.part")
    try:
        shutil.copyfile(file, part)
        part.chmod(PRIVATE)
        db.close()
        if target.exists():
            _close_log(target)
            target.replace(target.with_name(f"{target.name}.replaced"))
        _place(part, target)
    finally:
        part.unlink(missing_ok=True)
    db.migrate()
    with db.write(durable=True) as conn:
        conn.execute(
            update(SUBMISSION)
            .where(SUBMISSION.c.state.in_([State.QUEUED.value, State.RUNNING.value]))
            .values(state=State.QUEUED.value, lease="", lease_until=None, published_at=None)
        )
    return found


def _sqlite(db: Database, instead: str) -> Path:
    if db.file is None:
        raise BackupError(f"The store {db} is PostgreSQL, which has tools of its own. {instead}")
    return db.file


def _held(store: Path) -> int:
    try:
        with closing(sqlite3.connect(store)) as conn:
            return int(conn.execute("SELECT count(*) FROM submission").fetchone()[0])
    except sqlite3.OperationalError:  # a store without a schema holds nothing
        return 0


def _close_log(store: Path) -> None:
    """Bring the write-ahead log into the store and take it away: it must never meet another store of that name."""
    with closing(sqlite3.connect(store)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.execute("PRAGMA journal_mode=DELETE")
    for ending in ("-wal", "-shm"):
        store.with_name(store.name + ending).unlink(missing_ok=True)


def _place(part: Path, file: Path) -> None:
    """Give a whole file its name, on disk."""
    for path, replace in ((part, True), (file.parent, False)):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if replace:
            part.replace(file)
