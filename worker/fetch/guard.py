"""The address guard: which addresses a fetch may connect to, judged on the very address that is connected to."""

from __future__ import annotations

import queue
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from worker.fetch.addresses import why_forbidden
from worker.fetch.failure import FetchFailed
from worker.fetch.parts import DEFAULT_PORTS, BadUrl, split
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable

WEB_PORTS: Final = frozenset(DEFAULT_PORTS.values())


class Resolver(Protocol):
    """What `socket.getaddrinfo` does."""

    def __call__(self, host: str, port: int, *, type: int) -> list[Any]:  # noqa: A002 - getaddrinfo's own name
        """Return getaddrinfo's five-tuples, or raise `socket.gaierror`."""


@dataclass(frozen=True, slots=True)
class Place:
    """One address that may be connected to."""

    family: int
    address: str
    port: int


class AddressGuard:
    """Turns a host and port into addresses that may be connected to.

    Args:
        allow_hosts: "host:port" pairs that may be fetched although they are not public, by the name or
            address as the URL has it ("127.0.0.1:8080", "[::1]:8080").
        connect_to: "host:port=address:port" rules: what the URL calls the first is connected to at the
            second, as with curl's --connect-to. What is named here counts as allowed.
        resolver: `socket.getaddrinfo`, or another that answers as it does.

    Raises:
        ValueError: an entry is malformed; the sentence names it.
    """

    def __init__(
        self,
        allow_hosts: Iterable[str] = (),
        connect_to: Iterable[str] = (),
        resolver: Resolver = socket.getaddrinfo,
    ) -> None:
        self._allowed = frozenset(_pair(entry) for entry in allow_hosts)
        self._elsewhere = dict(_rule(entry) for entry in connect_to)
        self._resolver = resolver

    def places(self, host: str, port: int, seconds: float) -> list[Place]:
        """Resolve a host once and judge every answer.

        Args:
            host: the host as the URL has it in normal form, without brackets.
            port: the port.
            seconds: longest wait for the resolver.

        Returns:
            The addresses to try, in the resolver's order. Connect to these, and resolve nothing again.

        Raises:
            FetchFailed: a port other than 80 and 443, a name that does not resolve, or one of whose
                addresses any single one is not public.
        """
        if (host, port) in self._elsewhere:
            host, port = self._elsewhere[host, port]
            return self._resolve(host, port, seconds)
        if (host, port) in self._allowed:
            return self._resolve(host, port, seconds)
        if port not in WEB_PORTS:
            raise FetchFailed(
                FetchOutcome.FORBIDDEN_ADDRESS,
                f"Port {port} is not fetched, only 80 and 443; allow {_show(host, port)} to make an exception.",
            )
        places = self._resolve(host, port, seconds)
        for place in places:
            if why := why_forbidden(place.address):
                led = "is" if place.address == host else f"leads to {place.address},"
                raise FetchFailed(
                    FetchOutcome.FORBIDDEN_ADDRESS,
                    f"{host} {led} {why}; only public addresses are fetched.",
                )
        return places

    def _resolve(self, host: str, port: int, seconds: float) -> list[Place]:
        answers = _in_time(self._resolver, host, port, seconds)
        places = [Place(family, str(sockaddr[0]), port) for family, _, _, _, sockaddr in answers]
        if not places:
            raise FetchFailed(FetchOutcome.NO_SUCH_HOST, f"The host {host} has no address.")
        return list(dict.fromkeys(places))


def _in_time(resolver: Resolver, host: str, port: int, seconds: float) -> list[Any]:
    """Call the resolver in a thread of its own: getaddrinfo knows no time limit and cannot be stopped."""
    answer: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolver(host, port, type=socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 - it is raised again in the asking thread
            answer.put(error)

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    try:
        got = answer.get(timeout=max(seconds, 0))
    except queue.Empty:
        raise FetchFailed(FetchOutcome.TIMEOUT, f"The name {host} was not resolved in time.") from None
    if isinstance(got, (socket.gaierror, UnicodeError)):
        raise FetchFailed(FetchOutcome.NO_SUCH_HOST, f"The host name {host} does not exist or does not resolve.")
    if isinstance(got, OSError):
        raise FetchFailed(FetchOutcome.NO_SUCH_HOST, f"The host name {host} could not be resolved: {got.strerror}.")
    if isinstance(got, Exception):
        raise got
    return got


def _pair(entry: str) -> tuple[str, int]:
    """Read "host:port" into the normal form that URLs are read into."""
    _, colon, port = entry.rpartition(":")
    try:
        parts = split(f"http://{entry}/")
    except BadUrl as error:
        raise ValueError(f"{entry!r} is not host:port, as in 127.0.0.1:8080. {error}") from None
    if not colon or port != str(parts.port) or parts.target != "/":
        raise ValueError(f"{entry!r} is not host:port, as in 127.0.0.1:8080.")
    return parts.host, parts.port


def _rule(entry: str) -> tuple[tuple[str, int], tuple[str, int]]:
    named, equals, to = entry.partition("=")
    if not equals:
        raise ValueError(f"{entry!r} is not host:port=address:port, as in contoh.example:443=127.0.0.1:8080.")
    return _pair(named), _pair(to)


def _show(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
