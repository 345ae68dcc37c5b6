"""Every kind of damage, done on purpose, is found by its name; what can be mended is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, text, update
from support.parts import partition, push, take
from support.stories import DAM, FERRY, FIRE, SCHOOL, TWELVE, body

from config.settings import load
from worker.dedup.bands import buckets
from worker.dedup.index import IndexParams
from worker.dedup.index_tended import TendedIndex
from worker.dedup.signing import Signature, Signer
from worker.engine import Engine
from worker.parts import INDEX_NAME
from worker.resigning import Resigned
from worker.store import articles
from worker.store.schema import (
    ARTICLE,
    CLUSTER,
    DELIVERY,
    EVENT,
    EVIDENCE,
    OPINION,
    PAYLOAD,
    RAW_PAGE,
    SUBMISSION,
)
from worker.store.signatures import Signatures
from worker.verify import Finding, Verifier
from worker.verify.rules import Bounds, rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Executable

    from config.settings import Settings

LATER = 86_400.0 * 400


@pytest.fixture
def engine(folder: Path, store_url: str, valkey_url: str) -> Iterator[Engine]:
    """Six articles in four clusters, on either store."""
    made = Engine(load(data_dir=folder, store_url=store_url, index_url=valkey_url))
    for one in TWELVE[:7]:
        take(made, one.key, one.text, title=one.title)
    yield made
    made.close()


def look(engine: Engine, *, repair: bool = False, settings: Settings | None = None) -> dict[str, Finding]:
    """What is found, by name; nobody works meanwhile, so that nobody has to wait."""
    now, stored = engine.clock(), Signatures(engine.db)
    signing = Resigned(stored, lambda text: engine.signer.sign(text).to_bytes())
    params = IndexParams(window_days=(settings or engine.settings).window_days)
    made = Verifier(
        db=engine.db,
        bounds=Bounds(now=now, lease_seconds=180, grace_seconds=360, thresholds=engine.thresholds),
        index=TendedIndex(engine.redis, params, INDEX_NAME, stored=signing),
        client=engine.redis,
        stored=stored,
        oldest=now - 30 * 86_400,
        pause=lambda seconds: None,  # noqa: ARG005 - as above
    )
    return {one.name: one for one in made.run(repair=repair)}


def run(engine: Engine, *statements: Executable) -> None:
    """Change the store behind everybody's back."""
    with engine.db.write() as conn:
        for statement in statements:
            conn.execute(statement)


def url_row(**values: object) -> Executable:
    """A row of the ledger that a URL has, with something wrong about it."""
    row = {"kind": "url", "key": "k", "url": "http://pagi.example/1", "reason": "", "attempts": 1, "lease": ""}
    times = {"due_at": 1.0, "created_at": 1.0, "updated_at": 1.0, "task_id": ""}
    return insert(SUBMISSION).values(**row | times | values)


FIRST = ARTICLE.c.id == 1
SUB = SUBMISSION.c.id == 1
JUDGED = {"same_report": 0.9, "same_version": 0.1, "figures": {}, "weighed_most": [], "version": "test"}
SAID = {"same": True, "by": "", "note": "", "created_at": 1.0}
PAGE = {"url": "", "content_type": "", "charset": "", "fetched_at": 1.0, "body": b""}
ON_ITS_WAY = {"state": "waiting", "attempts": 0, "due_at": 1.0, "reason": "", "updated_at": 1.0}
DAMAGE: dict[str, list[Executable]] = {
    "lease_stale": [update(SUBMISSION).where(SUB).values(state="running", verdict=None, lease="x", lease_until=5.0)],
    "lease_ahead": [update(SUBMISSION).where(SUB).values(state="running", verdict=None, lease="x", lease_until=9e9)],
    "lease_none": [update(SUBMISSION).where(SUB).values(state="running", verdict=None, lease="", lease_until=None)],
    "ended_without_verdict": [update(SUBMISSION).where(SUB).values(verdict=None)],
    "verdict_too_early": [url_row(state="queued", verdict="new")],
    "article_gone": [url_row(state="done", verdict="new", article_id=4711)],
    "pushed_gone": [update(SUBMISSION).where(SUB).values(article_id=4711)],
    "payload_missing": [update(SUBMISSION).where(SUB).values(state="queued", verdict=None)],
    "article_unledgered": [update(ARTICLE).where(FIRST).values(submission_id=4711)],
    "article_hidden": [update(ARTICLE).where(ARTICLE.c.id == 7).values(visible=False, cluster_id=None)],
    "article_unplaced": [update(ARTICLE).where(FIRST).values(cluster_id=None)],
    "cluster_empty": [
        insert(CLUSTER).values(
            id=99, size=1, versions=1, outlets=1, first_at=1, last_at=1, title="", representative_id=99, updated_at=1
        )
    ],
    "cluster_number": [
        update(ARTICLE).where(ARTICLE.c.cluster_id == 1).values(cluster_id=99),
        update(CLUSTER).where(CLUSTER.c.id == 1).values(id=99),
    ],
    "cluster_counts": [update(CLUSTER).where(CLUSTER.c.id == 1).values(size=17)],
    "cluster_representative": [update(CLUSTER).where(CLUSTER.c.id == 1).values(representative_id=7)],
    "version_number": [update(ARTICLE).where(ARTICLE.c.version_id == 1).values(version_id=99)],
    "evidence_orphaned": [insert(EVIDENCE).values(a=1, b=4711, **JUDGED)],
    "evidence_order": [insert(EVIDENCE).values(a=2, b=1, **JUDGED)],
    "opinion_orphaned": [insert(OPINION).values(a=4711, b=4712, **SAID)],
    "payload_orphaned": [insert(PAYLOAD).values(submission_id=1, body=b"x")],
    "page_orphaned": [insert(RAW_PAGE).values(submission_id=4711, **PAGE)],
    "delivery_orphaned": [insert(DELIVERY).values(webhook_id=4711, event_id=1, **ON_ITS_WAY)],
    "text_changed": [update(ARTICLE).where(FIRST).values(title="Judul lain")],
    "signature_unreadable": [update(ARTICLE).where(FIRST).values(signature=b"rusak")],
    "event_missing": [delete(EVENT).where(EVENT.c.type == "article.stored", EVENT.c.id > 8)],
}
FOR_PEOPLE = {"pushed_gone", "payload_missing", "article_unledgered", "text_changed", "event_missing"}


