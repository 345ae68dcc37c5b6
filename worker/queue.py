"""Publishing: a message names a submission, and never carries a page."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

from kombu.exceptions import OperationalError

from worker.model.submission import SubmissionKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from celery import Celery

    from worker.model.submission import Submission

log = logging.getLogger(__name__)

TASK = {SubmissionKind.URL: "ingest.url", SubmissionKind.ARTICLE: "ingest.article"}
DELIVER = "upkeep.deliver"
NO_RETRY = {"max_retries": 1, "interval_start": 0.0, "interval_max": 0.2}
"""A broker that is down is left to the sweeper, so nobody waits for it."""


class Publisher(Protocol):
    """Gets messages of committed submissions out."""

    def publish(self, submissions: Iterable[Submission]) -> list[int]:
        """Send them; returns the numbers of those that went out."""


class Queue:
    """The way from the ledger to the workers.

    Args:
        app: the Celery application; tasks are named, so that the engine needs none of their code.
    """

    def __init__(self, app: Celery) -> None:
        self._app = app

    def publish(self, submissions: Iterable[Submission]) -> list[int]:
        """Send the messages of these submissions.

        Args:
            submissions: rows that are committed already.

        Returns:
            The numbers of those that went out; the sweeper publishes the rest when the broker is back.
        """
        sent: list[int] = []
        try:
            with self._app.producer_or_acquire() as producer:
                for row in submissions:
                    self._app.send_task(
                        TASK[row.kind], kwargs=_kwargs(row), producer=producer, retry=True, retry_policy=NO_RETRY
                    )
                    sent.append(row.id)
        except (OperationalError, OSError) as error:
            log.warning("The queue can't be reached (%s); the sweeper publishes later.", error)
        return sent


def nudge(app: Celery, seconds: float) -> None:
    """Queue a delivery of events to webhooks.

    Args:
        app: the Celery application.
        seconds: when it may begin.

    Raises:
        OSError: the broker can't be reached.
    """
    try:
        with app.producer_or_acquire() as producer:
            app.send_task(DELIVER, countdown=seconds, producer=producer, retry=True, retry_policy=NO_RETRY)
    except OperationalError as error:
        raise OSError(str(error)) from error


def _kwargs(row: Submission) -> dict[str, Any]:
    """Keyword arguments only: Flower searches them by name."""
    return {"submission": row.id, "url": row.url}
