"""The worker, with its children telling where their CPU time goes: `sampled_worker.py FOLDER celery-arguments …`.

Each child looks at its own stack every five milliseconds of its CPU time and counts which part of the program it is in.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from celery.signals import worker_process_init

from worker.celery import app

if TYPE_CHECKING:
    from types import FrameType

SECONDS = 0.005
WRITTEN = 50
"""Samples from one writing to the next; a child may be killed at the end."""
PARTS = (
    ("index and host budget (redis-py)", ("/worker/dedup/index", "/worker/fetch/budget")),
    ("extraction and cleaning", ("/worker/clean/", "/trafilatura/", "/lxml/", "/htmldate/", "/justext/")),
    ("dedup: signing and judging", ("/worker/dedup/", "/worker/texts.py", "/datasketch/")),
    ("store (SQLAlchemy and SQLite)", ("/sqlalchemy/", "/worker/store/", "/worker/regroup.py")),
    ("fetch", ("/worker/fetch/", "/urllib3/", "/http/client.py", "/socket.py")),
    ("pipeline and tasks", ("/worker/", "/tasks/")),
    ("Celery", ("/celery/", "/kombu/", "/billiard/")),
)
_LEFT_TO_CALLER = ("/redis/", "/logging/")
"""Who called them is looked for further out."""


def part_of(frame: FrameType | None) -> str:
    """The part of the program that a stack is in, looked for from its innermost frame outwards."""
    while frame is not None:
        name = frame.f_code.co_filename
        if not any(mark in name for mark in _LEFT_TO_CALLER):
            for part, marks in PARTS:
                if any(mark in name for mark in marks):
                    return part
        frame = frame.f_back
    return "other"


@worker_process_init.connect
def _sample(**_: Any) -> None:
    counts: Counter[str] = Counter()
    path = FOLDER / f"samples-{os.getpid()}.json"

    def look(_signal: int, frame: FrameType | None) -> None:
        counts[part_of(frame)] += 1
        if counts.total() % WRITTEN == 0:
            path.write_text(json.dumps(counts), encoding="utf-8")

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, SECONDS, SECONDS)


if __name__ == "__main__":
    FOLDER = Path(sys.argv[1])
    app.worker_main(sys.argv[2:])
