"""Lua scripts that are sent once and then called by their hash."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import redis


class Script:
    """A script of this package; a server that does not know it (restarted, flushed) is told again.

    Args:
        names: the files whose text makes the script, one behind another.
    """

    def __init__(self, *names: str) -> None:
        folder = files("worker.dedup")
        self.text = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
        # SHA-1 is how the server names scripts; nothing is kept secret by it
        self.sha = hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()

    def call(self, client: redis.Redis, key: str, *arguments: Any) -> Any:
        """Run it once.

        Args:
            client: where.
            key: its KEYS[1].
            arguments: its ARGV.

        Returns:
            What the script returns.
        """
        try:
            return self._straight(client, key, arguments)
        except NoScriptError:
            return client.eval(self.text, 1, key, *arguments)

    def _straight(self, client: redis.Redis, key: str, arguments: Sequence[Any]) -> Any:
        """Ask on a connection of the pool itself: retries, events and metrics take as long as the question and answer.

        A connection that the server closed meanwhile is left to the client, which has its own way of trying again.
        """
        pool = client.connection_pool
        connection: Any = pool.get_connection()  # redis-py has no types for what it does
        try:
            connection.send_command("EVALSHA", self.sha, 1, key, *arguments)
            return connection.read_response()
        except RedisConnectionError:
            connection.disconnect()
        finally:
            pool.release(connection)
        return client.evalsha(self.sha, 1, key, *arguments)

    def call_many(self, client: redis.Redis, key: str, calls: Sequence[Sequence[Any]]) -> list[Any]:
        """Run it several times in one round trip; other clients may come between two calls.

        Args:
            client: where.
            key: its KEYS[1].
            calls: ARGV of each call.

        Returns:
            What each call returns.
        """
        try:
            return self._piped(client, key, calls)
        except NoScriptError:
            client.script_load(self.text)
            return self._piped(client, key, calls)

    def _piped(self, client: redis.Redis, key: str, calls: Sequence[Sequence[Any]]) -> list[Any]:
        with client.pipeline(transaction=False) as pipe:
            for arguments in calls:
                pipe.evalsha(self.sha, 1, key, *arguments)
            return pipe.execute()
