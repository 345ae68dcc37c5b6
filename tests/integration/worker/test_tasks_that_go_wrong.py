"""Tasks that go wrong: asked to stop, one is tried again later; killed, its row comes back with the lease."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from support.plant import Plant
from support.site import Answer, Site, articles
from support.synthetic import Writer

from config.settings import load
from worker.model.verdict import State, Verdict

HOST = "kabarbukit.example"
SLOW = f"http://{HOST}/lambat"
GOOD = Writer(31).family(1, 1, [HOST])


def test_a_task_that_takes_too_long_gives_way_and_is_parked_in_the_end(folder: Path) -> None:
    """The soft limit reaches the work wherever it is; the row says which setting it was, and others go on."""
    with Site({f"{HOST}/lambat": Answer(b"<p>lama</p>", seconds=8)} | articles(GOOD)) as site:
        settings = load(
            data_dir=folder,
            connect_to=site.connect_to([HOST]),
            host_rate=1000,
            host_burst=1000,
            soft_limit_seconds=1,
            hard_limit_seconds=60,
            max_attempts=2,
            retry_seconds=0.2,
            worker_concurrency=1,
        )
        with Plant(settings) as plant:
            plant.start_worker()
            slow, good = plant.queue([SLOW, GOOD[0].url])
            plant.until(lambda: not plant.pending(), sweep=True)
            rows = {row.id: row for row in plant.rows([slow, good])}

    assert (State.PARKED, Verdict.PARKED, 2) == (rows[slow].state, rows[slow].verdict, rows[slow].attempts)
    assert "SARING_SOFT_LIMIT_SECONDS" in rows[slow].reason
    assert Verdict.NEW is rows[good].verdict


def children(pid: int) -> list[int]:
    """The processes that this one started."""
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def test_a_submission_that_takes_its_process_down_is_parked_in_the_end(folder: Path) -> None:
    """Killed as by a machine without memory, the same submission does not come back for ever, and others go on."""
    with Site({f"{HOST}/lambat": Answer(b"<p>lama</p>", seconds=20)} | articles(GOOD)) as site:
        settings = load(
            data_dir=folder,
            connect_to=site.connect_to([HOST]),
            host_rate=1000,
            host_burst=1000,
            lease_seconds=2,
            lost_seconds=2,
            max_attempts=2,
            worker_concurrency=1,
        )
        with Plant(settings) as plant:
            plant.start_worker()
            slow, good = plant.queue([SLOW, GOOD[0].url])
            for tries in (1, 2):
                plant.until(lambda tries=tries: plant.rows([slow])[0].attempts == tries, sweep=True)  # type: ignore[misc]
                for child in children(plant.worker.pid or 0):
                    os.kill(child, signal.SIGKILL)
            plant.until(lambda: not plant.pending(), sweep=True)
            rows = {row.id: row for row in plant.rows([slow, good])}

    assert (State.PARKED, Verdict.PARKED, 2) == (rows[slow].state, rows[slow].verdict, rows[slow].attempts)
    assert "died or ran out of time 2 times" in rows[slow].reason
    assert Verdict.NEW is rows[good].verdict
