"""A receiver of webhooks on loopback, as well or unwell as a test asks; it checks every signature by itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from support.clock import NOON
from worker.store import events

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from worker.store.database import Database

LOOPBACK = "127.0.0.1"
TOLERANCE_SECONDS = 300
ATTEMPTS = 4
"""Tries of a message in tests."""


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """What a receiver does, as docs/events.md shows it: whether a message is ours and fresh."""
    if abs(now - int(headers["webhook-timestamp"])) > TOLERANCE_SECONDS:
        return False
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, given) for given in headers["webhook-signature"].split())


def happen(db: Database, count: int, *, kind: str = "article.stored", at: float = NOON) -> None:
    """Let something happen so many times."""
    with db.write() as conn:
        for number in range(count):
            events.add(conn, kind, {"article": number}, at)


class Receiver:
    """Takes webhooks; a context manager.

    Args:
        answer: says the status for the nth request, from 0; always 204 unless told otherwise.
        seconds: how long it thinks before each answer.
    """

    def __init__(self, answer: Callable[[int], int] = lambda _: 204, *, seconds: float = 0.0) -> None:
        self.answer = answer
        self.headers: dict[str, str] = {}
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self._statuses: list[int] = []
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                time.sleep(seconds)
                status = outer._take(dict(self.headers.items()), body)
                self.send_response(status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def place(self) -> str:
        """Its host and port."""
        return f"{LOOPBACK}:{self._server.server_port}"

    @property
    def url(self) -> str:
        """Where to post to."""
        return f"http://{self.place}/saring"

    @property
    def taken(self) -> list[dict[str, Any]]:
        """The messages that it said yes to, in order."""
        return [
            json.loads(body) for (_, body), status in zip(self.requests, self._statuses, strict=True) if status < 300
        ]

    @property
    def events(self) -> list[int]:
        """The numbers of the events that it said yes to, in order."""
        return [message["id"] for message in self.taken]

    def __enter__(self) -> Self:
        """Serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _take(self, headers: dict[str, str], body: bytes) -> int:
        with self._lock:
            status = self.answer(len(self.requests))
            self.requests.append((headers, body))
            self._statuses.append(status)
            return status
