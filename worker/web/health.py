"""Whether what the service needs answers, and is as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import redis
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.exc import SQLAlchemyError

from worker.celery import app
from worker.dedup.index_faults import IndexMismatch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from config.settings import Settings
    from worker.engine import Engine
    from worker.store.database import Database

ANSWER_SECONDS = 2.0
"""Longest wait for broker and index; a probe that hangs tells nobody anything."""
_OPTIONS = {"socket_connect_timeout": ANSWER_SECONDS, "socket_timeout": ANSWER_SECONDS}


def store_fault(db: Database) -> str:
    """Why the store can't be used, "" when it can: it does not answer, or its schema is of another version."""
    try:
        have, want = db.revision()
    except (SQLAlchemyError, OSError):
        return "The store does not answer; `saring doctor` says why."
    if have == want:
        return ""
    return f"The store's schema is {have or 'missing'} and should be {want}; whatever starts next brings it there."


def broker_fault(settings: Settings) -> str:
    """Why the broker does not answer, "" when it does.

    Args:
        settings: say where the broker is.
    """
    try:
        with _broker(settings) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=ANSWER_SECONDS)
    except (OperationalError, OSError):
        return "The broker does not answer; what is handed in waits in the ledger until it does."
    return ""


def index_fault(engine: Engine) -> str:
    """Why the index can't be used, "" when it can: it does not answer, or it was made with other parameters."""
    try:
        with redis.Redis.from_url(engine.settings.index, retry=Retry(NoBackoff(), 0), **_OPTIONS) as client:
            client.ping()
        _opened = engine.index
    except redis.RedisError:
        return "The index does not answer; articles wait in the ledger until it does, and nothing can be checked."
    except IndexMismatch as error:
        return str(error)
    except SQLAlchemyError:  # opening it looks into the store, which tells of itself
        return ""
    return ""


def queue_depths(settings: Settings, queues: Iterable[str]) -> dict[str, int]:
    """How many messages wait in each queue.

    Args:
        settings: say where the broker is.
        queues: their names.

    Raises:
        OSError: the broker does not answer.
    """
    depths = {}
    try:
        with _broker(settings) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=ANSWER_SECONDS)
            # kombu 5.7 asks Redis for a queue without the prefix of our keys, so a passive declaration finds none;
            # there, declaring one makes nothing
            passive = connection.transport.driver_type != "redis"
            for queue in queues:
                try:
                    with connection.channel() as channel:
                        depths[queue] = int(channel.queue_declare(queue=queue, passive=passive).message_count)
                except connection.channel_errors:  # nothing was ever sent to it
                    depths[queue] = 0
    except OperationalError as error:
        raise OSError(str(error)) from error
    return depths


def _broker(settings: Settings) -> Any:
    return app.connection_for_write(settings.broker, transport_options=_OPTIONS)
