"""What a worker tells of its broker, without the broker's password."""

from __future__ import annotations

from typing import Any

from celery.bootsteps import StartStopStep
from celery.worker.consumer.connection import Connection
from kombu.utils.url import maybe_sanitize_url


class Discreet(StartStopStep):  # type: ignore[misc]
    """A step of Celery's consumer that speaks after the connection's own, and so instead of it.

    Workers answer `stats` to whoever asks over the broker, and Flower shows it. Celery takes the password out and
    leaves the host's name, which for a socket is the whole URL (celery 5.7, kombu 5.7).
    """

    name = "discreet"
    requires = (Connection,)

    def info(self, consumer: Any) -> dict[str, Any]:
        """The connection as Celery tells of it, with every URL masked."""
        if not consumer.connection:
            return {}
        told: dict[str, Any] = consumer.connection.info()
        told.pop("password", None)
        return {"broker": {name: _masked(value) for name, value in told.items()}}


def _masked(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_masked(one) for one in value]
    return maybe_sanitize_url(value) if isinstance(value, str) and "@" in value else value
