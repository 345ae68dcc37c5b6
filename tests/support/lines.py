"""A network of the test's own: a resolver that answers what it is told, and connections that lead nowhere."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from worker.fetch.guard import Place

PUBLIC = "93.184.215.14"
PUBLIC6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


class Names:
    """A resolver that knows what a test tells it; each look-up takes the next answer of a name.

    Args:
        answers: for each name (with "_" for "."), its answers in order; the last one stays.
    """

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): list(sets) for name, sets in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_options: int) -> list[Any]:
        """Answer as getaddrinfo does."""
        self.asked.append(host)
        sets = self.answers.get(host)
        if sets is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        addresses = sets.pop(0) if len(sets) > 1 else sets[0]
        return _answers(addresses, port)


class AnyName:
    """A resolver that reads addresses as getaddrinfo does and knows a public address for every other name.

    Args:
        inside: names that lead elsewhere.
    """

    def __init__(self, inside: dict[str, str] | None = None) -> None:
        self._inside = inside or {}

    def __call__(self, host: str, port: int, **_options: int) -> list[Any]:
        """Answer as getaddrinfo does."""
        try:
            found = str(ipaddress.ip_address(host))
        except ValueError:
            found = self._inside.get(host, PUBLIC)
        return _answers([found], port)


class Wire:
    """A connector that opens nothing and notes where it would have."""

    def __init__(self) -> None:
        self.reached: list[tuple[str, int]] = []

    def __call__(self, place: Place, seconds: float) -> socket.socket:
        """Note the place and refuse."""
        assert seconds > 0
        self.reached.append((place.address, place.port))
        raise ConnectionRefusedError(111, "Connection refused")


class Line:
    """A connector whose connections end in this process, each with an answer that is there already.

    Args:
        answers: what each connection says, in order; the last one stays.
    """

    def __init__(self, *answers: bytes) -> None:
        self._answers = list(answers) or [b""]
        self.reached: list[tuple[str, int]] = []
        self._ends: list[socket.socket] = []

    def __enter__(self) -> Self:
        """Take calls."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        for end in self._ends:
            end.close()

    def __call__(self, place: Place, _seconds: float) -> socket.socket:
        """Hand out one end of a pair; nothing goes over the network."""
        self.reached.append((place.address, place.port))
        here, there = socket.socketpair()
        there.sendall(self._answers.pop(0) if len(self._answers) > 1 else self._answers[0])
        there.shutdown(socket.SHUT_WR)
        self._ends.append(there)
        return here

    def request(self, number: int = 0) -> str:
        """What was asked over a connection."""
        return self._ends[number].recv(65536).decode("ascii")


def redirect(to: str) -> bytes:
    """An answer that redirects."""
    return b"HTTP/1.1 302 Found\r\nLocation: " + to.encode() + b"\r\nContent-Length: 0\r\n\r\n"


def says(body: bytes, kind: str = "text/html") -> bytes:
    """An answer with a body."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _answers(addresses: Iterable[str], port: int) -> list[Any]:
    return [(socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]
