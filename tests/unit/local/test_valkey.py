"""Waiting for a server that has to read what it holds first."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING

import pytest
import redis

from worker.local.valkey import START_SECONDS, comes_up

if TYPE_CHECKING:
    from collections.abc import Iterable

LOADING = redis.BusyLoadingError("Valkey is loading the dataset in memory")
NOBODY = redis.ConnectionError("No such file")


class Server:
    """A server that answers as it is told, while time goes by."""

    def __init__(self, answers: Iterable[redis.RedisError | None], *, dies_after: float = 1e9) -> None:
        self._answers = iter(answers)
        self._dies_after = dies_after
        self.now = 0.0

    def ping(self) -> None:
        """Answer, or fail."""
        error = next(self._answers)
        if error:
            raise error

    def pause(self, _seconds: float) -> None:
        """A second goes by, whatever was asked for."""
        self.now += 1

    def comes_up(self) -> bool:
        """Wait for it."""
        alive = lambda: self.now < self._dies_after  # noqa: E731
        return comes_up(self.ping, alive, clock=lambda: self.now, pause=self.pause)


@pytest.mark.parametrize(
    ("seen", "server"),
    [
        (True, Server([NOBODY, None])),
        (True, Server(chain([NOBODY], repeat(LOADING, 10 * START_SECONDS), [None]))),
        (False, Server(repeat(NOBODY))),
        (False, Server(chain(repeat(LOADING, 100), repeat(NOBODY)))),
        (False, Server(repeat(LOADING), dies_after=400)),
    ],
    ids=["at once", "after long loading", "never", "loads and hangs", "loads and dies"],
)
def test_a_server_that_loads_is_waited_for(seen: bool, server: Server) -> None:
    """A large index takes its time after a power cut; giving up would begin the reading anew, for ever."""
    assert seen == server.comes_up()
