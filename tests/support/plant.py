"""A real Celery worker process over an embedded Valkey, with everything that a test wants to ask or break."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from celery import Celery

from config.celery import celery_settings
from worker.celery import HEARTBEAT
from worker.engine import Engine
from worker.local.process import Child
from worker.local.stack import worker_command
from worker.local.valkey import EmbeddedValkey
from worker.queue import Queue
from worker.store import ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from config.settings import Settings
    from worker.model.submission import Submission

LONG = 120.0
"""Seconds until a test gives up on a worker; on a free machine it starts in 3."""
SWEEP_SECONDS = 0.5


class Plant:
    """One data folder with its Valkey and a worker; a context manager.

    Args:
        settings: with an embedded broker; the worker gets these very settings.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app = Celery("saring", set_as_current=False)
        self.app.conf.update(celery_settings(settings))
        self.engine = Engine(settings, queue=Queue(self.app, settings.queue_limit))
        self.valkey = EmbeddedValkey(settings)
        environment = settings.environment() | {"REMAP_SIGTERM": "SIGQUIT"}
        self.worker = Child("worker", worker_command(settings), settings.data_dir / "worker.log", environment)

    def __enter__(self) -> Self:
        """Start the Valkey and open the store; the worker starts when the test says so."""
        self.settings.data_dir.mkdir(exist_ok=True)
        self.valkey.start()
        self.engine.db.migrate()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill what still runs."""
        if error is not None:
            print(self.worker.tail(40))  # noqa: T201 - what a failed test is read for
        self.worker.kill()
        self.engine.close()
        self.app.close()
        self.valkey.stop()

    def start_worker(self) -> None:
        """Start the worker and wait until it takes work."""
        heartbeat = self.settings.data_dir / HEARTBEAT
        heartbeat.unlink(missing_ok=True)
        self.worker.start()
        self.until(lambda: heartbeat.exists() or not self.worker.alive())
        if not self.worker.alive():
            raise AssertionError(f"the worker ended:\n{self.worker.tail(30)}")

    def queue(self, urls: Sequence[str]) -> list[int]:
        """Hand URLs in; the numbers of their submissions."""
        numbers = []
        for accepted in self.engine.intake.urls(urls):
            assert accepted.submission is not None, accepted.error
            numbers.append(accepted.submission.id)
        return numbers

    def rows(self, numbers: Sequence[int]) -> list[Submission]:
        """The ledger's rows."""
        with self.engine.db.read() as conn:
            return [row for number in numbers if (row := ledger.get(conn, number))]

    def pending(self) -> int:
        """How many submissions are not finished."""
        with self.engine.db.read() as conn:
            return ledger.pending(conn)

    def until(self, met: Callable[[], object], *, sweep: bool = False, seconds: float = LONG) -> None:
        """Wait for something.

        Args:
            met: asked ten times a second.
            sweep: whether to do meanwhile what the scheduler does: publish again what is not finished.
            seconds: when to give up.

        Raises:
            AssertionError: it did not come.
        """
        deadline = time.monotonic() + seconds
        swept = time.monotonic()
        while not met():
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"it did not come within {seconds:g} s; the worker's log ends:\n{self.worker.tail(30)}"
                )
            if sweep and time.monotonic() - swept > SWEEP_SECONDS:
                self.engine.sweep()
                swept = time.monotonic()
            time.sleep(0.1)
