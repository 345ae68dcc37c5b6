"""A stack that is really started."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from config.settings import load
from worker.local.stack import Stack

if TYPE_CHECKING:
    from pathlib import Path


def test_a_worker_that_says_little_is_ready_all_the_same(folder: Path) -> None:
    """Whether a worker is up must not hang on how much it logs, nor on what an earlier one wrote into the log."""
    stack = Stack(load(data_dir=folder, log_level="ERROR", worker_concurrency=1), parts=("worker",))
    (folder / "logs").mkdir()
    (folder / "logs" / "worker.log").write_text("celery@earlier ready.\n")
    (folder / "worker.heartbeat").touch()
    stack.start()
    beats = (folder / "worker.heartbeat").exists()
    alive = stack.children["worker"].alive()
    stack.stop(kill=True)

    assert beats
    assert alive
    assert stack.valkey is not None
    assert not stack.valkey.alive()


def test_what_dies_is_started_again(folder: Path) -> None:
    """A worker and a Valkey that are killed under a running stack come back, and both are gone when it stops."""
    stack = Stack(load(data_dir=folder, worker_concurrency=1), parts=("worker",))
    stack.start()
    worker, valkey = stack.children["worker"], stack.valkey
    assert valkey is not None
    first = (worker.pid, valkey.pid)
    deadline = time.monotonic() + 60
    os.kill(first[0] or 0, signal.SIGKILL)
    os.kill(first[1] or 0, signal.SIGKILL)

    def back() -> bool:
        again = worker.starts > 1 and worker.alive() and valkey.alive() and valkey.pid != first[1]
        return again or time.monotonic() > deadline

    stack.watch(back)
    second = (worker.pid, valkey.pid)
    stack.stop(kill=True)

    assert 2 == worker.starts
    assert not {*first} & {*second}
    assert not worker.alive()
    assert not valkey.alive()
