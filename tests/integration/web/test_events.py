"""Who listens hears of everything once, whatever happens to the line."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from support.clock import NOON
from support.receiver import happen
from support.served import Listener, Served

from worker.store import events
from worker.web.app import create_app
from worker.web.feed import BATCH, TAIL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from worker.engine import Engine

STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
def served(engine: Engine) -> Iterator[Served]:
    """A service over an empty store, for two listeners."""
    with Served(create_app(engine), listeners=2) as made:
        yield made


def test_a_client_that_drops_and_resumes_gets_every_event_once(served: Served, engine: Engine) -> None:
    """Events go on while the line is cut eight times; all of them arrive, in order, none twice."""
    total = 400
    writer = threading.Thread(target=lambda: [happen(engine.db, 5) for _ in range(total // 5)])
    writer.start()
    heard: list[int] = []
    last = "0"
    for _ in range(8):
        with served.get("/api/v1/events", STREAM | {"Last-Event-ID": last}) as response:
            listener = Listener(response)
            heard += [event["id"] for event in listener.next(total // 8)]
            last = listener.last_id
    writer.join()

    assert list(range(1, total + 1)) == heard


def test_a_stream_begins_now_unless_it_is_told_otherwise(served: Served, engine: Engine) -> None:
    """Without a number a listener hears only what comes; `after` gives it the past as well."""
    happen(engine.db, 3)
    with served.get("/api/v1/events", STREAM) as now, served.get("/api/v1/events?after=1", STREAM) as past:
        new, old = Listener(now), Listener(past)
        new.until_comment()
        happen(engine.db, 1)

        assert [4] == [event["id"] for event in new.next(1)]
        assert [2, 3, 4] == [event["id"] for event in old.next(3)]


def test_a_listener_far_behind_catches_up(served: Served, engine: Engine) -> None:
    """More than is kept at hand is read from the store, and then it goes on with all others."""
    with served.get("/api/v1/events?after=0", STREAM) as response:
        happen(engine.db, TAIL + 2 * BATCH)
        listener = Listener(response)
        heard = [event["id"] for event in listener.next(TAIL + 2 * BATCH)]
        with served.get("/api/v1/events?after=10", STREAM) as late:
            again = [event["id"] for event in Listener(late).next(TAIL)]
        happen(engine.db, 1)

        assert list(range(1, TAIL + 2 * BATCH + 1)) == heard
        assert list(range(11, TAIL + 11)) == again
        assert [TAIL + 2 * BATCH + 1] == [event["id"] for event in listener.next(1)]


def test_types_are_chosen_and_what_is_passed_over_is_not_read_again(served: Served, engine: Engine) -> None:
    """A listener of merges comes back with the number of what it was not told."""
    with served.get("/api/v1/events?after=0&types=clusters.merged&types=cluster.split", STREAM) as response:
        listener = Listener(response)
        happen(engine.db, 4)
        happen(engine.db, 1, kind="cluster.split")
        happen(engine.db, 4)
        happen(engine.db, 1, kind="clusters.merged")
        heard = [(event["id"], event["type"]) for event in listener.next(2)]
        happen(engine.db, 4)
        listener.until_comment()
        listener.until_comment()

    assert [(5, "cluster.split"), (10, "clusters.merged")] == heard
    assert "14" == listener.last_id


def test_silence_is_broken_by_comments(served: Served) -> None:
    """A proxy that cuts silent connections never sees one."""
    with served.get("/api/v1/events", STREAM) as response:
        listener = Listener(response)
        listener.until_comment()
        listener.until_comment()

        assert ("text/event-stream; charset=utf-8", "no-store", "no") == tuple(
            response.headers[name] for name in ("Content-Type", "Cache-Control", "X-Accel-Buffering")
        )


def test_only_so_many_listen_and_places_become_free(served: Served) -> None:
    """The third is told to come back; when one has gone, there is a place."""
    with served.get("/api/v1/events", STREAM) as first:
        Listener(first).until_comment()
        with served.get("/api/v1/events", STREAM) as second:
            Listener(second).until_comment()
            with served.get("/api/v1/events", STREAM) as third:
                refused = (third.status, third.headers["Retry-After"], b"SARING_EVENT_LISTENERS" in third.read())
            page = served.json("/api/v1/events")
    while served.app.state.feed.listeners:  # noticed at the next heartbeat
        time.sleep(0.01)
    with served.get("/api/v1/events", STREAM) as again:
        Listener(again).until_comment()

    assert (503, "30", True) == refused
    assert {"items": [], "next": 0} == page


def test_pages_of_json_say_the_same(served: Served, engine: Engine) -> None:
    """Whoever would rather ask gets all, page by page; `wait` answers as soon as something happens."""
    happen(engine.db, 5)
    first = served.json("/api/v1/events?limit=3")
    rest = served.json(f"/api/v1/events?limit=3&after={first['next']}")
    typed = served.json("/api/v1/events?types=cluster.split")
    later = threading.Timer(0.3, happen, (engine.db, 1))
    later.start()
    waited = served.json(f"/api/v1/events?after={rest['next']}&wait=30")
    later.join()

    assert [1, 2, 3] == [event["id"] for event in first["items"]]
    assert ([4, 5], 5) == ([event["id"] for event in rest["items"]], rest["next"])
    assert {"items": [], "next": 5} == typed
    assert [6] == [event["id"] for event in waited["items"]]
    assert {"items": [], "next": 6} == served.json("/api/v1/events?after=6&wait=0.1")


@pytest.mark.parametrize("headers", [STREAM, {"Accept": "application/json"}])
def test_who_was_away_too_long_is_told_so(served: Served, engine: Engine, headers: dict[str, str]) -> None:
    """Events that are no longer kept can't be told: 410, and where to go on."""
    happen(engine.db, 5, at=NOON)
    happen(engine.db, 2, at=NOON + 100)
    with engine.db.write() as conn:
        events.prune(conn, before=NOON + 50)
    with served.get("/api/v1/events?after=3", headers) as response:
        status, said = response.status, response.read().decode()
    with served.get("/api/v1/events?after=900", headers) as response:
        ahead, why = response.status, response.read().decode()

    assert (410, True) == (status, "go on after 5" in said)
    assert (410, True) == (ahead, "the latest is 7" in why)
    assert [6, 7] == [event["id"] for event in served.json("/api/v1/events?after=5")["items"]]
    assert [6, 7] == [event["id"] for event in served.json("/api/v1/events?after=0")["items"]]


def test_a_last_event_id_that_is_none_is_refused(served: Served) -> None:
    """The answer names the field."""
    with served.get("/api/v1/events", STREAM | {"Last-Event-ID": "latest"}) as response:
        assert (422, True) == (response.status, b"Last-Event-ID" in response.read())
