"""What the tasks share: one engine a process, warmed before the pool forks, and the answer that Flower shows."""

from __future__ import annotations

import contextlib
import logging
import resource
import time
from typing import TYPE_CHECKING, Any

from celery.signals import task_postrun, worker_init, worker_process_init, worker_process_shutdown

from config.celery import LONGEST_COUNTDOWN
from worker.engine import engine
from worker.model.verdict import Verdict
from worker.stages import measured

if TYPE_CHECKING:
    from celery import Task

    from worker.model.report import Run

log = logging.getLogger(__name__)

LATE_SECONDS = 0.1
"""Added to a countdown, so that it never ends just before the ledger's own time."""


@worker_init.connect
def _warm(**_: Any) -> None:
    """Load everything before the pool forks; a worker that can't work says why and ends, and takes no task."""
    try:
        engine().db.migrate()
        engine().warm()
        engine().index.tend()
    except Exception as error:
        log.critical("The worker can't start: %s", error)
        raise SystemExit(1) from error  # any other exception of a signal's receiver is only logged by Celery


@worker_process_init.connect
def _bound(**_: Any) -> None:
    """Let a child that allocates without end fail by itself, before the machine has no memory left for anybody."""
    most = engine().settings.child_memory_mib * 1024**2
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    with contextlib.suppress(ValueError, OSError):  # a lower bound stands already
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


@worker_process_shutdown.connect
def _close(**_: Any) -> None:
    engine().close()


@task_postrun.connect
def _count(task: Task, state: str | None, retval: object, **_: Any) -> None:
    """Count every task's end, whatever it was."""
    verdict = retval.get("verdict") if isinstance(retval, dict) else None
    engine().meter.task(task.name, str(verdict or (state or "unknown").lower()))


def ingest(task: Task, submission: int, url: str) -> dict[str, Any]:
    """Run the pipeline over a submission.

    Args:
        task: the bound task.
        submission: the row of the ledger.
        url: what it is about; for people who look the task up.

    Returns:
        A small flat dict that is made to be read in Flower.

    Raises:
        celery.exceptions.Retry: the submission waits for another try, soon.
    """
    started = time.monotonic()
    with measured() as stages:
        run = engine().pipeline.run(submission, task.request.id or "")
    seconds = round(time.monotonic() - started, 3)
    engine().meter.stages(stages)
    if run.held and run.outcome is not None:
        engine().meter.fetch(run.outcome.value)
    answer = _answer(run, seconds) | {f"{name}_seconds": round(taken, 3) for name, taken in stages.items()}
    log.info(
        "submission %d: %s %s",
        submission,
        answer["verdict"],
        run.reason,
        extra={"submission": submission, "task_id": task.request.id, "url": url} | answer,
    )
    if run.article is not None and run.held:
        engine().bell.ring()
    if run.wait is not None and run.wait <= LONGEST_COUNTDOWN:
        raise task.retry(countdown=run.wait + LATE_SECONDS, max_retries=None)
    return answer


def _answer(run: Run, seconds: float) -> dict[str, Any]:
    answer: dict[str, Any] = {"verdict": (run.verdict or Verdict.UNCHANGED).value}
    parts = {
        "reason": run.reason,
        "outcome": run.outcome.value if run.outcome else None,
        "article": run.article,
        "cluster": run.cluster,
        "version": run.version,
        "met": run.met or None,
        "linked": run.linked or None,
    }
    return answer | {name: value for name, value in parts.items() if value not in (None, "")} | {"seconds": seconds}
