"""The bell: whoever wrote an event rings it, so that webhooks are told within a second or two."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import redis

from worker.store import webhooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from worker.store.database import Database

log = logging.getLogger(__name__)

KEY: Final = "saring:bell"
QUIET_MS: Final = 1000
"""It rings once a second at most. What is sent by it begins when it may ring again, so that an event which came
meanwhile, and rang in vain, is in the store by then."""


class Bell:
    """Rings for the delivery of events.

    Args:
        client: where all processes see whether it rang just now.
        db: the store.
        send: queues the delivery, to begin after so many seconds; may raise OSError.
    """

    def __init__(self, client: redis.Redis, db: Database, send: Callable[[float], object]) -> None:
        self._client = client
        self._db = db
        self._send = send

    def ring(self) -> bool:
        """Queue a delivery, unless one is queued or nobody listens.

        Returns:
            Whether one was queued. Never raises: the scheduler looks after what was missed.
        """
        try:
            if not self._client.set(KEY, b"1", nx=True, px=QUIET_MS):
                return False
            with self._db.read() as conn:
                if not webhooks.listened(conn):
                    return False
            self._send(QUIET_MS / 1000)
        except (redis.RedisError, OSError) as error:
            log.info("The delivery of events could not be queued (%s); the scheduler does it later.", error)
            return False
        return True
