"""Waiting for submissions to be finished, with a bar, and not in vain."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from worker.cli.faults import Fault
from worker.cli.output import errors, note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from celery import Celery

    from worker.cli.desk import Desk

POLL_SECONDS: Final = 0.25
PATIENCE_SECONDS: Final = 1.5
"""So long without anything finished, and somebody should look whether anybody works at all."""
ANSWER_SECONDS: Final = 5.0
"""Longest wait for the broker, and for the first worker to answer: a busy machine may take a second or two."""
CHUNK: Final = 1000
"""Ids in one question to the store."""
NOBODY = "Queued, but nobody works on it: start `saring up`. The queue keeps it until then."


def bar() -> Progress:
    """A progress bar on standard error; it shows nothing where that is no terminal."""
    out = errors()
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=out,
        transient=True,
        disable=not out.is_terminal,
    )


def workers(app: Celery) -> list[str]:
    """The names of workers that answer; the first is enough.

    Args:
        app: the Celery application.

    Raises:
        kombu.exceptions.OperationalError: the broker can't be reached.
    """
    with app.connection_for_write(connect_timeout=ANSWER_SECONDS) as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=ANSWER_SECONDS)
        answers: list[dict[str, Any]] = app.control.ping(timeout=ANSWER_SECONDS, limit=1, connection=connection) or []
    return [name for answer in answers for name in answer]


def wait_for(desk: Desk, ids: Sequence[int]) -> None:
    """Wait until these submissions are finished, or failed once and wait for another try, which may take an hour.

    Args:
        desk: the call's parts.
        ids: the submissions.

    Raises:
        Fault: nothing moves, and no worker or no broker answers.
    """
    try:
        _wait(desk, ids)
    except KeyboardInterrupt:
        note("Not waiting any longer; what was handed in stays queued.")
        raise


def _wait(desk: Desk, ids: Sequence[int]) -> None:
    chunks = [list(ids[at : at + CHUNK]) for at in range(0, len(ids), CHUNK)]
    with bar() as progress:
        task = progress.add_task("Waiting", total=len(ids))
        done, moved = 0, time.monotonic()
        while True:
            left = _left(desk, chunks)
            chunks = [chunk for chunk, open_ones in zip(chunks, left, strict=True) if open_ones]
            if len(ids) - sum(left) > done:
                done, moved = len(ids) - sum(left), time.monotonic()
            progress.update(task, completed=done, description=_why(desk, chunks) if chunks else "Finished")
            if not chunks:
                return
            if time.monotonic() - moved > PATIENCE_SECONDS:
                look_for_workers(desk)
                moved = time.monotonic()
            time.sleep(POLL_SECONDS)


def _left(desk: Desk, chunks: Sequence[Sequence[int]]) -> list[int]:
    from worker.store import ledger  # noqa: PLC0415 - with the store, which only commands load

    with desk.engine.db.read() as conn:
        return [ledger.pending(conn, chunk, now=desk.engine.clock()) for chunk in chunks]


def _why(desk: Desk, chunks: Sequence[Sequence[int]]) -> str:
    """What the oldest unfinished submission waits for, if it says so."""
    from worker.model.verdict import State  # noqa: PLC0415
    from worker.store import ledger  # noqa: PLC0415

    with desk.engine.db.read() as conn:
        for number in chunks[0][:50]:
            row = ledger.get(conn, number)
            if row and row.state is State.QUEUED and row.reason:
                return f"{row.reason[:60]}…" if len(row.reason) > 60 else row.reason  # noqa: PLR2004 - half a line
    return "Waiting"


def look_for_workers(desk: Desk) -> None:
    """See whether anybody works.

    Args:
        desk: the call's parts.

    Raises:
        Fault: no worker or no broker answers.
    """
    import redis  # noqa: PLC0415
    from kombu.exceptions import OperationalError  # noqa: PLC0415

    try:
        found = workers(desk.celery)
    except (OperationalError, redis.RedisError, OSError):
        raise Fault(f"{NOBODY} (Its broker does not answer.)") from None
    if not found:
        raise Fault(NOBODY)
