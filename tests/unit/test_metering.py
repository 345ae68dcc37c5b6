from __future__ import annotations

import time
from contextlib import suppress

import redis

from worker.metering import BOUNDS, Meter
from worker.stages import Stage, measured, stage


def test_stages_add_up_where_they_are_measured() -> None:
    """One that comes twice counts together; measuring inside measuring is its own; an error ends a stage too."""
    with measured() as outer:
        with stage(Stage.JUDGE):
            time.sleep(0.002)
        with stage(Stage.JUDGE), measured() as inner, stage(Stage.SIGN):
            pass
        with suppress(LookupError), stage(Stage.CLOSE):
            raise LookupError
    with stage(Stage.FETCH):
        pass

    assert {"judge", "close"} == set(outer)
    assert {"sign"} == set(inner)
    assert 0.002 <= outer["judge"]


def test_counts_of_several_processes_add_up(valkey_url: str) -> None:
    """A duration counts in the class of the first bound that it does not pass."""
    with redis.Redis.from_url(valkey_url) as client:
        for _ in range(2):
            meter = Meter(client)
            meter.fetch("ok")
            meter.stages({"sign": BOUNDS[0], "fetch": 1e6})
            meter.task("ingest.url", "new")
        found = Meter(client).read()

    assert {("ingest.url", "new"): 2} == found.tasks
    assert {"ok": 2} == found.fetches
    assert (2, *[0] * len(BOUNDS)) == found.stages["sign"].classes
    assert (*[0] * len(BOUNDS), 2) == found.stages["fetch"].classes
    assert 2 * BOUNDS[0] == found.stages["sign"].seconds


def test_what_could_not_be_counted_is_counted_with_the_next_task(valkey_url: str) -> None:
    """A Valkey that is away harms no task and loses no count."""
    with redis.Redis.from_url("unix:///nonexistent/valkey.sock", retry=None) as away:
        meter = Meter(away)
        meter.task("ingest.url", "new")
        with redis.Redis.from_url(valkey_url) as client:
            meter._client = client  # noqa: SLF001 - as if the same one were back
            meter.task("ingest.url", "new")
            found = meter.read()

    assert {("ingest.url", "new"): 2} == found.tasks