def test_what_came_in_in_order_agrees(engine: Engine) -> None:
    """No rule finds fault with what the pipeline left, with what waits, or with what was removed or replaced."""
    push(engine, "pagi/waiting", body(SCHOOL))
    take(engine, TWELVE[6].key, body(FERRY[:4]))
    engine.forget(5)

    assert {} == look(engine)


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found_by_its_name_and_mended_where_it_can_be(engine: Engine, name: str) -> None:
    """Without --repair nothing changes; with it the rule holds, and the clusters are those of before."""
    before = partition(engine.db)
    run(engine, *DAMAGE[name])
    found = look(engine)
    again = look(engine)
    repaired = look(engine, repair=True)
    after = look(engine)

    assert name in found
    assert found == again
    assert not found[name].mended
    assert found[name].mend
    assert (name not in FOR_PEOPLE) is repaired[name].mended
    assert (name in FOR_PEOPLE) is (name in after)
    if name in {"article_unplaced", "cluster_number", "version_number"}:
        assert before == partition(engine.db)
        assert {} == after


def test_every_rule_is_broken_by_a_test(engine: Engine) -> None:
    """A rule that nobody has seen find anything may never find anything."""
    bounds = Bounds(now=0, lease_seconds=1, grace_seconds=1, thresholds=engine.thresholds)

    assert {rule.name for rule in rules(bounds)} <= DAMAGE.keys()


def test_articles_that_the_index_lacks_are_found_and_added(engine: Engine) -> None:
    """Whether all buckets are gone or one of them."""
    keys = buckets(Signer().sign(stored_text(engine, 1)))
    engine.index.remove(1, keys)
    engine.index.remove(6, buckets(Signer().sign(stored_text(engine, 6)))[:1])
    found = look(engine)
    repaired = look(engine, repair=True)

    assert {"index_missing"} == set(found)
    assert (2, (1, 6)) == (found["index_missing"].count, found["index_missing"].examples)
    assert repaired["index_missing"].mended
    assert {} == look(engine)


def test_what_is_left_behind_in_the_index_is_found_and_taken_out(engine: Engine) -> None:
    """Buckets of an article that is gone, and foreign buckets of one that is there."""
    now = engine.clock()
    engine.index.add(4711, buckets(Signer().sign(body(FIRE))), now)
    engine.index.add(7, buckets(Signer().sign(body(DAM))), now)
    found = look(engine)
    look(engine, repair=True)

    assert {"index_residue"} == set(found)
    assert {7, 4711} == set(found["index_residue"].examples)
    assert {} == look(engine)


def test_an_index_that_is_gone_behind_or_foreign_is_found_and_made_anew(engine: Engine) -> None:
    """Each has its own name, and each is whole after a repair."""
    engine.redis.flushall()
    assert {"index_behind"} == set(look(engine))
    assert look(engine, repair=True)["index_behind"].mended
    assert {} == look(engine)
    foreign = load(data_dir=engine.settings.data_dir, window_days=7)

    assert {"index_unusable"} == set(look(engine, settings=foreign))
    assert look(engine, repair=True, settings=foreign)["index_unusable"].mended
    assert {} == look(engine, settings=foreign)


def test_what_is_older_than_the_window_may_be_out_of_the_index(engine: Engine) -> None:
    """The index forgets; that is no damage."""
    engine.redis.delete(INDEX_NAME)
    engine.index.open(empty=True)
    run(engine, update(ARTICLE).values(created_at=1.0), update(CLUSTER).values(first_at=1.0, last_at=1.0))

    assert {} == look(engine)


def test_a_damaged_file_is_found_before_anything_is_mended_on_it(folder: Path, valkey_url: str) -> None:
    """SQLite's own check speaks first, and alone."""
    engine = Engine(load(data_dir=folder, index_url=valkey_url))
    engine.db.migrate()
    take(engine, "pagi/fire", body(FIRE))
    with engine.db.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        root = conn.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'ix_article_url'")).scalar_one()
        size = conn.execute(text("PRAGMA page_size")).scalar_one()
    engine.db.close()
    with (folder / "saring.db").open("r+b") as file:
        file.seek((root - 1) * size + size - 64)
        file.write(bytes(64))
    found = look(engine)
    engine.close()

    assert {"store_damaged"} == set(found)
    assert "backup" in found["store_damaged"].mend


def stored_text(engine: Engine, number: int) -> str:
    """What an article's signature was made of."""
    with engine.db.read() as conn:
        one = articles.get(conn, number)
    assert one is not None
    assert one.signature == Signer().sign(one.text).to_bytes()
    assert Signature.from_bytes(one.signature)
    return one.text
