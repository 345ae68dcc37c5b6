"""A stack that is really started."""

from __future__ import annotations

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
