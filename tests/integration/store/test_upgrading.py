"""A store of the first released version, with rows in all its tables, is brought to this one and works on.

`test_upgrading_0002.py` has the second.
"""

from __future__ import annotations

import warnings
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, delete, insert, select, update
from sqlalchemy.exc import SAWarning
from support.clock import Clock
from support.parts import Letterbox, intake, partition, take
from support.signatures import FIRST_BODY, first_format
from support.stories import DAM, FIRE, body

from config.settings import load
from worker.dedup.index import Index, IndexParams
from worker.dedup.index_faults import IndexMismatch
from worker.dedup.signing import Signer, SigningParams
from worker.engine import Engine
from worker.model.verdict import Verdict
from worker.parts import INDEX_NAME
from worker.store.database import MIGRATIONS, Database
from worker.store.schema import ARTICLE, EVIDENCE, OPINION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RELEASED = ("0001",)
"""Revisions whose tables and formats the rows below are of."""
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
        "signature": first_format(text),
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


def fill(db: Database, revision: str) -> set[str]:
    """Make the store of a version with rows in its tables; the names of tables that none were written for."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with db.write() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, revision)
        made = MetaData()
        made.reflect(conn)
        for name, rows in ROWS.items():
            conn.execute(insert(made.tables[name]), rows)
        if conn.dialect.name == "postgresql":  # rows with numbers of their own leave the sequences behind
            for name in ("submission", "article", "event", "learned"):
                conn.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 10)")
        return set(made.tables) - set(ROWS) - {"alembic_version"}


def signatures(engine: Engine) -> dict[int, bytes]:
    """What is stored, by article."""
    with engine.db.read() as conn:
        return {row.id: row.signature for row in conn.execute(select(ARTICLE.c.id, ARTICLE.c.signature))}


SIGNED = {1: Signer().sign(body(FIRE)).to_bytes(), 2: Signer().sign(body(DAM)).to_bytes()}
"""The signatures of the two articles in today's format."""


@pytest.fixture(params=RELEASED)
def upgraded(request: pytest.FixtureRequest, empty_store_url: str, folder: Path, valkey_url: str) -> Iterator[Engine]:
    """An engine over a released store that was brought to this version."""
    settings = load(data_dir=folder, store_url=empty_store_url, index_url=valkey_url)
    with closing(Engine(settings, clock=Clock(AT + 3600), queue=Letterbox())) as engine:
        fill(engine.db, request.param)
        engine.db.migrate()
        yield engine


@pytest.mark.parametrize("revision", RELEASED)
def test_a_released_store_with_rows_is_brought_up(empty_store_url: str, revision: str) -> None:
    """Every row is as it was, and every table had one."""
    with closing(Database(empty_store_url)) as db:
        unwritten = fill(db, revision)
        before = contents(db)
        db.migrate()
        after = contents(db)
        have, want = db.revision()

    assert set() == unwritten
    assert before == after
    assert want == have


def test_an_upgraded_store_works_on_by_itself(upgraded: Engine) -> None:
    """The index is filled from its texts, whose signatures nobody can read now, and a new article joins an old one."""
    run = take(upgraded, "siang/fire", body(FIRE))
    together = partition(upgraded.db)
    kept = signatures(upgraded)

    assert (Verdict.VERSION, 1) == (run.verdict, run.cluster)
    assert {frozenset({"pagi.example/1", "siang/fire"}), frozenset({"pagi.example/2"})} == together
    assert SIGNED == {number: kept[number] for number in SIGNED}
    assert [3] == intake(upgraded).reopen([3])


def test_an_upgraded_store_beside_the_old_index_wants_a_reindex_and_no_more(upgraded: Engine) -> None:
    """The old index is refused by its parameters; made anew, it agrees with the store."""
    first = IndexParams(signing=SigningParams(body_permutations=FIRST_BODY))
    Index(upgraded.redis, first, INDEX_NAME).open(empty=True)
    with pytest.raises(IndexMismatch, match="saring reindex"):
        assert upgraded.index

    assert 2 == upgraded.reindex()
    assert SIGNED == signatures(upgraded)
    assert not {"index_missing", "index_residue", "signature_unreadable"} & {one.name for one in upgraded.verify()}


def test_verify_names_old_signatures_and_repairs_them(upgraded: Engine) -> None:
    """Looking writes nothing; repairing signs the texts again."""
    seen = {one.name: one for one in upgraded.verify()}
    looked = signatures(upgraded)
    upgraded.verify(repair=True)

    assert "index_behind" in seen
    assert ROWS["article"][0]["signature"] == looked[1]
    assert SIGNED == signatures(upgraded)


def test_an_article_with_an_old_signature_can_be_removed_and_reclustered(upgraded: Engine) -> None:
    """An index of this version never held what an old signature says, so there is nothing to take out of it."""
    report = upgraded.recluster()
    removed = upgraded.forget(2)

    assert 2 == report.articles
    assert removed is not None
    assert [1] == list(signatures(upgraded))


def test_recluster_meets_what_an_old_version_signed(upgraded: Engine) -> None:
    """The index is whole before anybody is looked up in it, so that no article is left out for its old signature."""
    with upgraded.db.write() as conn:
        conn.execute(update(ARTICLE).where(ARTICLE.c.id == 2).values(text=body(FIRE)))
        conn.execute(delete(EVIDENCE))
        conn.execute(delete(OPINION))
    report = upgraded.recluster(meet=True)

    assert 1 == report.met
    assert {frozenset({"pagi.example/1", "pagi.example/2"})} == partition(upgraded.db)
