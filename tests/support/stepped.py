"""The project's Celery application with a clock that a test steps: `celery -A support.stepped`.

Only what Saring itself reads is stepped: leases, waits, times of articles. Celery's own clock goes on.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from config.settings import current
from worker.celery import app
from worker.engine import engine

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["app"]

STEP = "step"
"""The file in the data folder that says how many seconds the clock is ahead."""


class SteppedClock:
    """Seconds since 1970, and what a file says on top of that.

    Args:
        file: holds a number of seconds; without it the clock is right.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self) -> float:
        """The time."""
        with contextlib.suppress(FileNotFoundError, ValueError):  # half-written on a full disk
            return time.time() + float(self._file.read_text(encoding="ascii"))
        return time.time()


engine().clock = SteppedClock(current().data_dir / STEP)
