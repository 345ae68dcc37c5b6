"""A web server on loopback that answers for invented hosts, as kindly or unkindly as a test asks."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from support.synthetic import Article

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends for one URL.

    Attributes:
        body: the body.
        status: the HTTP status.
        kind: the Content-Type, "" to send none.
        headers: further headers.
        seconds: how long it thinks first.
        times: how often the body is sent, one after the other.
    """

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    times: int = 1


class Site:
    """Serves answers by "host/path"; a context manager.

    Args:
        answers: what to send for each "host/path"; anything else is a 404.
    """

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = dict(answers)
        self.asked: Counter[str] = Counter()
        self._server = ThreadingHTTPServer((LOOPBACK, 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="site", daemon=True
        )

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def connect_to(self, hosts: Iterable[str]) -> tuple[str, ...]:
        """Rules for SARING_CONNECT_TO that lead these hosts here."""
        return tuple(f"{host}:80={LOOPBACK}:{self._server.server_port}" for host in hosts)


def articles(made: Iterable[Article], *, seconds: float = 0.0) -> dict[str, Answer]:
    """Answers that serve these articles."""
    return {f"{one.outlet}{one.path}": Answer(one.html.encode(), seconds=seconds) for one in made}


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 30
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer as the site says."""
            place = f"{self.headers.get('Host', '').partition(':')[0]}{self.path}"
            site.asked[place] += 1
            answer = site.answers.get(place, Answer(b"<p>Tidak ada.</p>", status=404))
            time.sleep(answer.seconds)
            try:
                self.send_response(answer.status)
                if answer.kind:
                    self.send_header("Content-Type", answer.kind)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body) * answer.times))
                self.end_headers()
                for _ in range(answer.times):
                    self.wfile.write(answer.body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # whoever asked was killed, or has had enough

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Say nothing."""

    return Handler
