"""Publishing: a message names a submission, and never carries a page."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

from kombu.exceptions import OperationalError

from config.celery import INGEST
from worker.model.submission import SubmissionKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from celery import Celery
    from kombu.messaging import Producer

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
        limit: most messages that stand in the queue; None for no limit.
    """

    def __init__(self, app: Celery, limit: int | None = None) -> None:
        self._app = app
        self._limit = limit

    def publish(self, submissions: Iterable[Submission]) -> list[int]:
        """Send the messages of these submissions, as far as the queue has room.

        Args:
            submissions: rows that are committed already.

        Returns:
            The numbers of those that went out; the sweeper publishes the rest when the broker is back or has room.
        """
        sent: list[int] = []
        rows = list(submissions)
        if not rows:
            return sent
        try:
            with self._app.producer_or_acquire() as producer:
                room = len(rows) if self._limit is None else max(self._limit - waiting(producer), 0)
                for row in rows[:room]:
                    self._app.send_task(
                        TASK[row.kind], kwargs=_kwargs(row), producer=producer, retry=True, retry_policy=NO_RETRY
                    )
                    sent.append(row.id)
        except (OperationalError, OSError) as error:
            log.warning("The queue can't be reached (%s); the sweeper publishes later.", error)
        return sent


def waiting(producer: Producer) -> int:
    """How many messages stand in the queue of submissions.

    Args:
        producer: of the queue's connection.

    Raises:
        OperationalError: the broker can't be reached.
    """
    connection = producer.connection
    connection.ensure_connection(**NO_RETRY)  # a connection that was closed is opened again here

    def ask() -> int:
        # as the workers declare it; only asking (passive) finds no queue on Redis behind a key prefix (kombu 5.7)
        return int(producer.channel.queue_declare(queue=INGEST, durable=True, auto_delete=False).message_count)

    # it makes what the broker's client raises an OperationalError, which a channel of one's own does not (kombu 5.7)
    found: int = connection.ensure(producer, ask, **NO_RETRY)()
    return found


def waiting_messages(app: Celery) -> int | None:
    """How many messages stand in the queue of submissions; None when the broker can't be reached.

    Args:
        app: the Celery application.
    """
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(**NO_RETRY)
            with connection.Producer() as producer:
                return waiting(producer)
    except (OperationalError, OSError):
        return None


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
