"""The web service over real HTTP on loopback: for what Starlette's test client can't show, as a stream without end."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, Self

import uvicorn

from worker.web.feed import Feed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.client import HTTPResponse
    from types import TracebackType

    from fastapi import FastAPI

PATIENCE_SECONDS = 30.0
"""Longest wait for an event; a look at the outbox takes milliseconds."""


class Served:
    """A running service; a context manager.

    Args:
        app: the service.
        listeners: how many may listen to events at once.
        heartbeat_seconds: silence after which listeners hear that it lives.
    """

    def __init__(self, app: FastAPI, *, listeners: int = 10, heartbeat_seconds: float = 0.2) -> None:
        self.app = app
        app.state.feed = Feed(
            app.state.engine.db, most=listeners, poll_seconds=0.02, heartbeat_seconds=heartbeat_seconds
        )
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=0)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._socket.getsockname()[1])

    def __enter__(self) -> Self:
        """Serve."""
        self._thread.start()
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._server.started:
            assert time.monotonic() < until
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._server.should_exit = True
        self._thread.join(PATIENCE_SECONDS)
        self._socket.close()

    @contextmanager
    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Iterator[HTTPResponse]:
        """Ask for something; the connection ends with the context, as a dropped line does."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        connection.request("GET", path, headers=dict(headers or {}))
        response = connection.getresponse()
        try:
            yield response
        finally:
            response.close()
            connection.close()

    def json(self, path: str) -> Any:
        """Ask for JSON."""
        with self.get(path, {"Accept": "application/json"}) as response:
            return json.loads(response.read())


class Listener:
    """Reads a stream of server-sent events as the standard says.

    Args:
        response: the stream.
    """

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response
        self.last_id = ""

    def next(self, count: int) -> list[dict[str, Any]]:
        """The next events' data, so many of them."""
        found: list[dict[str, Any]] = []
        data = ""
        while len(found) < count:
            field, value = self._line()
            if field == "data":
                data += value
            elif not field and data:
                found.append(json.loads(data))
                data = ""
        return found

    def until_comment(self) -> None:
        """Read on until the service says that it lives."""
        while self._line() != ("", "still here"):
            pass

    def _line(self) -> tuple[str, str]:
        field, _, value = self._response.readline().decode().rstrip("\n").partition(": ")
        if field == "id":
            self.last_id = value
        return field, value
