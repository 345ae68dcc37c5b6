"""A store of every released version, with rows in all its tables, is brought to this one and works on."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, insert, select
from sqlalchemy.exc import SAWarning
from support.clock import Clock
from support.parts import partition, push, take
from support.stories import DAM, FIRE, body

from config.settings import load
from worker.dedup.signing import Signer
from worker.engine import Engine
from worker.model.verdict import Verdict
from worker.store.database import MIGRATIONS, Database

if TYPE_CHECKING:
    from pathlib import Path

RELEASED = ("0001",)
"""Revisions that somebody may have a store of."""
AT = 1_750_000_000.0
TIMES = {"created_at": AT, "updated_at": AT}


def article(number: int, story: tuple[str, ...]) -> dict[str, Any]:
    """A visible article as the first version stored it."""
    text = body(story)
    empty = dict.fromkeys(("dateline", "published", "updated", "network", "section", "cleaning"), "")
    return empty | {
        "id": number,
        "key": f"pagi.example/{number}",
        "submission_id": number,
        "url": f"http://pagi.example/{number}",
        "title": "Judul",
        "text": text,
        "raw_text": text,
        "authors": ["Sekar"],
        "editors": [],
        "cited_sources": [],
        "outlet": "pagi.example",
        "language": "id",
        "removed": [{"kind": "credit", "text": "Foto: Sekar", "rule": "r", "start": 0, "end": 11, "sure": 1.0}],
        "content_hash": "x" * 64,
        "signature": Signer().sign(text).to_bytes(),
        "visible": True,
        "cluster_id": number,
        "version_id": number,
        "created_at": AT,
    }


def submission(number: int, state: str, verdict: str | None) -> dict[str, Any]:
    """A row of the ledger as the first version wrote it."""
    return TIMES | {
        "id": number,
        "kind": "url",
        "key": f"pagi.example/{number}",
        "url": f"http://pagi.example/{number}",
        "state": state,
        "verdict": verdict,
        "reason": "",
        "attempts": 1,
        "lease": "",
        "due_at": AT,
        "task_id": "t",
        "article_id": number if verdict == "new" else None,
    }


COUNTS = {"size": 1, "versions": 1, "outlets": 1, "first_at": AT, "last_at": AT, "title": "Judul", "updated_at": AT}
ROWS: dict[str, list[dict[str, Any]]] = {
    "submission": [submission(1, "done", "new"), submission(2, "done", "new"), submission(3, "parked", "parked")],
    "payload": [{"submission_id": 3, "body": b"x"}],
    "raw_page": [
        {"submission_id": 1, "url": "u", "content_type": "text/html", "charset": "", "fetched_at": AT, "body": b"x"}
    ],
    "article": [article(1, FIRE), article(2, DAM)],
    "evidence": [
        {
            "a": 1,
            "b": 2,
            "same_report": 0.1,
            "same_version": 0.0,
            "figures": {"shared": 0.1},
            "weighed_most": ["shared"],
        }
        | {"version": "1"}
    ],
    "opinion": [{"a": 1, "b": 2, "same": False, "by": "Sekar", "note": "", "created_at": AT}],
    "learned": [
        TIMES
        | {"id": 1, "site": "pagi.example", "text": "Ikuti kami", "kind": "promo", "state": "applied", "articles": 9}
        | {"clusters": 8, "examples": [1], "decided_by": ""}
    ],
    "cluster": [{"id": number, "representative_id": number} | COUNTS for number in (1, 2)],
    "event": [{"id": 1, "type": "article.stored", "payload": {"article": 1}, "created_at": AT}],
}


def contents(db: Database) -> dict[str, list[dict[str, Any]]]:
    """The rows of the tables that the first version had, in the columns that it had."""
    kept = MetaData()
    with db.read() as conn:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # of indices over expressions, which nobody asked for
            kept.reflect(conn, only=list(ROWS))
        found: dict[str, list[dict[str, Any]]] = {}
        for name, rows in ROWS.items():
            table = kept.tables[name]
            columns = [table.c[column] for column in rows[0]]
            read = conn.execute(select(*columns).order_by(*table.primary_key.columns))
            found[name] = [dict(row._mapping) for row in read]  # noqa: SLF001 - SQLAlchemy's public name for it
    return found


@pytest.mark.parametrize("revision", RELEASED)
def test_a_released_store_with_rows_is_brought_up_and_works_on(
    empty_store_url: str, folder: Path, valkey_url: str, revision: str
) -> None:
    """Every row is as it was; the index is filled from it, and a new article joins an old one."""
    db = Database(empty_store_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with db.write() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, revision)
        made = MetaData()
        made.reflect(conn)
        unwritten = set(made.tables) - set(ROWS) - {"alembic_version"}
        for name, rows in ROWS.items():
            conn.execute(insert(made.tables[name]), rows)
        if conn.dialect.name == "postgresql":  # rows with numbers of their own leave the sequences behind
            for name in ("submission", "article", "event", "learned"):
                conn.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 10)")
    before = contents(db)
    db.migrate()
    after = contents(db)
    have, want = db.revision()
    db.close()
    settings = load(data_dir=folder, store_url=empty_store_url, index_url=valkey_url)
    engine = Engine(settings, clock=Clock(AT + 3600))
    run = take(engine, "siang/fire", body(FIRE))
    push(engine, "siang/other", body(DAM))
    reopened = engine.intake.reopen([3])
    together = partition(engine.db)
    engine.close()

    assert set() == unwritten
    assert before == after
    assert want == have
    assert (Verdict.VERSION, 1) == (run.verdict, run.cluster)
    assert {frozenset({"pagi.example/1", "siang/fire"}), frozenset({"pagi.example/2"})} == together
    assert [3] == reopened
