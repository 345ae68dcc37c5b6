"""Metrics and probes: what they say is so, also when a part is away."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, text
from support.receiver import happen

from worker.metering import Meter
from worker.model.verdict import FetchOutcome
from worker.stages import Stage
from worker.store import deliveries, metering, webhooks
from worker.web.metrics import Exporter

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

    from worker.engine import Engine
    from worker.store.database import Database

ROOT = Path(__file__).parents[3]
AWAY = "redis+socket:///nonexistent/valkey.sock"


def scraped(client: TestClient) -> dict[tuple[str, str], float]:
    """Every sample by its name and the values of its labels."""
    answer = client.get("/metrics")
    assert (200, "text/plain; version=0.0.4; charset=utf-8") == (answer.status_code, answer.headers["Content-Type"])
    return {
        (sample.name, " ".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def engine_of(client: TestClient) -> Engine:
    """The engine behind a client."""
    found: Engine = client.app.state.engine  # type: ignore[attr-defined]
    return found


def test_the_figures_are_those_of_the_store(reader: TestClient) -> None:
    """Five articles in three clusters, one URL that was refused."""
    found = scraped(reader)

    assert (6, 0, 0) == tuple(found["saring_submissions", state] for state in ("done", "queued", "parked"))
    assert (3, 2, 1) == tuple(
        found["saring_submissions_finished", verdict] for verdict in ("new", "version", "rejected")
    )
    assert 5 == found["saring_articles", ""]
    assert (2, 0, 1) == tuple(found["saring_clusters", size] for size in ("1", "2", "3"))
    assert found["saring_index_articles", ""] >= 5  # the session's index is shared
    assert found["saring_index_buckets", ""] > 0
    assert {1.0} == {found["saring_part_up", part] for part in ("store", "index", "broker")}


def test_recent_is_what_was_stored_within_five_minutes(reader: TestClient) -> None:
    """Counted by the events of the articles, whatever else the session has done since."""
    with engine_of(reader).db.read() as conn:
        stored = [
            row.created_at for row in conn.execute(text("SELECT created_at FROM event WHERE type = 'article.stored'"))
        ]
        edges = (max(stored), min(stored) + metering.RECENT_SECONDS, max(stored) + metering.RECENT_SECONDS + 1)
        found = [metering.figures(conn, now).recent for now in edges]

    assert [5, 5, 0] == found


def test_what_waits_is_told_with_its_age(client: TestClient) -> None:
    """A message in the queue, a row of the ledger that is due, and for how long it has been."""
    client.post("/api/v1/submissions", json={"urls": ["https://a.example/1", "https://a.example/2"]})
    db = engine_of(client).db
    with db.write() as conn:
        conn.execute(text("UPDATE submission SET due_at = due_at - 90"))
    found = scraped(client)

    assert (2, 2) == (found["saring_waiting", ""], found["saring_submissions", "queued"])
    assert 90 <= found["saring_oldest_waiting_seconds", ""] < 150
    assert found["saring_queue_messages", "ingest"] >= 2  # the session's broker is shared
    assert 0 == found["saring_queue_messages", "upkeep"]


def test_what_workers_counted_is_told_as_histograms(client: TestClient) -> None:
    """Counters add up over processes; a duration counts in its class and all above it."""
    meter = Meter(engine_of(client).redis)
    before = scraped(client)
    for seconds in (0.002, 0.2, 70.0):
        meter.stages({Stage.SIGN.value: seconds})
        meter.fetch(FetchOutcome.BUSY.value)
        meter.task("ingest.url", "joined")
    after = scraped(client)

    def grown(name: str, labels: str) -> float:
        return round(after[name, labels] - before.get((name, labels), 0.0), 6)

    assert 3 == grown("saring_tasks_total", "ingest.url joined")
    assert 3 == grown("saring_fetches_total", "busy")
    assert [1, 1, 2, 3] == [
        grown("saring_stage_seconds_bucket", f"{le} sign") for le in ("0.003", "0.1", "0.3", "+Inf")
    ]
    assert (3, 70.202) == (grown("saring_stage_seconds_count", "sign"), grown("saring_stage_seconds_sum", "sign"))


def test_webhooks_are_told_by_what_waits_and_what_was_given_up(client: TestClient) -> None:
    """What arrived is no concern of an operator."""
    engine = engine_of(client)
    hook = engine.subscriptions.add("https://newsroom.example/", after=0)
    happen(engine.db, 3)
    with engine.db.write() as conn:
        deliveries.hand_out(conn, hook, now=0.0)
        [(first, _), (second, _), _] = deliveries.due(conn, hook.id, now=0.0, limit=9)
        deliveries.note(conn, first, deliveries.DeliveryState.DONE, now=0.0, reason="")
        deliveries.note(conn, second, deliveries.DeliveryState.PARKED, now=0.0, reason="")
        webhooks.switch(conn, hook.id, active=False, now=0.0)
    found = scraped(client)

    assert (1, 1) == tuple(found["saring_webhook_messages", f"{state} {hook.id}"] for state in ("waiting", "parked"))
    assert (0, 1) == tuple(found["saring_webhooks", active] for active in ("true", "false"))


def test_every_metric_is_documented(client: TestClient) -> None:
    """docs/metrics.md names each one."""
    told = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    families = {family.name for family in text_string_to_metric_families(client.get("/metrics").text)}
    families.add("saring_stage_seconds")

    assert set() == {name for name in families if f"`{name}" not in told}


def test_figures_are_read_from_indexes_alone(db: Database) -> None:
    """No statement walks a table: articles are wide, and there are many."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses its plans by what a table holds; an empty one it always walks")
    asked: list[tuple[str, tuple[object, ...]]] = []
    with db.write() as conn:
        webhooks.add(conn, url="https://newsroom.example/", secret="", types=(), now=0.0)

    def note(_c: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    with db.read() as conn:
        metering.figures(conn, 0.0)
    event.remove(db.engine, "before_cursor_execute", note)
    with db.read() as conn:
        plans = {
            statement: [row.detail for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            for statement, parameters in asked
            if statement.startswith("SELECT")
        }
    wide = ("submission", "article", "event", "delivery", "cluster")
    walked = [
        step
        for plan in plans.values()
        for step in plan
        if step.startswith("SCAN") and step.split()[1] in wide and "COVERING INDEX" not in step
    ]

    assert len(plans) >= 8
    assert [] == walked


def test_many_scrapes_cost_the_store_little(library: Engine) -> None:
    """The figures rest for twenty times as long as they took."""
    now, asked = [0.0], [0]

    def slowly(*_: object) -> None:
        asked[0] += 1
        now[0] += 1.0

    exporter = Exporter(library, lambda: 0, clock=lambda: now[0])
    event.listen(library.db.engine, "before_cursor_execute", slowly)
    exporter.text()
    once = asked[0]
    for _ in range(3):
        now[0] += 6 * once
        exporter.text()
    rested = asked[0]
    now[0] += 6 * once
    exporter.text()
    event.remove(library.db.engine, "before_cursor_execute", slowly)

    assert once > 5
    assert (once, 2 * once) == (rested, asked[0])


def test_what_is_away_is_told_and_the_rest_goes_on(make_client: Callable[..., TestClient]) -> None:
    """A scrape never fails: that a part is away is what an operator wants to see."""
    client = make_client(broker_url=AWAY)
    found = scraped(client)

    assert (1, 1, 0) == tuple(found["saring_part_up", part] for part in ("store", "index", "broker"))
    assert ("saring_articles", "") in found
    assert not [name for name, _ in found if name == "saring_queue_messages"]


def test_the_index_may_be_away(make_client: Callable[..., TestClient]) -> None:
    """The store's figures are told; the probe says what it means."""
    client = make_client(index_url="unix:///nonexistent/valkey.sock")
    ready = client.get("/readyz")
    found = scraped(client)

    assert (503, "failing", "ok", "ok") == (
        ready.status_code,
        *(ready.json()[k] for k in ("status", "store", "broker")),
    )
    assert "The index does not answer" in ready.json()["index"]
    assert (1, 0) == (found["saring_part_up", "store"], found["saring_part_up", "index"])
    assert 200 == client.get("/healthz").status_code


def test_the_store_may_be_away(make_client: Callable[..., TestClient]) -> None:
    """The process lives, is not ready, and says why; queue and index are told."""
    client = make_client()
    db_file = engine_of(client).settings.data_dir / "saring.db"
    engine_of(client).db.close()
    db_file.unlink()
    db_file.mkdir()
    ready = client.get("/readyz")
    found = scraped(client)

    assert (503, "ok", "ok") == (ready.status_code, ready.json()["index"], ready.json()["broker"])
    assert "The store does not answer" in ready.json()["store"]
    assert (0, 1, 1) == tuple(found["saring_part_up", part] for part in ("store", "index", "broker"))
    assert (HTTPStatus.OK, {"status": "ok"}) == (client.get("/healthz").status_code, client.get("/healthz").json())


def test_an_old_schema_is_not_ready(client: TestClient) -> None:
    """A service over a store of another version would fail at the first request."""
    before = client.get("/readyz")
    with engine_of(client).db.write() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    after = client.get("/readyz")

    assert (200, {"status", "store", "index", "broker"}) == (before.status_code, set(before.json()))
    assert (503, True) == (after.status_code, "schema is 0001" in after.json()["store"])


def test_an_index_of_other_parameters_is_not_ready(client: TestClient, make_client: Callable[..., TestClient]) -> None:
    """Nothing could be added or looked up; the sentence names the difference and the way out."""
    assert 200 == client.get("/readyz").status_code
    other = make_client(window_days=7).get("/readyz")

    assert (503, True, True) == (
        other.status_code,
        "window_days" in other.json()["index"],
        "saring reindex" in other.json()["index"],
    )
