"""Connections that go only where the guard says, and that end when their time or their bytes are spent."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection

from worker.fetch.failure import FetchFailed
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from worker.fetch.guard import AddressGuard, Place
    from worker.fetch.limits import FetchLimits
    from worker.fetch.parts import Parts

HEADROOM: Final = 1_000_000
"""Bytes on the wire beyond the body's limit, for headers and chunk sizes; http.client allows 100 headers of 64 KiB."""


class Meter:
    """Counts the time and the wire bytes of one fetch, over all its hops.

    Args:
        limits: what the fetch may cost.
    """

    def __init__(self, limits: FetchLimits) -> None:
        self.limits = limits
        self._deadline = time.monotonic() + limits.fetch_seconds
        self._bytes_left = limits.max_bytes + HEADROOM

    def seconds_left(self) -> float:
        """Seconds that the fetch still has.

        Raises:
            FetchFailed: none are left.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise FetchFailed(
                FetchOutcome.TIMEOUT, f"The fetch took longer than {self.limits.fetch_seconds:g} seconds."
            )
        return left

    def count(self, received: int) -> None:
        """Count bytes that came over the wire.

        Raises:
            FetchFailed: there were too many.
        """
        self._bytes_left -= received
        if self._bytes_left < 0:
            raise FetchFailed(FetchOutcome.TOO_LARGE, "The server's answer went on and on.")


class _Metered(socket.socket):
    """A socket whose every wait is cut to what the fetch has left.

    A time limit on the socket alone starts anew with every byte, so a server that sends one byte now
    and then would hold a worker for ever; headers and chunk sizes are read inside http.client, where no
    loop of ours could look at the clock.
    """

    meter: Meter | None = None

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        """Receive as the socket does, within the meter's limits."""
        if self.meter is None:
            return super().recv_into(buffer, nbytes or 0, flags)
        left = self.meter.seconds_left()
        self.settimeout(min(self.meter.limits.read_seconds, left))
        try:
            received = super().recv_into(buffer, nbytes or 0, flags)
        except TimeoutError:
            self.meter.seconds_left()
            raise FetchFailed(
                FetchOutcome.TIMEOUT, f"The server sent nothing for {self.meter.limits.read_seconds:g} seconds."
            ) from None
        self.meter.count(received)
        return received


class MeteredSocket(_Metered):
    """A plain connection under a meter."""


class MeteredTLSSocket(_Metered, ssl.SSLSocket):
    """A TLS connection under a meter."""


class Connector(Protocol):
    """Opens a connection to one place."""

    def __call__(self, place: Place, seconds: float) -> socket.socket:
        """Return a connected socket within so many seconds, or raise OSError."""


def connect(place: Place, seconds: float) -> socket.socket:
    """Open a TCP connection to an address, and to nothing else: no name is resolved here.

    Args:
        place: where to.
        seconds: longest wait.

    Returns:
        The connected socket.

    Raises:
        OSError: it could not be opened.
    """
    sock = MeteredSocket(place.family, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect((place.address, place.port))
    except BaseException:
        sock.close()
        raise
    return sock


def tls_context() -> ssl.SSLContext:
    """A context that verifies certificates and host names against the system's authorities.

    Where the system has none (slim containers, Python's own build for macOS), certifi's stand in.

    Returns:
        The context; share it, loading the authorities takes some 36 ms.
    """
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if not context.cert_store_stats()["x509_ca"] and not (paths.capath and any(Path(paths.capath).iterdir())):
        context.load_verify_locations(certifi.where())
    return context


def put_under_meters(context: ssl.SSLContext) -> ssl.SSLContext:
    """Let a context make sockets that obey a meter.

    Args:
        context: any context; it is changed.

    Returns:
        The same context.
    """
    context.sslsocket_class = MeteredTLSSocket
    return context


class _Guarded(HTTPConnection):
    guard: AddressGuard
    connector: Connector
    meter: Meter

    def _new_conn(self) -> socket.socket:
        connect_seconds = self.meter.limits.connect_seconds
        places = self.guard.places(self.host, self.port, min(connect_seconds, self.meter.seconds_left()))
        last: OSError | None = None
        for place in places:
            try:
                return self.connector(place, min(connect_seconds, self.meter.seconds_left()))
            except OSError as error:
                last = error
        if isinstance(last, TimeoutError):
            raise FetchFailed(
                FetchOutcome.TIMEOUT, f"{self.host} did not take the connection within {connect_seconds:g} seconds."
            )
        why = last.strerror if last and last.strerror else "no connection"
        raise FetchFailed(FetchOutcome.UNREACHABLE, f"{self.host} could not be reached: {why}.")

    def connect(self) -> None:
        """Connect where the guard says, shake hands, then put the socket under the meter."""
        super().connect()
        if isinstance(self.sock, _Metered):
            self.sock.meter = self.meter


class _GuardedTLS(_Guarded, HTTPSConnection):
    pass


def open_connection(
    parts: Parts, guard: AddressGuard, connector: Connector, meter: Meter, tls: ssl.SSLContext | None
) -> HTTPConnection:
    """Prepare a connection for one hop; it is opened with the request.

    Args:
        parts: the URL of the hop.
        guard: says which addresses it may go to.
        connector: opens a connection to one of them.
        meter: counts its time and bytes.
        tls: the context of https connections, None for http.

    Returns:
        A connection that knows no proxy and follows no redirect.
    """
    seconds = meter.limits.connect_seconds
    connection = (
        _GuardedTLS(parts.host, parts.port, timeout=seconds, ssl_context=tls)
        if parts.scheme == "https"
        else _Guarded(parts.host, parts.port, timeout=seconds)
    )
    connection.guard, connection.connector, connection.meter = guard, connector, meter
    return connection
